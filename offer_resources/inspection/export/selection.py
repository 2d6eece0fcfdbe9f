"""Decides which objects of a sandbox a program takes over, and under which names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from ...objects.family import ADOPT_ID, Family
from ...objects.values import Problem, instant
from ...program.resources import OfferLibraryResource
from .identifiers import identifiers, resource_names

Object = dict[str, Any]


@dataclass(frozen=True)
class Filter:
    """Which objects are wanted; what is not given does not matter.

    Attributes:
        since: modified then or later.
        statuses: of the objects that have a status, those with one of these.
        name: a pattern such as `Summer*`.
    """

    since: datetime | None = None
    statuses: tuple[str, ...] = ()
    name: str | None = None

    def accepts(self, members: Object, modified: datetime | None) -> bool:
        """Whether an object with these members is wanted."""
        return (
            (self.since is None or modified is None or modified >= self.since)
            and (not self.statuses or members.get("status", self.statuses[0]) in self.statuses)
            and (self.name is None or fnmatchcase(str(members.get("name", "")), self.name))
        )


@dataclass(frozen=True)
class Found:
    """An object of the sandbox.

    Attributes:
        resource_name: its name in the stack.
        identifier: what it is called inside the program.
        members: those a program can give, in canonical form.
        problems: why no program can give them, if so.
    """

    resource: type[OfferLibraryResource]
    resource_name: str
    identifier: str
    id_: str
    members: Object
    problems: tuple[Problem, ...]

    @property
    def family(self) -> Family:
        return self.resource.provider_class.family

    @property
    def refusal(self) -> str:
        """Which object cannot be taken over, and why."""
        return f"{self.family.kind} {self.members.get('name')!r} ({self.id_}): {'; '.join(map(str, self.problems))}"


def select(resource: type[OfferLibraryResource], rows: Iterable[Object], wanted: Filter) -> list[Found]:
    """The wanted objects of one family, in the order of their resource names.

    What they are called depends on the names in the sandbox, not on what is wanted of them, nor on their ages.
    """
    family = resource.provider_class.family
    rows = list(rows)
    names = resource_names([(row["id"], str(row.get("name", ""))) for row in rows], family.noun)
    ordered = sorted(zip(names, rows, strict=True), key=lambda pair: pair[0])
    called = identifiers([str(row.get("name", "")) for _, row in ordered], family.noun)
    found = []
    for identifier, (name, row) in zip(called, ordered, strict=True):
        members = family.canonical(row)
        if wanted.accepts(members, instant(row.get("modified"))):
            problems = tuple(family.problems({**members, ADOPT_ID: row["id"]}))
            found.append(Found(resource, name, identifier, row["id"], members, problems))
    return found

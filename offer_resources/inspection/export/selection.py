"""Decides which objects of a sandbox a program takes over, and under which names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from fnmatch import fnmatchcase
from typing import Any

from ...objects.family import ADOPT_ID, Family
from ...objects.values import Problem, instant
from ...program.resources import OfferLibraryResource
from .identifiers import identifiers

Object = dict[str, Any]

_EARLIEST = datetime.min.replace(tzinfo=timezone.utc)


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
        members: those a program can give, in canonical form.
        problems: why no program can give them, if so.
    """

    resource: type[OfferLibraryResource]
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
    """The wanted objects of one family, in the order of their identifiers.

    An identifier depends on the names in the sandbox, not on what is wanted of them, nor on who was modified last.
    """
    family = resource.provider_class.family
    by_age = sorted(rows, key=_age)
    names = identifiers([str(row.get("name", "")) for row in by_age], family.noun)
    found = []
    for identifier, row in zip(names, by_age, strict=True):
        members = family.canonical(row)
        if wanted.accepts(members, instant(row.get("modified"))):
            problems = tuple(family.problems({**members, ADOPT_ID: row["id"]}))
            found.append(Found(resource, identifier, row["id"], members, problems))
    return sorted(found, key=lambda one: one.identifier)


def _age(row: Object) -> tuple[datetime, str]:
    return instant(row.get("created")) or _EARLIEST, row["id"]

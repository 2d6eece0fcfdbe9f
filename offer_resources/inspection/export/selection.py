"""Decides which objects of a sandbox a program takes over, and under which names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from ...objects.family import ADOPT_ID, Family
from ...objects.fields import Field
from ...objects.records import Record
from ...objects.values import Live, Members, Path, Problem, dotted, instant
from ...program.resources.base import OfferLibraryResource
from .identifiers import identifiers, resource_names


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

    def accepts(self, members: Members, modified: datetime | None) -> bool:
        """Whether an object with these members is wanted."""
        return (
            (self.since is None or modified is None or modified >= self.since)
            and (not self.statuses or members.get("status", self.statuses[0]) in self.statuses)
            and (self.name is None or fnmatchcase(str(members.get("name", "")), self.name))
        )


@dataclass(frozen=True)
class Unmanaged:
    """A member that no program can give, and why."""

    path: Path
    problem: Problem

    def __str__(self) -> str:
        return str(self.problem) if self.path == self.problem.path else f"{dotted(self.path)}, as {self.problem}"


@dataclass(frozen=True)
class Found:
    """An object of the sandbox.

    Attributes:
        resource_name: its name in the stack.
        identifier: what it is called inside the program.
        members: those a program can give, as a program would send them.
        unmanaged: the members that no program can give, which stay in the sandbox as they are.
        problems: why no program can give the object at all, if so.
    """

    resource: type[OfferLibraryResource]
    resource_name: str
    identifier: str
    id_: str
    members: Members
    unmanaged: tuple[Unmanaged, ...]
    problems: tuple[Problem, ...]
    row: Live

    @property
    def family(self) -> Family:
        return self.resource.provider_class.family

    @property
    def refusal(self) -> str:
        """Which object cannot be taken over, and why."""
        return f"{self._called}: {'; '.join(map(str, self.problems))}"

    @property
    def reservation(self) -> str:
        """Of which object something stays unmanaged, and why."""
        return f"{self._called}: {'; '.join(map(str, self.unmanaged))}"

    @property
    def _called(self) -> str:
        return f"{self.family.kind} {self.members.get('name')!r} ({self.id_})"


def select(resource: type[OfferLibraryResource], rows: Iterable[Live], wanted: Filter) -> list[Found]:
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
        if wanted.accepts(_members(family, row), instant(row.get("modified"))):
            found.append(Found(resource, name, identifier, row["id"], *_expressible(family, row), row))
    return found


def _members(family: Family, row: Live) -> Members:
    return dict(family.record.mapped(row, lambda field, value: field.sent(value)))


def _expressible(family: Family, row: Live) -> tuple[Members, tuple[Unmanaged, ...], tuple[Problem, ...]]:
    """What of the object a program can give, why it cannot give the rest, and why it cannot give even that."""
    members = _members(family, row)
    unmanaged: list[Unmanaged] = []
    while problems := tuple(family.problems({**members, ADOPT_ID: row["id"]})):
        path = _dispensable(family.record, members, problems[0].path)
        if not path:
            return members, (), problems
        # Without a part that it needs, a whole cannot be given either; the reason is that of the part.
        parts = [one for one in unmanaged if one.path[: len(path)] == path]
        unmanaged = [one for one in unmanaged if one not in parts]
        unmanaged.append(Unmanaged(path, parts[0].problem if parts else problems[0]))
        members = _without(members, path)
    return members, tuple(unmanaged), ()


def _dispensable(field: Field, value: Any, path: Path) -> Path:
    """The deepest member on the path that a program may leave out; empty if there is none.

    An item of a list cannot be left out, as a list is given whole.
    """
    found: Path = ()
    for depth, part in enumerate(path):
        if isinstance(field, Record) and isinstance(value, dict) and part in value:
            if part not in field.required:
                found = path[: depth + 1]
            field, value = field.members[str(part)], value[part]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value) and field.inner:
            field, value = field.inner[0], value[part]
        else:
            break
    return found


def _without(value: Any, path: Path) -> Any:
    part, *rest = path
    if isinstance(value, list):
        return [_without(item, tuple(rest)) if index == part else item for index, item in enumerate(value)]
    if not rest:
        return {name: item for name, item in value.items() if name != part}
    return {**value, part: _without(value[part], tuple(rest))}

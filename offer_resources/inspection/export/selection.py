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
    """The conditions for an object to be exported; conditions that are not given do not apply.

    Attributes:
        since: modified at this time or later.
        statuses: with one of these statuses, or of a kind without a status.
        name: with a name that matches this pattern, such as `Summer*`.
    """

    since: datetime | None = None
    statuses: tuple[str, ...] = ()
    name: str | None = None

    def accepts(self, members: Members, modified: datetime | None) -> bool:
        """Return whether an object with these members meets all conditions."""
        return (
            (self.since is None or modified is None or modified >= self.since)
            and (not self.statuses or members.get("status", self.statuses[0]) in self.statuses)
            and (self.name is None or fnmatchcase(str(members.get("name", "")), self.name))
        )


@dataclass(frozen=True)
class Unmanaged:
    """A member that no program can give, with the reason."""

    family: Family
    path: Path
    problem: Problem

    def __str__(self) -> str:
        problem = self.family.as_written(self.problem)
        if self.path == self.problem.path:
            return str(problem)
        return f"{dotted(tuple(self.family.record.python_path(self.path)))}, as {problem}"


@dataclass(frozen=True)
class Found:
    """An object of the sandbox.

    Attributes:
        resource_name: its resource's name in the stack.
        identifier: its variable's name in the program.
        members: the members that a program can give, as a program would send them.
        unmanaged: the members that no program can give, which stay in the sandbox as they are.
        problems: the reasons why no program can declare the object; empty if one can.
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
        """The object that cannot be taken over, and why."""
        return f"{self._called}: {'; '.join(map(str, self.problems))}"

    @property
    def reservation(self) -> str:
        """The object of which something stays unmanaged, and why."""
        return f"{self._called}: {'; '.join(map(str, self.unmanaged))}"

    @property
    def _called(self) -> str:
        return f"{self.family.kind} {self.members.get('name')!r} ({self.id_})"


def select(resource: type[OfferLibraryResource], rows: Iterable[Live], wanted: Filter) -> list[Found]:
    """Return the wanted objects of one family, in the order of their resource names.

    The names in the program depend on all names in the sandbox, but not on the filter or on the objects' ages.
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
    """Return the members that a program can give, those that it cannot, and why it cannot declare the object, if so."""
    members = _members(family, row)
    unmanaged: list[Unmanaged] = []
    while problems := tuple(family.problems({**members, ADOPT_ID: row["id"]})):
        path = _dispensable(family.record, members, problems[0].path)
        if not path:
            return members, (), tuple(map(family.as_written, problems))
        # If a required part cannot be given, neither can the whole; the reason given is the part's.
        parts = [one for one in unmanaged if one.path[: len(path)] == path]
        unmanaged = [one for one in unmanaged if one not in parts]
        unmanaged.append(Unmanaged(family, path, parts[0].problem if parts else problems[0]))
        members = _without(members, path)
    return members, tuple(unmanaged), ()


def _dispensable(field: Field, value: Any, path: Path) -> Path:
    """Return the path of the deepest member on this path that a program may leave out; empty if there is none.

    An item of a list cannot be left out, as a list is given as a whole.
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

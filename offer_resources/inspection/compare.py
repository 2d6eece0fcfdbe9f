"""Compares the objects of two sandboxes, matched by their names; references are compared by name too. No network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ..objects.diff import Change, between
from ..objects.family import Family, Reference
from ..objects.fields import Field
from ..objects.values import Live, Members
from ..objects.words import looks_like

Contents = Mapping[str, Sequence[Live]]
Verdict = Literal["same", "different", "only in the first", "only in the second", "duplicate"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Compared:
    """The objects of the two sandboxes under one name.

    Attributes:
        ids: the ids of the objects of that name, in the first sandbox and in the second.
        changes: from the first sandbox's object to the second's, if each has one.
    """

    kind: str
    name: str
    ids: tuple[list[str], list[str]]
    changes: list[Change]

    @property
    def verdict(self) -> Verdict:
        first, second = map(len, self.ids)
        if first > 1 or second > 1:
            return "duplicate"
        if first != second:
            return "only in the first" if first else "only in the second"
        return "different" if self.changes else "same"


def compare(first: Contents, second: Contents, families: Sequence[Family]) -> list[Compared]:
    """Compare two sandboxes, given by kind, name by name; ids and dates do not count."""
    names = _unique_names(first), _unique_names(second)
    found = []
    for family in families:
        ours, theirs = _by_name(first[family.kind]), _by_name(second[family.kind])
        for name in sorted({*ours, *theirs}):
            rows = ours[name], theirs[name]
            forms = [_form(family, row, known) for side, known in zip(rows, names, strict=True) for row in side]
            changes = between(*forms) if [len(side) for side in rows] == [1, 1] else []
            ids = [row["id"] for row in rows[0]], [row["id"] for row in rows[1]]
            found.append(Compared(family.kind, name, ids, changes))
    return found


def look_alikes(one: Compared, compared: Sequence[Compared]) -> list[Compared]:
    """Return the names of the second sandbox alone that look the same as this one of the first alone."""
    if one.verdict != "only in the first":
        return []
    others = [other for other in compared if other.kind == one.kind and other.verdict == "only in the second"]
    return [other for other in others if looks_like(one.name, other.name)]


def _by_name(rows: Sequence[Live]) -> defaultdict[str, list[Live]]:
    groups: defaultdict[str, list[Live]] = defaultdict(list)
    for row in rows:
        groups[str(row.get("name", ""))].append(row)
    return groups


def _unique_names(contents: Contents) -> dict[str, str]:
    """Return the names, by id, of the objects whose name no other object has."""
    groups = [group for rows in contents.values() for group in _by_name(rows).items()]
    return {rows[0]["id"]: name for name, rows in groups if len(rows) == 1}


def _form(family: Family, row: Live, names: Mapping[str, str]) -> Members:
    """Return the object in the form for a comparison across sandboxes: with names in place of ids."""

    def named(field: Field, value: Any) -> Any:
        return names.get(value, value) if isinstance(field, Reference) and isinstance(value, str) else value

    return family.comparable(family.record.mapped(row, named))

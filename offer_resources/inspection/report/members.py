"""The members of an object that change, each in the form a person can judge: words, items of a list, values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...masking import SECRET
from ...objects.diff import MISSING
from ...objects.family import Family, Reference
from ...objects.fields import Field, Spelled, Text, TextList, TextMap, TextSet
from ...objects.records import KeyedRecords, Record, Records
from ...objects.values import Inputs, Unknown, is_empty
from ...objects.words import words
from .objects import NOT_KNOWN

# The names of the objects with some ids, by the member that has them, and by what is known of the objects besides.
NamesOf = Callable[[Sequence[Any], Reference, Inputs], Sequence[str]]

# Behind the name of a reference that stays, though what it refers to is made again.
_ANEW = " (made again)"


@dataclass(frozen=True)
class ChangedMember:
    """One member.

    Attributes:
        label: where it is, as the program writes it, with placements by their names.
        before: its value as text; None if there is none.
        after: its value as text; None if there is none.
        live: what is in the sandbox now, if that is neither.
        words: of two texts, the parts in order, after `=`, `-` or `+`.
        taken: of a set, what goes.
        added: of a set, what comes.
    """

    label: str
    before: str | None = None
    after: str | None = None
    live: str | None = None
    words: Sequence[tuple[str, str]] = ()
    taken: Sequence[str] = ()
    added: Sequence[str] = ()
    is_set: bool = field(default=False)


@dataclass(frozen=True)
class _Sides:
    """A value before, as it is live, and after; MISSING where there is none."""

    before: Any
    live: Any
    after: Any

    def each(self, part: Callable[[Any], Any]) -> _Sides:
        return _Sides(*(part(side) for side in self.values))

    def all_are(self, *types: type) -> bool:
        return all(side is MISSING or isinstance(side, types) for side in self.values)

    @property
    def values(self) -> tuple[Any, Any, Any]:
        return self.before, self.live, self.after


def changed_members(
    family: Family, before: Inputs, now: Inputs, after: Inputs, changed: frozenset[str], names_of: NamesOf
) -> list[ChangedMember]:
    """Return the members that differ, of those that the engine lists as changed; all of them where it lists none.

    Args:
        before: what state has.
        now: what is live, as far as this run has looked; else what state has.
        after: what the program gives.
        names_of: the names of the objects with some ids.
    """
    sides, found = _Sides(before, now, after), list[ChangedMember]()
    for name, member in family.record.members.items():
        if changed and before and after and name not in changed:
            continue
        label, of_member = family.record.python_name(name), _inside(sides, name)
        told = list(_Differences(names_of).of(member, label, of_member))
        found += told or ([_unseen(label, of_member)] if name in changed else [])
    return found


def _unseen(label: str, sides: _Sides) -> ChangedMember:
    """Return a member that the engine lists and that reads the same: the difference is behind the engine's mask."""
    before, after = (SECRET if SECRET in str(side) else _json(side) for side in (sides.before, sides.after))
    return ChangedMember(label, before, after)


@dataclass(frozen=True)
class _Differences:
    """What differs in a member, told by what it is made of."""

    names_of: NamesOf

    def of(self, field_: Field, label: str, sides: _Sides, having: Inputs | None = None) -> Iterator[ChangedMember]:
        """Return the differences of a member.

        Args:
            having: of an item that is known by a reference, what it says of the object besides.
        """
        before, live, after = (field_.comparable(side) if side is not MISSING else side for side in sides.values)
        if before == after == live:
            return
        if isinstance(field_, Record) and sides.all_are(dict):
            for name, member in field_.members.items():
                yield from self.of(member, f"{label}.{field_.python_name(name)}", _inside(sides, name))
        elif isinstance(field_, KeyedRecords) and sides.all_are(list):
            yield from self._of_keyed(field_, label, sides)
        elif isinstance(field_, Records) and sides.all_are(list):
            yield from self._of_list(field_, label, sides)
        elif isinstance(field_, TextSet) and sides.all_are(list):
            yield self._of_set(field_, label, sides)
        elif isinstance(field_, TextMap) and sides.all_are(dict):
            for key in dict.fromkeys(key for side in sides.values if side is not MISSING for key in side):
                yield from self.of(
                    Text(), f"{label}.{key}" if key.isidentifier() else f"{label}[{key}]", _inside(sides, key)
                )
        else:
            yield self._of_value(field_, label, sides)

    def _of_keyed(self, field_: KeyedRecords, label: str, sides: _Sides) -> Iterator[ChangedMember]:
        """Return items by what they are known by, in names: an id that is made again keeps its name."""
        named = sides.each(lambda items: self._by_name(field_, items))
        for name in dict.fromkeys(name for side in named.values for name in side):
            items = named.each(lambda side: side.get(name, MISSING))  # noqa: B023  # called at once
            yield from self.of(field_.item, f"{label}[{name}]", items)

    def _by_name(self, field_: KeyedRecords, items: Any) -> Mapping[str, Any]:
        named: dict[str, Any] = {}
        for item in () if items is MISSING else items:
            key = item.get(field_.key) if isinstance(item, dict) else item
            name = self._text(field_.item.members[field_.key], key, item if isinstance(item, dict) else {}) or ""
            while name in named:
                name += "'"
            named[name] = item
        return named

    def _of_list(self, field_: Records, label: str, sides: _Sides) -> Iterator[ChangedMember]:
        """Return items that stay beside each other wherever they are, then those that only one side has."""
        before, live, after = ([] if side is MISSING else side for side in sides.values)
        old = {mine: theirs for theirs, mine in field_.pairs(before, after)}
        now = {mine: theirs for theirs, mine in field_.pairs(live, after)}
        for index, item in enumerate(after):
            was, is_live = (side[at[index]] if index in at else MISSING for side, at in ((before, old), (live, now)))
            yield from self.of(field_.item, f"{label}[{index}]", _Sides(was, is_live, item))
        for index in sorted(set(range(len(before))) - set(old.values())):
            yield from self.of(field_.item, f"{label}[{index}]", _Sides(before[index], before[index], MISSING))
        order = [old[index] for index in sorted(old)]
        if order != sorted(order):
            in_words = (", ".join(str(index + 1) for index in one) for one in (sorted(order), order))
            yield ChangedMember(f"{label}, order", before=next(in_words), after=next(in_words))

    def _of_set(self, field_: TextSet, label: str, sides: _Sides) -> ChangedMember:
        before, live, after = sides.each(lambda items: {} if items is MISSING else self._items(field_, items)).values
        anew = {name for name in before.keys() & after.keys() if not field_.item.is_same(before[name], after[name])}
        is_told = live.keys() not in (before.keys(), after.keys())
        return ChangedMember(
            label,
            live=", ".join(sorted(live)) if is_told else None,
            taken=sorted(before.keys() - after.keys() | anew),
            added=sorted([*(after.keys() - before.keys()), *(name + _ANEW for name in anew)]),
            is_set=True,
        )

    def _items(self, field_: TextSet, items: list[Any]) -> dict[str, Any]:
        """Return the items by their texts."""
        item = field_.item
        texts = (
            self.names_of(items, item, {}) if isinstance(item, Reference) else [self._text(item, one) for one in items]
        )
        return {text or "": one for text, one in zip(texts, items, strict=True)}

    def _of_value(self, field_: Field, label: str, sides: _Sides) -> ChangedMember:
        before, live, after = (self._text(field_, side) for side in sides.values)
        if before == after and isinstance(after, str) and not field_.is_same(sides.before, sides.after):
            # Another object of the same name, or JSON in another spelling.
            before, after = (before, after + _ANEW) if isinstance(field_, Reference) else (sides.before, sides.after)
        told = () if before is None or after is None else words(before, after)
        return ChangedMember(label, before, after, live if live not in (before, after) else None, words=told)

    def _text(self, field_: Field, value: Any, having: Inputs | None = None) -> str | None:
        """Return a value as text; None where there is none."""
        if value is MISSING:
            return None
        if isinstance(field_, Reference):
            return self.names_of([value], field_, having or {})[0]
        if isinstance(value, Unknown):
            return NOT_KNOWN
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str):
            return field_.brief(field_.comparable(value)) if isinstance(field_, Spelled) else pretty(value)
        if isinstance(field_, TextList) and isinstance(value, list):
            return ", ".join(self._text(field_.item, item) or "" for item in value)
        return _json(value)


def _inside(sides: _Sides, name: str) -> _Sides:
    """Return a member of all three; what is empty is no value, as the API has it."""
    inner = (side.get(name) if isinstance(side, dict) else None for side in sides.values)
    return _Sides(*(MISSING if is_empty(value) else value for value in inner))


def pretty(text: str) -> str:
    """Return an object or a list in JSON laid out to read; any other text as it is."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _json(value) if isinstance(value, (dict, list)) else text


def _json(value: Any) -> str:
    return "" if value is MISSING else json.dumps(value, indent=2, ensure_ascii=False, default=str)

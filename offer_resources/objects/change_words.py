"""Describes in words where two versions of an object differ, with a line for each member. No network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..masking import SECRET
from .diff import MISSING, Change
from .family import Family, Reference
from .fields import Field, TextSet
from .records import KeyedRecords, Record, Records
from .values import Path, dotted, shown
from .words import hides_a_difference, in_words, shortened, unlike

# Characters. Of longer texts only the words that differ are shown, and of those in which a reader would miss some.
_SHORT = 60

NameOf = Callable[[Family, str], str]


def told(
    family: Family, changes: Sequence[Change], words: str, *, secret: frozenset[str], name_of: NameOf
) -> list[str]:
    """Return one line for each member that differs; for a secret member only its name, as a path may hold a tag.

    Args:
        words: a template for the two values, such as `theirs {}, ours {}`.
        name_of: returns the name to show for the object of this family with this id.
    """
    hidden = [str(change.path[0]) for change in changes if change.path[0] in secret]
    others = [change for change in changes if change.path[0] not in secret]
    lines = [f"{name}: {words.format(SECRET, SECRET)}" for name in hidden]
    for path, before, after in _members(family, others):
        lines.append(f"{dotted(_named(family, path, name_of))}: {_values(before, after, words)}")
    return list(dict.fromkeys(lines))


def _members(family: Family, changes: Sequence[Change]) -> Iterator[tuple[Path, Any, Any]]:
    """Yield the changes; those within one set as a single change, with the items that only one side has."""
    sets: dict[Path, tuple[set[str], set[str]]] = {}
    for change in changes:
        path = _set_around(family.record, change.path)
        if path is None or (path == change.path and not _are_sets(change)):
            yield change.path, change.before, change.after
            continue
        sides = sets.setdefault(path, (set(), set()))
        for side, value in zip(sides, (change.before, change.after), strict=True):
            side.update(_items(value, change.path))
    for path, (before, after) in sets.items():
        yield path, frozenset(before), frozenset(after)


def _are_sets(change: Change) -> bool:
    """Return whether a change of a whole set is one in its comparable form: the API may return something else."""
    return all(isinstance(side, dict) or side is MISSING or side is None for side in (change.before, change.after))


def _items(value: Any, path: Path) -> list[str]:
    """Return the items of a set in its comparable form, or the one item that `path` leads to."""
    if isinstance(value, dict):
        return list(value)
    return [str(path[-1])] if value is True else []


def _set_around(record: Field, path: Path) -> Path | None:
    """Return the path of the set that this path leads to or into; None if it leads to none."""
    field: Field | None = record
    for index, part in enumerate(path):
        if isinstance(field, TextSet):
            return path[:index]
        field = _inside(field, part)
    return path if isinstance(field, TextSet) else None


def _named(family: Family, path: Path, name_of: NameOf) -> Path:
    """Return the path with names in place of the ids that lists are keyed by."""
    field: Field | None = family.record
    named: list[str | int] = []
    for part in path:
        key = field.item.members.get(field.key) if isinstance(field, KeyedRecords) else None
        is_id = isinstance(key, Reference) and isinstance(part, str)
        named.append(name_of(key.to[0], part) if is_id else part)  # type: ignore[union-attr,arg-type]  # as is_id says
        field = _inside(field, part)
    return tuple(named)


def _inside(field: Field | None, part: str | int) -> Field | None:
    if isinstance(field, Record):
        return field.members.get(str(part))
    return field.item if isinstance(field, Records) else None


def _values(before: Any, after: Any, words: str) -> str:
    if isinstance(before, frozenset):
        return words.format(_with(before, after), _with(after, before))
    texts = _text(before), _text(after)
    is_long = isinstance(before, str) and isinstance(after, str) and max(map(len, texts)) > _SHORT
    if is_long or hides_a_difference(*texts):
        return f"{words.format('[-…-]', '{+…+}')}: {in_words(*texts)}"
    return words.format(_value(before), _value(after))


def _with(items: frozenset[str], others: frozenset[str]) -> str:
    return f"with {', '.join(_item(one, others) for one in sorted(items))}" if items else "without"


def _item(item: str, others: frozenset[str]) -> str:
    """Return the item of a set, with its code points where one of the other side looks like it."""
    unclear = next(filter(None, (unlike(item, other) for other in ("", *sorted(others)))), "")
    return shown(item) + (f" ({unclear})" if unclear else "")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else ""


def _value(value: Any) -> str:
    if isinstance(value, (dict, list)) and value:
        return shortened(_text(value))
    return shown(None if value is MISSING else value)

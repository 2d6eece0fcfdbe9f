"""The members of an object that change, each in the form a person can judge: words, items of a list, values."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...masking import SECRET
from ...objects.diff import MISSING, Change, between
from ...objects.family import Family
from ...objects.values import Inputs, Path, Unknown
from ...objects.words import words

NameOf = Callable[[Any, str], str]

NOT_KNOWN = "(not known yet)"


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


def changed_members(
    family: Family, before: Inputs, now: Inputs, after: Inputs, changed: frozenset[str], name_of: NameOf
) -> list[ChangedMember]:
    """The members that differ, of those that the engine lists as changed; all of them where it lists none.

    Args:
        before: what state has.
        now: what is live, as far as this run has looked; else what state has.
        after: what the program gives.
        name_of: the name of the object with an id, for the member that has it.
    """
    ours, theirs, new = (family.comparable(one) for one in (before, now, after))
    paths = {change.path for change in (*between(theirs, new), *between(ours, new))}
    changes = [Change(path, _at(ours, path), _at(new, path)) for path in sorted(paths, key=_order)]
    if changed and before and after:
        changes = [change for change in changes if change.path[0] in changed]
    sets: defaultdict[Path, list[Change]] = defaultdict(list)
    found = []
    for change in changes:
        if _is_item(change):
            sets[change.path[:-1]].append(change)
        else:
            found += list(_leaves(change, theirs, name_of))
    found += [_set(path, items, name_of) for path, items in sets.items()]
    return found + _masked(changed - {str(change.path[0]) for change in changes}, before, after)


def _order(path: Path) -> list[str]:
    return [str(part) for part in path]


def _masked(names: Iterable[str], before: Inputs, after: Inputs) -> list[ChangedMember]:
    """Members that differ behind the engine's mask: both sides read the same."""
    return [
        ChangedMember(name, SECRET, SECRET) for name in sorted(names) if before.get(name) == after.get(name) == SECRET
    ]


def _is_item(change: Change) -> bool:
    """Whether the change is of one item of a set, which is compared as an object of `True`."""
    return all(side is True or side is MISSING for side in (change.before, change.after))


def _set(path: Path, changes: Sequence[Change], name_of: NameOf) -> ChangedMember:
    named = {change: name_of(change.path[-1], str(path[0])) for change in changes}
    return ChangedMember(
        label(path, name_of),
        taken=sorted(named[change] for change in changes if change.after is MISSING),
        added=sorted(named[change] for change in changes if change.before is MISSING),
        is_set=True,
    )


def _leaves(change: Change, theirs: Inputs, name_of: NameOf) -> Iterator[ChangedMember]:
    """The change; of an object that comes or goes whole, its members one by one."""
    whole = change.after if change.before is MISSING else change.before if change.after is MISSING else None
    if isinstance(whole, dict) and whole:
        for key, value in whole.items():
            sides = (MISSING, value) if change.before is MISSING else (value, MISSING)
            if value is True and not isinstance(key, int):
                yield _set((*change.path,), [Change((*change.path, key), *sides)], name_of)
            else:
                yield from _leaves(Change((*change.path, key), *sides), theirs, name_of)
        return
    if isinstance(whole, list) and whole and isinstance(whole[0], dict):
        for index, value in enumerate(whole):
            sides = (MISSING, value) if change.before is MISSING else (value, MISSING)
            yield from _leaves(Change((*change.path, index), *sides), theirs, name_of)
        return
    yield _one(change, theirs, name_of)


def _one(change: Change, theirs: Inputs, name_of: NameOf) -> ChangedMember:
    member = str(change.path[0])
    before, after = (shown(side, member, name_of) for side in (change.before, change.after))
    live = shown(_at(theirs, change.path), member, name_of)
    return ChangedMember(
        label(change.path, name_of),
        before,
        after,
        live if live not in (before, after) else None,
        words=list(words(before, after)) if isinstance(before, str) and isinstance(after, str) else (),
    )


def shown(value: Any, member: str, name_of: NameOf) -> str | None:
    """A value as text; None where there is none."""
    if value is MISSING or value is None:
        return None
    if isinstance(value, (str, Unknown)):
        return name_of(value, member)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value, ensure_ascii=False, default=str)


def label(path: Path, name_of: NameOf) -> str:
    """`representations[Web hero].components[0].content`."""
    text = str(path[0])
    for part in path[1:]:
        name = str(part) if isinstance(part, int) else name_of(part, str(path[0]))
        text += f".{name}" if name == part and name.isidentifier() else f"[{name}]"
    return text


def _at(value: Any, path: Path) -> Any:
    """What is at the path; MISSING where there is nothing."""
    try:
        return functools.reduce(lambda inner, part: inner[part], path, value)
    except (KeyError, IndexError, TypeError):
        return MISSING

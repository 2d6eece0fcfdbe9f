"""Members that are made of other members: records, and lists of records, whose items have to be matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from .fields import Field
from .values import Path, Problem, Unknown, is_empty, shown

# A live item and one of ours, by their numbers in their lists: the same one still.
Pair = tuple[int, int]


@dataclass(frozen=True)
class Record(Field):
    """An object with known members. Members it does not know are the server's own and are left alone.

    Attributes:
        members: the known members.
        required: names that must be given, even if with an unknown value.
        rules: problems that concern several members at once.
        python_names: Python names that do not follow from the API's.
        value_class: the name of the class that a program may give; a plain dict of its names will do as well.
    """

    members: Mapping[str, Field]
    required: tuple[str, ...] = ()
    rules: Callable[[dict[str, Any], Path], Iterator[Problem]] = lambda value, path: iter(())
    python_names: Mapping[str, str] = field(default_factory=dict)
    value_class: str | None = None

    @property
    def wanted(self) -> str:
        return "an object"

    @property
    def inner(self) -> tuple[Field, ...]:
        return tuple(self.members.values())

    def python_name(self, name: str) -> str:
        """A member's name in Python: `delivery_url` for `deliveryURL`."""
        return self.python_names.get(name) or re.sub(r"(?<=[a-z])([A-Z]+)", r"_\1", name).lower()

    def wire_name(self, python_name: str) -> str:
        """The API's name for a member; a name that is no member's is left for `problems` to report."""
        return next((name for name in self.members if self.python_name(name) == python_name), python_name)

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, Unknown):
            return
        if not isinstance(value, dict):
            yield Problem(path, shown(value), self.wanted)
            return
        for name in self.required:
            if value.get(name) is None:
                yield Problem((*path, name), "nothing", self.members[name].wanted)
        for name, member in value.items():
            if name not in self.members:
                yield Problem((*path, str(name)), "a member of that name", f"one of {', '.join(self.members)}")
            elif member is not None:
                yield from self.members[name].problems(member, (*path, name))
        yield from self.rules(value, path)

    def canonical(self, value: Any) -> Any:
        return self._each(value, lambda member, item: member.canonical(item)) if isinstance(value, dict) else value

    def comparable(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return self._each(
            {name: item for name, item in value.items() if not is_empty(item)},
            lambda member, item: member.comparable(item),
        )

    def managed(self, live: Any, ours: Any) -> Any:
        if not isinstance(live, dict) or not isinstance(ours, dict):
            return live
        return {
            name: member.managed(live[name], ours[name])
            for name, member in self.members.items()
            if name in live and name in ours
        }

    def merged(self, live: Any, before: Any, after: Any) -> Any:
        if not isinstance(after, dict):
            return after
        live = live if isinstance(live, dict) else {}
        before = before if isinstance(before, dict) else {}
        given = {name: after[name] for name in self.members if name in after}
        kept = {name: value for name, value in live.items() if name not in before and name not in given}
        ours = {
            name: self.members[name].merged(live.get(name), before.get(name), value)
            for name, value in given.items()
            if not is_empty(value) or name in self.required
        }
        return {**kept, **ours}

    def mapped(self, value: Any, leaf: Callable[[Field, Any], Any]) -> Any:
        return self._each(value, lambda member, item: member.mapped(item, leaf)) if isinstance(value, dict) else value

    def _each(self, value: dict[str, Any], question: Callable[[Field, Any], Any]) -> dict[str, Any]:
        return {
            name: question(member, value[name]) for name, member in self.members.items() if value.get(name) is not None
        }


@dataclass(frozen=True)
class Records(Field):
    """A list of objects whose order counts, and in which a changed item keeps what we do not manage of it.

    Attributes:
        item: what each is made of.
        same: the member by which a changed item at its old position is told to be the same one still; any will do if
            it is None.
        least: how many there must be.
        most: how many there may be.
    """

    item: Record
    same: str | None = None
    least: int = 0
    most: int | None = None

    @property
    def wanted(self) -> str:
        return "a list of objects"

    @property
    def inner(self) -> tuple[Field, ...]:
        return (self.item,)

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, list):
            if len(value) < self.least:
                yield Problem(path, f"{len(value)} of them" if value else "none", f"at least {self.least}")
            if self.most is not None and len(value) > self.most:
                yield Problem(path, f"{len(value)} of them", f"at most {self.most}")
            for index, item in enumerate(value):
                yield from self.item.problems(item, (*path, index))
        elif not isinstance(value, Unknown):
            yield Problem(path, shown(value), self.wanted)

    def canonical(self, value: Any) -> Any:
        return [self.item.canonical(item) for item in value] if isinstance(value, list) else value

    def comparable(self, value: Any) -> Any:
        return [self.item.comparable(item) for item in value] if isinstance(value, list) else value

    def managed(self, live: Any, ours: Any) -> Any:
        if not isinstance(live, list) or not isinstance(ours, list):
            return live
        counterparts = {theirs: ours[mine] for theirs, mine in self._pairs(live, ours)}
        # A live item that is none of ours is compared whole.
        return [
            self.item.managed(item, counterparts[index]) if index in counterparts else item
            for index, item in enumerate(live)
        ]

    def merged(self, live: Any, before: Any, after: Any) -> Any:
        if not isinstance(after, list):
            return after
        live = live if isinstance(live, list) else []
        before = before if isinstance(before, list) else []
        canonical = [self.item.canonical(item) for item in live]
        previous = {theirs: before[mine] for theirs, mine in self._pairs(canonical, before)}
        counterparts = {mine: theirs for theirs, mine in self._pairs(canonical, after)}
        return [
            self.item.merged(live[counterparts[index]], previous.get(counterparts[index]), item)
            if index in counterparts
            else self.item.merged({}, {}, item)
            for index, item in enumerate(after)
        ]

    def mapped(self, value: Any, leaf: Callable[[Field, Any], Any]) -> Any:
        return [self.item.mapped(item, leaf) for item in value] if isinstance(value, list) else value

    def _pairs(self, live: list[Any], ours: list[Any]) -> list[Pair]:
        """Which live item is which of ours: one that is all equal, else one that is equal in what we manage, else the
        one at the same position."""
        free, rest = list(range(len(live))), list(range(len(ours)))
        pairs: list[Pair] = []
        for is_same in (self._are_equal, self._are_equal_in_ours, self._are_at_one_position):
            for mine in list(rest):
                found = next((theirs for theirs in free if is_same(live, theirs, ours, mine)), None)
                if found is not None:
                    free.remove(found)
                    rest.remove(mine)
                    pairs.append((found, mine))
        return pairs

    def _are_equal(self, live: list[Any], theirs: int, ours: list[Any], mine: int) -> bool:
        return self._is_equal(live[theirs], ours[mine])

    def _are_equal_in_ours(self, live: list[Any], theirs: int, ours: list[Any], mine: int) -> bool:
        return self._is_equal(self.item.managed(self.item.canonical(live[theirs]), ours[mine]), ours[mine])

    def _are_at_one_position(self, live: list[Any], theirs: int, ours: list[Any], mine: int) -> bool:
        if theirs != mine or not isinstance(live[theirs], dict) or not isinstance(ours[mine], dict):
            return False
        return self.same is None or live[theirs].get(self.same) == ours[mine].get(self.same)

    def _is_equal(self, one: Any, other: Any) -> bool:
        return bool(self.item.comparable(self.item.canonical(one)) == self.item.comparable(other))


@dataclass(frozen=True)
class KeyedRecords(Records):
    """Objects of which each is known by one member, `key`: the order does not count."""

    key: str = ""

    compared: ClassVar[str] = "item by item: their order does not count"

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        yield from super().problems(value, path)
        seen: dict[Any, int] = {}
        for index, key in enumerate(self._keys(value)):
            if isinstance(key, str) and key in seen:
                yield Problem(
                    (*path, index, self.key), f"{shown(key)} again", f"another one than that of item {seen[key]}"
                )
            elif isinstance(key, str):
                seen[key] = index

    def canonical(self, value: Any) -> Any:
        items = super().canonical(value)
        return sorted(items, key=self._order) if isinstance(items, list) else items

    def comparable(self, value: Any) -> Any:
        items = super().comparable(value)
        keys = self._keys(value)
        # Live data with one key twice is compared as a list, so that nothing in it is overlooked.
        if not isinstance(items, list) or len({*map(_hashable, keys)}) < len(items):
            return items
        return dict(zip(map(_hashable, keys), items, strict=True))

    def _keys(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            return []
        return [item.get(self.key) if isinstance(item, dict) else item for item in value]

    def _order(self, item: Any) -> tuple[bool, str]:
        key = item.get(self.key) if isinstance(item, dict) else None
        return (True, "") if not isinstance(key, str) else (False, key)

    def _pairs(self, live: list[Any], ours: list[Any]) -> list[Pair]:
        index_of = {key: index for index, key in enumerate(self._keys(live)) if isinstance(key, str)}
        keys = self._keys(ours)
        pairs = [(index_of[key], mine) for mine, key in enumerate(keys) if isinstance(key, str) and key in index_of]
        unknown = [mine for mine, key in enumerate(keys) if isinstance(key, Unknown)]
        taken = {theirs for theirs, _ in pairs}
        free = [theirs for theirs, item in enumerate(live) if theirs not in taken and isinstance(item, dict)]
        # What is not known yet is the item that is equal otherwise, or has the same texts of its own.
        for is_same in (self._are_equal_but_for_the_key, self._have_the_same_texts):
            for mine in list(unknown):
                found = next((theirs for theirs in free if is_same(live[theirs], ours[mine])), None)
                if found is not None:
                    free.remove(found)
                    unknown.remove(mine)
                    pairs.append((found, mine))
        return pairs

    def _are_equal_but_for_the_key(self, live: Any, mine: Any) -> bool:
        ours = {**mine, self.key: None}
        return self._is_equal(self.item.managed(self.item.canonical({**live, self.key: None}), ours), ours)

    def _have_the_same_texts(self, live: Any, mine: Any) -> bool:
        canonical = self.item.canonical(live)
        return all(canonical.get(name) == value for name, value in mine.items() if isinstance(value, str))


def _hashable(key: Any) -> Any:
    return key if isinstance(key, (str, Unknown)) else repr(key)

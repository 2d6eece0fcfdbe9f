"""Members that are made of other members: records, and lists of records, whose items have to be matched."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, ClassVar

from .fields import Field, at_index, hashable
from .values import Members, Path, Problem, Unknown, is_empty, shown

# The positions of a live item and of its counterpart among ours.
Pair = tuple[int, int]


@cache
def _in_snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z]+)", r"_\1", name).lower()


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
    rules: Callable[[Members, Path], Iterator[Problem]] = lambda value, path: iter(())
    python_names: Mapping[str, str] = field(default_factory=dict)
    value_class: str | None = None

    @property
    def wanted(self) -> str:
        return f"{self.value_class}(…), or a dict of its members" if self.value_class else "an object"

    @property
    def inner(self) -> tuple[Field, ...]:
        return tuple(self.members.values())

    def python_name(self, name: str) -> str:
        """Return a member's name in Python, such as `delivery_url` for `deliveryURL`."""
        return self.python_names.get(name) or _in_snake_case(name)

    def wire_name(self, python_name: str) -> str:
        """Return the API's name for a member; an unknown name is returned unchanged, and `problems` reports it."""
        return self._wire_names.get(python_name, python_name)

    @cached_property
    def _wire_names(self) -> dict[str, str]:
        names = {self.python_name(name): name for name in self.members}
        # `pulumi import` spells all members by one rule.
        return {_in_snake_case(name): name for name in self.members} | names

    def python_path(self, path: Path) -> Iterator[str | int]:
        """Yield the parts of a path, given in the API's names, in the names that a program writes."""
        found: Field = self
        for part in path:
            if isinstance(found, Record) and isinstance(part, str):
                yield found.python_name(part) if part in found.members else part
                found = found.members.get(part, Field())
            else:
                yield part
                found = next(iter(found.inner), Field())

    def fixed(self, path: Path) -> Path:
        """Return the beginning of a path up to the first name that is the program's own, such as an attribute's."""
        found: Field = self
        for index, part in enumerate(path):
            if isinstance(found, Record):
                inner = found.members.get(str(part))
            else:
                inner = next(iter(found.inner), Field()) if isinstance(part, int) else None
            if inner is None:
                return path[:index]
            found = inner
        return path

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
                yield Problem((*path, str(name)), "a member of that name", self._members_wanted(str(name)))
            elif member is not None:
                yield from self.members[name].problems(member, (*path, name))
        yield from self.rules(value, path)

    def _members_wanted(self, name: str) -> str:
        known = list(map(self.python_name, self.members))
        close = difflib.get_close_matches(name, known, 1)
        return f"{close[0]}" if close else f"one of {', '.join(known)}"

    def comparable(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return self._each(
            {name: item for name, item in value.items() if not is_empty(item)},
            lambda member, item: member.comparable(item),
        )

    def located(self, value: Any, path: Path) -> Path:
        if not path or not isinstance(value, dict) or path[0] not in self.members:
            return path
        name = str(path[0])
        return (name, *self.members[name].located(value.get(name), path[1:]))

    def managed(self, live: Any, ours: Any) -> Any:
        if not isinstance(live, dict) or not isinstance(ours, dict):
            return self.known(live)
        return {
            name: self.members[name].managed(live[name], ours[name])
            for name in ours
            if name in self.members and live.get(name) is not None
        }

    def sent(self, value: Any) -> Any:
        return self.merged({}, {}, value)

    def merged(self, live: Any, before: Any, after: Any) -> Any:
        if not isinstance(after, dict):
            return after
        live = live if isinstance(live, dict) else {}
        before = before if isinstance(before, dict) else {}
        given = {name: after[name] for name in self.members if after.get(name) is not None}
        ours = {
            name: self.members[name].merged(live.get(name), before.get(name), value)
            for name, value in given.items()
            if not is_empty(value) or name in self.required
        }
        stay = {name: value for name, value in live.items() if name in ours or name not in {*before, *given}}
        return {**stay, **ours}

    def mapped(self, value: Any, leaf: Callable[[Field, Any], Any]) -> Any:
        return self._each(value, lambda member, item: member.mapped(item, leaf)) if isinstance(value, dict) else value

    def outline(self, value: Any) -> Any:
        return self._each(value, lambda member, item: member.outline(item)) if isinstance(value, dict) else None

    def part(self, value: Any, outline: Any) -> Any:
        if not isinstance(value, dict) or not isinstance(outline, dict):
            return self.known(value)
        return {
            name: self.members[name].part(value[name], of_member)
            for name, of_member in outline.items()
            if name in self.members and value.get(name) is not None
        }

    def _each(self, value: Members, question: Callable[[Field, Any], Any]) -> Members:
        return {
            name: question(member, value[name]) for name, member in self.members.items() if value.get(name) is not None
        }


@dataclass(frozen=True)
class Records(Field):
    """A list of objects whose order counts; a changed item keeps its unmanaged members.

    Attributes:
        item: the record that each item is.
        same: the member that a changed item must keep to count as the same item at its position; None if any item at
            that position is the same one.
        least: the minimum number of items.
        most: the maximum number of items; None for no limit.
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

    def comparable(self, value: Any) -> Any:
        return [self.item.comparable(item) for item in value] if isinstance(value, list) else value

    def located(self, value: Any, path: Path) -> Path:
        index = path[0] if path else None
        if not isinstance(value, list) or not isinstance(index, int) or index >= len(value):
            return path
        return (index, *self.item.located(value[index], path[1:]))

    def managed(self, live: Any, ours: Any) -> Any:
        if not isinstance(live, list) or not isinstance(ours, list):
            return self.known(live)
        counterparts = dict(self.pairs(live, ours))
        # A live item without a counterpart among ours is compared as a whole.
        return [
            self.item.managed(item, ours[counterparts[index]]) if index in counterparts else self.item.known(item)
            for index, item in enumerate(live)
        ]

    def sent(self, value: Any) -> Any:
        return self.merged([], [], value)

    def merged(self, live: Any, before: Any, after: Any) -> Any:
        if not isinstance(after, list):
            return after
        live = live if isinstance(live, list) else []
        before = before if isinstance(before, list) else []
        previous = {theirs: before[mine] for theirs, mine in self.pairs(live, before)}
        counterparts = {mine: theirs for theirs, mine in self.pairs(live, after)}
        return [
            self.item.merged(live[counterparts[index]], previous.get(counterparts[index]), item)
            if index in counterparts
            else self.item.sent(item)
            for index, item in enumerate(after)
        ]

    def mapped(self, value: Any, leaf: Callable[[Field, Any], Any]) -> Any:
        return [self.item.mapped(item, leaf) for item in value] if isinstance(value, list) else value

    def outline(self, value: Any) -> Any:
        return [self.item.outline(item) for item in value] if isinstance(value, list) else None

    def part(self, value: Any, outline: Any) -> Any:
        if not isinstance(value, list) or not isinstance(outline, list) or len(value) != len(outline):
            return self.known(value)
        return [self.item.part(item, of_item) for item, of_item in zip(value, outline, strict=True)]

    def pairs(self, live: list[Any], ours: list[Any]) -> list[Pair]:
        """Return which live item is which of ours: one that is equal, else one that is equal in the managed members,
        else the one at the same position."""
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
        return self.item.is_same(live[theirs], ours[mine])

    def _are_equal_in_ours(self, live: list[Any], theirs: int, ours: list[Any], mine: int) -> bool:
        return self.item.is_same(self.item.managed(live[theirs], ours[mine]), ours[mine])

    def _are_at_one_position(self, live: list[Any], theirs: int, ours: list[Any], mine: int) -> bool:
        one, other = live[theirs], ours[mine]
        if theirs != mine or not isinstance(one, dict) or not isinstance(other, dict):
            return False
        return self.same is None or self.item.members[self.same].is_same(one.get(self.same), other.get(self.same))


@dataclass(frozen=True)
class KeyedRecords(Records):
    """A list of objects that are identified by one member, `key`; their order does not count."""

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

    def comparable(self, value: Any) -> Any:
        items = super().comparable(value)
        keys = self._keys(value)
        # Live data with a repeated key is compared as a list, so that no item is overlooked.
        if not isinstance(items, list) or len({*map(hashable, keys)}) < len(items):
            return items
        return dict(zip(map(hashable, keys), items, strict=True))

    def located(self, value: Any, path: Path) -> Path:
        is_by_key = path and isinstance(self.comparable(value), dict)
        return super().located(value, at_index([*map(hashable, self._keys(value))], path) if is_by_key else path)

    def managed(self, live: Any, ours: Any) -> Any:
        return self._in_order_of(ours, super().managed(live, ours))

    def merged(self, live: Any, before: Any, after: Any) -> Any:
        return self._in_order_of(live, super().merged(live, before, after))

    def outline(self, value: Any) -> Any:
        return super().outline(self._in_order_of_keys(value))

    def part(self, value: Any, outline: Any) -> Any:
        return self._in_order_of(value, super().part(self._in_order_of_keys(value), outline))

    def _in_order_of_keys(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        keyed = zip(map(str, self._keys(value)), value, strict=True)
        return [item for _, item in sorted(keyed, key=lambda one: one[0])]

    def _in_order_of(self, model: Any, items: Any) -> Any:
        """Return the items: first those that the model has too, in its order, then the others."""
        if not isinstance(model, list) or not isinstance(items, list):
            return items
        order = {hashable(key): index for index, key in enumerate(self._keys(model))}
        keyed = zip(map(hashable, self._keys(items)), items, strict=True)
        return [item for _, item in sorted(keyed, key=lambda one: order.get(one[0], len(order)))]

    def _keys(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            return []
        return [item.get(self.key) if isinstance(item, dict) else item for item in value]

    def pairs(self, live: list[Any], ours: list[Any]) -> list[Pair]:
        index_of = {key: index for index, key in enumerate(self._keys(live)) if isinstance(key, str)}
        keys = self._keys(ours)
        pairs = [(index_of[key], mine) for mine, key in enumerate(keys) if isinstance(key, str) and key in index_of]
        unknown = [mine for mine, key in enumerate(keys) if isinstance(key, Unknown)]
        taken = {theirs for theirs, _ in pairs}
        free = [theirs for theirs, item in enumerate(live) if theirs not in taken and isinstance(item, dict)]
        # An item with an unknown key matches one that is equal otherwise, or that has the same texts.
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
        return self.item.is_same(self.item.managed({**live, self.key: None}, ours), ours)

    def _have_the_same_texts(self, live: Any, mine: Any) -> bool:
        texts = {name: value for name, value in mine.items() if name in self.item.members and isinstance(value, str)}
        return all(self.item.members[name].is_same(live.get(name), value) for name, value in texts.items())

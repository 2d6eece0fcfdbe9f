"""The kinds of members of an Offer Library object; records and lists of records are in records.py.

Every kind answers the same questions about a value:

* `problems`: what is wrong with it?
* `comparable`: in which form is it compared?
* `managed`: which part of a live value does the program manage, in the program's own spelling?
* `sent`: what is sent for a new value?
* `merged`: what is sent to change a live value, so that equal parts keep their spelling and unmanaged parts survive?
* `mapped`: what is it with its innermost values replaced?
* `outline`: which members and how many items do the records in it have?
* `part`: which part of it has an outline?

No method raises, whatever the value: live data may hold anything, and `problems` reports a program's mistakes.

The reasoning is in docs/design/canonical-form.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from .values import Path, Problem, Unknown, instant, shown


@dataclass(frozen=True)
class Field:
    """A member of any kind. The class itself accepts every value.

    Attributes:
        compared: how two values are compared, in words, for the pages of docs/resources.
    """

    compared: ClassVar[str] = "exactly"

    @property
    def wanted(self) -> str:
        """The accepted values, in words."""
        return "a value"

    @property
    def inner(self) -> tuple[Field, ...]:
        """The fields inside this field: of a record's members, or of a list's items."""
        return ()

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        yield from ()

    def comparable(self, value: Any) -> Any:
        return value

    def located(self, value: Any, path: Path) -> Path:
        """Return a path in `comparable(value)` as a path in the value itself, as far as it leads there."""
        return path

    def is_same(self, one: Any, other: Any) -> bool:
        """Return whether two values mean the same; an unknown value never means the same as another."""
        return bool(self.comparable(one) == self.comparable(other))

    def written_like(self, value: Any, model: Any) -> Any:
        """Return the value, spelled as the model where both mean the same."""
        return model if self.is_same(value, model) else value

    def managed(self, live: Any, ours: Any) -> Any:
        return self.written_like(live, ours)

    def sent(self, value: Any) -> Any:
        return value

    def merged(self, live: Any, before: Any, after: Any) -> Any:
        return self.written_like(self.sent(after), live)

    def known(self, value: Any) -> Any:
        """Return the value without the members of records that no program can give."""
        return self.mapped(value, lambda field, item: item)

    def mapped(self, value: Any, leaf: Callable[[Field, Any], Any]) -> Any:
        """Return the value with every innermost value replaced by `leaf(field, value)`."""
        return leaf(self, value)

    def outline(self, value: Any) -> Any:
        """Return the names of the members of records and the number of their items, as JSON without any value."""
        return None

    def part(self, value: Any, outline: Any) -> Any:
        """Return the part of the value that has this outline; all that a program can give if it has another."""
        return value


@dataclass(frozen=True)
class Text(Field):
    """Text. `accepts` may narrow it, and `wanted` then says how.

    Attributes:
        names: the values of an enumeration, as they are compared; empty for any other text.
    """

    wanted: str = "text"
    accepts: Callable[[str], object] = lambda text: True
    names: tuple[str, ...] = field(default=(), kw_only=True)

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, str) and not _is_utf8(value):
            yield Problem(path, "half of a surrogate pair", "text that can be sent as UTF-8")
        elif not isinstance(value, Unknown) and not (isinstance(value, str) and self.accepts(value)):
            yield Problem(path, shown(value), self.wanted)


@dataclass(frozen=True)
class Spelled(Text):
    """Text with several spellings of one meaning.

    Attributes:
        spelled: returns the one spelling that is compared.
        brief: returns the spelling that a person writes.
        sent_as_written: whether a new value is sent in the program's spelling instead of the compared one.
    """

    spelled: Callable[[str], str] = str
    brief: Callable[[str], str] = str
    sent_as_written: bool = False

    compared: ClassVar[str] = "whatever the spelling"

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        for problem in super().problems(self.comparable(value), path):
            yield Problem(problem.path, shown(value), problem.wanted)

    def comparable(self, value: Any) -> Any:
        return self.spelled(value) if isinstance(value, str) else value

    def sent(self, value: Any) -> Any:
        return value if self.sent_as_written else self.comparable(value)


@dataclass(frozen=True)
class Instant(Text):
    """A moment in RFC 3339 with an offset. It is compared as a moment and sent as given."""

    wanted: str = "a date and time with an offset, such as 2026-12-01T00:00:00Z"
    accepts: Callable[[str], object] = instant

    compared: ClassVar[str] = "as instants"

    def comparable(self, value: Any) -> Any:
        moment = instant(value) if isinstance(value, str) else None
        return value if moment is None else moment.isoformat()


@dataclass(frozen=True)
class Flag(Field):
    """True or false."""

    @property
    def wanted(self) -> str:
        return "true or false"

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, (bool, Unknown)):
            yield Problem(path, shown(value), self.wanted)


@dataclass(frozen=True)
class Count(Field):
    """A whole number from `least` to `most`; None means no upper limit."""

    least: int
    most: int | None = None

    @property
    def wanted(self) -> str:
        return f"a whole number from {self.least}" + (" up" if self.most is None else f" to {self.most}")

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, Unknown) and not self._accepts(value):
            yield Problem(path, shown(value), self.wanted)

    def _accepts(self, value: Any) -> bool:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return is_whole and self.least <= value and (self.most is None or value <= self.most)


@dataclass(frozen=True)
class Json(Field):
    """A JSON object in the API's own form and names, managed as a whole and sent as given."""

    @property
    def wanted(self) -> str:
        return "an object"

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, (dict, Unknown)):
            yield Problem(path, shown(value), self.wanted)


@dataclass(frozen=True)
class JsonList(Field):
    """A list of JSON objects in the API's own form, managed as a whole and sent as given."""

    @property
    def wanted(self) -> str:
        return "a list of objects"

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from Json().problems(item, (*path, index))
        elif not isinstance(value, Unknown):
            yield Problem(path, shown(value), self.wanted)


@dataclass(frozen=True)
class TextList(Field):
    """A list of texts whose order counts."""

    item: Text

    @property
    def wanted(self) -> str:
        return "a list of texts"

    @property
    def inner(self) -> tuple[Field, ...]:
        return (self.item,)

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.item.problems(item, (*path, index))
        elif not isinstance(value, Unknown):
            yield Problem(path, shown(value), self.wanted)

    def comparable(self, value: Any) -> Any:
        return [self.item.comparable(item) for item in value] if isinstance(value, list) else value

    def written_like(self, value: Any, model: Any) -> Any:
        if not isinstance(value, list) or not isinstance(model, list):
            return value
        written = dict(zip(self._keys(model), model, strict=True))
        return [written.get(key, item) for key, item in zip(self._keys(value), value, strict=True)]

    def sent(self, value: Any) -> Any:
        return [self.item.sent(item) for item in value] if isinstance(value, list) else value

    def _keys(self, value: list[Any]) -> list[Any]:
        return [hashable(self.item.comparable(item)) for item in value]

    def mapped(self, value: Any, leaf: Callable[[Field, Any], Any]) -> Any:
        return [self.item.mapped(item, leaf) for item in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class TextSet(TextList):
    """A list of texts whose order and repetition do not count."""

    item: Text = Text("text that is not empty", str.strip)
    most: int | None = None

    compared: ClassVar[str] = "as a set: order and repetition do not count"

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        yield from super().problems(value, path)
        different = len(set(self._keys(value))) if isinstance(value, list) else 0
        if self.most is not None and different > self.most:
            yield Problem(path, f"{different} of them", f"at most {self.most}")

    def comparable(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return {self.item.comparable(item): True for item in value if isinstance(item, (str, Unknown))}

    def located(self, value: Any, path: Path) -> Path:
        return at_index(self._keys(value), path) if path and isinstance(value, list) else path

    def written_like(self, value: Any, model: Any) -> Any:
        if not isinstance(value, list) or not isinstance(model, list):
            return value
        ours, theirs = self._keys(value), self._keys(model)
        stay = [item for key, item in zip(theirs, model, strict=True) if key in ours]
        return stay + [item for key, item in zip(ours, value, strict=True) if key not in theirs]

    def sent(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return list(dict(zip(self._keys(value), super().sent(value), strict=True)).values())


@dataclass(frozen=True)
class TextMap(Field):
    """A dict of texts by names, managed as a whole."""

    most: int

    @property
    def wanted(self) -> str:
        return "an object of texts"

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, Unknown):
            return
        if not isinstance(value, dict):
            yield Problem(path, shown(value), self.wanted)
            return
        if len(value) > self.most:
            yield Problem(path, f"{len(value)} of them", f"at most {self.most}")
        for key, item in value.items():
            yield from list(Text().problems(key, path)) or Text().problems(item, (*path, key))
            if not key:
                yield Problem(path, "an empty name", "a name for every value")


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def at_index(keys: list[Any], path: Path) -> Path:
    """Return a path that begins with the key of an item with the item's index instead; empty if no item has the key."""
    key = hashable(path[0])
    return (keys.index(key), *path[1:]) if key in keys else ()


def hashable(key: Any) -> Any:
    return key if isinstance(key, (str, Unknown)) else repr(key)

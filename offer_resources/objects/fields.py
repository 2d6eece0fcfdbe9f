"""The kinds of member an Offer Library object is made of; records and lists of them are in records.py.

Every kind answers the same five questions about a value: what is wrong with it (`problems`), how it is spelled
(`canonical`), what it is compared as (`comparable`), which part of a live value the program manages (`managed`), and
what to send so that the unmanaged part survives (`merged`). None of them raises, whatever the value: live data
may hold anything, and a program's mistakes are reported by `problems`. `mapped` rewrites the values at the ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from .values import Path, Problem, Unknown, instant, shown


@dataclass(frozen=True)
class Field:
    """A member of any kind; by itself, one that is taken as it comes.

    Attributes:
        compared: how two values are compared, in words.
    """

    compared: ClassVar[str] = "exactly"

    @property
    def wanted(self) -> str:
        """What is accepted, in words."""
        return "a value"

    @property
    def inner(self) -> tuple[Field, ...]:
        """The fields that the field is made of."""
        return ()

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        yield from ()

    def canonical(self, value: Any) -> Any:
        return value

    def comparable(self, value: Any) -> Any:
        return value

    def managed(self, live: Any, ours: Any) -> Any:
        return live

    def merged(self, live: Any, before: Any, after: Any) -> Any:
        return after

    def mapped(self, value: Any, leaf: Callable[[Field, Any], Any]) -> Any:
        """The value with what `leaf` makes of every value in it whose field is made of no other fields."""
        return leaf(self, value)


@dataclass(frozen=True)
class Text(Field):
    """Text; `accepts` narrows it, `wanted` says how."""

    wanted: str = "text"
    accepts: Callable[[str], object] = lambda text: True

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, str) and not _is_utf8(value):
            yield Problem(path, "half of a surrogate pair", "text that can be sent as UTF-8")
        elif not isinstance(value, Unknown) and not (isinstance(value, str) and self.accepts(value)):
            yield Problem(path, shown(value), self.wanted)


@dataclass(frozen=True)
class Spelled(Text):
    """Text with several spellings of one meaning; `spelled` gives the one we use, `brief` the one a person writes."""

    compared: ClassVar[str] = "whatever the spelling"
    spelled: Callable[[str], str] = str
    brief: Callable[[str], str] = str

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        for problem in super().problems(self.canonical(value), path):
            yield Problem(problem.path, shown(value), problem.wanted)

    def canonical(self, value: Any) -> Any:
        return self.spelled(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Instant(Text):
    """A moment, as RFC 3339 writes it with an offset. It is compared as a moment and sent as given."""

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
    """A whole number, from `least` to `most`; without a limit above if that is None."""

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
    """A JSON object of the API's own, under the API's names; managed as a whole and sent as given."""

    @property
    def wanted(self) -> str:
        return "an object"

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, (dict, Unknown)):
            yield Problem(path, shown(value), self.wanted)


@dataclass(frozen=True)
class TextList(Field):
    """Texts whose order counts."""

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

    def canonical(self, value: Any) -> Any:
        return [self.item.canonical(item) for item in value] if isinstance(value, list) else value

    def mapped(self, value: Any, leaf: Callable[[Field, Any], Any]) -> Any:
        return [self.item.mapped(item, leaf) for item in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class TextSet(TextList):
    """Texts whose order and repetition do not count."""

    item: Text = Text("text that is not empty", str.strip)
    most: int | None = None

    compared: ClassVar[str] = "as a set: order and repetition do not count"

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        yield from super().problems(value, path)
        different = self.canonical(value)
        if isinstance(different, list) and self.most is not None and len(different) > self.most:
            yield Problem(path, f"{len(different)} of them", f"at most {self.most}")

    def canonical(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        known = [item for item in value if isinstance(item, str)]
        # What is not text stays, for `problems` to report; unknown values come last.
        return sorted(set(known)) + [item for item in value if not isinstance(item, str)]

    def comparable(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return {item: True for item in value if isinstance(item, (str, Unknown))}


@dataclass(frozen=True)
class TextMap(Field):
    """Names and texts; managed as a whole."""

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

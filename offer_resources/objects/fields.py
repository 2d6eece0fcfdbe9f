"""The kinds of member an Offer Library object is made of.

Every kind answers the same five questions about a value: what is wrong with it (`problems`), how it is spelled
(`canonical`), what it is compared as (`comparable`), which part of a live value the program manages (`managed`), and
what to send so that the unmanaged part survives (`laid_over`). None of them raises, whatever the value: live data
may hold anything, and a program's mistakes are reported by `problems`. `mapped` rewrites the values at the ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .values import Path, Problem, Unknown, is_empty, shown

Object = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A member of any kind; by itself, one that is taken as it comes."""

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        yield from ()

    def canonical(self, value: Any) -> Any:
        return value

    def comparable(self, value: Any) -> Any:
        return value

    def managed(self, live: Any, ours: Any) -> Any:
        return live

    def laid_over(self, live: Any, before: Any, after: Any) -> Any:
        return after

    def mapped(self, value: Any, leaf: Callable[[Field, Any], Any]) -> Any:
        """The value with what `leaf` makes of every member that is made of no other fields."""
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
class Reference(Text):
    """The id of another object of the same sandbox."""


@dataclass(frozen=True)
class Spelled(Text):
    """Text with several spellings of one meaning; `spelled` gives the one we use, `brief` the one a person writes."""

    spelled: Callable[[str], str] = str
    brief: Callable[[str], str] = str

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        for problem in super().problems(self.canonical(value), path):
            yield Problem(problem.path, shown(value), problem.wanted)

    def canonical(self, value: Any) -> Any:
        return self.spelled(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Flag(Field):
    """True or false."""

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, (bool, Unknown)):
            yield Problem(path, shown(value), "true or false")


@dataclass(frozen=True)
class Count(Field):
    """A whole number, from `least` to `most`."""

    least: int
    most: int

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not isinstance(value, Unknown) and not (whole and self.least <= value <= self.most):
            yield Problem(path, shown(value), f"a whole number from {self.least} to {self.most}")


@dataclass(frozen=True)
class TextList(Field):
    """Texts whose order counts."""

    item: Text

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.item.problems(item, (*path, index))
        elif not isinstance(value, Unknown):
            yield Problem(path, shown(value), "a list of texts")

    def canonical(self, value: Any) -> Any:
        return [self.item.canonical(item) for item in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class TextSet(TextList):
    """Texts whose order and repetition do not count."""

    item: Text = Text("text that is not empty", str.strip)
    most: int | None = None

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

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, Unknown):
            return
        if not isinstance(value, dict):
            yield Problem(path, shown(value), "an object of texts")
            return
        if len(value) > self.most:
            yield Problem(path, f"{len(value)} of them", f"at most {self.most}")
        for key, item in value.items():
            yield from list(Text().problems(key, path)) or Text().problems(item, (*path, key))
            if not key:
                yield Problem(path, "an empty name", "a name for every value")


@dataclass(frozen=True)
class Record(Field):
    """An object with known members. Members it does not know are the server's own and are left alone.

    Attributes:
        members: the known members.
        required: names that must be given, even if with an unknown value.
        rules: problems that concern several members at once.
    """

    members: Mapping[str, Field]
    required: tuple[str, ...] = ()
    rules: Callable[[Object, Path], Iterator[Problem]] = lambda value, path: iter(())

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, Unknown):
            return
        if not isinstance(value, dict):
            yield Problem(path, shown(value), "an object")
            return
        for name in self.required:
            if value.get(name) is None:
                yield Problem((*path, name), "nothing", self._wanted(name))
        for name, member in value.items():
            if name not in self.members:
                yield Problem((*path, str(name)), "a member of that name", f"one of {', '.join(self.members)}")
            elif member is not None:
                yield from self.members[name].problems(member, (*path, name))
        yield from self.rules(value, path)

    def _wanted(self, name: str) -> str:
        return getattr(self.members[name], "wanted", "a value")

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

    def laid_over(self, live: Any, before: Any, after: Any) -> Any:
        if not isinstance(after, dict):
            return after
        live = live if isinstance(live, dict) else {}
        before = before if isinstance(before, dict) else {}
        given = {name: after[name] for name in self.members if name in after}
        kept = {name: value for name, value in live.items() if name not in before and name not in given}
        ours = {
            name: self.members[name].laid_over(live.get(name), before.get(name), value)
            for name, value in given.items()
            if not is_empty(value) or name in self.required
        }
        return {**kept, **ours}

    def mapped(self, value: Any, leaf: Callable[[Field, Any], Any]) -> Any:
        return self._each(value, lambda member, item: member.mapped(item, leaf)) if isinstance(value, dict) else value

    def _each(self, value: Object, question: Callable[[Field, Any], Any]) -> Object:
        return {
            name: question(member, value[name]) for name, member in self.members.items() if value.get(name) is not None
        }


@dataclass(frozen=True)
class Records(Field):
    """A list of objects in which a changed item keeps what we do not manage of it.

    Attributes:
        item: what each is made of.
        same: the member by which an item is told to be the same one still.
    """

    item: Record
    same: str

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.item.problems(item, (*path, index))
        elif not isinstance(value, Unknown):
            yield Problem(path, shown(value), "a list of objects")

    def canonical(self, value: Any) -> Any:
        return [self.item.canonical(item) for item in value] if isinstance(value, list) else value

    def comparable(self, value: Any) -> Any:
        return [self.item.comparable(item) for item in value] if isinstance(value, list) else value

    def managed(self, live: Any, ours: Any) -> Any:
        if not isinstance(live, list) or not isinstance(ours, list):
            return live
        # A live item that is none of ours is compared whole.
        return [
            item if mine is None else self.item.managed(item, mine)
            for item, mine in zip(live, self._counterparts(live, ours), strict=True)
        ]

    def laid_over(self, live: Any, before: Any, after: Any) -> Any:
        if not isinstance(after, list):
            return after
        live = live if isinstance(live, list) else []
        ours = [self.item.canonical(item) for item in live]
        previous = self._counterparts(ours, before if isinstance(before, list) else [])
        return [
            self.item.laid_over({}, {}, item)
            if index is None
            else self.item.laid_over(live[index], previous[index], item)
            for item, index in zip(after, self._places(ours, after), strict=True)
        ]

    def mapped(self, value: Any, leaf: Callable[[Field, Any], Any]) -> Any:
        return [self.item.mapped(item, leaf) for item in value] if isinstance(value, list) else value

    def _counterparts(self, live: list[Any], ours: list[Any]) -> list[Any]:
        """For each live item the item of ours it is, or None."""
        found: list[Any] = [None] * len(live)
        for item, index in zip(ours, self._places(live, ours), strict=True):
            if index is not None:
                found[index] = item
        return found

    def _places(self, live: list[Any], ours: list[Any]) -> list[int | None]:
        """For each of ours where it is among the live ones: an item that is all equal first, then one that is equal
        in what we manage, then the one at its own place."""
        free = dict(enumerate(live))
        places: list[int | None] = [None] * len(ours)
        for is_equal in (self._is_equal, self._is_equal_in_ours):
            for number, mine in enumerate(ours):
                index = next((index for index, item in free.items() if is_equal(item, mine)), None)
                if places[number] is None and index is not None:
                    places[number] = index
                    del free[index]
        for number, mine in enumerate(ours):
            if places[number] is None and number in free and _same(free[number], mine, self.same):
                places[number] = number
                del free[number]
        return places

    def _is_equal(self, live: Any, mine: Any) -> bool:
        return bool(self.item.comparable(self.item.canonical(live)) == self.item.comparable(mine))

    def _is_equal_in_ours(self, live: Any, mine: Any) -> bool:
        return self._is_equal(self.item.managed(self.item.canonical(live), mine), mine)


@dataclass(frozen=True)
class KeyedRecords(Records):
    """Objects of which each is known by one member, `same`: the order does not count."""

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        yield from super().problems(value, path)
        seen: dict[Any, int] = {}
        for index, key in enumerate(self._keys(value)):
            if isinstance(key, str) and key in seen:
                yield Problem(
                    (*path, index, self.same), f"{shown(key)} again", f"another one than that of item {seen[key]}"
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
        return [item.get(self.same) if isinstance(item, dict) else item for item in value]

    def _order(self, item: Any) -> tuple[bool, str]:
        key = item.get(self.same) if isinstance(item, dict) else None
        return (True, "") if not isinstance(key, str) else (False, key)

    def _places(self, live: list[Any], ours: list[Any]) -> list[int | None]:
        index_of = {key: index for index, key in enumerate(self._keys(live)) if isinstance(key, str)}
        return [index_of.get(key) if isinstance(key, str) else None for key in self._keys(ours)]


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _same(one: Any, other: Any, name: str) -> bool:
    return isinstance(one, dict) and isinstance(other, dict) and one.get(name) == other.get(name)


def _hashable(key: Any) -> Any:
    return key if isinstance(key, (str, Unknown)) else repr(key)


def name_text() -> Text:
    return Text("text that is not empty", str.strip)


CHANNEL_PREFIX = "https://ns.adobe.com/xdm/channel-types/"


def channel() -> Spelled:
    """A short name such as `web`, or a full URI; the list in docs/reference/offer-library-api.md 4.4.1 is open."""
    return Spelled(
        f"a short name such as web, or a URI such as {CHANNEL_PREFIX}web",
        re.compile(r"https?://[^\s/]+/\S+").fullmatch,
        lambda text: CHANNEL_PREFIX + text.lower() if re.fullmatch(r"\w+", text) else text,
        lambda text: re.sub(rf"^{re.escape(CHANNEL_PREFIX)}([a-z_]+)\Z", r"\1", text),
    )


def component_type() -> Spelled:
    """Short, `component-…` or a full URI: docs/reference/offer-library-api.md 4.4.2."""
    names = ("html", "text", "json", "imagelink")
    return Spelled(f"one of {', '.join(names)}", names.__contains__, _short_component_type)


def _short_component_type(text: str) -> str:
    return re.sub(r"^((content-)?component-)+", "", text.rsplit("/", 1)[-1].lower())


def mime_type() -> Spelled:
    """The pattern of XDM's content component, with the parameters RFC 9110 section 8.3.1 allows after it."""
    pattern = re.compile(r"\w+/[-.\w]+(?:\+[-.\w]+)?(?:\s*;\s*[-.\w]+=(?:[-.\w]+|\"[^\"]*\"))*", re.ASCII)
    return Spelled("a MIME type such as text/html", pattern.fullmatch, str.lower)


def language_tag() -> Spelled:
    """RFC 5646 section 2.1; tags are case-insensitive, and the vendor's samples are lower-case."""
    pattern = re.compile(
        r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"  # language
        r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"  # script, region
        r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*"  # variants
        r"(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*"  # extensions
        r"(?:-x(?:-[a-z\d]{1,8})+)?|x(?:-[a-z\d]{1,8})+",  # private use
        re.ASCII,
    )
    return Spelled("a language tag such as en-us", pattern.fullmatch, str.lower)


def web_url() -> Text:
    """A public address. A personalization template may stand for any part of it.

    Source: docs/reference/offer-library-api.md 4.4.
    """
    return Text(
        "an absolute http or https URL",
        lambda text: not text or _has_template(text) or _is_url(text, ("http", "https")),
    )


def link_url() -> Text:
    """Any address a click may go to, an app's own scheme included."""
    return Text("an absolute URL", lambda text: not text or _has_template(text) or _is_url(text, ()))


def _has_template(text: str) -> bool:
    return "{{" in text or "{%" in text


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if not parts.scheme or re.search(r"\s", text) or (schemes and parts.scheme not in schemes):
        return False
    return bool(parts.hostname) if parts.scheme in ("http", "https") else bool(parts.netloc or parts.path)

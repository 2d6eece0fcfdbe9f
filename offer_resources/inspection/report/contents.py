"""The content of an offer as a customer would see it: what was shown in a placement, beside what will be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import urlsplit

from ...objects.values import Inputs
from ...objects.words import words
from .members import pretty

# The name of a representation's placement, and its channel.
PlaceOf = Callable[[Inputs], tuple[str, str]]

# Where a mail's content is shown, a mail's width; everywhere else a phone's and a desktop's.
_MAIL = "email"


@dataclass(frozen=True)
class Content:
    """One component.

    Attributes:
        html: HTML to render; None for everything else.
        text: text or JSON to read; None where there is none.
        image: the address of an image; "" where there is none that a browser could load.
        address: where the content is, if it is no text.
        link: where a click leads.
    """

    type: str
    format: str
    language: str
    html: str | None
    text: str | None
    image: str
    address: str
    link: str

    @property
    def source(self) -> str:
        """What is compared word by word."""
        return self.html if self.html is not None else self.text or ""


@dataclass(frozen=True)
class Showing:
    """One component in one placement, before and after; None where there is none."""

    placement: str
    channel: str
    before: Content | None
    after: Content | None

    @property
    def is_mail(self) -> bool:
        return self.channel == _MAIL

    @property
    def words(self) -> Sequence[tuple[str, str]]:
        """The source of both, with the words that differ; empty unless both have one."""
        if not (self.before and self.after) or self.before.source == self.after.source:
            return ()
        return list(words(self.before.source, self.after.source))


def showings(before: Inputs, after: Inputs, place_of: PlaceOf) -> list[Showing]:
    """Return every component whose rendering changes."""
    old, new = _components(before, place_of), _components(after, place_of)
    found = []
    for placement, channel in dict.fromkeys([*new, *old]):
        pairs = zip_longest(old.get((placement, channel), []), new.get((placement, channel), []))
        found += [Showing(placement, channel, one, other) for one, other in pairs if one != other]
    return found


def _components(inputs: Inputs, place_of: PlaceOf) -> dict[tuple[str, str], list[Content]]:
    found: dict[tuple[str, str], list[Content]] = {}
    for one in _objects(inputs.get("representations")):
        found.setdefault(place_of(one), []).extend(_contents(one.get("components")))
    return found


def _objects(value: Any) -> Iterator[Inputs]:
    return (one for one in (value if isinstance(value, list) else ()) if isinstance(one, dict))


def _contents(components: Any) -> Iterator[Content]:
    for one in _objects(components):
        type_ = str(one.get("type", "")).rsplit("/", 1)[-1]
        content, address, link = (_text(one.get(name)) for name in ("content", "deliveryURL", "linkURL"))
        is_html = type_.startswith("html")
        language = one.get("language")
        yield Content(
            type=type_,
            format=_text(one.get("format")),
            language=", ".join(map(str, language)) if isinstance(language, list) else "",
            html=content if content and is_html else None,
            text=pretty(content) if content and not is_html else None,
            image=address if type_ == "imagelink" and _is_web(address) else "",
            address=address,
            link=link,
        )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _is_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return False

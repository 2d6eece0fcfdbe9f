"""Fields for texts of a certain format: names, channels, types of content, languages, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from .fields import Spelled, Text
from .values import Path, Problem, shown


def name_text() -> Text:
    return Text("text that is not empty", str.strip)


def one_of(*names: str, spelled: Callable[[str], str] = str) -> Spelled:
    """Return the field of an enumeration; `spelled` returns the name that another spelling means."""
    return Spelled(f"one of {', '.join(names)}", names.__contains__, spelled, names=names)


CHANNEL_PREFIX = "https://ns.adobe.com/xdm/channel-types/"


# docs/reference/offer-library-api.md 4.4.1
CHANNELS = (
    *("web", "social", "mobile", "messaging", "email", "offline", "display", "search", "social_display", "video"),
    *("affiliate", "affinity", "apps", "preload", "direct", "external", "mail", "instore"),
)

# What user interfaces and people call channels, in letters alone; which public name is meant is inferred.
_OTHER_NAMES = {
    **{name.replace("_", ""): name for name in CHANNELS},
    **dict.fromkeys(("push", "pushnotification", "sms", "inapp", "mobileapp"), "mobile"),
    "nondigital": "offline",
    "website": "web",
    "directmail": "mail",
}


@dataclass(frozen=True)
class Channel(Spelled):
    """A short name such as `web`, or a full URI; the list in docs/reference/offer-library-api.md 4.4.1 is open."""

    wanted: str = f"a short name such as web, or a URI such as {CHANNEL_PREFIX}web"
    accepts: Callable[[str], object] = re.compile(r"https?://[^\s/]+/\S+").fullmatch
    spelled: Callable[[str], str] = lambda text: CHANNEL_PREFIX + text.lower() if re.fullmatch(r"\w+", text) else text
    brief: Callable[[str], str] = lambda text: re.sub(rf"^{re.escape(CHANNEL_PREFIX)}([a-z_]+)\Z", r"\1", text)

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        for problem in super().problems(value, path):
            meant = _meant(value)
            yield replace(problem, wanted=f"{meant}, the channel's public name") if meant else problem

    def doubt(self, value: Any) -> str | None:
        """Return what to think of a channel outside the public list, which the API may accept; None for all others."""
        name = self.brief(self.comparable(value)) if isinstance(value, str) else None
        if name is None or name in CHANNELS:
            return None
        meant = _meant(name)
        advice = f"{meant} is the public name" if meant else f"the public ones are {', '.join(CHANNELS)}"
        return f"is {shown(value)}, which is not one of the vendor's channels and may show nothing: {advice}"


def _meant(name: Any) -> str | None:
    """Return the public name that a name of the user interface stands for."""
    last = str(name).rstrip("/").rpartition("/")[2]
    return _OTHER_NAMES.get(re.sub(r"[\W_]", "", last).lower()) if isinstance(name, str) else None


COMPONENT_TYPES = ("html", "text", "json", "imagelink", "html-template", "text-template")


def component_type() -> Spelled:
    """Return the field of a component's type: a short name, `component-…` or a URI.

    Source: docs/reference/offer-library-api.md 4.4.2.
    """
    return one_of(*COMPONENT_TYPES, spelled=_short_component_type)


def _short_component_type(text: str) -> str:
    return re.sub(r"^((content-)?component-)+", "", text.rsplit("/", 1)[-1].lower())


def mime_type() -> Spelled:
    """Return the field of a MIME type: XDM's pattern, and the parameters that RFC 9110 section 8.3.1 allows."""
    pattern = re.compile(r"\w+/[-.\w]+(?:\+[-.\w]+)?(?:\s*;\s*[-.\w]+=(?:[-.\w]+|\"[^\"]*\"))*", re.ASCII)
    return Spelled("a MIME type such as text/html", pattern.fullmatch, str.lower, sent_as_written=True)


def language_tag() -> Spelled:
    """Return the field of a language tag (RFC 5646 section 2.1): any case, compared in lower case as in the samples."""
    pattern = re.compile(
        r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"  # language
        r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"  # script, region
        r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*"  # variants
        r"(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*"  # extensions
        r"(?:-x(?:-[a-z\d]{1,8})+)?|x(?:-[a-z\d]{1,8})+",  # private use
        re.ASCII,
    )
    return Spelled("a language tag such as en-us", pattern.fullmatch, str.lower, sent_as_written=True)


def web_url() -> Text:
    """Return the field of a public address, any part of which may be a personalization template.

    Source: docs/reference/offer-library-api.md 4.4.
    """
    return Text(
        "an absolute http or https URL",
        lambda text: not text or has_template(text) or _is_url(text, ("http", "https")),
    )


def link_url() -> Text:
    """Return the field of any address that a click may open, with an app's own scheme too."""
    return Text("an absolute URL", lambda text: not text or has_template(text) or _is_url(text, ()))


def has_template(text: str) -> bool:
    """Return whether the text is a template, filled in for each customer (docs/reference/offer-library-api.md 4.4)."""
    return "{{" in text or "{%" in text


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if not parts.scheme or re.search(r"\s", text) or (schemes and parts.scheme not in schemes):
        return False
    return bool(parts.hostname) if parts.scheme in ("http", "https") else bool(parts.netloc or parts.path)

"""Texts of a certain format: names, channels, types of content, languages, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from .fields import Spelled, Text


def name_text() -> Text:
    return Text("text that is not empty", str.strip)


def one_of(*names: str, spelled: Callable[[str], str] = str) -> Spelled:
    """An enumeration; `spelled` gives the name that another spelling means."""
    return Spelled(f"one of {', '.join(names)}", names.__contains__, spelled)


CHANNEL_PREFIX = "https://ns.adobe.com/xdm/channel-types/"


def channel() -> Spelled:
    """A short name such as `web`, or a full URI; the list in docs/reference/offer-library-api.md 4.4.1 is open."""
    return Spelled(
        f"a short name such as web, or a URI such as {CHANNEL_PREFIX}web",
        re.compile(r"https?://[^\s/]+/\S+").fullmatch,
        lambda text: CHANNEL_PREFIX + text.lower() if re.fullmatch(r"\w+", text) else text,
        lambda text: re.sub(rf"^{re.escape(CHANNEL_PREFIX)}([a-z_]+)\Z", r"\1", text),
    )


COMPONENT_TYPES = ("html", "text", "json", "imagelink", "html-template", "text-template")


def component_type() -> Spelled:
    """Short, `component-…` or a full URI: docs/reference/offer-library-api.md 4.4.2."""
    return one_of(*COMPONENT_TYPES, spelled=_short_component_type)


def _short_component_type(text: str) -> str:
    return re.sub(r"^((content-)?component-)+", "", text.rsplit("/", 1)[-1].lower())


def mime_type() -> Spelled:
    """The pattern of XDM's content component, with the parameters RFC 9110 section 8.3.1 allows after it."""
    pattern = re.compile(r"\w+/[-.\w]+(?:\+[-.\w]+)?(?:\s*;\s*[-.\w]+=(?:[-.\w]+|\"[^\"]*\"))*", re.ASCII)
    return Spelled("a MIME type such as text/html", pattern.fullmatch, str.lower, sent_as_written=True)


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
    return Spelled("a language tag such as en-us", pattern.fullmatch, str.lower, sent_as_written=True)


def web_url() -> Text:
    """A public address. A personalization template may stand for any part of it.

    Source: docs/reference/offer-library-api.md 4.4.
    """
    return Text(
        "an absolute http or https URL",
        lambda text: not text or has_template(text) or _is_url(text, ("http", "https")),
    )


def link_url() -> Text:
    """Any address a click may go to, an app's own scheme included."""
    return Text("an absolute URL", lambda text: not text or has_template(text) or _is_url(text, ()))


def has_template(text: str) -> bool:
    """Whether the text is filled in for each customer (docs/reference/offer-library-api.md 4.4)."""
    return "{{" in text or "{%" in text


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if not parts.scheme or re.search(r"\s", text) or (schemes and parts.scheme not in schemes):
        return False
    return bool(parts.hostname) if parts.scheme in ("http", "https") else bool(parts.netloc or parts.path)

"""Reads answers defensively: endless bodies, JSON that state cannot keep, connections that break."""

from __future__ import annotations

import json
import re
import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import requests
from urllib3.exceptions import HTTPError, InvalidHeader, LocationParseError, NewConnectionError
from urllib3.util import Retry

from ..masking import mask

# What requests and urllib3 raise when no answer arrives, or none that they can read.
FAILURES = (requests.RequestException, HTTPError)

# The largest documented offer is 300 KB and a page holds 50 (docs/reference/offer-library-api.md 12); a larger answer
# does not come from an Offer Library.
_LARGEST_BODY = 64 * 1024 * 1024
_CHUNK = 64 * 1024

# Levels. A page of offers has nine. DeepDiff and protobuf's Struct recurse into values and fail at about 250.
_DEEPEST = 100

# State keeps numbers as doubles.
_LARGEST_NUMBER = 1e300

_LONGEST_REASON = 200


class Unreadable(Exception):
    """The answer is too large, or takes too long."""


class BadAnswer(Exception):
    """An answer that is not believed; the text completes the sentence `the answer …`."""


def body(response: requests.Response, deadline: float) -> bytes:
    """Return the whole body of a streamed response.

    Raises:
        Unreadable: the body is too large, or not complete by the deadline.
    """
    found = bytearray()
    # `iter_content` would wait for a whole chunk, however slowly it comes. This returns what has arrived, and
    # decompresses no more than that at once.
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        found += chunk
        if len(found) > _LARGEST_BODY:
            raise Unreadable(f"the answer is larger than {_LARGEST_BODY // 1024 // 1024} MB")
        if time.monotonic() > deadline:
            raise Unreadable("the answer takes longer than aep:timeoutSeconds")
    return bytes(found)


def parsed(text: bytes) -> dict[str, Any]:
    """Return the JSON object in a body.

    Raises:
        BadAnswer: the body is not a JSON object.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadAnswer("is not a JSON object")
    return value


def refuse_too_deep(value: Any) -> None:
    """Refuse a value that is nested too deep for code that recurses into it.

    Raises:
        BadAnswer: the value is deeper.
    """
    for _ in _levels(value):
        pass


def refuse_what_state_cannot_keep(value: Any) -> None:
    """Refuse JSON that neither protobuf nor the engine's own JSON can hold.

    Raises:
        BadAnswer: the value holds text that is not Unicode, or an unusable number.
    """
    for level in _levels(value):
        for item in level:
            if isinstance(item, str) and re.search("[\ud800-\udfff]", item):
                raise BadAnswer("holds text that is not Unicode")
            if isinstance(item, (int, float)) and not -_LARGEST_NUMBER < item < _LARGEST_NUMBER:
                raise BadAnswer("holds a number that is too large, or not a number")


def can_be_kept(value: Any) -> bool:
    """Return whether state can keep the value."""
    try:
        refuse_what_state_cannot_keep(value)
    except BadAnswer:
        return False
    return True


def _levels(value: Any) -> Iterator[list[Any]]:
    level = [value]
    for _ in range(_DEEPEST):
        if not level:
            return
        yield level
        level = [inner for item in level for inner in _inside(item)]
    if level:
        raise BadAnswer(f"is nested deeper than {_DEEPEST} levels")


def _inside(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return [*item, *item.values()]
    return item if isinstance(item, list) else []


def retry_after(response: requests.Response) -> float | None:
    """Return the seconds that Retry-After asks for, as seconds or a date; None if it holds neither."""
    header = response.headers.get("Retry-After")
    try:
        return None if header is None else Retry().parse_retry_after(header)
    except (InvalidHeader, ValueError, OverflowError):  # the latter for dates and numbers out of range
        return None


def was_never_sent(failure: Exception) -> bool:
    """Return whether the connection failed before anything of the request was sent.

    Of the TLS errors only an untrusted certificate proves that nothing was sent: others may follow the handshake.
    """
    if isinstance(failure, (requests.ConnectTimeout, requests.exceptions.InvalidURL, LocationParseError)):
        return True
    reason = getattr(_first(failure), "reason", None)
    return isinstance(reason, NewConnectionError) or isinstance(_first(reason), ssl.SSLCertVerificationError)


def describe(failure: Exception, hidden: Iterable[str]) -> str:
    """Return the failure in words, without addresses of objects, URLs, bodies or secrets."""
    if isinstance(failure, Unreadable):
        return str(failure)
    if isinstance(failure, requests.Timeout):
        return "it timed out"
    cause = _first(failure) or failure
    # urllib3 begins with the connection: `HTTPSConnection(host='…', port=443): Failed to …`.
    inner = re.sub(r"^<?[^ ]*Connection.*?[>)]: ", "", str(getattr(cause, "reason", cause)))
    return f"{type(failure).__name__} ({mask(inner[:_LONGEST_REASON], hidden)})"


def _first(failure: Any) -> Any:
    """Return the innermost cause: libraries wrap the cause of an error as its first argument."""
    return failure.args[0] if isinstance(failure, Exception) and failure.args else None

"""Masks secrets before they reach a terminal or a log."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import groupby
from typing import Any

# The engine's own word for a hidden value.
SECRET = "[secret]"

# Characters. A server may repeat a piece of a secret, so pieces of this length are masked too. Secrets of one or two
# characters are not masked; nor does the engine (CreateFilter in Pulumi's sdk/go/common/util/logging/log.go).
_PIECE = 12
_SHORTEST = 3


def mask(text: str, hidden: Iterable[str]) -> str:
    """Return the text with `[secret]` in place of every secret, and of every piece of one."""
    covered: set[int] = set()
    for secret in hidden:
        length = min(len(secret), _PIECE)
        starts = range(len(text) - length + 1) if length >= _SHORTEST else ()
        for start in starts:
            if text[start : start + length] in secret:
                covered.update(range(start, start + length))
    runs = groupby(enumerate(text), lambda place: place[0] in covered)
    return "".join(SECRET if is_secret else "".join(char for _, char in run) for is_secret, run in runs)


def texts_of(members: Container[str], value: Any) -> frozenset[str]:
    """Return every text in these members of an object, or in what a JSON Patch writes to them."""
    return frozenset(text for name, item in _named(value) if name in members for text in _texts(item))


def mask_members(members: Container[str], value: Any) -> Any:
    """Return an object, a JSON Patch or a page of a list with these members masked.

    A page is reduced to its number of rows, as nothing tells which values in other objects are secret.
    """
    if isinstance(value, list):
        return [
            {**operation, "value": SECRET} if "value" in operation and _member(operation) in members else operation
            for operation in value
        ]
    if isinstance(value, dict):
        rows = value.get("results")
        shown = {"results": len(rows)} if isinstance(rows, list) else {}
        return {**value, **shown, **{name: SECRET for name in value if name in members}}
    return value


def _named(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    if isinstance(value, list):
        yield from ((_member(operation), operation.get("value")) for operation in value)


def _member(operation: dict[str, Any]) -> str:
    """Return the top-level member that a JSON Patch operation changes."""
    return str(operation["path"]).split("/")[1]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(item)

"""Masks secrets before they reach a terminal or a log."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import groupby
from typing import Any

# As the engine writes it.
SECRET = "[secret]"

# A server may repeat a piece of a secret. Shorter pieces are words like any other, and so are secrets of one or two
# characters, which the engine does not mask either (CreateFilter in Pulumi's sdk/go/common/util/logging/log.go).
_PIECE = 12
_SHORTEST = 3


def mask(text: str, hidden: Iterable[str]) -> str:
    """The text with a mark in place of every secret, and of every piece of one."""
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
    """Every text in these members of an object, or in what a JSON Patch writes to them."""
    return frozenset(text for name, item in _named(value) if name in members for text in _texts(item))


def mask_members(members: Container[str], value: Any) -> Any:
    """An object, a JSON Patch or a page of a list with these members masked.

    Of a page only the number of rows is shown: it is not known what is secret in the objects of others.
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
    """The top-level member a JSON Patch operation is about."""
    return str(operation["path"]).split("/")[1]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(item)

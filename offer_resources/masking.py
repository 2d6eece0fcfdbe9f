"""What nobody may read on a terminal or in a log: how texts and values are shown without it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

# As the engine writes it.
SECRET = "[secret]"

# A server may repeat a piece of a secret. Shorter pieces are words like any other, and so are secrets of one or two
# characters, which the engine does not mask either (CreateFilter in Pulumi's sdk/go/common/util/logging/log.go).
_PIECE = 12
_SHORTEST = 3


def masked(text: str, hidden: Iterable[str]) -> str:
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

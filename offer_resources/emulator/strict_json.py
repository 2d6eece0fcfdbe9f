"""Parses JSON strictly by RFC 8259, within the limits of SQLite, UTF-8 and Python's recursion."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any

Json = Any

# A technical limit: code that reads a value may be recursive.
DEEPEST = 100
# A technical limit: each `copy` in a patch can double a value.
MOST_VALUES = 100_000

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s"\[\]{},:]+')
_EMPTY = {"[": "]", "{": "}"}


def parsed(text: bytes | str) -> Json:
    """Return the JSON value of a text.

    Raises:
        ValueError: the text is not JSON, or `check` refuses its value.
    """
    try:
        value = json.loads(text.decode("utf-8") if isinstance(text, bytes) else text, parse_constant=_refuse_constant)
    except RecursionError as exc:
        raise ValueError("nested too deep") from exc
    check(value)
    return value


def check(value: Json) -> None:
    """Refuse, with a ValueError, what cannot be kept: half a surrogate pair, an endless number, too deep, too much."""
    level, values = [value], 0
    for _ in range(DEEPEST):
        values += len(level)
        if values > MOST_VALUES:
            raise ValueError(f"more than {MOST_VALUES} values")
        for one in level:
            _check_scalar(one)
        level = [item for one in level for item in _items(one)]
        if not level:
            return
    raise ValueError(f"nested more than {DEEPEST} deep")


def indented(text: str) -> str:
    """Return a JSON text indented, with every token unchanged; a text that is not JSON stays as it is."""
    try:
        json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return text
    return "".join(_laid_out(_TOKEN.findall(text)))


def _laid_out(tokens: list[str]) -> Iterable[str]:
    depth = 0
    for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        if token in _EMPTY and after != _EMPTY[token]:
            depth += 1
            yield f"{token}\n{'  ' * depth}"
        elif token in ("]", "}") and _EMPTY.get(before) != token:
            depth -= 1
            yield f"\n{'  ' * depth}{token}"
        elif token == ",":
            yield f",\n{'  ' * depth}"
        else:
            yield ": " if token == ":" else token


def _items(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else ()


def _check_scalar(value: Json) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number beyond all that can be kept")
    if isinstance(value, str):
        value.encode("utf-8")


def _refuse_constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")

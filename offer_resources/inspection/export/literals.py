"""Writes values as Python source that evaluates to exactly these values."""

from __future__ import annotations

import re
from typing import Any


class Expression(str):
    """Source code, written as it is."""

    def __repr__(self) -> str:
        return str(self)


def literal(value: Any) -> str:
    """Return the value as an expression; text of several lines keeps its lines."""
    if isinstance(value, str) and "\n" in value.rstrip("\n"):
        return _lines(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return repr(value)


def docstring(text: str) -> str:
    """Return the text as a module's docstring."""
    return '"""' + _escaped(text).replace('"', r"\"") + '"""'


def comment(text: str) -> str:
    """Return the text as one line of comment, even if it has several lines."""
    return "# " + _escaped(text).replace("\n", "\\n")


def _lines(text: str) -> str:
    # The text begins on a line of its own, and no quote inside closes it. Editors remove blanks at the end of a line,
    # so the last one is escaped.
    body = re.sub(r'"(?="")|"\Z', r"\"", _escaped(text))
    body = re.sub(r" (?=\n)", r"\\x20", body)
    return f'"""\\\n{body}"""'


def _escaped(text: str) -> str:
    """Return the text with backslashes, and invisible or fragile characters, escaped; new lines stay."""
    return "".join(char if char == "\n" or (char.isprintable() and char != "\\") else repr(char)[1:-1] for char in text)

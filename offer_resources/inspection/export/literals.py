"""Writes values as Python source that means exactly them, byte for byte."""

from __future__ import annotations

import re
from typing import Any


class Expression(str):
    """Source, to be written as it is."""

    def __repr__(self) -> str:
        return str(self)


def literal(value: Any) -> str:
    """The value as an expression; text of several lines keeps its lines."""
    if isinstance(value, str) and "\n" in value.rstrip("\n"):
        return _lines(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return repr(value)


def docstring(text: str) -> str:
    """The text as a module's first line."""
    return '"""' + _escaped(text).replace('"', r"\"") + '"""'


def comment(text: str) -> str:
    """The text as one line of comment, whatever it holds."""
    return "# " + _escaped(text).replace("\n", "\\n")


def _lines(text: str) -> str:
    # The first line starts a line, and no quote closes the text before its end. Editors take blanks at the end of a
    # line away, so the last of them is spelled out.
    body = re.sub(r'"(?="")|"\Z', r"\"", _escaped(text))
    body = re.sub(r" (?=\n)", r"\\x20", body)
    return f'"""\\\n{body}"""'


def _escaped(text: str) -> str:
    """Backslashes, and what does not show or would not survive an editor, spelled out; new lines stay."""
    return "".join(char if char == "\n" or (char.isprintable() and char != "\\") else repr(char)[1:-1] for char in text)

"""Finds the line of the user's program that declares something."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

_SDKS = ("offer_resources", "pulumi")


def source_line(resource: object | None = None) -> str:
    """Return the file and line where the program makes this resource, or calls us: `__main__.py, line 12`.

    It is the innermost line of the user's own code, which may be in a function, a loop or a component. For a subclass
    it is the line that calls the constructor, not a line inside it.
    """
    frame: FrameType = sys._getframe()
    while frame.f_back is not None and (_is_of_an_sdk(frame) or _is_method_of(frame, resource)):
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    name = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path.name
    return f"{name}, line {frame.f_lineno}"


def _is_of_an_sdk(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__", "").partition(".")[0] in _SDKS


def _is_method_of(frame: FrameType, resource: object | None) -> bool:
    first = frame.f_code.co_varnames[:1]
    return resource is not None and bool(first) and frame.f_locals.get(first[0]) is resource

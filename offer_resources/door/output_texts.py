"""Finds texts that a program made from an Output by mistake: they hold the SDK's advice, or an address in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..objects.values import Path, Problem

# The results of `str(output)` and `repr(output)`, also after json.dumps, html.escape or URL quoting, and of a resource
# in an f-string. Each repetition has its bound, so that a long text is searched in time that grows with its length.
_BETWEEN = r"(?:\W|%20){1,8}"
_SIGNS = re.compile(
    rf"calling{_BETWEEN}__str__|\w\.\w{{1,100}}{_BETWEEN}object{_BETWEEN}at{_BETWEEN}0x[0-9a-f]{{6,}}", re.IGNORECASE
)

GOT = "text made from an Output or a resource, whose value is not known yet when the program makes it"
WANTED = "Output.format, Output.concat or Output.json_dumps in place of an f-string, str() or json.dumps()"


def is_of_output(text: Any) -> bool:
    """Return whether the text holds Python's representation of an Output or a resource."""
    return isinstance(text, str) and bool(_SIGNS.search(text))


def problems(value: Any, path: Path = ()) -> Iterator[Problem]:
    """Yield a problem for every such text in a value, including the keys of dicts."""
    if is_of_output(value):
        yield Problem(path, GOT, WANTED)
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if is_of_output(key):
            yield Problem(path, f"a name that is {GOT}", WANTED)
        else:
            yield from problems(item, (*path, key))

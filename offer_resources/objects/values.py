"""Values of Offer Library objects that plain JSON does not have, and how values read in messages."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

Path = tuple["str | int", ...]

# Objects as plain dicts, by the API's names. The first is for code that takes an object at any moment of its life. The
# others name the moment: what a program gives, after its check; what state keeps; what the API returns to a read; what
# a create sends; what the API answers to a write.
Members = dict[str, Any]
Inputs = dict[str, Any]
Outputs = dict[str, Any]
Live = dict[str, Any]
Body = dict[str, Any]
Receipt = dict[str, Any]

_serial = itertools.count()


@dataclass(frozen=True)
class Unknown:
    """A value not known yet, as in a preview. It equals nothing, not even another unknown value."""

    serial: int = field(default_factory=lambda: next(_serial))

    def __repr__(self) -> str:
        return "(not known yet)"


@dataclass(frozen=True)
class UnknownId(Unknown):
    """An id not known yet, of an object that the program declares.

    Attributes:
        id_type: the type segment that it will have.
        label: whose id it is, such as `Placement "banner"`.
    """

    id_type: str = ""
    label: str = ""

    def __repr__(self) -> str:
        return f"the id of {self.label}"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a program's inputs.

    Attributes:
        path: where, in the API's names.
        got: the value, as a message shows it.
        wanted: the accepted values, in words.
    """

    path: Path
    got: str
    wanted: str

    def __str__(self) -> str:
        return f"{dotted(self.path)}: {self.reason}"

    @property
    def reason(self) -> str:
        return f"got {self.got}, wanted {self.wanted}"


def is_empty(value: Any) -> bool:
    """Return whether the value means the same as a missing member: the API omits empty values."""
    return value is None or value == "" or value == [] or value == {}


def instant(value: Any) -> datetime | None:
    """Return the moment that a date of the API means; None if it is not a date with an offset."""
    try:
        moment = datetime.fromisoformat(re.sub(r"Z$", "+00:00", str(value)))
        return moment.astimezone(timezone.utc) if moment.tzinfo else None
    except (ValueError, OverflowError):  # not a date, or before year 1 in UTC
        return None


def contains_unknown(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(contains_unknown, value.values()))
    if isinstance(value, list):
        return any(map(contains_unknown, value))
    return isinstance(value, Unknown)


def dotted(path: Path) -> str:
    """Return a path as the engine writes it, such as `representations[0].components[1].content`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) or not part.isidentifier() else f".{part}"
    return text.removeprefix(".")


def shown(value: Any) -> str:
    """Return the value in a few words, for a message."""
    if value is None:
        return "nothing"
    if is_empty(value):
        return f"an empty {'text' if isinstance(value, str) else 'list' if isinstance(value, list) else 'object'}"
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value[:60]}…"' if len(value) > 60 else f'"{value}"'
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, (list, frozenset)):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    return str(value) if isinstance(value, Unknown) else f"an object of the class {type(value).__name__}"

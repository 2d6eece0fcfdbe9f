"""Reads and writes RFC 3339 date-times."""

from __future__ import annotations

import re
from datetime import datetime, timezone

_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def parsed(text: str) -> datetime:
    """Return the instant of a text.

    Raises:
        ValueError: the text is not a date-time with an offset.
    """
    found = _RFC3339.fullmatch(text)
    if found is None:
        raise ValueError("not a date-time with an offset, as 2026-03-01T00:00:00.000+00:00")
    day, time, fraction, offset = found.groups()
    # Python 3.10 reads three or six digits of a second and no Z.
    digits = (fraction or "")[:6].ljust(6, "0")
    return datetime.fromisoformat(f"{day}T{time}.{digits}{'+00:00' if offset in 'Zz' else offset}")


def milliseconds(text: str) -> int:
    """Return the instant in milliseconds since 1970, also if a query string turned the `+` into a space."""
    return round(parsed(text.replace(" ", "+")).timestamp() * 1000)


def zulu(since_1970_ms: int) -> str:
    """Return an instant as receipts write it."""
    instant = datetime.fromtimestamp(since_1970_ms / 1000, timezone.utc)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def for_a_person(since_1970_ms: int) -> str:
    """Return an instant as the pages show it."""
    return datetime.fromtimestamp(since_1970_ms / 1000, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")

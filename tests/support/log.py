"""What an emulator was asked, as tests compare it: the one reader of its request log."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from offer_resources.emulator import Emulator

BASE = "/data/core/dps/"


class Sent(NamedTuple):
    """One request to the Offer Library; its path is what follows the base, and LIST stands for the GET of a page."""

    method: str
    path: str
    body: Any


def sent(emulator: Emulator, *, sandbox: str | None = None) -> list[Sent]:
    """The requests to the Offer Library so far, oldest first; those to one sandbox, if one is given."""
    return [
        Sent("LIST" if "limit=" in request.query else request.method, request.path.removeprefix(BASE), request.body)
        for request in emulator.requests
        if request.path.startswith(BASE) and sandbox in (None, request.headers.get("x-sandbox-name"))
    ]


def wire(emulator: Emulator) -> list[tuple[str, str]]:
    """Method and path of each."""
    return [(one.method, one.path) for one in sent(emulator)]


def counted(emulator: Emulator) -> dict[str, int]:
    """How many there were of each method since the last look; empties the log."""
    seen = Counter(one.method for one in sent(emulator))
    emulator.clear_requests()
    return dict(seen)


def writes(emulator: Emulator) -> list[tuple[str, str]]:
    """Method and path of each that writes."""
    return [(method, path) for method, path in wire(emulator) if method not in ("GET", "LIST")]


def patches(emulator: Emulator) -> list[Any]:
    """The patches sent."""
    return [one.body for one in sent(emulator) if one.method == "PATCH"]


def posts(emulator: Emulator) -> list[Any]:
    """The bodies of creates."""
    return [one.body for one in sent(emulator) if one.method == "POST"]

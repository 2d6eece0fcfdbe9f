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


def sent(emulator: Emulator) -> list[Sent]:
    """Return the requests to the Offer Library so far, oldest first; without those for tokens."""
    return [
        Sent(_method(request.method, path), path, request.body)
        for request in emulator.requests
        if (path := request.path.removeprefix(BASE)) != request.path
    ]


def _method(method: str, path: str) -> str:
    return "LIST" if method == "GET" and "/" not in path else method


def wire(emulator: Emulator) -> list[tuple[str, str]]:
    """Method and path of each."""
    return [(one.method, one.path) for one in sent(emulator)]


def methods(emulator: Emulator) -> list[str]:
    """Return the method of each."""
    return [one.method for one in sent(emulator)]


def counted(emulator: Emulator) -> dict[str, int]:
    """Return how many there were of each method."""
    return dict(Counter(methods(emulator)))


def writes(emulator: Emulator) -> list[tuple[str, str]]:
    """Method and path of each that writes."""
    return [(method, path) for method, path in wire(emulator) if method not in ("GET", "LIST")]


def patches(emulator: Emulator) -> list[Any]:
    """Return the patches sent."""
    return [one.body for one in sent(emulator) if one.method == "PATCH"]


def posts(emulator: Emulator) -> list[Any]:
    """Return the bodies of creates."""
    return [one.body for one in sent(emulator) if one.method == "POST"]

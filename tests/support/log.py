"""What an emulator was asked, as tests compare it: the one reader of its request log."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from offer_resources.emulator import Emulator

BASE = "/data/core/dps/"
# The look before the first create of a family asks for this many rows (docs/design/lost-answers.md).
LOOK = "limit=50"


class Sent(NamedTuple):
    """One request to the Offer Library: its path is what follows the base, LIST stands for a GET of a page."""

    method: str
    path: str
    body: Any

    @property
    def short(self) -> tuple[str, str]:
        """Without the body."""
        return self.method, self.path


def requests(emulator: Emulator, *, sandbox: str | None = None) -> list[Sent]:
    """The requests to the Offer Library so far, oldest first; those of one sandbox, if one is given."""
    return [
        Sent("LIST" if "limit=" in request.query else request.method, request.path.removeprefix(BASE), request.body)
        for request in emulator.requests
        if request.path.startswith(BASE) and sandbox in (None, request.headers.get("x-sandbox-name"))
    ]


def methods(emulator: Emulator, *, sandbox: str | None = None) -> list[str]:
    """The methods alone."""
    return [one.method for one in requests(emulator, sandbox=sandbox)]


def counted(emulator: Emulator) -> dict[str, int]:
    """The methods since the last look at the log, each with its number; empties the log."""
    seen = Counter(methods(emulator))
    emulator.clear_requests()
    return dict(seen)


def writes(emulator: Emulator, *, sandbox: str | None = None) -> list[tuple[str, str]]:
    """Method and path of each request that writes."""
    return [one.short for one in requests(emulator, sandbox=sandbox) if one.method not in ("GET", "LIST")]


def bodies(emulator: Emulator, method: str) -> list[Any]:
    """The bodies sent with a method."""
    return [one.body for one in requests(emulator) if one.method == method]

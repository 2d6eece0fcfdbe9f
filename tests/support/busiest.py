"""How much of what a server was asked was asked at once."""

from __future__ import annotations

from collections.abc import Iterable

from offer_resources.emulator.steering.request_log import LoggedRequest


def most_at_once(requests: Iterable[LoggedRequest]) -> int:
    """Return how many requests were being answered at the busiest moment."""
    spans = [(request.at, request.at + (request.milliseconds or 0) / 1000) for request in requests]
    return max(sum(begin <= moment < end for begin, end in spans) for moment, _ in spans)

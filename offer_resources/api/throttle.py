"""Decides when the next request may start: up to a number at once, and as fast as the API accepts them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

# After the first refusal up to 32 requests a second start; each further refusal halves that, and each success adds 1 %.
_FIRST_INTERVAL_SECONDS = 1 / 32
_LONGEST_INTERVAL_SECONDS = 4.0
_GAIN = 0.99

# The API counts requests by the second, so it refuses until the next second begins.
_PAUSE_SECONDS = 1.0


@dataclass(frozen=True)
class Slot:
    """Permission to send one request, given at `started` on the monotonic clock."""

    started: float


class Throttle:
    """The throttle that all threads of a process share, so that one refusal slows all of them down.

    Args:
        most_in_flight: simultaneous requests, however fast the API is.
    """

    def __init__(self, most_in_flight: int) -> None:
        self._in_flight = threading.BoundedSemaphore(most_in_flight)
        self._lock = threading.Lock()
        self._interval = 0.0
        self._next_start = 0.0
        self._paused_until = 0.0
        self._slow_from = 0.0

    @contextmanager
    def slot(self) -> Iterator[Slot]:
        """Wait for a free slot, and until the next request may start."""
        with self._in_flight:
            start = self._reserve()
            while (wait := start - time.monotonic()) > 0:
                time.sleep(wait)
                if start < self._paused_until:  # another thread was refused meanwhile
                    start = self._reserve()
            yield Slot(start)

    def _reserve(self) -> float:
        with self._lock:
            start = max(time.monotonic(), self._next_start)
            self._next_start = start + self._interval
            return start

    def accepted(self) -> None:
        """Speed up a little, as a request was not refused."""
        with self._lock:
            self._interval = self._interval * _GAIN if self._interval > 0.001 else 0.0

    def refused(self, slot: Slot, retry_after: float | None) -> None:
        """Pause all threads after a 429, and then let requests start more slowly.

        Args:
            slot: the refused request's; if it started less than a second after the last slow-down, or before it, the
                refusal makes the pause longer, but slows nothing down further.
            retry_after: seconds the API asked for.
        """
        with self._lock:
            if slot.started >= self._slow_from:
                self._interval = min(max(2 * self._interval, _FIRST_INTERVAL_SECONDS), _LONGEST_INTERVAL_SECONDS)
                self._slow_from = time.monotonic() + _PAUSE_SECONDS
            wait = _PAUSE_SECONDS if retry_after is None else retry_after
            self._paused_until = max(self._paused_until, time.monotonic() + wait)
            self._next_start = max(self._next_start, self._paused_until)

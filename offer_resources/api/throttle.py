"""When the next request may start: so many at once, and as fast as the API takes them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

# After a refusal requests start at most at 32 a second; a refusal of one sent at that pace halves it, and so on.
# Every success adds 1 %.
_FIRST_INTERVAL_SECONDS = 1 / 32
_LONGEST_INTERVAL_SECONDS = 4.0
_GAIN = 0.99

# Limits are counted by the second; what was refused now would be refused until the next one begins.
_PAUSE_SECONDS = 1.0


@dataclass(frozen=True)
class Slot:
    """Leave to send one request, given at `started` on the monotonic clock."""

    started: float


class Throttle:
    """Shared by all threads of a process, so that a refusal of one slows down every one.

    Args:
        most_in_flight: requests at once, however fast the API is.
    """

    def __init__(self, most_in_flight: int) -> None:
        self._in_flight = threading.BoundedSemaphore(most_in_flight)
        self._lock = threading.Lock()
        self._interval = 0.0
        self._next_start = 0.0
        self._slow_from = 0.0

    @contextmanager
    def slot(self) -> Iterator[Slot]:
        """Wait for a slot and for the time to start."""
        with self._in_flight:
            with self._lock:
                start = max(time.monotonic(), self._next_start)
                self._next_start = start + self._interval
            time.sleep(max(0.0, start - time.monotonic()))
            yield Slot(start)

    def accepted(self) -> None:
        """A request was not refused: speed up a little."""
        with self._lock:
            self._interval = self._interval * _GAIN if self._interval > 0.001 else 0.0

    def refused(self, slot: Slot, retry_after: float | None) -> None:
        """The API answered 429: nobody starts before it is time again, and then slower.

        Args:
            slot: of the refused request; those sent before the last slow-down say nothing new.
            retry_after: seconds the API asked for.
        """
        with self._lock:
            if slot.started >= self._slow_from:
                self._interval = min(max(2 * self._interval, _FIRST_INTERVAL_SECONDS), _LONGEST_INTERVAL_SECONDS)
                self._slow_from = time.monotonic() + _PAUSE_SECONDS
            wait = _PAUSE_SECONDS if retry_after is None else retry_after
            self._next_start = max(self._next_start, time.monotonic() + wait)

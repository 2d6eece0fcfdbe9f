"""Reports what a run waits for, so that it does not seem to hang."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..settings import Place

# Report what takes longer than this.
_LONG_SECONDS = 2.0
_LOOK_SECONDS = 0.25


@dataclass(frozen=True, eq=False)
class _Wait:
    is_long_from: float
    place: Place
    cause: str
    until: str


class Waiting:
    """The reports of what a run waits for, once for each cause and place; safe to use from several threads.

    Args:
        say: reports one line to the user.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._lock = threading.Lock()
        self._reported: set[tuple[str, Place]] = set()
        self._begun: list[_Wait] = []
        self._is_watched = False

    def report(self, place: Place, cause: str, until: str) -> None:
        """Report at once.

        Args:
            cause: what happened, in the same words each time.
            until: what the provider does about it, and for up to how long.
        """
        with self._lock:
            if (cause, place) in self._reported:
                return
            self._reported.add((cause, place))
        self._say(f"sandbox {place.sandbox}: {cause}: {until}")

    @contextmanager
    def unless_quick(self, place: Place, cause: str, until: str) -> Iterator[None]:
        """Report if the block takes longer than two seconds."""
        wait = _Wait(time.monotonic() + _LONG_SECONDS, place, cause, until)
        with self._lock:
            self._begun.append(wait)
            if not self._is_watched:
                # One thread watches all waits: starting one for each takes as long as a quick request.
                self._is_watched = True
                threading.Thread(target=self._watch, daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._begun.remove(wait)

    def _watch(self) -> None:
        is_needed = True
        while is_needed:
            time.sleep(_LOOK_SECONDS)
            with self._lock:
                late = [wait for wait in self._begun if wait.is_long_from < time.monotonic()]
                is_needed = self._is_watched = bool(self._begun)
            for wait in late:
                self.report(wait.place, wait.cause, wait.until)

"""What a run's checks tell about its program: whether it uses our classes, and so has their guard against deletes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence


class RunningProgram:
    """The program of this run; safe to use from several threads.

    Args:
        unused: what to tell a program that does not use our classes, in lines.
        say: reports a line to the user.
    """

    def __init__(self, unused: Sequence[str], say: Callable[[str], None]) -> None:
        self._unused = unused
        self._say = say
        self._is_ours: bool | None = None
        self._lock = threading.Lock()

    def declares(self, *, is_ours: bool) -> None:
        """Note that it declares a resource, by our classes or otherwise; the first other one tells what has no use."""
        with self._lock:
            is_first = self._is_ours is None
            self._is_ours = is_ours or bool(self._is_ours)
        if is_first and not is_ours:
            for line in self._unused:
                self._say(line)

    def guards(self, *, was_ours: bool) -> bool:
        """Return whether its guard has counted the delete of a resource.

        Args:
            was_ours: whether the run that stored the resource used our classes. It decides where the program declares
                nothing, or none runs.
        """
        return was_ours if self._is_ours is None else self._is_ours

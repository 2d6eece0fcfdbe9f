"""What a run's checks tell about its program: whether it uses our classes, and so has their guard against deletes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol


class Notes(Protocol):
    """What the processes of a run tell each other: each door and each explicit provider has a process of its own."""

    def note_another_language(self) -> None: ...
    def runs_another_language(self) -> bool: ...


class RunningProgram:
    """The program of this run; safe to use from several threads.

    Args:
        unused: what to tell a program that does not use our classes, in lines.
        say: reports a line to the user.
        notes: shared with the other processes of the run.
    """

    def __init__(self, unused: Sequence[str], say: Callable[[str], None], notes: Notes) -> None:
        self._unused = unused
        self._say = say
        self._notes = notes
        self._is_ours: bool | None = None
        self._lock = threading.Lock()

    def declares(self, *, is_ours: bool) -> None:
        """Note that it declares a resource, by our classes or otherwise; the first other one tells what has no use."""
        with self._lock:
            is_first = self._is_ours is None
            self._is_ours = is_ours or bool(self._is_ours)
        if is_first and not is_ours:
            self._notes.note_another_language()
            for line in self._unused:
                self._say(line)

    def guards(self, *, was_ours: bool) -> bool:
        """Return whether its guard has counted the delete of a resource.

        Args:
            was_ours: whether the run that stored the resource used our classes. It decides where the program declares
                nothing, or none runs.
        """
        if self._is_ours is None:
            return was_ours and not self._notes.runs_another_language()
        return self._is_ours

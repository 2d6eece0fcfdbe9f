"""Limits what a run of a program in another language than Python deletes, whoever made the objects.

A provider sees neither state nor which command runs, so it cannot refuse an `up` before the first delete, as the guard
of programs in Python does (program/delete_guard.py), and a `destroy` looks the same. It can count.
"""

from __future__ import annotations

import threading

from ..errors import OfferResourcesError
from ..settings import MAX_DELETES_ONCE


class DeleteLimit:
    """The deletes of one process, which is one run of the engine with one provider; safe to use from several threads.

    Args:
        most: how many the run may begin; None for any number.
    """

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._begun = 0
        self._lock = threading.Lock()

    def take(self, what: str) -> None:
        """Count one more delete.

        Raises:
            OfferResourcesError: it is one too many; nothing of the object has changed.
        """
        with self._lock:
            if self._most is not None and self._begun >= self._most:
                raise OfferResourcesError(
                    f"delete {what}: not deleted, as {MAX_DELETES_ONCE} lets this run delete {self._most}. If more is"
                    " meant, as in a destroy, run again with a higher number or without that variable"
                )
            self._begun += 1

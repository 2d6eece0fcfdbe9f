"""Keeps the rows of lists, fetched page by page as needed; each row is used once."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from ..errors import OfferResourcesError
from ..objects.target import Target
from ..objects.values import Live
from ..settings import Place


class RowCache:
    """The lists of one family, one for each place; safe to use from several threads.

    Args:
        pages: returns the pages of the list in the target's place.
    """

    def __init__(self, pages: Callable[[Target], Iterator[list[Live]]]) -> None:
        self._pages = pages
        self._lock = threading.Lock()
        self._by_place: dict[Place, _Rows] = {}

    def take(self, target: Target, *, most_unused: Callable[[], int], within_seconds: float = math.inf) -> Live | None:
        """Return the target's row; None if the list lacks it or is unreadable, or if the row was used or dropped.

        Args:
            most_unused: stop reading pages once this many fetched rows have not been asked for; asked before each page.
            within_seconds: the maximum age of the row, since its request.
        """
        return self._of(target).take(str(target.id_), most_unused, within_seconds)

    def drop(self, target: Target) -> None:
        """Drop the object's row, fetched or still to be fetched, as the object is being written."""
        self._of(target).drop(str(target.id_))

    def _of(self, target: Target) -> _Rows:
        with self._lock:
            if target.place not in self._by_place:
                self._by_place[target.place] = _Rows(self._pages(replace(target, id_=None, name=None)))
            return self._by_place[target.place]


class _Rows:
    def __init__(self, pages: Iterator[list[Live]]) -> None:
        self._lock = threading.Lock()
        self._pages = pages
        self._rows: dict[str, tuple[float, Live]] = {}
        self._gone: set[str] = set()

    def take(self, id_: str, most_unused: Callable[[], int], within_seconds: float) -> Live | None:
        with self._lock:
            while not self._is_settled(id_) and len(self._rows) < most_unused() and self._read_on():
                pass
            self._gone.add(id_)
            asked_at, row = self._rows.pop(id_, (-math.inf, None))
            return row if time.monotonic() - asked_at < within_seconds else None

    def drop(self, id_: str) -> None:
        with self._lock:
            self._gone.add(id_)
            self._rows.pop(id_, None)

    def _is_settled(self, id_: str) -> bool:
        return id_ in self._rows or id_ in self._gone

    def _read_on(self) -> bool:
        asked_at = time.monotonic()
        try:
            page = next(self._pages, None)
        except OfferResourcesError:
            return False  # the object is read by itself, and that request raises the error
        self._rows |= {row["id"]: (asked_at, row) for row in page or () if row["id"] not in self._gone}
        return page is not None

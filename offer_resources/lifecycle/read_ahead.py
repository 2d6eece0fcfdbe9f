"""Decides when to read pages of a list in place of single objects, and hands out the rows."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from ..api.client import PAGE_ROWS, OfferLibrary, Order
from ..objects.target import Target
from ..objects.values import Live
from ..settings import Place
from .row_cache import RowCache

# Rows. A page is worth its request if at least one in ten of its rows is an object to update.
_ROWS_FOR_EACH = 10
_MANY = PAGE_ROWS // _ROWS_FOR_EACH

# In a sandbox with far more objects than the stack, reading all pages would cost more than reading single objects. A
# refresh may read this many rows without need, or a page for each object that it has asked for.
_UNUSED_ROWS = 1000

# A call waits this long for the next one, which shows that the engine asks for several objects.
_COMPANY_SECONDS = 0.1


@dataclass
class _Compared:
    count: int = 0
    changed: set[str] = field(default_factory=set)


class ReadAhead:
    """What the engine does to one family's objects, and rows fetched ahead for that; safe to use from several threads.

    The engine never reports how many objects it will ask for. But it compares all of them before it updates the first,
    and it refreshes or deletes several simultaneously. The reasoning is in docs/design/decisions.md.
    """

    def __init__(self, library: OfferLibrary, write_row_seconds: float) -> None:
        """
        Args:
            write_row_seconds: the maximum age of a row that a write relies on, since its request.
        """
        self._write_row_seconds = write_row_seconds
        self._news = threading.Condition()
        self._compared: defaultdict[Place, _Compared] = defaultdict(_Compared)
        self._refreshes = 0
        self._deletes: Counter[Place] = Counter()
        self._newest = RowCache(library.pages)
        self._oldest = RowCache(lambda target: library.pages(target, Order.OLDEST))

    def compared(self, target: Target, *, is_changed: bool) -> None:
        """Note that the engine has compared the object, and will ask for an update if it has changed."""
        with self._news:
            here = self._compared[target.place]
            here.count += 1
            if is_changed:
                here.changed.add(str(target.id_))
                self._news.notify_all()

    def row_for_refresh(self, target: Target) -> Live | None:
        """Return the object's row of a page, if others are refreshed too; None if it has to be read by itself."""
        if not self._others_are_refreshed():
            return None
        return self._newest.take(target, most_unused=lambda: max(_UNUSED_ROWS, self._refreshes * PAGE_ROWS))

    def row_for_update(self, target: Target) -> Live | None:
        """Return the object's row of a page, if many are updated; None if it has to be read by itself.

        A row is returned only once, and is no older than the answer to a GET can be. So a PATCH after it is as safe as
        after a GET.
        """
        self._newest.drop(target)
        worth = self._rows_worth_reading(target)
        if worth == 0:
            return None
        return self._oldest.take(target, most_unused=lambda: worth, within_seconds=self._write_row_seconds)

    def row_for_delete(self, target: Target) -> Live | None:
        """Return the object's row of a page, if many are deleted; None if it has to be read by itself.

        The engine deletes in no order, so that the first object may be on the last page. At most one page is read for
        each delete that has begun.
        """
        with self._news:
            self._deletes[target.place] += 1
            self._news.notify_all()
            if not self._reaches(_MANY, lambda: self._deletes[target.place]):
                return None
        return self._oldest.take(
            target,
            most_unused=lambda: self._deletes[target.place] * PAGE_ROWS,
            within_seconds=self._write_row_seconds,
        )

    def _others_are_refreshed(self) -> bool:
        with self._news:
            self._refreshes += 1
            self._news.notify_all()
            return self._reaches(2, lambda: self._refreshes)

    def _rows_worth_reading(self, target: Target) -> int:
        """Return how many rows may be read without need, when this object is updated; 0 if few are updated."""
        with self._news:
            here = self._compared[target.place]
            if target.id_ not in here.changed:
                return 0
            is_worth_it = self._reaches(_MANY, lambda: len(here.changed))
            worth = len(here.changed) * _ROWS_FOR_EACH
            return worth if is_worth_it and worth >= here.count else 0

    def _reaches(self, enough: int, count: Callable[[], int]) -> bool:
        """Wait until there are enough, or none has come for a while: on a busy machine they come one by one."""
        while count() < enough and self._news.wait(_COMPANY_SECONDS):
            pass
        return count() >= enough

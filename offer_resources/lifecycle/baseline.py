"""Looks at a place before this process creates anything there, as far back as a killed run may have created objects."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property

from ..api.client import PAGE_ROWS, OfferLibrary, Order
from ..objects.target import Target
from ..objects.values import Live, instant
from ..settings import Place

# A killed run is resumed within a week; older objects were created on purpose.
_YOUNG = timedelta(days=7)


@dataclass(frozen=True)
class Baseline:
    """The objects of one family in one place, before the first create.

    Attributes:
        rows: the most recently created objects by id: one page, or all of the last week.
        newest: the latest `modified` among the rows; an object that was created earlier was there already.
        is_whole: whether the rows are all objects of the last week.
    """

    rows: dict[str, Live]
    newest: datetime | None
    is_whole: bool

    def has(self, row: Live) -> bool:
        """Return whether the row existed before."""
        created = instant(row.get("created"))
        if row["id"] in self.rows or created is None:
            return row["id"] in self.rows
        return self.newest is not None and created < self.newest

    def young(self, name: str | None) -> list[Live]:
        """Return the rows of that name that are less than a week old: a killed run may have left them behind."""
        return [row for row in self._by_name.get(str(name), ()) if _is_young(row.get("created"))]

    @cached_property
    def _by_name(self) -> dict[str, list[Live]]:
        found: defaultdict[str, list[Live]] = defaultdict(list)
        for row in self.rows.values():
            found[str(row.get("name"))].append(row)
        return found


class Baselines:
    """The baselines of one family, one for each place; safe to use from several threads."""

    def __init__(self, library: OfferLibrary) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._taken: dict[Place, Baseline] = {}

    def of(self, target: Target, creates: int = 0) -> Baseline:
        """Return the baseline of the target's place, which the first call takes.

        Args:
            creates: the number of creates that this run will send there. A killed run may have sent as many; up to a
                page of them are on the first page.
        """
        with self._lock:
            taken = self._taken.get(target.place)
            if taken is None:
                taken = self._look(target, creates)
            elif creates > PAGE_ROWS and not taken.is_whole:
                again = self._look(target, creates)
                before = {id_: row for id_, row in again.rows.items() if taken.has(row)}
                taken = Baseline(before, taken.newest, is_whole=True)
            self._taken[target.place] = taken
            return taken

    def is_taken(self, place: Place) -> bool:
        """Return whether this process has created something there, or was about to."""
        with self._lock:
            return place in self._taken

    def _look(self, target: Target, creates: int) -> Baseline:
        """Read the first page, or all pages of the last week."""
        rows: dict[str, Live] = {}
        is_whole = True
        for page in self._library.pages(target, Order.LATEST):
            rows |= {row["id"]: row for row in page}
            # Compare `modified`: it also ends the look if the API ignores the order asked for and keeps its own, which
            # is by that date (docs/reference/offer-library-api.md 3.5).
            if any(not _is_young(row.get("modified")) for row in page):
                break
            if creates <= PAGE_ROWS:
                is_whole = False
                break
        moments = [moment for row in rows.values() if (moment := instant(row.get("modified")))]
        return Baseline(rows, max(moments, default=None), is_whole)


def changed_since(library: OfferLibrary, target: Target, since: datetime | None) -> Iterator[Live]:
    """Yield the family's objects in the target's place that were modified since that instant, the latest first."""
    for row in library.rows(target):
        modified = instant(row.get("modified"))
        if since and modified and modified < since:
            return
        yield row


def _is_young(moment: object) -> bool:
    known = instant(moment)
    return known is None or abs(datetime.now(timezone.utc) - known) < _YOUNG

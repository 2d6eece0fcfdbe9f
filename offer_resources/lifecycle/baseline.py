"""What was in a place before this process created anything there: one request, the 50 objects modified last."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ..api.client import OfferLibrary
from ..objects.target import Target
from ..objects.values import Live, instant
from ..settings import Place


@dataclass(frozen=True)
class Baseline:
    """The objects of one family in one place, before the first create.

    Attributes:
        rows: by id, the objects modified last, at most a page of them.
        newest: the latest instant any object had been modified; whatever was created later is not from before.
    """

    rows: dict[str, Live]
    newest: datetime | None

    def has(self, row: Live) -> bool:
        """Whether the row was there before."""
        created = instant(row.get("created"))
        if row["id"] in self.rows or created is None:
            return row["id"] in self.rows
        return self.newest is not None and created < self.newest


class Baselines:
    """The baselines of one family, one for each place; safe to use from several threads."""

    def __init__(self, library: OfferLibrary) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._taken: dict[Place, Baseline] = {}

    def of(self, target: Target) -> Baseline:
        """The baseline of the target's place, taken when it is first asked for."""
        with self._lock:
            if target.place not in self._taken:
                rows = self._library.first_page(target)
                moments = [moment for row in rows if (moment := instant(row.get("modified")))]
                self._taken[target.place] = Baseline({row["id"]: row for row in rows}, max(moments, default=None))
            return self._taken[target.place]

    def is_taken(self, place: Place) -> bool:
        """Whether something was, or was about to be, created there."""
        with self._lock:
            return place in self._taken


def changed_since(library: OfferLibrary, target: Target, since: datetime | None) -> Iterator[Live]:
    """The family's objects in the target's place that were modified at that instant or later, the latest first."""
    for row in library.rows(target):
        modified = instant(row.get("modified"))
        if since and modified and modified < since:
            return
        yield row

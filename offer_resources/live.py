"""Reads objects as they are now: one by itself, or many from the pages of a list."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from . import retry
from .client import OfferLibrary, Target
from .errors import OfferNotFoundError, OfferResourcesError
from .families import Family
from .families.family import instant
from .settings import Place, Settings
from .transport import can_be_kept

Object = dict[str, Any]

# Whether a read sees the last write is not documented; ten seconds of patience are advised (offer-library-api.md
# section 13). The rest is for clocks that differ.
_RECENT_SECONDS = 60.0

# The engine asks for several objects at once, if it asks for several: so long a first read waits for a second one.
_COMPANY_SECONDS = 0.1

# In a sandbox with far more objects than the stack has, paging to the end would cost more than asking one by one.
_MOST_UNASKED_ROWS = 1000


class _Stale(Exception):
    """The object as it was before a write that state knows of."""

    def __init__(self, live: Object) -> None:
        super().__init__()
        self.live = live


class LiveObjects:
    """Reads the objects of one family; safe to use from several threads."""

    def __init__(self, family: Family, library: OfferLibrary, settings: Settings) -> None:
        self._family = family
        self._library = library
        self._settings = settings
        self._company = threading.Condition()
        self._refreshes = 0
        self._listings: dict[Place, _Listing] = {}

    def get(self, target: Target, known: Object) -> Object:
        """The live object; asked for again while it is missing or old, if it was written just now.

        Args:
            known: state's outputs, empty if there are none.

        Raises:
            OfferNotFoundError: it does not exist.
        """
        target = replace(target, sandbox_id=known.get("sandboxId", target.sandbox_id))
        patience = retry.repeating(self._settings, _may_show_later if _is_recent(known) else retry.never)
        try:
            return patience(self._get, target, known.get("etag"))
        except _Stale as stale:
            return stale.live

    def refresh(self, target: Target, known: Object) -> Object:
        """The live object, from the pages of the family's list when others are refreshed too.

        What the pages do not have, or have older than state, is asked for by itself before it is believed.

        Raises:
            OfferNotFoundError: it does not exist.
        """
        if self._has_company():
            row = self._listing(replace(target, sandbox_id=known.get("sandboxId"))).find(str(target.id_))
            if row is not None and can_be_kept(row) and not self._is_stale(row, known.get("etag")):
                return row
        return self.get(target, known)

    def forget_pages(self, place: Place) -> None:
        """Something was written there: what was listed may be old."""
        with self._company:
            self._listings.pop(place, None)

    def _has_company(self) -> bool:
        with self._company:
            self._refreshes += 1
            self._company.notify_all()
            return self._company.wait_for(lambda: self._refreshes > 1, _COMPANY_SECONDS)

    def _listing(self, target: Target) -> _Listing:
        with self._company:
            if target.place not in self._listings:
                self._listings[target.place] = _Listing(self._library.newest(replace(target, name=None)))
            return self._listings[target.place]

    def _get(self, target: Target, known_etag: Any) -> Object:
        live = self._library.get(target)
        if self._is_stale(live, known_etag):
            raise _Stale(live)
        return live

    def _is_stale(self, live: Object, known_etag: Any) -> bool:
        etag = self._family.metadata(live).get("etag")
        return isinstance(known_etag, int) and isinstance(etag, int) and etag < known_etag


class _Listing:
    """The rows of one list, fetched page by page as far as they are needed."""

    def __init__(self, rows: Iterator[Object]) -> None:
        self._lock = threading.Lock()
        self._rows = rows
        self._unasked: dict[str, Object] = {}

    def find(self, id_: str) -> Object | None:
        """The row of that id; None if the list does not have it, has not been read so far, or cannot be read."""
        with self._lock:
            while id_ not in self._unasked and len(self._unasked) < _MOST_UNASKED_ROWS:
                try:
                    row = next(self._rows, None)
                except OfferResourcesError:
                    return None  # the object is asked for by itself, and that request tells what is wrong
                if row is None:
                    return None
                self._unasked[row["id"]] = row
            return self._unasked.pop(id_, None)


def _may_show_later(error: BaseException) -> bool:
    return isinstance(error, (OfferNotFoundError, _Stale))


def _is_recent(known: Object) -> bool:
    moments = [instant(known.get(name)) for name in ("createdDate", "lastModifiedDate")]
    now = datetime.now(timezone.utc)
    return any(moment is not None and abs((now - moment).total_seconds()) < _RECENT_SECONDS for moment in moments)

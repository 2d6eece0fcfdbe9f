"""Reads objects as they are now: one by itself, or many from the pages of a list."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from ..api import retry
from ..api.client import OfferLibrary
from ..api.responses import can_be_kept
from ..errors import OfferNotFoundError
from ..objects.family import Family
from ..objects.target import Target
from ..objects.values import instant
from ..settings import Settings
from .expected_updates import Changes
from .row_cache import Listings

Object = dict[str, Any]

# Whether a read sees the last write is not documented; ten seconds of patience are advised
# (docs/reference/offer-library-api.md 13). The rest is for clocks that differ.
_RECENT_SECONDS = 60.0

# The engine asks for several objects at once, if it asks for several: so long a first read waits for a second one.
_COMPANY_SECONDS = 0.1

# In a sandbox with far more objects than the stack has, paging to the end would cost more than asking one by one.
_MOST_UNUSED_ROWS = 1000


class _Stale(Exception):
    """The object as it was before a write that state knows of."""

    def __init__(self, live: Object) -> None:
        super().__init__()
        self.live = live


class LiveObjects:
    """Reads the objects of one family; safe to use from several threads.

    A row of a list is what a GET of that object answers (docs/reference/offer-library-api.md 3.1).
    """

    def __init__(self, family: Family, library: OfferLibrary, settings: Settings, changes: Changes) -> None:
        self._family = family
        self._library = library
        self._settings = settings
        self._company = threading.Condition()
        self._refreshes = 0
        self._changes = changes
        self._newest = Listings(library.newest_pages)
        self._oldest = Listings(library.oldest_pages)

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
        in_sandbox = replace(target, sandbox_id=known.get("sandboxId"))
        row = self._newest.take(in_sandbox, most_unused=_MOST_UNUSED_ROWS) if self._has_company() else None
        return self._believed(row, target, known)

    def before_update(self, target: Target, known: Object) -> Object:
        """The live object, from the pages of the family's list when many are updated.

        A row is used once, and no later than the answer to a GET might come: a PATCH after it is as safe as after a
        GET. The reasoning is in docs/design/first-slice.md.

        Raises:
            OfferNotFoundError: it does not exist.
        """
        self._newest.drop(target)
        worth = min(self._changes.rows_worth(target), _MOST_UNUSED_ROWS)
        limit = self._settings.timeout_seconds
        in_sandbox = replace(target, sandbox_id=known.get("sandboxId"))
        row = self._oldest.take(in_sandbox, most_unused=worth, within_seconds=limit) if worth else None
        return self._believed(row, target, known)

    def _believed(self, row: Object | None, target: Target, known: Object) -> Object:
        if row is None or not can_be_kept(row) or self._is_stale(row, known.get("etag")):
            return self.get(target, known)
        return row

    def _has_company(self) -> bool:
        with self._company:
            self._refreshes += 1
            self._company.notify_all()
            return self._company.wait_for(lambda: self._refreshes > 1, _COMPANY_SECONDS)

    def _get(self, target: Target, known_etag: Any) -> Object:
        live = self._library.get(target)
        if self._is_stale(live, known_etag):
            raise _Stale(live)
        return live

    def _is_stale(self, live: Object, known_etag: Any) -> bool:
        etag = self._family.metadata(live).get("etag")
        return isinstance(known_etag, int) and isinstance(etag, int) and etag < known_etag


def _may_show_later(error: BaseException) -> bool:
    return isinstance(error, (OfferNotFoundError, _Stale))


def _is_recent(known: Object) -> bool:
    moments = [instant(known.get(name)) for name in ("createdDate", "lastModifiedDate")]
    now = datetime.now(timezone.utc)
    return any(moment is not None and abs((now - moment).total_seconds()) < _RECENT_SECONDS for moment in moments)

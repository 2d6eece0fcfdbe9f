"""Reads live objects: one by itself, or many from the pages of a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from ..api import retry
from ..api.responses import can_be_kept
from ..errors import OfferNotFoundError, OfferResourcesError
from ..objects.target import Target
from ..objects.values import Live, Outputs, instant, shown
from .read_ahead import ReadAhead
from .run import Run

# The vendor does not document whether a read sees the last write, and advises to wait up to ten seconds
# (docs/reference/offer-library-api.md 13). The rest is a margin for different clocks.
_RECENT_SECONDS = 60.0


class _Stale(Exception):
    """The answer shows the object before a write that state knows of."""

    def __init__(self, live: Live) -> None:
        super().__init__()
        self.live = live


class Reader:
    """Reads the objects of one family; safe to use from several threads.

    A row of a list equals the answer to a GET of that object (docs/reference/offer-library-api.md 3.1).
    """

    def __init__(self, run: Run, read_ahead: ReadAhead) -> None:
        self._run = run
        self._read_ahead = read_ahead

    def get(self, target: Target, known: Outputs) -> Live:
        """Return the live object; if it was written just now, read again while it is missing or older than state.

        Args:
            known: state's outputs; empty if there are none.

        Raises:
            OfferNotFoundError: it does not exist.
        """
        target = replace(target, sandbox_id=known.get("sandboxId", target.sandbox_id))
        worth = _may_show_later if _is_recent(known) else retry.never
        patience = retry.retrying(self._run.settings, worth, lambda _error: self._report_a_lag(target))
        try:
            return patience(self._get, target, known)
        except _Stale as stale:
            return stale.live

    def _report_a_lag(self, target: Target) -> None:
        until = f"reading again for up to {retry.seconds_of_looks(self._run.settings):g} s"
        self._run.library.waiting.report(target.place, "the API does not show yet what was written just now", until)

    def refresh(self, target: Target, known: Outputs) -> Live:
        """Return the live object, from the pages of the family's list if others are refreshed too.

        If the pages do not have it, or have it older than state, it is read by itself.

        Raises:
            OfferNotFoundError: it does not exist.
        """
        row = self._read_ahead.row_for_refresh(replace(target, sandbox_id=known.get("sandboxId")))
        return self._believed(row, target, known)

    def before_update(self, target: Target, known: Outputs) -> Live:
        """Return the live object, from the pages of the family's list if many are updated.

        Raises:
            OfferNotFoundError: it does not exist.
        """
        row = self._read_ahead.row_for_update(replace(target, sandbox_id=known.get("sandboxId")))
        return self._believed(row, target, known)

    def before_delete(self, target: Target, known: Outputs) -> Live | None:
        """Return the live object, from the pages of the family's list if many are deleted; None if it is not found.

        It sends at most one GET, as a delete need not wait: a missing object is deleted already, and an object older
        than state shows nothing about later changes.
        """
        in_sandbox = replace(target, sandbox_id=known.get("sandboxId"))
        row = self._read_ahead.row_for_delete(in_sandbox)
        if row is not None and can_be_kept(row) and not self._is_stale(row, known.get("etag")):
            return row
        try:
            return self._get(in_sandbox, known)
        except (OfferNotFoundError, _Stale):
            return None

    def name_of(self, target: Target) -> str:
        """Return the name of the object with this id, in quotes; the id if it cannot be read."""
        try:
            return shown(self._run.library.get(target)["name"])
        except (OfferResourcesError, KeyError):
            return str(target.id_)  # for a message about something else, in which the id will do

    def _believed(self, row: Live | None, target: Target, known: Outputs) -> Live:
        if row is None or not can_be_kept(row) or self._is_stale(row, known.get("etag")):
            return self.get(target, known)
        return row

    def _get(self, target: Target, known: Outputs) -> Live:
        live = self._run.library.get(target, known)
        if self._is_stale(live, known.get("etag")):
            raise _Stale(live)
        return live

    def _is_stale(self, live: Live, known_etag: Any) -> bool:
        etag = self._run.family.metadata(live).get("etag")
        return isinstance(known_etag, int) and isinstance(etag, int) and etag < known_etag


def _may_show_later(error: BaseException) -> bool:
    return isinstance(error, (OfferNotFoundError, _Stale))


def _is_recent(known: Outputs) -> bool:
    moments = [instant(known.get(name)) for name in ("createdDate", "lastModifiedDate")]
    now = datetime.now(timezone.utc)
    return any(moment is not None and abs((now - moment).total_seconds()) < _RECENT_SECONDS for moment in moments)

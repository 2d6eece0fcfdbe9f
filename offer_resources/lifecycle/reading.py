"""Reads objects as they are now: one by itself, or many from the pages of a list."""

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

# Whether a read sees the last write is not documented; ten seconds of patience are advised
# (docs/reference/offer-library-api.md 13). The rest is for clocks that differ.
_RECENT_SECONDS = 60.0


class _Stale(Exception):
    """The object as it was before a write that state knows of."""

    def __init__(self, live: Live) -> None:
        super().__init__()
        self.live = live


class Reader:
    """Reads the objects of one family; safe to use from several threads.

    A row of a list is what a GET of that object answers (docs/reference/offer-library-api.md 3.1).
    """

    def __init__(self, run: Run, read_ahead: ReadAhead) -> None:
        self._run = run
        self._read_ahead = read_ahead

    def get(self, target: Target, known: Outputs) -> Live:
        """The live object; asked for again while it is missing or old, if it was written just now.

        Args:
            known: state's outputs, empty if there are none.

        Raises:
            OfferNotFoundError: it does not exist.
        """
        target = replace(target, sandbox_id=known.get("sandboxId", target.sandbox_id))
        worth = _may_show_later if _is_recent(known) else retry.never
        patience = retry.retrying(self._run.settings, worth, lambda _error: self._report_a_lag(target))
        try:
            return patience(self._get, target, known.get("etag"))
        except _Stale as stale:
            return stale.live

    def _report_a_lag(self, target: Target) -> None:
        until = f"reading again for up to {retry.seconds_of_looks(self._run.settings):g} s"
        self._run.library.waiting.report(target.place, "the API does not show yet what was written just now", until)

    def refresh(self, target: Target, known: Outputs) -> Live:
        """The live object, from the pages of the family's list when others are refreshed too.

        What the pages do not have, or have older than state, is asked for by itself before it is believed.

        Raises:
            OfferNotFoundError: it does not exist.
        """
        row = self._read_ahead.row_for_refresh(replace(target, sandbox_id=known.get("sandboxId")))
        return self._believed(row, target, known)

    def before_update(self, target: Target, known: Outputs) -> Live:
        """The live object, from the pages of the family's list when many are updated.

        Raises:
            OfferNotFoundError: it does not exist.
        """
        row = self._read_ahead.row_for_update(replace(target, sandbox_id=known.get("sandboxId")))
        return self._believed(row, target, known)

    def before_delete(self, target: Target, known: Outputs) -> Live | None:
        """The live object, from the pages of the family's list when many are deleted; None if it is not seen.

        At most one GET, as there is nothing to wait for: what is gone need not be deleted, and of an object that is
        shown as it was before our last write nothing can be told.
        """
        in_sandbox = replace(target, sandbox_id=known.get("sandboxId"))
        row = self._read_ahead.row_for_delete(in_sandbox)
        if row is not None and can_be_kept(row) and not self._is_stale(row, known.get("etag")):
            return row
        try:
            return self._get(in_sandbox, known.get("etag"))
        except (OfferNotFoundError, _Stale):
            return None

    def name_of(self, target: Target) -> str:
        """The name that an object of this id has, in quotes; the id itself where it cannot be read."""
        try:
            return shown(self._run.library.get(target)["name"])
        except (OfferResourcesError, KeyError):
            return str(target.id_)  # asked for a message about something else, which the id makes clear enough

    def _believed(self, row: Live | None, target: Target, known: Outputs) -> Live:
        if row is None or not can_be_kept(row) or self._is_stale(row, known.get("etag")):
            return self.get(target, known)
        return row

    def _get(self, target: Target, known_etag: Any) -> Live:
        live = self._run.library.get(target)
        if self._is_stale(live, known_etag):
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

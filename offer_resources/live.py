"""Reads one object as it is now, although what was written a moment ago may take a moment to show."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from . import retry
from .client import OfferLibrary, Target
from .errors import OfferNotFoundError
from .families import Family
from .families.family import instant
from .settings import Settings

Object = dict[str, Any]

# Whether a read sees the last write is not documented; ten seconds of patience are advised (offer-library-api.md
# section 13). The rest is for clocks that differ.
_RECENT_SECONDS = 60.0


class _Stale(Exception):
    """The object as it was before a write that state knows of."""

    def __init__(self, live: Object) -> None:
        super().__init__()
        self.live = live


class LiveObjects:
    """Reads the objects of one family."""

    def __init__(self, family: Family, library: OfferLibrary, settings: Settings) -> None:
        self._family = family
        self._library = library
        self._settings = settings

    def get(self, target: Target, known: Object) -> Object:
        """The live object; asked for again while it is missing or old, if it was written just now.

        Args:
            known: state's outputs, empty if there are none.

        Raises:
            OfferNotFoundError: it does not exist.
        """
        patience = retry.repeating(self._settings, _may_show_later if _is_recent(known) else retry.never)
        try:
            return patience(self._get, target, known.get("etag"))
        except _Stale as stale:
            return stale.live

    def _get(self, target: Target, known_etag: Any) -> Object:
        live = self._library.get(target)
        etag = self._family.metadata(live).get("etag")
        if isinstance(known_etag, int) and isinstance(etag, int) and etag < known_etag:
            raise _Stale(live)
        return live


def _may_show_later(error: BaseException) -> bool:
    return isinstance(error, (OfferNotFoundError, _Stale))


def _is_recent(known: Object) -> bool:
    moments = [instant(known.get(name)) for name in ("createdDate", "lastModifiedDate")]
    now = datetime.now(timezone.utc)
    return any(moment is not None and abs((now - moment).total_seconds()) < _RECENT_SECONDS for moment in moments)

"""Delays what readers see: the consistency readings (docs/reference/offer-library-api.md 13)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from .store import Place, StoredObject

MOMENT_SECONDS = 0.5


@dataclass
class Visibility:
    """Objects whose latest write readers do not see yet, and what readers see instead."""

    _lagging: dict[tuple[Place, str], tuple[float, StoredObject | None]] = field(default_factory=dict)

    def lag(self, obj: StoredObject, seen: StoredObject | None) -> None:
        """Show readers `seen` instead of the object for half a second; None shows nothing."""
        self._lagging[obj.place, obj.id] = (time.monotonic() + MOMENT_SECONDS, seen)

    def seen(self, place: Place, id_: str, current: StoredObject | None) -> StoredObject | None:
        """Return what a reader of an object sees now."""
        until, seen = self._lagging.get((place, id_), (0.0, None))
        if until > time.monotonic():
            return seen
        self._lagging.pop((place, id_), None)
        return current

    def unseen(self, place: Place) -> list[str]:
        """Return the ids in a sandbox that lists do not show yet."""
        now = time.monotonic()
        return [
            id_
            for (where, id_), (until, seen) in self._lagging.items()
            if where == place and seen is None and until > now
        ]

"""How much a test does: as much as finds nearly everything in `make test`, all of it in `make sweep`."""

from __future__ import annotations

import os

SWEEPING = bool(os.environ.get("OFFERS_SWEEP"))


def rounds(usual: int, sweep: int) -> int:
    """Return how often a test repeats what it does."""
    return sweep if SWEEPING else usual

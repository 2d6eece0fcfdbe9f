"""The classes whose import path is in every state file.

State keeps their names, module included, and unpickles them by that name: they are a file format. They have no
instance attributes in a program; the host fills one in when it configures them.
"""

from __future__ import annotations

from .dynamic.provider import OfferLibraryProvider
from .objects.families import FALLBACK_OFFERS, PLACEMENTS


class FallbackOfferProvider(OfferLibraryProvider):
    family = FALLBACK_OFFERS


class PlacementProvider(OfferLibraryProvider):
    family = PLACEMENTS

"""One module a family: what is true of one kind of Offer Library object and of no other."""

from .fallback_offers import FALLBACK_OFFERS
from .placements import PLACEMENTS

__all__ = ["FALLBACK_OFFERS", "PLACEMENTS"]

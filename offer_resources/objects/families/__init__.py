"""One module for each family, with what is true of one kind of Offer Library object only."""

from .collections import COLLECTIONS
from .decision_rules import DECISION_RULES
from .decisions import DECISIONS
from .fallback_offers import FALLBACK_OFFERS
from .personalized_offers import PERSONALIZED_OFFERS
from .placements import PLACEMENTS
from .tags import TAGS

ALL = (TAGS, DECISION_RULES, PLACEMENTS, FALLBACK_OFFERS, PERSONALIZED_OFFERS, COLLECTIONS, DECISIONS)

__all__ = [
    "ALL",
    "COLLECTIONS",
    "DECISIONS",
    "DECISION_RULES",
    "FALLBACK_OFFERS",
    "PERSONALIZED_OFFERS",
    "PLACEMENTS",
    "TAGS",
]

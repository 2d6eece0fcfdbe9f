"""The classes whose import path is in every state file.

State keeps their names, module included, and unpickles them by that name: they are a file format. They have no
instance attributes in a program; the host fills one in when it configures them.
"""

from __future__ import annotations

from .dynamic.provider import OfferLibraryProvider
from .objects.families import (
    COLLECTIONS,
    DECISION_RULES,
    DECISIONS,
    FALLBACK_OFFERS,
    PERSONALIZED_OFFERS,
    PLACEMENTS,
    TAGS,
)


class FallbackOfferProvider(OfferLibraryProvider):
    family = FALLBACK_OFFERS


class PlacementProvider(OfferLibraryProvider):
    family = PLACEMENTS


class PersonalizedOfferProvider(OfferLibraryProvider):
    family = PERSONALIZED_OFFERS


class TagProvider(OfferLibraryProvider):
    family = TAGS


class DecisionRuleProvider(OfferLibraryProvider):
    family = DECISION_RULES


class CollectionProvider(OfferLibraryProvider):
    family = COLLECTIONS


class DecisionProvider(OfferLibraryProvider):
    family = DECISIONS

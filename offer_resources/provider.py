"""The classes whose import path is in every state file.

State keeps their names, module included, and the host unpickles them by these names. So the names are a file format:
never rename one. An instance has no attributes in a program; the host adds one when it configures the provider.
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

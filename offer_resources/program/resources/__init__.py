"""The resources and value classes that a Pulumi program uses, with a module for each resource."""

from ...objects.family import referred_first
from .base import OfferLibraryResource
from .collection import Collection
from .decision import Decision
from .decision_rule import DecisionRule
from .fallback_offer import FallbackOffer
from .personalized_offer import PersonalizedOffer
from .placement import Placement
from .tag import Tag

# In the order of the pages; `RESOURCES` moves each behind those that it refers to.
_ALL: list[type[OfferLibraryResource]] = [
    Tag,
    DecisionRule,
    Placement,
    FallbackOffer,
    PersonalizedOffer,
    Collection,
    Decision,
]
_by_key = {cls.provider_class.family.key: cls for cls in _ALL}
RESOURCES = [_by_key[family.key] for family in referred_first(cls.provider_class.family for cls in _ALL)]

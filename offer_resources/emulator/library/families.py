"""Lists the seven families: the path, ids, schema and model of each.

Source: docs/reference/offer-library-api.md 1.1, 3.2, 3.3.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import models


@dataclass(frozen=True)
class Family:
    """One kind of object."""

    kind: str
    title: str
    collection: str
    type_segment: str
    schema_version: str
    model: type[models.Body]
    offer_type: str | None = None

    @property
    def has_status(self) -> bool:
        """Whether every object of this family has a status."""
        return self.offer_type is not None

    @property
    def members(self) -> frozenset[str]:
        """The members that the family's pages name."""
        return frozenset(field.alias for field in self.model.model_fields.values() if field.alias)

    @property
    def schema(self) -> str:
        """Return the versioned schema string in reads (docs/reference/offer-library-api.md 3.3)."""
        return f"https://ns.adobe.com/experience/offer-management/{self.type_segment};version={self.schema_version}"


FALLBACK = Family(
    "fallback-offer", "Fallback offers", "offers", "fallback-offer", "0.8", models.FallbackOffer, "fallback"
)
PERSONALIZED = Family(
    "personalized-offer",
    "Personalized offers",
    "offers",
    "personalized-offer",
    "0.15",
    models.PersonalizedOffer,
    "personalized",
)
PLACEMENT = Family("placement", "Placements", "placements", "offer-placement", "0.5", models.Placement)
TAG = Family("tag", "Tags", "tags", "tag", "0.1", models.Tag)
COLLECTION = Family("collection", "Collections", "offer-collections", "offer-filter", "0.4", models.Collection)
RULE = Family("rule", "Decision rules", "offer-rules", "eligibility-rule", "0.3", models.Rule)
DECISION = Family("decision", "Decisions", "offer-decisions", "offer-activity", "0.8", models.Decision)

FAMILIES = (FALLBACK, PERSONALIZED, PLACEMENT, TAG, COLLECTION, RULE, DECISION)
BY_KIND = {family.kind: family for family in FAMILIES}
OFFER_TYPES = {family.offer_type: family for family in FAMILIES if family.offer_type}

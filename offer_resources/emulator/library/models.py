"""Pydantic models of each family's body.

A body is checked against its model and then stored as it was sent; models never rewrite a body. Members that the models
do not know are allowed: the vendor's schemas are open (docs/reference/offer-library-api.md 4.5).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel
from typing_extensions import Self

from .. import instants
from ..readings import Readings


def _rfc3339(text: str) -> str:
    instants.parsed(text)
    return text


Text = Annotated[str, StringConstraints(min_length=1)]
# docs/reference/offer-library-api.md 3.2: ids are opaque, so refuse only what cannot be in a path.
Id = Annotated[str, StringConstraints(pattern=r"^[^\s/?#]+$")]
Instant = Annotated[str, AfterValidator(_rfc3339), Field(json_schema_extra={"format": "date-time"})]
OfferStatus = Literal["draft", "approved", "archived", "live", "completed", "pending", "rejected"]
DecisionStatus = Literal["draft", "live", "complete", "archived"]
FilterType = Literal["any-tags", "all-tags", "offers", "anyTags", "allTags"]
ProfileConstraintType = Literal["none", "eligibilityRule", "anySegments", "allSegments", "rules"]


DOCUMENTED_STATUSES = ("draft", "approved", "archived")
# docs/reference/offer-library-api.md 4.4, from the public schema.
MIME = re.compile(r"\w+/[-.\w]+(?:\+[-.\w]+)?")


class Body(BaseModel):
    """The base of all bodies: camelCase on the wire, strict JSON types, unknown members allowed."""

    model_config = ConfigDict(alias_generator=to_camel, extra="allow", strict=True)

    @model_validator(mode="after")
    def _known_members(self, info: ValidationInfo) -> Self:
        if self.model_extra and _readings(info).unknown_members == "refused":
            raise ValueError(f"unknown: {', '.join(self.model_extra)}")
        return self


class Component(Body):
    """One piece of content of a representation (docs/reference/offer-library-api.md 4.4)."""

    type: Text
    format: Text
    content: str | None = None
    delivery_url: str | None = Field(None, alias="deliveryURL")
    link_url: str | None = Field(None, alias="linkURL")
    language: list[str] | None = None

    @field_validator("format")
    @classmethod
    def _is_mime(cls, format_: str, info: ValidationInfo) -> str:
        if _readings(info).format_pattern == "enforced" and not MIME.fullmatch(format_):
            raise ValueError("not a MIME type")
        return format_


class Representation(Body):
    """What an offer shows in one placement (docs/reference/offer-library-api.md 4.4)."""

    placement: Id
    channel: Text
    components: list[Component]


class Rank(Body):
    """The priority of a personalized offer (docs/reference/offer-library-api.md 5)."""

    priority: Annotated[int, Field(ge=0)] | None = None


class SelectionConstraint(Body):
    """When a personalized offer is valid, and for whom (docs/reference/offer-library-api.md 5)."""

    start_date: Instant | None = None
    end_date: Instant | None = None
    profile_constraint_type: ProfileConstraintType | None = None
    eligibility_rule: Id | None = None


class Repeat(Body):
    """How often a capping counter starts again (docs/reference/offer-library-api.md 5)."""

    enabled: bool | None = None
    unit: Literal["day", "week", "month"] | None = None
    unit_count: Annotated[int, Field(ge=1)] | None = None


class FrequencyCapping(Body):
    """One capping rule (docs/reference/offer-library-api.md 5)."""

    enabled: bool | None = None
    limit: Annotated[int, Field(ge=1)]
    start_date: Instant | None = None
    end_date: Instant | None = None
    scope: Literal["global", "profile"]
    entity: Literal["offer", "placement"]
    repeat: Repeat | None = None


class Offer(Body):
    """The members of both kinds of offer (docs/reference/offer-library-api.md 4.2)."""

    name: Text
    description: str | None = None
    status: OfferStatus
    representations: list[Representation] | None = None
    tags: list[Id] | None = None
    labels: list[str] | None = None
    characteristics: dict[str, str] | None = None

    @field_validator("status", mode="before")
    @classmethod
    def _known_status(cls, status: object, info: ValidationInfo) -> object:
        readings = _readings(info)
        extra = ("live",) if readings.approved_reads_as == "live" else ()
        if readings.offer_statuses == "documented" and status not in (*DOCUMENTED_STATUSES, *extra):
            raise ValueError(f"wanted one of {', '.join(DOCUMENTED_STATUSES)}")
        return status

    @model_validator(mode="after")
    def _has_content(self, info: ValidationInfo) -> Self:
        if not self.representations and _readings(info).empty_representations == "refused":
            raise ValueError("at least one representation is needed")
        return self

    @field_validator("representations")
    @classmethod
    def _one_per_placement(cls, representations: list[Representation] | None) -> list[Representation] | None:
        counted = Counter(representation.placement for representation in representations or ())
        repeated = [placement for placement, count in counted.items() if count > 1]
        if repeated:
            raise ValueError(f"more than one representation for placement {', '.join(repeated)}")
        return representations


class FallbackOffer(Offer):
    """A fallback offer (docs/reference/offer-library-api.md 4)."""

    # docs/reference/offer-library-api.md 4.5: printed in the create example, never in a read.
    selection_constraint: SelectionConstraint | None = None
    rank: Rank | None = None

    @model_validator(mode="after")
    def _extras(self, info: ValidationInfo) -> Self:
        if _readings(info).fallback_extras != "refused":
            return self
        linked = [
            component.link_url
            for representation in self.representations or ()
            for component in representation.components
            if component.link_url is not None
        ]
        given = {"tags": self.tags, "characteristics": self.characteristics, "linkURL": linked}
        refused = [name for name, value in given.items() if value]
        if refused:
            raise ValueError(f"not allowed on a fallback offer: {', '.join(refused)}")
        return self


class PersonalizedOffer(Offer):
    """A personalized offer (docs/reference/offer-library-api.md 5)."""

    selection_constraint: SelectionConstraint | None = None
    rank: Rank | None = None
    # May be `{}`; its older members globalCap and profileCap pass (docs/reference/offer-library-api.md 5).
    capping_constraint: dict[str, object] | None = None
    frequency_capping_constraints: list[FrequencyCapping] | None = None

    @model_validator(mode="after")
    def _whole(self, info: ValidationInfo) -> Self:
        given = {"selectionConstraint": self.selection_constraint, "rank": self.rank}
        missing = [name for name, value in given.items() if value is None]
        if missing and _readings(info).personalized_members == "required":
            raise ValueError(f"missing: {', '.join(missing)}")
        return self

    @field_validator("selection_constraint")
    @classmethod
    def _rule_needs_its_type(cls, constraint: SelectionConstraint | None) -> SelectionConstraint | None:
        # docs/reference/offer-library-api.md 14.3: seen on a sibling entity of the same service.
        if constraint and constraint.eligibility_rule and not constraint.profile_constraint_type:
            raise ValueError("an eligibilityRule needs a declared profileConstraintType")
        return constraint


class ReturnMetaData(Body):
    """The parts of an offer in a delivery response (docs/reference/offer-library-api.md 6)."""

    decision_name: bool | None = None
    offer_name: bool | None = None
    offer_attributes: bool | None = None
    offer_priority: bool | None = None
    placement_name: bool | None = None
    channel_type: bool | None = None
    content_type: bool | None = None


class Placement(Body):
    """A place where offers appear (docs/reference/offer-library-api.md 6)."""

    name: Text
    description: str | None = None
    component_type: Text | None = None
    channel: Text | None = None
    item_count: Annotated[int, Field(ge=1)] | None = None
    allow_duplicate_placements: bool | None = None
    return_content: bool | None = None
    return_meta_data: ReturnMetaData | None = None


class Tag(Body):
    """A tag, also called a collection qualifier (docs/reference/offer-library-api.md 7)."""

    name: Text
    description: str | None = None


class Collection(Body):
    """A set of offers, listed or found by tags (docs/reference/offer-library-api.md 8)."""

    name: Text
    description: str | None = None
    filter_type: FilterType | None = None
    ids: list[Id] | None = None
    labels: list[str] | None = None

    @field_validator("filter_type")
    @classmethod
    def _spelling(cls, filter_type: str | None, info: ValidationInfo) -> str | None:
        reading = _readings(info).filter_type
        wrong = {"kebab": ("anyTags", "allTags"), "camel": ("any-tags", "all-tags"), "both": ()}[reading]
        if filter_type in wrong:
            raise ValueError(f"the spelling here is {reading} case")
        return filter_type

    @model_validator(mode="after")
    def _labels(self, info: ValidationInfo) -> Self:
        if self.labels and self.filter_type != "offers" and _readings(info).collection_labels == "static-only":
            raise ValueError("only a collection of offers can have labels")
        return self


class Condition(Body):
    """The expression of a rule (docs/reference/offer-library-api.md 9)."""

    type: Text
    format: Text
    value: Text


class Rule(Body):
    """An eligibility rule (docs/reference/offer-library-api.md 9)."""

    name: Text
    description: str | None = None
    condition: Condition | None = None
    defined_on: dict[str, dict[str, object]] | None = None
    exd_rule: bool | None = None


class OptionSelection(Body):
    """The collection a criterion chooses from (docs/reference/offer-library-api.md 10)."""

    filter: Id


class RankOrder(Body):
    """How a decision ranks what qualifies; the spellings differ from page to page.

    Source: docs/reference/offer-library-api.md 10.
    """

    order_evaluation_type: Text | None = None
    ranking_strategy: Id | None = None

    @field_validator("order_evaluation_type")
    @classmethod
    def _spelling(cls, type_: str | None, info: ValidationInfo) -> str | None:
        # 10: the one spelling on the decision pages.
        if _readings(info).order_evaluation_type == "kebab" and type_ != "ranking-strategy":
            raise ValueError("wanted ranking-strategy")
        return type_


class CriterionRank(Rank):
    """The rank of a criterion (docs/reference/offer-library-api.md 10)."""

    order: RankOrder | None = None


class ProfileConstraint(Body):
    """For whom a criterion holds (docs/reference/offer-library-api.md 10)."""

    profile_constraint_type: ProfileConstraintType | None = None
    eligibility_rule: Id | None = None


class Criterion(Body):
    """One element of a decision's criteria (docs/reference/offer-library-api.md 10)."""

    placements: list[Id]
    option_selection: OptionSelection
    rank: CriterionRank | None = None
    profile_constraint: ProfileConstraint | None = None


class Decision(Body):
    """A decision, also called an activity (docs/reference/offer-library-api.md 10)."""

    name: Text
    description: str | None = None
    status: DecisionStatus | None = None
    start_date: Instant | None = None
    end_date: Instant | None = None
    fallback: Id | None = None
    criteria: Annotated[list[Criterion], Field(min_length=1)] | None = None


def _readings(info: ValidationInfo) -> Readings:
    """Return the readings for a body's validation, which are its context."""
    return info.context if isinstance(info.context, Readings) else Readings()

"""`PersonalizedOffer`: what a customer gets who qualifies."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

import pulumi
from pulumi import Input, Output, ResourceOptions
from typing_extensions import NotRequired, Self

from ...provider import PersonalizedOfferProvider
from .base import OfferLibraryResource, by_name, value_class
from .constraints import DEFAULT_RANK, Rank, RankDict, SelectionConstraint, SelectionConstraintDict
from .representation import OfferStatus, Representation, RepresentationDict

Unit = Literal["day", "week", "month"]


@value_class
@dataclasses.dataclass(frozen=True, kw_only=True)
class Repeat:
    """When the count of a capping starts over.

    Attributes:
        enabled: whether the count ever starts over.
        unit: `day`, `week` or `month`.
        unit_count: after how many of these units; a whole number from 1 up.
    """

    enabled: Input[bool] | None = None
    unit: Input[Unit] | None = None
    unit_count: Input[int] | None = None


class RepeatDict(TypedDict, total=False):
    """A `Repeat` as a plain dict."""

    enabled: Input[bool]
    unit: Input[Unit]
    unit_count: Input[int]


@value_class
@dataclasses.dataclass(frozen=True, kw_only=True)
class FrequencyCapping:
    """How often an offer is shown, at most.

    Attributes:
        limit: the number of times; a whole number from 1 up.
        scope: counted for each `profile`, or over all profiles (`global`).
        entity: counted for the `offer`, or for each `placement`.
        enabled: whether the limit applies.
        repeat: when the count starts over.
    """

    limit: Input[int]
    scope: Input[Literal["global", "profile"]]
    entity: Input[Literal["offer", "placement"]]
    enabled: Input[bool] | None = None
    repeat: Input[Repeat | RepeatDict] | None = None


class FrequencyCappingDict(TypedDict):
    """A `FrequencyCapping` as a plain dict."""

    limit: Input[int]
    scope: Input[Literal["global", "profile"]]
    entity: Input[Literal["offer", "placement"]]
    enabled: NotRequired[Input[bool]]
    repeat: NotRequired[Input[Repeat | RepeatDict]]


class PersonalizedOffer(OfferLibraryResource, module="offers", name="PersonalizedOffer"):
    """A personalized offer: what a customer gets who qualifies for it."""

    provider_class = PersonalizedOfferProvider

    name: Output[str]
    description: Output[str | None]
    status: Output[str | None]
    representations: Output[list[Any] | None]
    selection_constraint: Output[dict[str, Any]] = pulumi.property("selectionConstraint")
    # Under the API's name, as the SDK returns floats for numbers that have no annotation of that name.
    rank: Output[dict[str, int] | None]
    frequency_capping_constraints: Output[list[Any] | None] = pulumi.property("frequencyCappingConstraints")
    capping_constraint: Output[dict[str, int] | None] = pulumi.property("cappingConstraint")
    tags: Output[list[str] | None]
    labels: Output[list[str] | None]
    characteristics: Output[dict[str, str] | None]
    etag: Output[int]

    def __init__(
        self,
        resource_name: str,
        *,
        name: Input[str],
        selection_constraint: Input[SelectionConstraint | SelectionConstraintDict],
        description: Input[str] | None = None,
        status: Input[OfferStatus] | None = None,
        representations: Input[Sequence[Input[Representation | RepresentationDict]]] | None = None,
        rank: Input[Rank | RankDict] | None = DEFAULT_RANK,
        frequency_capping_constraints: Input[Sequence[Input[FrequencyCapping | FrequencyCappingDict]]] | None = None,
        capping_constraint: Input[Mapping[str, Input[int]]] | None = None,
        tags: Input[Sequence[Input[str]]] | None = None,
        labels: Input[Sequence[Input[str]]] | None = None,
        characteristics: Input[Mapping[str, Input[str]]] | None = None,
        adopt_id: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a personalized offer.

        A member that is not given is not managed; a member that is given empty is kept empty on the server.

        Args:
            resource_name: the resource's name in the stack.
            name: the offer's name.
            selection_constraint: when it is valid, and for whom.
            description: what it is for.
            status: `draft`, `approved` or `archived`; an offer is created as a draft.
            representations: its content, one item for each placement.
            rank: which of several offers comes first; priority 0 unless given. None leaves it as it is.
            frequency_capping_constraints: up to 10 limits on how often it is shown.
            capping_constraint: the older form of that, in the API's names: `{"globalCap": 100, "profileCap": 3}`.
            tags: ids of tags (collection qualifiers), at most 20.
            labels: access labels, such as `core/C1`.
            characteristics: attributes, at most 30.
            adopt_id: take over the offer with this id instead of creating one.
            opts: Pulumi's options, as for every resource.

        Raises:
            pulumi.RunError: the program has problems; raised at its end, with every problem of every resource.
        """
        inputs = {
            "name": name,
            "description": description,
            "status": status,
            "representations": representations,
            "selection_constraint": selection_constraint,
            "rank": rank,
            "frequency_capping_constraints": frequency_capping_constraints,
            "capping_constraint": capping_constraint,
            "tags": tags,
            "labels": labels,
            "characteristics": characteristics,
            "adopt_id": adopt_id,
        }
        self._declare(resource_name, inputs, opts)

    @classmethod
    def find(cls, resource_name: str, *, offer_name: Input[str], opts: ResourceOptions | None = None) -> Self:
        """Read the one personalized offer of this name in the sandbox; it fails if none or several have it."""
        return cls._looked_up(resource_name, by_name(resource_name, offer_name, opts), opts)

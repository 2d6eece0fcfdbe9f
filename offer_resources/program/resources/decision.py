"""`Decision`: which offer a customer gets where, and what if there is none."""

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal, TypedDict

import pulumi
from pulumi import Input, Output, ResourceOptions
from typing_extensions import NotRequired, Self

from ...provider import DecisionProvider
from .base import OfferLibraryResource, by_name, value_class
from .constraints import Moment, ProfileConstraint, ProfileConstraintDict, Rank, RankDict

DecisionStatus = Literal["draft", "live", "complete", "archived"]


@value_class
@dataclasses.dataclass(frozen=True, kw_only=True)
class OptionSelection:
    """What a criterion chooses from.

    Attributes:
        filter: the id of a collection.
    """

    filter: Input[str]


class OptionSelectionDict(TypedDict):
    """An `OptionSelection` as a plain dict."""

    filter: Input[str]


@value_class
@dataclasses.dataclass(frozen=True, kw_only=True)
class Criterion:
    """Where a decision shows which offers.

    Attributes:
        placements: ids of placements, at least one; their order does not count.
        option_selection: the collection that it chooses from.
        rank: which criterion comes first, and how its offers are put in order.
        profile_constraint: the profiles that it is for.
    """

    placements: Input[Sequence[Input[str]]]
    option_selection: Input[OptionSelection | OptionSelectionDict]
    rank: Input[Rank | RankDict] | None = None
    profile_constraint: Input[ProfileConstraint | ProfileConstraintDict] | None = None


class CriterionDict(TypedDict):
    """A `Criterion` as a plain dict."""

    placements: Input[Sequence[Input[str]]]
    option_selection: Input[OptionSelection | OptionSelectionDict]
    rank: NotRequired[Input[Rank | RankDict]]
    profile_constraint: NotRequired[Input[ProfileConstraint | ProfileConstraintDict]]


class Decision(OfferLibraryResource, module="offers", name="Decision"):
    """A decision: which offer a customer gets in which placement, and which if there is none."""

    provider_class = DecisionProvider

    name: Output[str]
    description: Output[str | None]
    status: Output[str | None]
    start_date: Output[str | None] = pulumi.property("startDate")
    end_date: Output[str | None] = pulumi.property("endDate")
    fallback: Output[str]
    criteria: Output[list[Any]]
    etag: Output[int]

    def __init__(
        self,
        resource_name: str,
        *,
        name: Input[str],
        fallback: Input[str],
        criteria: Input[Sequence[Input[Criterion | CriterionDict]]],
        description: Input[str] | None = None,
        status: Input[DecisionStatus] | None = None,
        start_date: Input[Moment] | None = None,
        end_date: Input[Moment] | None = None,
        adopt_id: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a decision.

        A member that is not given is not managed; a member that is given empty is kept empty on the server.

        Args:
            resource_name: the resource's name in the stack.
            name: the decision's name.
            fallback: the id of the fallback offer, for customers who qualify for no other offer.
            criteria: at least one; each says in which placements it shows which offers. Their order counts.
            description: what it is for.
            status: `draft`, `live`, `complete` or `archived`; a decision is created as a draft.
            start_date: the first moment; RFC 3339 with an offset, or a datetime that has a zone.
            end_date: the moment after the last.
            adopt_id: take over the decision with this id instead of creating one.
            opts: Pulumi's options, as for every resource.

        Raises:
            pulumi.RunError: the program has problems; raised at its end, with every problem of every resource.
        """
        inputs = {
            "name": name,
            "description": description,
            "status": status,
            "start_date": start_date,
            "end_date": end_date,
            "fallback": fallback,
            "criteria": criteria,
            "adopt_id": adopt_id,
        }
        self._declare(resource_name, inputs, opts)

    @classmethod
    def find(cls, resource_name: str, *, decision_name: Input[str], opts: ResourceOptions | None = None) -> Self:
        """Read the one decision of this name in the sandbox; it fails if none or several have it."""
        return cls._looked_up(resource_name, by_name(resource_name, decision_name, opts), opts)

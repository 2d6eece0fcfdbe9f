"""Value classes for who gets an offer, and in which order: constraints and ranks."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypedDict

from pulumi import Input
from typing_extensions import NotRequired

from .base import value_class

ConstraintType = Literal["none", "eligibilityRule", "anySegments", "allSegments", "rules"]
Moment = str | datetime


@value_class
@dataclasses.dataclass(frozen=True, kw_only=True)
class SelectionConstraint:
    """When a personalized offer is valid, and for whom.

    Attributes:
        start_date: the first moment; RFC 3339 with an offset, or a datetime that has a zone.
        end_date: the moment after the last.
        profile_constraint_type: what `eligibility_rule` or `segment_identities` mean.
        eligibility_rule: the id of a decision rule, with the type `eligibilityRule`.
        segment_identities: segments, in the API's own form.
    """

    start_date: Input[Moment] | None = None
    end_date: Input[Moment] | None = None
    profile_constraint_type: Input[ConstraintType] = "none"
    eligibility_rule: Input[str] | None = None
    segment_identities: Input[Sequence[Input[Mapping[str, Any]]]] | None = None


class SelectionConstraintDict(TypedDict, total=False):
    """A `SelectionConstraint` as a plain dict."""

    start_date: Input[Moment]
    end_date: Input[Moment]
    profile_constraint_type: Input[ConstraintType]
    eligibility_rule: Input[str]
    segment_identities: Input[Sequence[Input[Mapping[str, Any]]]]


@value_class
@dataclasses.dataclass(frozen=True, kw_only=True)
class ProfileConstraint:
    """For whom a criterion of a decision is.

    Attributes:
        profile_constraint_type: what `eligibility_rule` or `segment_identities` mean.
        eligibility_rule: the id of a decision rule, with the type `eligibilityRule`.
        segment_identities: segments, in the API's own form.
    """

    profile_constraint_type: Input[ConstraintType] = "none"
    eligibility_rule: Input[str] | None = None
    segment_identities: Input[Sequence[Input[Mapping[str, Any]]]] | None = None


class ProfileConstraintDict(TypedDict, total=False):
    """A `ProfileConstraint` as a plain dict."""

    profile_constraint_type: Input[ConstraintType]
    eligibility_rule: Input[str]
    segment_identities: Input[Sequence[Input[Mapping[str, Any]]]]


@value_class
@dataclasses.dataclass(frozen=True, kw_only=True)
class RankOrder:
    """How the offers of a criterion are put in order.

    Attributes:
        order_evaluation_type: `ranking-strategy`, or another type that the API knows.
        ranking_strategy: the id of a ranking strategy.
        function: the id of a ranking formula.
    """

    order_evaluation_type: Input[str]
    ranking_strategy: Input[str] | None = None
    function: Input[str] | None = None


class RankOrderDict(TypedDict):
    """A `RankOrder` as a plain dict."""

    order_evaluation_type: Input[str]
    ranking_strategy: NotRequired[Input[str]]
    function: NotRequired[Input[str]]


@value_class
@dataclasses.dataclass(frozen=True, kw_only=True)
class Rank:
    """Which of several offers, or criteria, comes first.

    Attributes:
        priority: a whole number from 0 up; the highest comes first.
        order: how the offers of a criterion are put in order; not for an offer.
    """

    priority: Input[int] = 0
    order: Input[RankOrder | RankOrderDict] | None = None


DEFAULT_RANK = Rank()


class RankDict(TypedDict, total=False):
    """A `Rank` as a plain dict."""

    priority: Input[int]
    order: Input[RankOrder | RankOrderDict]

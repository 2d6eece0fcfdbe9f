"""Decisions: which offer a customer gets where, and what if there is none (docs/reference/offer-library-api.md 10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import formats
from ..family import Family, reference_to
from ..fields import Count, Field, Text, TextSet
from ..records import Record, Records
from ..values import Path, Problem
from . import constraints
from .collections import COLLECTIONS
from .fallback_offers import FALLBACK_OFFERS
from .placements import PLACEMENTS


def _some_placement(criterion: dict[str, Any], path: Path) -> Iterator[Problem]:
    if criterion.get("placements") == []:
        yield Problem((*path, "placements"), "none", "at least one id of a placement")


# The types differ between the vendor's pages (docs/reference/offer-library-api.md 10), so any text is taken.
_order = Record(
    {"orderEvaluationType": formats.name_text(), "rankingStrategy": Text(), "function": Text()},
    required=("orderEvaluationType",),
    value_class="RankOrder",
)

_criterion = Record(
    {
        "placements": TextSet(reference_to(PLACEMENTS)),
        "optionSelection": Record(
            {"filter": reference_to(COLLECTIONS)}, required=("filter",), value_class="OptionSelection"
        ),
        "rank": Record({"priority": Count(0), "order": _order}, required=("priority",), value_class="Rank"),
        "profileConstraint": Record(
            constraints.PROFILE, rules=constraints.rule_goes_with_its_type, value_class="ProfileConstraint"
        ),
    },
    required=("placements", "optionSelection"),
    rules=_some_placement,
    value_class="Criterion",
)

_members: dict[str, Field] = {
    "name": formats.name_text(),
    "description": Text(),
    "status": formats.one_of("draft", "live", "complete", "archived"),
    **constraints.DATES,
    "fallback": reference_to(FALLBACK_OFFERS),
    "criteria": Records(_criterion, least=1),
}

DECISIONS = Family(
    key="offer-decisions",
    kind="decision",
    noun="decision",
    path="offer-decisions",
    id_type="offer-activity",
    record=Record(_members, required=("name", "fallback", "criteria"), rules=constraints.end_is_after_start),
    on_create={"status": "draft"},
    never_removed=frozenset({"status"}),
)

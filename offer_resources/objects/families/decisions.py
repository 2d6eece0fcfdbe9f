"""Decisions: which offer a customer gets where, and what if there is none (docs/reference/offer-library-api.md 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .. import formats
from ..across import Declared, each
from ..family import Family, reference_to
from ..fields import Count, Field, Text, TextSet
from ..records import Record, Records
from ..values import Members, Path, Problem
from . import constraints
from .collections import COLLECTIONS, may_hold_an_approved_offer
from .fallback_offers import FALLBACK_OFFERS
from .placements import PLACEMENTS


def _some_placement(criterion: Members, path: Path) -> Iterator[Problem]:
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


def _fallback_fits_every_placement(decision: Declared, declared: Sequence[Declared]) -> Iterator[str]:
    """Report placements without content in the fallback offer: who qualifies for no other offer sees nothing there.

    Inferred from docs/reference/offer-library-api.md 4, 10.
    """
    fallback = decision.members.get("fallback")
    if not isinstance(fallback, Declared) or "representations" not in fallback.members:
        return
    shown_in = [one.get("placement") if isinstance(one, dict) else None for one in _known(fallback, "representations")]
    if not all(isinstance(placement, Declared) for placement in shown_in):
        return
    for criterion in each(decision.members.get("criteria")):
        for placement in each(criterion.get("placements") if isinstance(criterion, dict) else None):
            if isinstance(placement, Declared) and placement not in shown_in:
                yield (
                    f"its fallback offer {fallback.label} has nothing to show in {placement.label}: give it a"
                    " representation for that placement"
                )


def _known(one: Declared, name: str) -> list[Any]:
    """Return a list's items; one unknown item if the list is not known."""
    value = one.members.get(name)
    return value if isinstance(value, list) else [None]


def _live_has_an_approved_fallback(decision: Declared, declared: Sequence[Declared]) -> Iterator[str]:
    """Report a live decision whose fallback offer is not approved, and so not shown.

    Source: docs/reference/offer-library-api.md 4.3.
    """
    fallback = decision.members.get("fallback")
    if decision.status == "live" and isinstance(fallback, Declared) and fallback.status not in (None, "approved"):
        yield f"is live, but its fallback offer {fallback.label} is {fallback.status}: approve it"


def _live_has_not_ended(decision: Declared, declared: Sequence[Declared]) -> Iterator[str]:
    """Report a live decision that has ended, as it chooses no more offers (docs/reference/offer-library-api.md 10)."""
    if decision.status == "live":
        yield from constraints.ended(dict(decision.members))


def _criteria_have_offers(decision: Declared, declared: Sequence[Declared]) -> Iterator[str]:
    """Report criteria whose collection has no approved offer: they always fall back.

    Inferred from docs/reference/offer-library-api.md 4.3, 8.
    """
    for index, criterion in enumerate(each(decision.members.get("criteria"))):
        selection = criterion.get("optionSelection") if isinstance(criterion, dict) else None
        collection = selection.get("filter") if isinstance(selection, dict) else None
        if isinstance(collection, Declared) and not may_hold_an_approved_offer(collection, declared):
            yield (
                f"criteria[{index}] chooses from {collection.label}, which holds no offer of this program that is"
                " approved: approve one, or add one to the collection"
            )


DECISIONS = Family(
    key="offer-decisions",
    kind="decision",
    noun="decision",
    path="offer-decisions",
    id_type="offer-activity",
    record=Record(_members, required=("name", "fallback", "criteria"), rules=constraints.end_is_after_start),
    on_create={"status": "draft"},
    never_removed=frozenset({"status"}),
    # docs/reference/offer-library-api.md 11.3
    final={"status": {"complete": ("archived",), "archived": ()}},
    across=(
        _fallback_fits_every_placement,
        _live_has_an_approved_fallback,
        _live_has_not_ended,
        _criteria_have_offers,
    ),
)

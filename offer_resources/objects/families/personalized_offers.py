"""Personalized offers: what a customer gets who qualifies (docs/reference/offer-library-api.md 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..across import Declared
from ..family import Family
from ..fields import Count, Field, Flag
from ..formats import one_of
from ..records import Record, Records
from . import constraints
from .offer_members import FINAL_STATUS, OFFER_MEMBERS, content_fits_placement

# docs/reference/offer-library-api.md 12
MOST_CAPPINGS = 10

_selection_constraint = Record(
    {**constraints.DATES, **constraints.PROFILE},
    rules=lambda value, path: iter(
        [*constraints.end_is_after_start(value, path), *constraints.rule_goes_with_its_type(value, path)]
    ),
    value_class="SelectionConstraint",
)

_repeat = Record(
    {"enabled": Flag(), "unit": one_of("day", "week", "month"), "unitCount": Count(1)}, value_class="Repeat"
)

_frequency_capping = Record(
    {
        "limit": Count(1),
        "scope": one_of("global", "profile"),
        "entity": one_of("offer", "placement"),
        "enabled": Flag(),
        "repeat": _repeat,
    },
    required=("limit", "scope", "entity"),
    value_class="FrequencyCapping",
)

# The older form, in the API's own names.
_capping = Record(
    {"globalCap": Count(1), "profileCap": Count(1)},
    python_names={"globalCap": "globalCap", "profileCap": "profileCap"},
)

_members: dict[str, Field] = {
    **OFFER_MEMBERS,
    "selectionConstraint": _selection_constraint,
    "rank": Record({"priority": Count(0)}, required=("priority",), value_class="Rank"),
    "frequencyCappingConstraints": Records(_frequency_capping, most=MOST_CAPPINGS),
    "cappingConstraint": _capping,
}


def _has_not_ended(offer: Declared, declared: Sequence[Declared]) -> Iterator[str]:
    """Report an approved offer that has ended, and so is not shown (docs/reference/offer-library-api.md 5)."""
    constraint = offer.members.get("selectionConstraint")
    if offer.status == "approved" and isinstance(constraint, dict):
        yield from constraints.ended(constraint)


PERSONALIZED_OFFERS = Family(
    key="personalized-offers",
    kind="personalized offer",
    noun="offer",
    path="offers",
    params={"offer-type": "personalized"},
    id_type="personalized-offer",
    record=Record(_members, required=("name", "selectionConstraint")),
    on_create={"status": "draft"},
    never_removed=frozenset({"status"}),
    final=FINAL_STATUS,
    cleared_to={"representations": []},
    across=(content_fits_placement, _has_not_ended),
)

"""Collections: the offers that a decision chooses from, by name or by tag (docs/reference/offer-library-api.md 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import formats
from ..family import Family, reference_to
from ..fields import Text, TextSet
from ..records import Record
from ..values import Path, Problem, Unknown
from .personalized_offers import PERSONALIZED_OFFERS
from .tags import TAGS

# docs/reference/offer-library-api.md 12
MOST_OFFERS = 500
MOST_TAGS = 20

# The predecessor's spellings mean the same (docs/reference/offer-library-api.md 8).
_SPELLINGS = {"anyTags": "any-tags", "allTags": "all-tags"}

_filter_type = formats.one_of("offers", "any-tags", "all-tags", spelled=lambda text: _SPELLINGS.get(text, text))


def _ids_fit_the_filter(value: dict[str, Any], path: Path) -> Iterator[Problem]:
    """Offers for `offers`, tags for all else, and not too many."""
    type_, ids = _filter_type.comparable(value.get("filterType")), value.get("ids")
    if isinstance(type_, Unknown) or not isinstance(ids, list):
        return
    family, most = (PERSONALIZED_OFFERS, MOST_OFFERS) if type_ == "offers" else (TAGS, MOST_TAGS)
    for index, id_ in enumerate(ids):
        for problem in reference_to(family).problems(id_, (*path, "ids", index)):
            yield Problem(problem.path, problem.got, f"{problem.wanted}, as filterType is {type_}")
    different = len(set(map(repr, ids)))
    if different > most:
        yield Problem((*path, "ids"), f"{different} of them", f"at most {most} {family.kind}s")


COLLECTIONS = Family(
    key="offer-collections",
    kind="collection",
    noun="collection",
    path="offer-collections",
    id_type="offer-filter",
    record=Record(
        {
            "name": formats.name_text(),
            "description": Text(),
            "filterType": _filter_type,
            "ids": TextSet(reference_to(PERSONALIZED_OFFERS, TAGS)),
            "labels": TextSet(),
        },
        required=("name", "filterType", "ids"),
        rules=_ids_fit_the_filter,
    ),
    cleared_to={"ids": []},
)

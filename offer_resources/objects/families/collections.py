"""Collections: the offers that a decision chooses from, by name or by tag (docs/reference/offer-library-api.md 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .. import formats
from ..across import Declared
from ..family import Family, reference_to
from ..fields import Text, TextSet
from ..records import Record
from ..values import Members, Path, Problem
from .personalized_offers import PERSONALIZED_OFFERS
from .tags import TAGS

# docs/reference/offer-library-api.md 12
MOST_OFFERS = 500
MOST_TAGS = 20

# The predecessor's spellings mean the same (docs/reference/offer-library-api.md 8).
_SPELLINGS = {"anyTags": "any-tags", "allTags": "all-tags"}

_any_id = reference_to(PERSONALIZED_OFFERS, TAGS)
# The ids that each filter type goes with, and how many of them there may be.
_HOLDS = {"offers": (PERSONALIZED_OFFERS, MOST_OFFERS), "any-tags": (TAGS, MOST_TAGS), "all-tags": (TAGS, MOST_TAGS)}

_filter_type = formats.one_of("offers", "any-tags", "all-tags", spelled=lambda text: _SPELLINGS.get(text, text))


def _ids_fit_the_filter(value: Members, path: Path) -> Iterator[Problem]:
    """Check that the ids are of offers or of tags, as `filterType` says, and not too many."""
    type_, ids = _filter_type.comparable(value.get("filterType")), value.get("ids")
    if not isinstance(type_, str) or type_ not in _HOLDS or not isinstance(ids, list):
        return
    family, most = _HOLDS[type_]
    for index, id_ in enumerate(ids):
        where = (*path, "ids", index)
        # What can be in no collection is the member's own problem.
        problems = () if any(_any_id.problems(id_, where)) else reference_to(family).problems(id_, where)
        for problem in problems:
            yield Problem(problem.path, problem.got, f"{problem.wanted}, as the filter type is {type_}")
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
            # As the tags of an offer, which they are to match.
            "ids": TextSet(reference_to(PERSONALIZED_OFFERS, TAGS, may_be_made_up=True)),
            "labels": TextSet(),
        },
        required=("name", "filterType", "ids"),
        rules=_ids_fit_the_filter,
    ),
    cleared_to={"ids": []},
)


def may_hold_an_approved_offer(collection: Declared, declared: Sequence[Declared]) -> bool:
    """Return whether an approved offer may be in the collection: True unless it is certain that there is none."""
    ids, type_ = collection.members.get("ids"), _filter_type.comparable(collection.members.get("filterType"))
    if not isinstance(ids, list) or not isinstance(type_, str) or not all(isinstance(id_, Declared) for id_ in ids):
        return True
    if type_ == "offers":
        return any(map(_may_be_approved, ids))
    offers = [one for one in declared if one.family is PERSONALIZED_OFFERS and _may_be_approved(one)]
    return any(_may_carry(offer, ids, all if type_ == "all-tags" else any) for offer in offers)


def _may_be_approved(offer: Declared) -> bool:
    return offer.status in (None, "approved")


def _may_carry(offer: Declared, tags: list[Declared], how_many: Callable[[Iterable[bool]], bool]) -> bool:
    if "tags" not in offer.members:
        return False
    carried = offer.members["tags"]
    if not isinstance(carried, list) or not all(isinstance(tag, Declared) for tag in carried):
        return True
    return how_many(tag in carried for tag in tags)

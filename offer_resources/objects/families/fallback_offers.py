"""Fallback offers: what a customer gets who qualifies for no other offer (docs/reference/offer-library-api.md 4)."""

from __future__ import annotations

from ..family import Family
from ..records import Record
from .offer_members import FINAL_STATUS, OFFER_MEMBERS, content_fits_placement

FALLBACK_OFFERS = Family(
    key="offers",
    kind="fallback offer",
    noun="offer",
    path="offers",
    params={"offer-type": "fallback"},
    id_type="fallback-offer",
    record=Record(OFFER_MEMBERS, required=("name",)),
    on_create={"status": "draft"},
    never_removed=frozenset({"status"}),
    final=FINAL_STATUS,
    cleared_to={"representations": []},
    across=(content_fits_placement,),
)

"""Checks the published limits. Whether the service enforces them is not documented, so it is a reading.

Source: docs/reference/offer-library-api.md 12.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .families import COLLECTION, DECISION, FALLBACK, PERSONALIZED, PLACEMENT, RULE, TAG, Family
from .store import Place, Store

Json = Any

# Objects in a sandbox, by kinds that are counted together. "Offers" are both kinds of offer; rules are
# counted together with ranking formulas, which have no family here.
_MOST_OBJECTS = (
    ((FALLBACK, PERSONALIZED), 10_000),
    ((COLLECTION,), 10_000),
    ((DECISION,), 10_000),
    ((RULE,), 10_000),
    ((PLACEMENT,), 1_000),
    ((TAG,), 1_000),
)
_MOST_ELEMENTS = {
    FALLBACK: {"tags": 20, "characteristics": 30},
    PERSONALIZED: {"tags": 20, "characteristics": 30, "frequencyCappingConstraints": 10},
}
_MOST_LIVE_DECISIONS = 1_000
_MOST_PQL_BYTES = 15_000
_MOST_PLACEMENTS_OF_DECISION = 30
_MOST_COLLECTIONS_OF_DECISION = 30
OFFER_BYTES = {"300KB": 300 * 1024, "1KB": 1024}


def too_many(store: Store, place: Place, family: Family) -> str | None:
    """Return why one more object of a family would be too many; None if it would not."""
    for families, most in _MOST_OBJECTS:
        if family in families and sum(store.count(place, one.kind) for one in families) >= most:
            return f"{family.title}: at most {most} in a sandbox"
    return None


def too_big(store: Store, place: Place, family: Family, body: dict[str, Json]) -> Iterator[str]:
    """Yield every limit on the parts of an object that a body exceeds."""
    for member, most in _MOST_ELEMENTS.get(family, {}).items():
        if len(body.get(member, ())) > most:
            yield f"{member}: at most {most}"
    if family is COLLECTION and len(body.get("ids", ())) > (most := 500 if body.get("filterType") == "offers" else 20):
        yield f"ids: at most {most}"
    if family is RULE and len(body.get("condition", {}).get("value", "").encode()) > _MOST_PQL_BYTES:
        yield f"condition.value: at most {_MOST_PQL_BYTES} bytes"
    if family is PLACEMENT and body.get("itemCount", 1) > 30:
        yield "itemCount: at most 30"
    if family is DECISION:
        yield from _too_big_decision(store, place, body)


def oversized(body: dict[str, Json], most: int) -> str | None:
    """Return why an offer is too big, if it is; its size as compact JSON is inferred."""
    size = len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
    return f"the offer has {size} bytes, at most {most} are allowed" if size > most else None


def _too_big_decision(store: Store, place: Place, body: dict[str, Json]) -> Iterator[str]:
    criteria = body.get("criteria", ())
    if len({id_ for criterion in criteria for id_ in criterion["placements"]}) > _MOST_PLACEMENTS_OF_DECISION:
        yield f"criteria: at most {_MOST_PLACEMENTS_OF_DECISION} placements"
    if len({criterion["optionSelection"]["filter"] for criterion in criteria}) > _MOST_COLLECTIONS_OF_DECISION:
        yield f"criteria: at most {_MOST_COLLECTIONS_OF_DECISION} collections"
    live = store.count(place, DECISION.kind, "AND json_extract(body, '$.status') = 'live'")
    if body.get("status") == "live" and live >= _MOST_LIVE_DECISIONS:
        yield f"status: at most {_MOST_LIVE_DECISIONS} live decisions"

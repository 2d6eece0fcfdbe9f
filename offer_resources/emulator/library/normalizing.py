"""Changes a valid body into what the server stores: members are dropped, renamed, filled in or rearranged.

This happens once, on the write: every read shows the stored form, and patches are applied to it.
"""

from __future__ import annotations

import copy
from typing import Any

from ..readings import Readings
from .families import FALLBACK, OFFER_TYPES, PLACEMENT, Family

Json = Any
Body = dict[str, Json]

# For placements, the documented defaults (docs/reference/offer-library-api.md 6); for offers, empty optional lists.
_DEFAULTS: dict[str, Body] = {
    PLACEMENT.kind: {
        "itemCount": 1,
        "allowDuplicatePlacements": False,
        "returnContent": True,
    },
    FALLBACK.kind: {"tags": [], "labels": [], "characteristics": {}},
}
_TYPE_PREFIX = {
    "short": "",
    "prefixed": "component-",
    "uri": "https://ns.adobe.com/experience/offer-management/content-component-",
}


def settled(family: Family, body: Body, readings: Readings) -> Body:
    """Return the body in the form that is stored."""
    kept = copy.deepcopy(body)
    if readings.unknown_members == "dropped":
        _keep_known(kept, family)
    if readings.empty_description == "dropped" and kept.get("description") == "":
        del kept["description"]
    if family in OFFER_TYPES.values():
        _settle_offer(kept, family, readings)
    if readings.server_defaults == "filled":
        for name, value in _DEFAULTS.get(family.kind, {}).items():
            kept.setdefault(name, copy.deepcopy(value))
    if readings.member_order == "rearranged":
        _rearrange(kept)
    return kept


def short_type(spelling: str) -> str:
    """Return the short form of a component type in any spelling (docs/reference/offer-library-api.md 4.4.2)."""
    return spelling.rsplit("/", 1)[-1].removeprefix("content-").removeprefix("component-").lower()


def components(body: Body) -> list[Body]:
    """Return all components of all representations of an offer."""
    return [part for representation in body.get("representations", ()) for part in representation["components"]]


def _settle_offer(kept: Body, family: Family, readings: Readings) -> None:
    other = {"characteristics": "customMetadata", "customMetadata": "characteristics"}
    kept.pop(other[readings.characteristics_name], None)
    if readings.component_type != "as-sent":
        for component in components(kept):
            component["type"] = _TYPE_PREFIX[readings.component_type] + short_type(component["type"])
    if family is FALLBACK:
        _settle_fallback(kept, readings)


def _settle_fallback(kept: Body, readings: Readings) -> None:
    if readings.fallback_constraints == "dropped":
        _drop(kept, "selectionConstraint", "rank")
    if readings.fallback_extras == "dropped":
        _drop(kept, "tags", "characteristics", "customMetadata")
        for component in components(kept):
            _drop(component, "linkURL")
    if readings.approved_reads_as == "live" and kept["status"] == "approved":
        kept["status"] = "live"


def _drop(body: Body, *names: str) -> None:
    for name in names:
        body.pop(name, None)


def _keep_known(kept: Body, family: Family) -> None:
    _drop(kept, *(kept.keys() - family.members - {"customMetadata"}))


def _rearrange(kept: Body) -> None:
    for name in ("representations", "tags", "labels"):
        if isinstance(kept.get(name), list):
            # Keeping a list's order stable from write to write: sorted, not reversed.
            kept[name] = sorted(kept[name], key=str, reverse=True)

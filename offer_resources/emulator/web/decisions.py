"""Prepares a decision for its page: the offers that each criterion would choose from, and the fallback offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..library import references
from ..library.families import COLLECTION, FALLBACK, PERSONALIZED, PLACEMENT, RULE, TAG
from ..library.store import Store, StoredObject

Json = Any
Ids = list[str]


@dataclass(frozen=True)
class Named:
    """An object by id and name; without a name if its family has no such object."""

    id: str
    name: str


@dataclass(frozen=True)
class HeldOffer:
    """A personalized offer of a collection; dates as they were sent, empty where there is none."""

    offer: Named
    status: str
    start_date: str
    end_date: str
    priority: int
    lacks: list[Named]


@dataclass(frozen=True)
class Choice:
    """A criterion: where, for whom, and from which offers."""

    placements: list[Named]
    collection: Named
    filter_type: str
    filter_by: list[Named]
    rule: Named | None
    strategy: str
    offers: list[HeldOffer]


def choices(store: Store, decision: StoredObject) -> list[Choice]:
    """Return what each criterion of a decision would choose from, in their order."""
    return [_choice(store, decision, criterion) for criterion in decision.body.get("criteria", ())]


def fallback(store: Store, decision: StoredObject) -> StoredObject | None:
    """Return the fallback offer of a decision, if there is one."""
    return _found(store, decision, FALLBACK.kind, decision.body.get("fallback", ""))


def _choice(store: Store, decision: StoredObject, criterion: dict[str, Json]) -> Choice:
    collection_id = criterion["optionSelection"]["filter"]
    collection = _found(store, decision, COLLECTION.kind, collection_id)
    filter_ = collection.body if collection else {}
    filter_type = filter_.get("filterType", "")
    rule = (criterion.get("profileConstraint") or {}).get("eligibilityRule")
    order = (criterion.get("rank") or {}).get("order") or {}
    kind = PERSONALIZED.kind if filter_type == "offers" else TAG.kind
    return Choice(
        placements=_named(store, decision, PLACEMENT.kind, criterion["placements"]),
        collection=_named(store, decision, COLLECTION.kind, [collection_id])[0],
        filter_type=filter_type,
        filter_by=_named(store, decision, kind, filter_.get("ids", [])),
        rule=_named(store, decision, RULE.kind, [rule])[0] if rule else None,
        strategy=order.get("rankingStrategy") or "",
        offers=[
            _held(store, offer, criterion["placements"])
            for offer in store.select(decision.place, PERSONALIZED.kind, "ORDER BY created")
            if references.holds(filter_, offer)
        ],
    )


def _held(store: Store, offer: StoredObject, placements: Ids) -> HeldOffer:
    dates = offer.body.get("selectionConstraint", {})
    shown = {representation["placement"] for representation in offer.body.get("representations", ())}
    return HeldOffer(
        offer=Named(offer.id, offer.body["name"]),
        status=offer.body["status"],
        start_date=dates.get("startDate") or "",
        end_date=dates.get("endDate") or "",
        priority=offer.body.get("rank", {}).get("priority") or 0,
        lacks=_named(store, offer, PLACEMENT.kind, [id_ for id_ in placements if id_ not in shown]),
    )


def _named(store: Store, user: StoredObject, kind: str, ids: Ids) -> list[Named]:
    found = [(id_, _found(store, user, kind, id_)) for id_ in ids]
    return [Named(id_, obj.body["name"] if obj else "") for id_, obj in found]


def _found(store: Store, user: StoredObject, kind: str, id_: str) -> StoredObject | None:
    obj = store.find(user.place, id_)
    return obj if obj and obj.kind == kind else None

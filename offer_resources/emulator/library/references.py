"""Finds references between objects (docs/reference/offer-library-api.md 11.1), and what a strict library refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from .. import problems
from . import normalizing
from .families import BY_KIND, COLLECTION, DECISION, FALLBACK, PERSONALIZED, PLACEMENT, RULE, TAG, Family
from .store import Place, Store, StoredObject

Json = Any


class Reference(NamedTuple):
    """A member that names another object, and the family that the object must belong to."""

    member: str
    kind: str
    id: str | None


def of_body(family: Family, body: dict[str, Json]) -> list[Reference]:
    """Return every reference in a valid body; ranking formulas and AI models have no family here."""
    return [reference for reference in _references(family, body) if reference.id]


def check(store: Store, place: Place, family: Family, body: dict[str, Json]) -> list[str]:
    """Return what is wrong with the references of a body, one line each."""
    wrong = [
        f"{reference.member}: there is no {reference.kind} '{reference.id}'"
        for reference in of_body(family, body)
        if not _exists(store, place, reference)
    ]
    if family is DECISION and not wrong:
        wrong = _uncovered_placements(store, place, body)
    return wrong


def users(store: Store, obj: StoredObject) -> list[StoredObject]:
    """Return the objects of the same sandbox that refer to this one."""
    return [
        user
        for user in store.mentioning(obj.place, obj.id)
        if any(reference.id == obj.id for reference in of_body(BY_KIND[user.kind], user.body))
    ]


def in_use(obj: StoredObject, by: list[StoredObject], status: int) -> problems.Problem:
    """Return the refusal to delete an object in use; its status and body are inferred.

    Source: docs/reference/offer-library-api.md 11.2.
    """
    names = ", ".join(f"{user.kind} '{user.id}'" for user in by[:3])
    return problems.conflict(f"'{obj.id}' is in use by {names}", status)


def holds(collection: dict[str, Json], offer: StoredObject) -> bool:
    """Return whether a collection holds a personalized offer; one without ids does not."""
    filter_type, ids = collection.get("filterType"), set(collection.get("ids", ()))
    if filter_type == "offers":
        return offer.id in ids
    tags = set(offer.body.get("tags", ()))
    return bool(ids) and (ids <= tags if filter_type in ("all-tags", "allTags") else bool(ids & tags))


def live_decisions(store: Store, offer: StoredObject) -> list[StoredObject]:
    """Return the live decisions with this offer as their fallback, or with a collection that holds it."""
    live = store.select(offer.place, DECISION.kind, "AND json_extract(body, '$.status') = 'live'")
    return [decision for decision in live if _uses(store, decision, offer)]


def check_match(store: Store, place: Place, body: dict[str, Json]) -> list[str]:
    """Return where a representation's channel or content does not fit its placement.

    Source: docs/reference/offer-library-api.md 4.4.
    """
    wrong = []
    for index, representation in enumerate(body.get("representations", ())):
        placement = store.find(place, representation["placement"])
        if placement is None or placement.kind != PLACEMENT.kind:
            continue
        if representation["channel"] != placement.body.get("channel", representation["channel"]):
            wrong.append(f"representations.{index}.channel: the placement's is '{placement.body['channel']}'")
        wanted = placement.body.get("componentType")
        types = {normalizing.short_type(component["type"]) for component in representation["components"]}
        if wanted and types - {normalizing.short_type(wanted)}:
            wrong.append(f"representations.{index}.components: the placement takes {wanted}")
    return wrong


def _uses(store: Store, decision: StoredObject, offer: StoredObject) -> bool:
    named = of_body(DECISION, decision.body)
    if offer.kind == FALLBACK.kind:
        return any(reference.kind == FALLBACK.kind and reference.id == offer.id for reference in named)
    ids = [reference.id or "" for reference in named if reference.kind == COLLECTION.kind]
    collections = [store.find(offer.place, id_) for id_ in ids]
    return any(one is not None and one.kind == COLLECTION.kind and holds(one.body, offer) for one in collections)


def _references(family: Family, body: dict[str, Json]) -> Iterator[Reference]:
    if family in (FALLBACK, PERSONALIZED):
        for index, representation in enumerate(body.get("representations", ())):
            yield Reference(f"representations.{index}.placement", PLACEMENT.kind, representation["placement"])
        for index, tag in enumerate(body.get("tags", ())):
            yield Reference(f"tags.{index}", TAG.kind, tag)
    if family is PERSONALIZED:
        rule = body.get("selectionConstraint", {}).get("eligibilityRule")
        yield Reference("selectionConstraint.eligibilityRule", RULE.kind, rule)
    if family is COLLECTION:
        kind = PERSONALIZED.kind if body.get("filterType") == "offers" else TAG.kind
        for index, id_ in enumerate(body.get("ids", ())):
            yield Reference(f"ids.{index}", kind, id_)
    if family is DECISION:
        yield from _of_decision(body)


def _of_decision(body: dict[str, Json]) -> Iterator[Reference]:
    yield Reference("fallback", FALLBACK.kind, body.get("fallback", ""))
    for index, criterion in enumerate(body.get("criteria", ())):
        where = f"criteria.{index}"
        for number, placement in enumerate(criterion["placements"]):
            yield Reference(f"{where}.placements.{number}", PLACEMENT.kind, placement)
        yield Reference(f"{where}.optionSelection.filter", COLLECTION.kind, criterion["optionSelection"]["filter"])
        rule = (criterion.get("profileConstraint") or {}).get("eligibilityRule")
        yield Reference(f"{where}.profileConstraint.eligibilityRule", RULE.kind, rule)


def _exists(store: Store, place: Place, reference: Reference) -> bool:
    found = store.find(place, reference.id or "")
    return found is not None and found.kind == reference.kind


def _uncovered_placements(store: Store, place: Place, body: dict[str, Json]) -> list[str]:
    """Return a line for each placement of a decision for which its fallback offer has no representation.

    Source: docs/reference/offer-library-api.md 4.9.
    """
    fallback = store.find(place, body.get("fallback", ""))
    if fallback is None:
        return []
    covered = {representation["placement"] for representation in fallback.body.get("representations", ())}
    wanted = {placement for criterion in body.get("criteria", ()) for placement in criterion["placements"]}
    return [f"fallback: has no representation for placement '{id_}'" for id_ in sorted(wanted - covered)]

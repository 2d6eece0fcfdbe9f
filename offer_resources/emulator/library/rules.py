"""Checks writes beyond their shape: references, transitions, names, guardrails."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from .. import problems
from ..problems import Problem
from ..readings import Readings
from . import guardrails, references
from .families import DECISION, FALLBACK, OFFER_TYPES, PERSONALIZED, Family
from .store import Place, Store, StoredObject

Json = Any
Body = dict[str, Json]

_APPROVED = frozenset({"approved", "live"})


def check_shape(family: Family, body: Body, readings: Readings) -> None:
    """Refuse a body that does not fit its model, with every problem."""
    try:
        family.model.model_validate(body, context=readings)
    except ValidationError as exc:
        lines = (_line(problem["loc"], problem["msg"]) for problem in exc.errors(include_url=False))
        raise _invalid(lines, readings) from exc


def check_content(store: Store, place: Place, family: Family, body: Body, readings: Readings) -> None:
    """Refuse a valid body that does not fit the other objects in the sandbox."""
    wrong: list[str] = []
    if readings.references == "strict":
        wrong += references.check(store, place, family, body)
    if family in OFFER_TYPES.values():
        if readings.placement_match == "enforced":
            wrong += references.check_match(store, place, body)
        if readings.offer_size != "unlimited":
            oversized = guardrails.oversized(body, guardrails.OFFER_BYTES[readings.offer_size])
            wrong += [oversized] if oversized else []
    if readings.guardrails == "enforced":
        wrong += guardrails.too_big(store, place, family, body)
    if wrong:
        raise _invalid(wrong, readings)


def check_new(store: Store, place: Place, family: Family, body: Body, readings: Readings) -> None:
    """Refuse an object beyond the limits, or with a name that is taken."""
    _check_name(store, place, family, body, readings, own_id="")
    reason = guardrails.too_many(store, place, family) if readings.guardrails == "enforced" else None
    if reason:
        raise problems.bad_request(reason)


def check_change(store: Store, family: Family, before: StoredObject, after: Body, readings: Readings) -> None:
    """Refuse a change of an object that its state does not allow."""
    _check_transition(family, before.body, after, readings)
    if readings.live_decision_offer == "locked" and family in (FALLBACK, PERSONALIZED):
        _check_lock(store, before)
    if after["name"] != before.body["name"]:
        _check_name(store, before.place, family, after, readings, own_id=before.id)


def check_delete(store: Store, obj: StoredObject, readings: Readings) -> None:
    """Refuse to delete an object that is in use."""
    if readings.references == "strict":
        users = references.users(store, obj)
        if users:
            raise references.in_use(obj, users, int(readings.refused_delete))


def _check_transition(family: Family, before: Body, after: Body, readings: Readings) -> None:
    # docs/reference/offer-library-api.md 11.3: from the user interface's pages; the predecessor's say otherwise for
    # offers.
    old, new = before.get("status"), after.get("status")
    if old == new or readings.archived == "reusable":
        return
    if old == "archived":
        raise problems.conflict("An archived object cannot be used again; create another one")
    if family is DECISION and old == "complete" and new != "archived":
        raise problems.conflict("A complete decision can only be archived")


def _check_lock(store: Store, obj: StoredObject) -> None:
    if obj.body["status"] not in _APPROVED:
        return
    live = references.live_decisions(store, obj)
    if live:
        raise problems.conflict(f"'{obj.id}' is used by the live decision '{live[0].id}'")


def _check_name(store: Store, place: Place, family: Family, body: Body, readings: Readings, *, own_id: str) -> None:
    if readings.unique_names == "not-needed":
        return
    same = store.count(place, family.kind, "AND json_extract(body, '$.name') = ? AND id <> ?", (body["name"], own_id))
    if same:
        raise problems.conflict(f"The name '{body['name']}' is taken")


def _invalid(lines: Any, readings: Readings) -> Problem:
    if readings.invalid_body == "500":
        # docs/reference/offer-library-api.md 14.3: seen on a sibling entity; a 500 that no retry helps.
        return Problem(500, "Internal Server Error", "Error during deserialization: " + "; ".join(lines))
    titles = {"400": "Bad Request", "422": "Unprocessable Entity"}
    return Problem(int(readings.invalid_body), titles[readings.invalid_body], "; ".join(lines))


def _line(where: tuple[int | str, ...], message: str) -> str:
    place = ".".join(str(part) for part in where)
    return f"{place}: {message}" if place else message

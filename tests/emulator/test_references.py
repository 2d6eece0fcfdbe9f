"""Who refers to whom: what a strict library refuses to write and to delete."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.emulator import Emulator
from tests.emulator.api import FALLBACK, Api, id_of, shown_in
from tests.emulator.test_samples import RULE_BODY

Json = Any


USERS_OF_A_PLACEMENT = {"fallback-offer": "fallback", "personalized-offer": "personalized", "decision": "decision"}


class Catalogue:
    """One object of every family, each referring to the others as a decision needs them."""

    def __init__(self, api: Api) -> None:
        self.placement = api.made("placements", {"name": "Web"})
        self.tag = api.made("tags", {"name": "Summer"})
        self.rule = api.made("offer-rules", RULE_BODY)
        shown = {"representations": [shown_in(id_of(self.placement))], "tags": [id_of(self.tag)]}
        constraint = {"profileConstraintType": "eligibilityRule", "eligibilityRule": id_of(self.rule)}
        self.fallback = api.offer(**shown)
        personalized = {"name": "Sale", "status": "approved", **shown, "selectionConstraint": constraint}
        self.personalized = api.made("offers?offer-type=personalized", personalized)
        collection = {"name": "All", "filterType": "offers", "ids": [id_of(self.personalized)]}
        self.collection = api.made("offer-collections", collection)
        self.decision = api.made("offer-decisions", self.decision_body())

    def decision_body(self, **changed: Json) -> Json:
        criterion = {
            "placements": [id_of(self.placement)],
            "optionSelection": {"filter": id_of(self.collection)},
            "profileConstraint": {"profileConstraintType": "eligibilityRule", "eligibilityRule": id_of(self.rule)},
        }
        return {"name": "Home", "fallback": id_of(self.fallback), "criteria": [criterion], **changed}


@pytest.fixture
def catalogue(emulator: Emulator, api: Api) -> Catalogue:
    """Return a whole catalogue in a strict library."""
    emulator.set_readings(references="strict")
    return Catalogue(api)


@pytest.mark.parametrize("used", ["placement", "tag", "rule", "fallback", "personalized", "collection"])
def test_what_is_in_use_is_not_deleted(api: Api, catalogue: Catalogue, used: str) -> None:
    """An object another one refers to is kept, and the refusal says by whom."""
    response = api.delete(getattr(catalogue, used))
    assert (response.status_code, "is in use by" in response.json()["detail"]) == (409, True)


def test_deleting_in_reverse_order(api: Api, catalogue: Catalogue) -> None:
    """From the decision down, everything can be deleted."""
    order = ("decision", "collection", "personalized", "fallback", "rule", "tag", "placement")
    assert [api.delete(getattr(catalogue, name)).status_code for name in order] == [200] * 7


@pytest.mark.parametrize(
    ("path", "body", "member"),
    [
        (FALLBACK, {"status": "draft", "representations": [shown_in("none")]}, "representations.0.placement"),
        (FALLBACK, {"status": "draft", "tags": ["none"]}, "tags.0"),
        (
            "offers?offer-type=personalized",
            {
                "status": "draft",
                "selectionConstraint": {"profileConstraintType": "eligibilityRule", "eligibilityRule": "none"},
            },
            "selectionConstraint.eligibilityRule",
        ),
        ("offer-collections", {"filterType": "any-tags", "ids": ["none"]}, "ids.0"),
        ("offer-decisions", {"fallback": "none"}, "fallback"),
        (
            "offer-decisions",
            {"criteria": [{"placements": ["none"], "optionSelection": {"filter": "none"}}]},
            "criteria.0.placements.0",
        ),
    ],
)
def test_unknown_references(emulator: Emulator, api: Api, path: str, body: Json, member: str) -> None:
    """A member that names nothing is refused by its place in the body."""
    emulator.set_readings(references="strict")
    response = api.post(path, {"name": "a", **body})
    assert (response.status_code, response.json()["detail"].startswith(f"{member}: there is no")) == (400, True)


def test_an_object_of_the_wrong_family(api: Api, catalogue: Catalogue) -> None:
    """A reference must name an object of the right family."""
    body = catalogue.decision_body(fallback=id_of(catalogue.personalized))
    assert api.post("offer-decisions", body).json()["detail"].startswith("fallback: there is no fallback-offer")


def test_a_fallback_covers_each_placement(api: Api, catalogue: Catalogue) -> None:
    """A decision's fallback offer has a representation for each of its placements."""
    bare = id_of(api.offer())
    response = api.post("offer-decisions", catalogue.decision_body(fallback=bare))
    assert "has no representation for placement" in response.json()["detail"]


def test_a_patch_is_checked_too(api: Api, catalogue: Catalogue) -> None:
    """A patch cannot bring in what a create may not."""
    patch = [{"op": "replace", "path": "/tags", "value": ["none"]}]
    assert api.patch(catalogue.fallback, patch).status_code == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (FALLBACK, {"status": "draft", "characteristics": {str(number): "x" for number in range(31)}}),
        ("offer-collections", {"filterType": "any-tags", "ids": [f"t{number}" for number in range(21)]}),
        ("offer-collections", {"filterType": "offers", "ids": [f"o{number}" for number in range(501)]}),
        ("offer-rules", {"condition": {"type": "PQL", "format": "pql/text", "value": "x" * 15_001}}),
        ("placements", {"itemCount": 31}),
        (
            "offer-decisions",
            {"criteria": [{"placements": [f"p{n}" for n in range(31)], "optionSelection": {"filter": "c"}}]},
        ),
    ],
)
def test_guardrails(emulator: Emulator, api: Api, path: str, body: Json) -> None:
    """A published limit is refused only where the reading says it is enforced."""
    emulator.set_readings()
    published = api.post(path, {"name": "a", **body}).status_code
    emulator.set_readings(guardrails="enforced")
    assert (published, api.post(path, {"name": "a", **body}).status_code) == (201, 400)


@pytest.mark.parametrize("used", ["fallback", "personalized"])
@pytest.mark.parametrize(
    ("filter_type", "member"), [("offers", "personalized"), ("any-tags", "tag"), ("all-tags", "tag")]
)
def test_an_offer_of_a_live_decision(
    emulator: Emulator, api: Api, catalogue: Catalogue, used: str, filter_type: str, member: str
) -> None:
    """By reading it is locked, as the fallback offer and in a collection, as long as the decision is live."""
    emulator.set_readings(live_decision_offer="locked")
    replaced = [{"op": "replace", "path": "/status", "value": "approved"}]
    assert api.patch(catalogue.fallback, replaced).ok
    wanted = {"filterType": filter_type, "ids": [id_of(getattr(catalogue, member))]}
    patch = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in wanted.items()]
    assert api.patch(catalogue.collection, patch).ok
    statuses = []
    for status in ("live", "draft"):
        assert api.patch(catalogue.decision, [{"op": "replace", "path": "/status", "value": status}]).ok
        statuses.append(api.patch(getattr(catalogue, used), replaced).status_code)
    assert statuses == [409, 200]


@pytest.mark.parametrize("offer_type", ["fallback", "personalized"])
@pytest.mark.parametrize(
    ("old", "new", "reading", "status"),
    [
        ("draft", "approved", "terminal", 200),
        ("approved", "draft", "terminal", 200),
        ("draft", "archived", "terminal", 200),
        ("approved", "archived", "terminal", 200),
        ("archived", "draft", "terminal", 409),
        ("archived", "approved", "terminal", 409),
        ("archived", "draft", "reusable", 200),
        ("draft", "live", "terminal", 400),
    ],
)
def test_transitions_of_an_offer(
    emulator: Emulator, api: Api, offer_type: str, old: str, new: str, reading: str, status: int
) -> None:
    """An offer's status changes as the user interface allows, or back from the archive by reading."""
    emulator.set_readings(archived=reading)
    offer = api.made(f"offers?offer-type={offer_type}", {"name": "a", "status": old})
    assert api.patch(offer, [{"op": "replace", "path": "/status", "value": new}]).status_code == status


@pytest.mark.parametrize("path", ["placements", "tags", "offer-rules", "offer-collections"])
def test_families_without_a_status(api: Api, path: str) -> None:
    """An object of the other families has no status that could keep it from being changed."""
    item = api.made(path, {"name": "a", "status": "archived"})
    assert api.patch(item, [{"op": "replace", "path": "/name", "value": "b"}]).status_code == 200


def test_the_refusal_names_who_refers_to_it(api: Api, catalogue: Catalogue) -> None:
    """A refused delete names the objects that still refer to this one, of whatever family, oldest first."""
    detail = api.delete(catalogue.placement).json()["detail"]
    users = [f"{kind} '{id_of(getattr(catalogue, name))}'" for kind, name in USERS_OF_A_PLACEMENT.items()]
    assert detail == f"'{id_of(catalogue.placement)}' is in use by {', '.join(users)}"


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("draft", "live", 200),
        ("live", "draft", 200),
        ("live", "complete", 200),
        ("complete", "live", 409),
        ("complete", "archived", 200),
        ("archived", "draft", 409),
    ],
)
def test_transitions_of_a_decision(api: Api, old: str, new: str, status: int) -> None:
    """A decision's status changes as the user interface allows."""
    decision = api.made("offer-decisions", {"name": "a", "status": old})
    assert api.patch(decision, [{"op": "replace", "path": "/status", "value": new}]).status_code == status

"""The vendor's samples: every family's create, lookup, list, update and delete, member by member."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.emulator.api import WEB, Api

Json = Any

OFFER_BODY: Json = {
    "name": "Autumn default banner",
    "description": "Shown when nothing else qualifies",
    "status": "approved",
    "representations": [
        {
            "channel": WEB,
            "placement": "dps:offer-placement:1a0b1c2d3e4f5061",
            "components": [
                {"type": "imagelink", "format": "image/png", "deliveryURL": "https://cdn.example.com/b.png"}
            ],
        }
    ],
}
PERIOD = {"startDate": "2026-03-01T00:00:00.000+00:00", "endDate": "2026-04-01T00:00:00.000+00:00"}
PERSONALIZED_BODY: Json = {
    "name": "Spring sale",
    "status": "draft",
    "representations": [
        {
            "channel": WEB,
            "placement": "dps:offer-placement:1a0b1c2d3e4f5061",
            "components": [{"type": "html", "format": "text/html", "language": ["en-us"], "content": "<b>Sale</b>"}],
        }
    ],
    "selectionConstraint": {**PERIOD, "profileConstraintType": "none"},
    "rank": {"priority": 1},
    "cappingConstraint": {},
    "frequencyCappingConstraints": [
        {
            "enabled": True,
            "limit": 1,
            **PERIOD,
            "scope": "global",
            "entity": "offer",
            "repeat": {"enabled": True, "unit": "month", "unitCount": 1},
        }
    ],
}
PLACEMENT_BODY: Json = {
    "name": "Email header",
    "description": "Top of the newsletter",
    "itemCount": 1,
    "allowDuplicatePlacements": False,
    "channel": "https://ns.adobe.com/xdm/channel-types/email",
    "componentType": "html",
    "returnContent": True,
    "returnMetaData": {
        "decisionName": False,
        "offerName": False,
        "offerAttributes": False,
        "offerPriority": False,
        "placementName": False,
        "channelType": False,
        "contentType": False,
    },
}
TAG_BODY: Json = {"name": "Summer", "description": "Offers of the summer"}
COLLECTION_BODY: Json = {
    "name": "Summer offers",
    "filterType": "any-tags",
    "ids": ["dps:tag:1a0b1c2d3e4f5061"],
    "labels": ["core/C5"],
}
CONDITION = {"type": "PQL", "format": "pql/text", "value": 'profile.city = "Basel"'}
RULE_BODY: Json = {
    "name": "In Basel",
    "description": "",
    "condition": CONDITION,
    "definedOn": {
        "profile": {
            "schema": {"ref": "https://ns.adobe.com/xdm/context/profile_union", "version": "1"},
            "referencePaths": ["profile.city"],
        }
    },
}
DECISION_BODY: Json = {
    "name": "Home page",
    "status": "live",
    **PERIOD,
    "fallback": "dps:fallback-offer:1a0b1c2d3e4f5061",
    "criteria": [
        {
            "placements": ["dps:offer-placement:1a0b1c2d3e4f5061"],
            "rank": {
                "priority": 0,
                "order": {
                    "orderEvaluationType": "ranking-strategy",
                    "rankingStrategy": "dps:ranking-function:1a0b1c2d3e4f5061",
                },
            },
            "profileConstraint": {
                "profileConstraintType": "eligibilityRule",
                "eligibilityRule": "dps:eligibility-rule:1a0b1c2d3e4f5061",
            },
            "optionSelection": {"filter": "dps:offer-filter:1a0b1c2d3e4f5061"},
        }
    ],
}

FAMILIES = [
    pytest.param("offers?offer-type=fallback", "fallback-offer", OFFER_BODY, id="fallback offer"),
    pytest.param("offers?offer-type=personalized", "personalized-offer", PERSONALIZED_BODY, id="personalized offer"),
    pytest.param("placements", "offer-placement", PLACEMENT_BODY, id="placement"),
    pytest.param("tags", "tag", TAG_BODY, id="tag"),
    pytest.param("offer-collections", "offer-filter", COLLECTION_BODY, id="collection"),
    pytest.param("offer-rules", "eligibility-rule", RULE_BODY, id="rule"),
    pytest.param("offer-decisions", "offer-activity", DECISION_BODY, id="decision"),
]
each_family = pytest.mark.parametrize(("path", "type_", "body"), FAMILIES)

RECEIPT = [
    "createdBy",
    "createdByClientId",
    "createdDate",
    "etag",
    "id",
    "lastModifiedBy",
    "lastModifiedByClientId",
    "lastModifiedDate",
    "sandboxId",
]
SERVER_MEMBERS = ["created", "modified", "etag", "schemas", "createdBy", "lastModifiedBy", "id"]


@each_family
def test_a_create_answers_a_receipt(api: Api, path: str, type_: str, body: Json) -> None:
    """A create answers 201 and a receipt: no business member, not even the name."""
    response = api.post(path, body)
    assert (response.status_code, sorted(response.json())) == (201, RECEIPT)


@each_family
def test_ids_look_like_real_ones(api: Api, path: str, type_: str, body: Json) -> None:
    """An id is `dps:`, the type and 16 hexadecimal digits."""
    assert re.fullmatch(rf"dps:{type_}:[0-9a-f]{{16}}", api.post(path, body).json()["id"])


@each_family
def test_a_read_shows_what_was_sent(api: Api, path: str, type_: str, body: Json) -> None:
    """A read carries the server's members first, then those that were sent, as they were sent."""
    read = api.get(api.made(path, body)).json()
    sent = {name: value for name, value in body.items() if name != "definedOn"}
    assert (list(read), {name: read[name] for name in sent}) == ([*SERVER_MEMBERS, *sent], sent)


@each_family
def test_a_list_shows_the_same_rows(api: Api, path: str, type_: str, body: Json) -> None:
    """A row of a list is what the read of one object answers."""
    item = api.made(path, body)
    assert api.get(path).json()["results"] == [api.get(item).json()]


@each_family
def test_an_update_answers_a_receipt(api: Api, path: str, type_: str, body: Json) -> None:
    """The pages' update, after the pages' create, answers a receipt with the next etag; of two families the create
    has no description, and the update replaces it."""
    patch = [
        {"op": "replace", "path": "/name", "value": "Renamed"},
        {"op": "replace", "path": "/description", "value": "Again"},
    ]
    response = api.patch(api.made(path, body), patch)
    dataset = ["datasetId"] if type_ == "fallback-offer" else []
    assert (response.status_code, response.json()["etag"], sorted(response.json())) == (
        200,
        2,
        sorted([*RECEIPT, *dataset]),
    )


@each_family
def test_a_delete_empties_and_a_read_misses(api: Api, path: str, type_: str, body: Json) -> None:
    """A delete answers 200 without a body; a read after it answers 404."""
    item = api.made(path, body)
    response = api.delete(item)
    assert (response.status_code, response.content, api.get(item).status_code) == (200, b"", 404)


@each_family
def test_a_name_is_needed(api: Api, path: str, type_: str, body: Json) -> None:
    """An object without a name is refused, and the answer names the member."""
    nameless = {member: value for member, value in body.items() if member != "name"}
    response = api.post(path, nameless)
    assert (response.status_code, response.json()["detail"]) == (400, "name: Field required")


def test_dates_differ_between_receipt_and_read(api: Api) -> None:
    """A receipt writes dates with Z, a read the same instant with +00:00."""
    receipt = api.post("tags", TAG_BODY).json()
    read = api.get(f"tags/{receipt['id']}").json()
    assert receipt["createdDate"] == read["created"].replace("+00:00", "Z")


def test_a_null_member_is_not_set(api: Api) -> None:
    """A member sent as null is omitted from reads."""
    assert "description" not in api.get(api.made("tags", {"name": "Summer", "description": None})).json()


def test_server_members_cannot_be_sent(api: Api) -> None:
    """Members the server sets are not taken from a create."""
    assert api.get(api.made("tags", {**TAG_BODY, "etag": 40, "createdBy": "me"})).json()["etag"] == 1


def test_every_problem_is_named_at_once(api: Api) -> None:
    """One answer lists all that is wrong with an offer."""
    component = {"type": "html"}
    body = {"name": "", "status": "gone", "representations": [{"placement": "p", "components": [component]}]}
    assert api.post("offers?offer-type=fallback", body).json()["detail"].split("; ") == [
        "name: String should have at least 1 character",
        "status: Value error, wanted one of draft, approved, archived",
        "representations.0.channel: Field required",
        "representations.0.components.0.format: Field required",
    ]


def test_one_representation_per_placement(api: Api) -> None:
    """Two representations for the same placement are refused."""
    body = {**OFFER_BODY, "representations": OFFER_BODY["representations"] * 2}
    assert "more than one representation" in api.post("offers?offer-type=fallback", body).json()["detail"]


def test_a_rule_needs_its_type(api: Api) -> None:
    """An eligibility rule without a constraint type is refused."""
    body = {**PERSONALIZED_BODY, "selectionConstraint": {"eligibilityRule": "dps:eligibility-rule:1"}}
    assert "profileConstraintType" in api.post("offers?offer-type=personalized", body).json()["detail"]

"""What goes over the wire when all is well."""

from __future__ import annotations

import gzip
import json
import uuid
from typing import Any

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Emulator, Garble
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from offer_resources.objects.family import Family
from tests.support.log import methods
from tests.support.place import ORG, STAGE, SUMMER, a_library, a_target, offers
from tests.support.wire import an_answer, saying

HERO = {
    "name": "Hero",
    "channel": "https://ns.adobe.com/xdm/channel-types/web",
    "componentType": "html",
    "itemCount": 1,
    "allowDuplicatePlacements": False,
    "returnContent": True,
    "returnMetaData": {},
}
RENAME = [{"op": "replace", "path": "/name", "value": "Winter"}]


def each_verb(library: OfferLibrary, family: Family, body: dict[str, Any]) -> str:
    """Create, read, update and delete one object; returns its id."""
    id_ = str(library.create(a_target(family=family), body)["id"])
    target = a_target(id_, family=family)
    library.get(target)
    library.patch(target, RENAME)
    library.delete(target)
    return id_


@pytest.mark.parametrize(
    ("family", "body", "collection", "query"),
    [
        pytest.param(FALLBACK_OFFERS, SUMMER, "/data/core/dps/offers", "offer-type=fallback", id="fallback offers"),
        pytest.param(PLACEMENTS, HERO, "/data/core/dps/placements", "", id="placements"),
    ],
)
def test_paths(
    emulator: Emulator, library: OfferLibrary, family: Family, body: dict[str, Any], collection: str, query: str
) -> None:
    """Every verb goes to the documented path, ids percent-encoded, the offer type on each."""
    item = f"{collection}/{each_verb(library, family, body).replace(':', '%3A')}"
    assert [(request.method, request.raw_path, request.query) for request in emulator.requests[1:]] == [
        ("POST", collection, query),
        ("GET", item, query),
        ("PATCH", item, query),
        ("DELETE", item, query),
    ]


def test_documented_headers_are_on_every_request(emulator: Emulator, library: OfferLibrary) -> None:
    """Credential, client, organisation, sandbox; a content type on all that may have a body."""
    each_verb(library, FALLBACK_OFFERS, SUMMER)
    names = ("authorization", "x-api-key", "x-gw-ims-org-id", "x-sandbox-name", "accept", "content-type")
    same = ("***", "emulator", ORG, "dev", "application/json")
    assert [tuple(request.headers.get(name) for name in names) for request in emulator.requests[1:]] == [
        (*same, "application/json"),
        (*same, None),
        (*same, "application/json"),
        (*same, "application/json"),
    ]


def test_answers_may_be_packed() -> None:
    """Every request says so, and a packed answer is read."""
    offer = json.dumps({"id": "dps:fallback-offer:1", "name": "Summer"}).encode()
    with saying(an_answer(gzip.compress(offer), "Content-Encoding: gzip")) as wire:
        live = a_library(wire.endpoint).get(a_target("dps:fallback-offer:1"))
    assert (live["name"], b"gzip" in wire.heard[0].lower()) == ("Summer", True)


def test_every_request_has_an_id_of_its_own(emulator: Emulator, library: OfferLibrary) -> None:
    """Support can find each single attempt."""
    each_verb(library, FALLBACK_OFFERS, SUMMER)
    request_ids = [request.headers["x-request-id"] for request in emulator.requests[1:]]
    assert len({uuid.UUID(request_id) for request_id in request_ids}) == 4


def test_requests_go_to_the_sandbox_of_the_object(emulator: Emulator, library: OfferLibrary) -> None:
    """The place comes with each call; the client has none of its own."""
    library.create(a_target(place=STAGE), SUMMER)
    assert (len(offers(emulator)), len(offers(emulator, STAGE))) == (0, 1)


def test_bodies_arrive_as_they_are(emulator: Emulator, library: OfferLibrary) -> None:
    """Any script, any length, and nothing added."""
    body = {**SUMMER, "name": 'Été "☀" 夏 \u2028 🏖', "description": "x" * 200_000}
    library.create(a_target(), body)
    assert emulator.requests[-1].body == body


def test_a_patch_is_sent_as_it_is(emulator: Emulator, library: OfferLibrary) -> None:
    """The operations are the body."""
    library.patch(a_target(library.create(a_target(), SUMMER)["id"]), RENAME)
    assert (emulator.requests[-1].body, offers(emulator)[0]["name"]) == (RENAME, "Winter")


@pytest.mark.parametrize(
    ("id_", "raw"),
    [
        ("dps:fallback-offer:1", "dps%3Afallback-offer%3A1"),
        ("50%2F50", "50%252F50"),
        ("été", "%C3%A9t%C3%A9"),
        ("a;b,c@d+e=f&g", "a%3Bb%2Cc%40d%2Be%3Df%26g"),
        ("~a.b_c-d", "~a.b_c-d"),
    ],
)
def test_ids_are_percent_encoded(emulator: Emulator, library: OfferLibrary, id_: str, raw: str) -> None:
    """An id is one segment of the path, whatever is in it."""
    library.delete(a_target(id_))
    assert emulator.requests[-1].raw_path == f"/data/core/dps/offers/{raw}"


@pytest.mark.parametrize(
    "readings",
    [
        pytest.param({}, id="201, 200, 200"),
        pytest.param({"create_status": "200", "update_status": "202", "delete_status": "202"}, id="200, 202, 202"),
        pytest.param({"delete_status": "204"}, id="204"),
        pytest.param({"write_answer": "object", "receipt_members": "lean", "first_etag": "2"}, id="other receipts"),
    ],
)
def test_any_2xx_is_a_success(emulator: Emulator, library: OfferLibrary, readings: dict[str, str]) -> None:
    """The vendor's pages do not say which; all of them will do."""
    emulator.set_readings(**readings)
    each_verb(library, FALLBACK_OFFERS, SUMMER)
    assert methods(emulator) == ["POST", "GET", "PATCH", "DELETE"]


def test_deleting_what_is_gone_is_a_success(emulator: Emulator, library: OfferLibrary) -> None:
    """One request, and nothing to complain about."""
    library.delete(a_target("dps:fallback-offer:0"))
    assert methods(emulator) == ["DELETE"]


def test_an_answer_may_hold_members_nobody_knows(emulator: Emulator, library: OfferLibrary) -> None:
    """Later versions of the API break nothing."""
    emulator.fault(Garble(how="unknown-members"), method="POST", path="/offers")
    assert library.create(a_target(), SUMMER)["_future"] == {"added": ["by", "the", "server"]}

"""Create: one POST, and everything state needs (docs/reference/pulumi-dynamic-provider.md 8)."""

from __future__ import annotations

import pytest

from offer_resources.emulator import Answer, Cut, Emulator, Garble
from offer_resources.lifecycle.secrecy import PLAIN
from tests.dynamic.calls import HostError
from tests.dynamic.emulated import live, sent
from tests.dynamic.host import Host

WEB = "https://ns.adobe.com/xdm/channel-types/web"
PLACE = {"org": "ORG@AdobeOrg", "sandbox": "dev"}


def test_create_is_one_post_with_what_the_program_gives(host: Host, emulator: Emulator) -> None:
    """What check returned is what is sent, without empty members and without the place."""
    component = {"type": "html", "format": "text/html", "content": "<p>"}
    host.offers.up(
        {
            "name": "Summer",
            "description": "",
            "status": "approved",
            "representations": [{"placement": "dps:offer-placement:p", "channel": "web", "components": [component]}],
            "tags": ["b", "a"],
            "labels": [],
            "characteristics": {"theme": "summer"},
        }
    )
    assert sent(emulator) == [
        (
            "POST",
            "offers",
            {
                "name": "Summer",
                "status": "approved",
                "representations": [{"placement": "dps:offer-placement:p", "channel": WEB, "components": [component]}],
                "tags": ["b", "a"],
                "characteristics": {"theme": "summer"},
            },
        )
    ]


def test_outputs_are_complete(host: Host, emulator: Emulator) -> None:
    """State holds every member we manage, the revision, dates and authors, and the place."""
    made = host.offers.up({"name": "Summer", "tags": ["b", "a"], "description": ""})
    (found,) = [item for item in emulator.objects(**PLACE) if item["id"] == made.id]
    assert made.outs == {
        "name": "Summer",
        "description": "",
        "tags": ["b", "a"],
        "etag": 1,
        "createdDate": found["created"].replace("+00:00", "Z"),
        "lastModifiedDate": found["modified"].replace("+00:00", "Z"),
        "createdBy": found["createdBy"],
        "lastModifiedBy": found["lastModifiedBy"],
        "sandboxId": made.outs["sandboxId"],
        PLAIN: ["description", "name", "tags"],
        **PLACE,
    }


def test_a_status_that_is_not_given_is_draft_and_not_managed(host: Host, emulator: Emulator) -> None:
    """The API asks for one; the program does not care, so state does not know it."""
    made = host.offers.up({"name": "Summer"})
    assert (live(emulator, made.id)["status"], made.outs.get("status")) == ("draft", None)


def test_a_placement_goes_to_its_own_path(host: Host, emulator: Emulator) -> None:
    """Every family has its path, its members and no offer type."""
    host.placements.up({"name": "Banner", "channel": "web", "componentType": "html", "itemCount": 1})
    (request,) = [
        request for request in emulator.requests if request.method == "POST" and request.path != "/ims/token/v3"
    ]
    assert (request.path, request.query, request.body) == (
        "/data/core/dps/placements",
        "",
        {"name": "Banner", "channel": WEB, "componentType": "html", "itemCount": 1},
    )


def test_an_offer_says_its_type(host: Host, emulator: Emulator) -> None:
    """The offer type goes with every request to offers."""
    made = host.offers.up({"name": "Summer"})
    host.offers.read(made.id, made.outs)
    assert {request.query for request in emulator.requests if "offers" in request.path} == {"offer-type=fallback"}


def test_create_goes_to_the_place_of_its_inputs(host: Host, emulator: Emulator) -> None:
    """Check has written the place in; from then on it is the object's own."""
    host.offers.create({"name": "Summer", "org": "ORG@AdobeOrg", "sandbox": "stage"})
    assert sent(emulator, sandbox="stage") == [("POST", "offers", {"name": "Summer", "status": "draft"})]


def test_a_value_unknown_to_the_last_is_not_sent(host: Host, emulator: Emulator) -> None:
    """The engine sends null for a value that stays unknown."""
    host.offers.create({"name": "Summer", "description": None, **PLACE})
    assert sent(emulator) == [("POST", "offers", {"name": "Summer", "status": "draft"})]


def test_a_refused_offer_is_not_created(host: Host, emulator: Emulator) -> None:
    """What the API says against it reaches the person, with what was tried and where."""
    emulator.fault(Answer(status=400, body={"title": "Bad Request", "detail": "no such placement"}), method="POST")
    with pytest.raises(
        HostError,
        match=r'^InvalidOfferError: create fallback offer "Summer" in sandbox dev: 400 Bad Request: no such placement'
        r" \(request id [-0-9a-f]{36}\): correct what it names and run again$",
    ):
        host.offers.up({"name": "Summer"})


def test_a_lost_answer_is_no_second_post(host: Host, emulator: Emulator) -> None:
    """The object is looked up and its id goes into state."""
    emulator.fault(Cut(when="after"), method="POST", path="/offers$")
    made = host.offers.up({"name": "Summer"})
    assert live(emulator, made.id)["name"] == "Summer"
    assert [method for method, _, _ in sent(emulator)] == ["POST"]


def test_a_post_that_was_surely_not_executed_is_sent_again(host: Host, emulator: Emulator) -> None:
    """Too many requests is no reason to fail a deployment."""
    emulator.fault(Answer(status=429, headers={"retry-after": "0"}), method="POST", path="/offers$")
    made = host.offers.up({"name": "Summer"})
    assert live(emulator, made.id)["name"] == "Summer"


def test_members_of_a_receipt_that_we_do_not_know_are_no_trouble(host: Host, emulator: Emulator) -> None:
    """After the POST nothing may fail, whatever a later API adds."""
    emulator.fault(Garble(how="unknown-members"), method="POST", path="/offers$")
    assert host.offers.up({"name": "Summer"}).outs["etag"] == 1


def test_the_same_inputs_twice_are_two_objects(host: Host) -> None:
    """Answers are fresh values; nothing of one call is left in the next."""
    inputs = host.offers.check({"name": "Summer"}).inputs
    assert host.offers.create(inputs).id != host.offers.create(inputs).id

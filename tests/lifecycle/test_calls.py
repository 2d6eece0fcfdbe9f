"""What each of the engine's calls sends, and what it records."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.emulator import Answer, Cut, Edit, Emulator
from offer_resources.errors import (
    DriftConflictError,
    ForbiddenError,
    OfferNotFoundError,
    OfferResourcesError,
    PlaceError,
)
from offer_resources.lifecycle.secrecy import PLAIN
from offer_resources.objects.checked import AS_GIVEN
from offer_resources.objects.diff import Change
from offer_resources.objects.families import PLACEMENTS
from offer_resources.objects.values import Problem, Unknown
from offer_resources.settings import Place, Settings
from tests.support.life import FOOTER, LINK, Life, a_page, edit
from tests.support.log import methods
from tests.support.place import DEV, ORG, STAGE, offers, settings_for

METADATA = {"etag", "createdDate", "lastModifiedDate", "createdBy", "lastModifiedBy"}
PLACE = {"org": ORG, "sandbox": "dev"}


def business(offer: dict[str, Any]) -> dict[str, Any]:
    """Return a live offer without what the server adds."""
    server = {"id", "etag", "created", "modified", "createdBy", "lastModifiedBy", "schemas"}
    return {name: value for name, value in offer.items() if name not in server}


# check and diff


def test_check_and_diff_send_nothing(emulator: Emulator, life: Life) -> None:
    """A preview needs no network for them."""
    inputs = life.checked(description="d")
    life.lifecycle.diff("id", {**inputs, "description": "e"}, inputs)
    assert emulator.requests == []


def test_check_returns_inputs_as_given_with_the_place(life: Life) -> None:
    """What is stored is what the program says, and where it is to be."""
    given = {"name": "Summer", "tags": ["b", "a"], "adoptId": "dps:fallback-offer:1"}
    assert life.lifecycle.check(given) == (
        {"name": "Summer", "tags": ["b", "a"], "adoptId": "dps:fallback-offer:1", **PLACE, AS_GIVEN: True},
        [],
    )


def test_check_again_changes_nothing(life: Life) -> None:
    """The place of old inputs is no member of the object and no problem."""
    inputs = life.checked(representations=[a_page()])
    assert life.lifecycle.check(inputs) == (inputs, [])


def test_check_reports_all_problems(life: Life) -> None:
    """And hands the inputs back as they came."""
    given = {"name": "", "status": "on"}
    problems = [
        Problem(("name",), "an empty text", "text that is not empty"),
        Problem(("status",), '"on"', "one of draft, approved, archived"),
    ]
    assert life.lifecycle.check(given) == (given, problems)


@pytest.mark.parametrize(
    ("before", "after", "is_any"),
    [
        pytest.param({"description": "d"}, {"description": "d"}, False, id="equal"),
        pytest.param({"description": "d"}, {"description": "e"}, True, id="changed"),
        pytest.param({}, {"description": "e"}, True, id="given now"),
        pytest.param({"description": "d"}, {}, True, id="taken away"),
        pytest.param({}, {"description": ""}, False, id="given empty now"),
        pytest.param({"description": ""}, {}, False, id="empty taken away"),
        pytest.param({"status": "approved"}, {}, False, id="status taken away"),
        pytest.param({"status": "approved"}, {"status": "draft"}, True, id="status changed"),
        pytest.param({"etag": 1}, {"etag": 2}, False, id="etag"),
        pytest.param({"adoptId": "a"}, {"adoptId": "b"}, False, id="another adoptId"),
        pytest.param({"adoptId": "a"}, {}, False, id="adoptId taken away"),
        pytest.param({}, {"tags": [Unknown()]}, True, id="unknown"),
        pytest.param({"tags": [Unknown()]}, {"tags": [Unknown()]}, True, id="unknown twice"),
        pytest.param({"__provider": "x"}, {"__provider": "y"}, False, id="the engine's own"),
        pytest.param(
            {"representations": [a_page(**LINK)]}, {"representations": [a_page()]}, True, id="taken away deep inside"
        ),
    ],
)
def test_what_is_a_difference(life: Life, before: dict[str, Any], after: dict[str, Any], is_any: bool) -> None:
    """Managed members count, in their meaning; nothing else does."""
    olds, news = ({"name": "Summer", **PLACE, **members} for members in (before, after))
    difference = life.lifecycle.diff("id", olds, news)
    assert (difference.is_any, difference.replaces) == (is_any, ())


def test_another_sandbox_is_a_replacement(life: Life) -> None:
    """An object cannot move; a new one is made where the stack is now."""
    olds, news = ({"name": "Summer", "org": ORG, "sandbox": sandbox} for sandbox in ("dev", "stage"))
    difference = life.lifecycle.diff("id", olds, news)
    assert (difference.changes, difference.replaces) == ([Change(("sandbox",), "dev", "stage")], ("sandbox",))


def test_another_organisation_stops(life: Life) -> None:
    """Its credentials cannot reach the old object, so nothing may be replaced."""
    olds, news = (
        {"name": "Summer", PLAIN: ["name"], "org": org, "sandbox": "dev"} for org in ("A@AdobeOrg", "B@AdobeOrg")
    )
    with pytest.raises(PlaceError) as caught:
        life.lifecycle.diff("dps:fallback-offer:1", olds, news)
    assert str(caught.value) == (
        'fallback offer "Summer" (dps:fallback-offer:1) in sandbox dev lives in organisation A@AdobeOrg, but the stack'
        " is configured for B@AdobeOrg, whose credentials cannot reach it: set aep:orgId back, or use another stack for"
        " the other organisation"
    )


def test_a_state_without_a_place_is_no_difference(life: Life) -> None:
    """State from before places were recorded means the place configured now."""
    assert not life.lifecycle.diff("id", {"name": "Summer"}, life.checked()).is_any


# create


def test_create_is_one_post(emulator: Emulator, life: Life) -> None:
    """After one look at what is there; the receipt tells all there is to record, and nothing is read back."""
    created = life.created(representations=[a_page()], tags=["b", "a"])
    assert (methods(emulator), business(offers(emulator)[0])) == (
        ["LIST", "POST"],
        {"name": "Summer", "status": "draft", "representations": [a_page()], "tags": ["b", "a"]},
    )
    assert created.outputs.keys() == {
        "name",
        "representations",
        "tags",
        "org",
        "sandbox",
        "sandboxId",
        PLAIN,
        *METADATA,
    }


def test_one_look_serves_all_creates_of_a_run(emulator: Emulator, life: Life) -> None:
    """At most one list request for each family and run."""
    for _ in range(3):
        life.created()
    assert methods(emulator) == ["LIST", "POST", "POST", "POST"]


def test_outputs_hold_what_is_managed_and_nothing_else(life: Life) -> None:
    """A status that was not given is a draft on the server, and not ours."""
    outputs = life.created(description="").outputs
    managed = {name: value for name, value in outputs.items() if name not in {*METADATA, "sandboxId"}}
    assert managed == {"name": "Summer", "description": "", PLAIN: ["description", "name"], **PLACE}


@pytest.mark.parametrize(
    "receipt",
    [
        {},
        {"etag": None, "createdDate": None},
        {"etag": "W/1", "createdDate": {"odd": 1}, "createdBy": ["x"], "sandboxId": 7},
        {"createdDate": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_nothing_after_the_post_can_fail(emulator: Emulator, life: Life, receipt: dict[str, Any]) -> None:
    """Everything in a receipt but the id may be missing or odd."""
    emulator.fault(Answer(status=201, body={"id": "new", **receipt}), method="POST", path="/offers")
    assert life.created().id_ == "new"


# update


@pytest.mark.parametrize(
    ("before", "after", "operations"),
    [
        pytest.param(
            {"description": "d"},
            {"description": "e"},
            [{"op": "replace", "path": "/description", "value": "e"}],
            id="changed",
        ),
        pytest.param({}, {"tags": ["t"]}, [{"op": "add", "path": "/tags", "value": ["t"]}], id="set"),
        pytest.param({"labels": ["core/C1"]}, {}, [{"op": "remove", "path": "/labels"}], id="taken away"),
        pytest.param({"description": "d"}, {"description": ""}, [{"op": "remove", "path": "/description"}], id="empty"),
        pytest.param(
            {"representations": [a_page()]},
            {"representations": []},
            [{"op": "replace", "path": "/representations", "value": []}],
            id="representations cleared",
        ),
        pytest.param(
            {"representations": [a_page("A", **LINK), a_page("B", FOOTER)]},
            {"representations": [a_page("B", FOOTER), a_page("A")]},
            [{"op": "replace", "path": "/representations", "value": [a_page("A"), a_page("B", FOOTER)]}],
            id="taken away deep inside",
        ),
    ],
)
def test_update_is_a_get_and_one_patch(
    emulator: Emulator, life: Life, before: dict[str, Any], after: dict[str, Any], operations: list[dict[str, Any]]
) -> None:
    """The patch holds exactly what differs, and the API applies it."""
    created = life.created(**before)
    updated = life.updated(created, **after)
    assert (methods(emulator), emulator.requests[-1].body) == (["LIST", "POST", "GET", "PATCH"], operations)
    assert (updated.id_, updated.outputs["etag"]) == (created.id_, 2)
    assert not life.is_different(updated, **after)


def test_an_update_that_finds_all_as_wanted_is_a_get(emulator: Emulator, life: Life) -> None:
    """Somebody else was faster; their revision is recorded."""
    created = life.created(description="d")
    edit(emulator, created, {"op": "replace", "path": "/description", "value": "e"})
    updated = life.updated(created, description="e")
    assert (methods(emulator), updated.outputs["etag"]) == (["LIST", "POST", "GET"], 2)


def test_an_update_keeps_what_only_the_first_receipt_told(life: Life) -> None:
    """Creation date and sandbox id stay in state."""
    created = life.created(description="d")
    updated = life.updated(created, description="e")
    kept = ("createdDate", "createdBy", "sandboxId", "org", "sandbox")
    assert [updated.outputs[name] for name in kept] == [created.outputs[name] for name in kept]


def test_unmanaged_members_survive_an_update(emulator: Emulator, life: Life) -> None:
    """Asset references, descriptions and tags somebody else gave stay as they are."""
    created = life.created(representations=[a_page("A")])
    edit(emulator, created, {"op": "add", "path": "/representations/0/components/0/repo:id", "value": "urn:aaid:1"})
    edit(emulator, created, {"op": "add", "path": "/description", "value": "theirs"})
    life.updated(created, representations=[a_page("B")])
    assert business(offers(emulator)[0]) == {
        "name": "Summer",
        "status": "draft",
        "description": "theirs",
        "representations": [a_page("B", **{"repo:id": "urn:aaid:1"})],
    }


@pytest.mark.parametrize(
    ("effect", "requests"),
    [
        pytest.param(Cut(when="after"), ["GET", "PATCH", "GET"], id="executed, answer lost"),
        pytest.param(Cut(when="before"), ["GET", "PATCH", "GET", "PATCH"], id="never executed"),
        pytest.param(Answer(status=500), ["GET", "PATCH", "GET", "PATCH"], id="500"),
    ],
)
def test_a_patch_is_sent_again_only_after_another_look(
    emulator: Emulator, life: Life, effect: Any, requests: list[str]
) -> None:
    """What is as wanted already needs no second one."""
    created = life.created(description="d")
    emulator.fault(effect, method="PATCH")
    updated = life.updated(created, description="e")
    assert (methods(emulator)[2:], updated.outputs["etag"], offers(emulator)[0]["description"]) == (requests, 2, "e")


def test_the_other_look_sees_what_somebody_did_meanwhile(emulator: Emulator, life: Life) -> None:
    """A repeated patch never runs over an edit that came between."""
    created = life.created(description="d")
    emulator.fault(Edit(patch=[{"op": "replace", "path": "/description", "value": "theirs"}]), method="PATCH")
    emulator.fault(Answer(status=503), method="PATCH")
    with pytest.raises(DriftConflictError, match='description: theirs "theirs", ours "e"'):
        life.updated(created, description="e")
    assert (methods(emulator)[2:], offers(emulator)[0]["description"]) == (["GET", "PATCH", "GET"], "theirs")


def test_an_update_of_what_is_gone_names_the_refresh(emulator: Emulator, life: Life) -> None:
    """It is looked for several times, as it was written just now, and not created again behind anybody's back."""
    created = life.created(description="d")
    emulator.delete(created.id_, org=ORG, sandbox="dev")
    with pytest.raises(OfferNotFoundError, match="run `pulumi refresh` if it was deleted elsewhere"):
        life.updated(created, description="e")
    assert methods(emulator) == ["LIST", "POST", *["GET"] * 5]


# read


def test_a_read_is_one_get_and_no_difference(emulator: Emulator, life: Life) -> None:
    """A refresh of an unchanged object changes nothing."""
    created = life.created(representations=[a_page()], description="")
    found = life.read(created)
    assert found is not None
    assert (methods(emulator), found.outputs, found.is_as_stored) == (["LIST", "POST", "GET"], created.outputs, True)


def test_drift_comes_back_as_inputs_and_outputs(emulator: Emulator, life: Life) -> None:
    """Managed members as they are now, and the note on the inputs; what is not ours stays out."""
    created = life.created(description="d", tags=["a"])
    edit(emulator, created, {"op": "replace", "path": "/description", "value": "theirs"})
    edit(emulator, created, {"op": "add", "path": "/labels", "value": ["core/C1"]})
    edit(emulator, created, {"op": "remove", "path": "/tags"})
    found = life.read(created)
    assert found is not None
    assert found.inputs == {"name": "Summer", "description": "theirs", **PLACE, AS_GIVEN: True}
    assert (found.outputs["description"], found.outputs["etag"], found.outputs.keys() & {"tags", "labels"}) == (
        "theirs",
        4,
        set(),
    )


@pytest.mark.parametrize("effect", [Answer(status=404, shape="problem"), Answer(status=404, shape="empty")])
def test_gone_is_gone_on_a_404(emulator: Emulator, life: Life, effect: Answer) -> None:
    """An object of last year is asked for once."""
    last_year = "2025-01-15T09:30:00.123Z"
    recorded = {**life.created().outputs, "createdDate": last_year, "lastModifiedDate": last_year}
    emulator.fault(effect, method="GET", times=0)
    assert life.lifecycle.refresh("dps:fallback-offer:1", recorded) is None
    assert methods(emulator) == ["LIST", "POST", "GET"]


@pytest.mark.parametrize(
    "effect",
    [
        Answer(status=404, shape="html"),
        Answer(status=401),
        Answer(status=403),
        Answer(status=429),
        Answer(status=500),
        Cut(),
    ],
    ids=["404 page", "401", "403", "429", "500", "cut"],
)
def test_nothing_else_makes_an_object_gone(emulator: Emulator, life: Life, effect: Any) -> None:
    """A refresh that cannot know forgets nothing."""
    created = life.created()
    emulator.fault(effect, method="GET", times=0)
    with pytest.raises(OfferResourcesError):
        life.read(created)


def test_a_young_object_is_asked_for_again(emulator: Emulator, life: Life) -> None:
    """A moment after its creation a reader may not see it yet."""
    created = life.created()
    emulator.fault(Answer(status=404), method="GET", times=3)
    found = life.read(created)
    assert found is not None
    assert methods(emulator) == ["LIST", "POST", *["GET"] * 4]


def test_a_young_object_that_stays_away_is_gone(emulator: Emulator, life: Life) -> None:
    """Patience has an end."""
    created = life.created()
    emulator.delete(created.id_, org=ORG, sandbox="dev")
    assert life.read(created) is None


@pytest.mark.parametrize("receipt", [{"id": "new"}, {"id": "new", "etag": "W/1"}])
def test_an_object_without_an_etag_can_be_gone_too(emulator: Emulator, life: Life, receipt: dict[str, Any]) -> None:
    """A receipt need not tell a revision; a refresh is one all the same."""
    emulator.fault(Answer(status=201, body=receipt), method="POST", path="/offers")
    created = life.created()
    assert life.read(created) is None


def test_a_look_up_by_id_finds_everything(emulator: Emulator, life: Life) -> None:
    """Nothing is managed, so everything is told."""
    created = life.created(representations=[a_page()], tags=["a"])
    found = life.lifecycle.look_up(created.id_)
    assert (found.id_, found.outputs["status"], found.outputs["representations"]) == (
        created.id_,
        "draft",
        [a_page()],
    )


def test_a_look_up_of_what_does_not_exist_is_an_error(emulator: Emulator, life: Life) -> None:
    """A program that names it cannot go on without it."""
    with pytest.raises(OfferNotFoundError):
        life.lifecycle.look_up("dps:fallback-offer:0")
    assert methods(emulator) == ["GET"]


def test_a_look_up_stays_one_in_a_refresh(life: Life) -> None:
    """All members are read again."""
    created = life.created()
    found = life.lifecycle.look_up(created.id_)
    again = life.read(found)
    assert again is not None
    assert again.outputs == found.outputs


def test_an_imported_state_is_completed(life: Life) -> None:
    """State that knows ids only: whatever there is becomes managed."""
    created = life.created(description="d")
    found = life.lifecycle.refresh(created.id_, {})
    assert found is not None
    assert found.inputs == {"name": "Summer", "description": "d", "status": "draft", **PLACE}


# delete


def test_delete_is_one_delete(emulator: Emulator, life: Life) -> None:
    """After one look whether somebody has edited it; nothing after it."""
    life.delete(life.created())
    assert (methods(emulator), offers(emulator)) == (["LIST", "POST", "GET", "DELETE"], [])


def test_deleting_what_is_gone_is_a_success(emulator: Emulator, life: Life) -> None:
    """That was the aim."""
    created = life.created()
    emulator.delete(created.id_, org=ORG, sandbox="dev")
    life.delete(created)
    assert methods(emulator) == ["LIST", "POST", "GET", "DELETE"]


def test_a_delete_that_is_refused_is_an_error(emulator: Emulator, life: Life) -> None:
    """State must not forget what is still there."""
    created = life.created()
    emulator.fault(Answer(status=403), method="DELETE")
    with pytest.raises(ForbiddenError, match=rf'^delete fallback offer "Summer" \({created.id_}\) in sandbox dev: 403'):
        life.delete(created)


# places


def test_everything_happens_where_the_object_lives(emulator: Emulator, settings: Settings) -> None:
    """Whatever the stack is configured for now: reads, updates and deletes follow the state."""
    created = Life(settings).created(description="d")
    emulator.clear_requests()
    life = Life(settings_for(emulator, place=STAGE))
    life.read(created)
    life.lifecycle.update(created.id_, created.outputs, {**created.inputs, "description": "e"})
    life.delete(created)
    assert {request.headers["x-sandbox-name"] for request in emulator.requests[1:]} == {"dev"}
    assert (offers(emulator), offers(emulator, STAGE)) == ([], [])


def test_a_replacement_is_made_where_the_stack_is_now(emulator: Emulator, settings: Settings) -> None:
    """A new object there, the old one deleted where it lives, nothing patched across."""
    created = Life(settings).created(description="d")
    life = Life(settings_for(emulator, place=STAGE))
    assert life.is_different(created, description="d")
    life.created(description="d")
    life.delete(created)
    assert (len(offers(emulator)), len(offers(emulator, STAGE))) == (0, 1)


def test_a_state_without_a_place_gets_one(life: Life) -> None:
    """It is recorded with the first update."""
    created = life.created(description="d")
    olds = {name: value for name, value in created.outputs.items() if name not in PLACE}
    updated = life.lifecycle.update(created.id_, olds, life.checked(description="e"))
    assert {name: updated.outputs[name] for name in PLACE} == PLACE


def test_the_same_id_in_two_sandboxes_is_two_objects(emulator: Emulator, settings: Settings) -> None:
    """Organisations and sandboxes share nothing."""
    Life(settings).created()
    Life(settings_for(emulator, place=Place("OTHER@AdobeOrg", "dev"))).created()
    assert (len(offers(emulator, DEV)), len(offers(emulator, Place("OTHER@AdobeOrg", "dev")))) == (1, 1)


# the other family


def test_a_placement_lives_the_same_life(emulator: Emulator, settings: Settings) -> None:
    """One lifecycle for all families: create, no change, change, refresh, delete."""
    life = Life(settings, PLACEMENTS)
    members = {"channel": "web", "componentType": "html", "itemCount": 1, "returnMetaData": {"offerName": True}}
    created = life.created(**members)
    assert not life.is_different(created, **members)
    updated = life.updated(created, **{**members, "itemCount": 3, "returnMetaData": {"offerName": False}})
    assert emulator.requests[-1].body == [
        {"op": "replace", "path": "/itemCount", "value": 3},
        {"op": "replace", "path": "/returnMetaData", "value": {"offerName": False}},
    ]
    found = life.read(updated)
    assert found is not None
    assert found.outputs == updated.outputs
    life.delete(updated)
    assert methods(emulator) == ["LIST", "POST", "GET", "PATCH", "GET", "GET", "DELETE"]

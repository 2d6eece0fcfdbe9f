"""Read: refresh, look-ups, imported state (docs/reference/pulumi-dynamic-provider.md 9)."""

from __future__ import annotations

import datetime
from typing import Literal

import pytest

from offer_resources.emulator import Answer, Emulator, Garble
from offer_resources.lifecycle.secrecy import PLAIN
from offer_resources.objects.checked import AS_GIVEN
from tests.dynamic.calls import HostError, Props, Read
from tests.dynamic.emulated import config_of, edit, live, methods
from tests.dynamic.host import Host, Start

GONE = "dps:fallback-offer:0000000000000000"
PLACE = {"org": "ORG@AdobeOrg", "sandbox": "dev"}
STATE = {"name": "Summer", "etag": 3, "createdDate": "2026-01-15T09:30:00.000Z", **PLACE}
WEB = "https://ns.adobe.com/xdm/channel-types/web"
COMPONENT = {"type": "html", "format": "text/html", "content": "<p>"}
HERO = {"placement": "dps:offer-placement:p", "channel": WEB, "components": [COMPONENT]}
SUMMER = {"name": "Summer", "description": "Sun", "tags": ["b", "a"], "representations": [HERO]}


def told(outs: Props, **more: str) -> Props:
    """Return what a read tells of it, and members besides: all but the sandbox's id, which only receipts hold."""
    kept = {name: value for name, value in outs.items() if name != "sandboxId"}
    return {**kept, **more, PLAIN: sorted([*outs[PLAIN], *more])}


def test_a_refresh_of_what_did_not_change_changes_nothing(host: Host) -> None:
    """Outputs and id are those in state; without inputs in the answer the engine keeps the program's own."""
    made = host.offers.up(SUMMER)
    assert host.offers.read(made.id, made.outs) == Read(made.id, made.outs, None)


def test_a_refresh_is_one_get(emulator: Emulator, start: Start) -> None:
    """Reading writes nothing."""
    with start(config_of(emulator)) as host:
        made = host.offers.up(SUMMER)
        emulator.clear_requests()
        host.offers.read(made.id, made.outs)
        assert methods(emulator) == ["GET"]


def test_an_edit_elsewhere_comes_back_as_an_input(host: Host, emulator: Emulator) -> None:
    """Drift shows as `theirs => ours` in the next preview, which compares inputs."""
    made = host.offers.up(SUMMER)
    edit(emulator, made.id, {"op": "replace", "path": "/description", "value": "Rain"})
    assert host.offers.read(made.id, made.outs).inputs == {**SUMMER, **PLACE, AS_GIVEN: True, "description": "Rain"}


def test_an_edit_elsewhere_comes_back_as_an_output(host: Host, emulator: Emulator) -> None:
    """State holds what the server last had."""
    made = host.offers.up(SUMMER)
    edit(emulator, made.id, {"op": "replace", "path": "/description", "value": "Rain"})
    outs = host.offers.read(made.id, made.outs).outs
    assert (outs["description"], outs["etag"]) == ("Rain", 2)


def test_a_member_removed_elsewhere_is_absent(host: Host, emulator: Emulator) -> None:
    """The next preview shows it as to be added."""
    made = host.offers.up(SUMMER)
    edit(emulator, made.id, {"op": "remove", "path": "/description"})
    assert "description" not in (host.offers.read(made.id, made.outs).inputs or {})


def test_drift_deep_inside_comes_back_in_canonical_form(host: Host, emulator: Emulator) -> None:
    """Spelling and order are ours, content is theirs."""
    made = host.offers.up(SUMMER)
    theirs = {
        "components": [{**COMPONENT, "type": "component-html", "content": "<b>"}],
        "channel": WEB,
        "placement": "dps:offer-placement:p",
    }
    edit(emulator, made.id, {"op": "replace", "path": "/representations", "value": [theirs]})
    hero = {**HERO, "components": [{**COMPONENT, "content": "<b>"}]}
    assert host.offers.read(made.id, made.outs).inputs == {**SUMMER, **PLACE, AS_GIVEN: True, "representations": [hero]}


def test_another_spelling_on_the_server_is_no_drift(host: Host, emulator: Emulator) -> None:
    """The API may answer with full URIs where it was sent short names."""
    made = host.offers.up(SUMMER)
    emulator.fault(Garble(how="type-uri"), method="GET")
    assert host.offers.read(made.id, made.outs) == Read(made.id, made.outs, None)


def test_what_the_program_never_gave_is_not_read(host: Host, emulator: Emulator) -> None:
    """A member that is not managed neither drifts nor enters state."""
    made = host.offers.up({"name": "Summer"})
    edit(emulator, made.id, {"op": "add", "path": "/tags", "value": ["x"]})
    read = host.offers.read(made.id, made.outs)
    assert read.inputs is None
    assert "tags" not in read.outs


def test_what_is_gone_has_no_id_and_no_outputs(host: Host) -> None:
    """The engine forgets the object."""
    assert host.offers.read(GONE, STATE) == Read("", {}, None)


def test_what_is_of_another_kind_is_gone(host: Host) -> None:
    """A family sees its own objects only."""
    made = host.placements.up({"name": "Banner", "channel": "web", "componentType": "html"})
    assert host.offers.read(made.id, STATE).id == ""


@pytest.mark.parametrize("status", [400, 401, 403, 410, 429, 500, 503])
def test_only_404_means_gone(host: Host, emulator: Emulator, status: int) -> None:
    """Nothing is forgotten because of an expired secret or an outage."""
    made = host.offers.up(SUMMER)
    emulator.fault(Answer(status=status, headers={"retry-after": "3600"}), method="GET", times=0)
    with pytest.raises(HostError, match=rf"\A\w+Error: read [^\n]* {status} [^\n]*\Z"):
        host.offers.read(made.id, made.outs)


@pytest.mark.parametrize("shape", ["html", "gateway"])
def test_a_404_that_is_not_the_library_s_does_not_mean_gone(
    host: Host, emulator: Emulator, shape: Literal["html", "gateway"]
) -> None:
    """A proxy's word about a path is no word about an offer: the refresh stops and forgets nothing."""
    made = host.offers.up(SUMMER)
    emulator.fault(Answer(status=404, shape=shape), method="GET", times=0)
    with pytest.raises(HostError, match=r"\AOfferLibraryError: .*not from the Offer Library: check aep:endpoint"):
        host.offers.read(made.id, made.outs)


def test_a_new_object_that_is_not_visible_yet_is_not_gone(host: Host, emulator: Emulator) -> None:
    """An object may be invisible for a moment after its creation."""
    made = host.offers.up(SUMMER)
    emulator.fault(Answer(status=404), method="GET")
    assert host.offers.read(made.id, made.outs).id == made.id


def test_a_refresh_goes_to_the_recorded_sandbox(host: Host, emulator: Emulator) -> None:
    """An object is read where it lives, whatever is configured now."""
    made = host.offers.create({"name": "Summer", "org": "ORG@AdobeOrg", "sandbox": "stage"})
    read = host.offers.read(made.id, made.outs)
    assert (read.inputs, read.outs["sandbox"]) == (None, "stage")
    assert {request.headers["x-sandbox-name"] for request in emulator.requests if request.method == "GET"} == {"stage"}


def test_a_refresh_keeps_adopt_id(host: Host, emulator: Emulator) -> None:
    """A refresh is no reason for a change in the next preview."""
    made = host.offers.up(SUMMER)
    outs = {**made.outs, "adoptId": made.id}
    assert host.offers.read(made.id, outs) == Read(made.id, outs, None)
    edit(emulator, made.id, {"op": "replace", "path": "/description", "value": "Rain"})
    assert (host.offers.read(made.id, outs).inputs or {})["adoptId"] == made.id


def test_a_look_up_by_id_tells_everything(host: Host) -> None:
    """`get` has no members of its own: all that a read tells comes out, and the id as an output."""
    made = host.offers.up(SUMMER)
    assert host.offers.read(made.id).outs == {**told(made.outs, status="draft"), "objectId": made.id}


def test_a_look_up_of_a_placement_tells_everything(host: Host) -> None:
    """Every family can be looked up."""
    made = host.placements.up({"name": "Banner", "channel": WEB, "componentType": "html", "itemCount": 3})
    assert host.placements.read(made.id).outs == {**told(made.outs), "objectId": made.id}


def test_a_look_up_that_is_repeated_is_the_same(host: Host) -> None:
    """A refresh of what was looked up keeps its id as an output."""
    made = host.offers.up(SUMMER)
    found = host.offers.read(made.id)
    assert host.offers.read(made.id, found.outs) == Read(made.id, found.outs, None)


def test_a_look_up_of_what_does_not_exist_is_an_error(host: Host) -> None:
    """An empty answer would be stored as an existing object."""
    with pytest.raises(HostError, match=rf"\AOfferNotFoundError: read fallback offer \({GONE}\) in sandbox dev: 404 "):
        host.offers.read(GONE)


@pytest.mark.parametrize("id_", ["../placements", "a b", "a?b", "..", "a#b", "a\n"])
def test_a_look_up_of_what_is_no_id_is_an_error(host: Host, emulator: Emulator, id_: str) -> None:
    """An id is one segment of a path, and nothing else gets into the address."""
    with pytest.raises(
        HostError, match=r"\AOfferResourcesError: read fallback offer [^\n]*: that is not an id: [^\n]*\Z"
    ):
        host.offers.read(id_)
    assert emulator.requests == []


def test_an_imported_state_is_completed(host: Host) -> None:
    """Bulk adoption writes ids and where they are; the refresh reads all there is, and all of it is managed."""
    made = host.offers.up(SUMMER)
    read = host.offers.read(made.id, PLACE)
    assert read == Read(made.id, told(made.outs, status="draft"), {**SUMMER, **PLACE, "status": "draft"})


def test_an_imported_state_with_a_matching_program_is_unchanged(host: Host) -> None:
    """After the refresh a preview shows nothing, also where the program leaves the status out."""
    made = host.offers.up(SUMMER)
    outs = host.offers.read(made.id, PLACE).outs
    assert not host.offers.diff(made.id, outs, made.inputs).is_any


def test_dates_have_one_spelling(host: Host, emulator: Emulator) -> None:
    """Receipts end in Z, reads in +00:00, and state does not flip between them."""
    made = host.offers.up({"name": "Summer"})
    assert live(emulator, made.id)["created"].endswith("+00:00")
    created = datetime.datetime.fromisoformat(live(emulator, made.id)["created"])
    assert host.offers.read(made.id, made.outs).outs["createdDate"] == f"{created:%Y-%m-%dT%H:%M:%S}" + (
        f".{created.microsecond // 1000:03d}Z"
    )

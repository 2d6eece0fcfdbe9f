"""Update: GET, compare, one PATCH (docs/reference/pulumi-dynamic-provider.md 10)."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.emulator import Answer, Emulator
from tests.dynamic.calls import Created, HostError
from tests.dynamic.emulated import config_of, edit, live, methods, sent
from tests.dynamic.host import Host, Start

WEB = "https://ns.adobe.com/xdm/channel-types/web"
COMPONENT = {"type": "html", "format": "text/html", "content": "<p>"}
HERO = {"placement": "dps:offer-placement:p", "channel": WEB, "components": [COMPONENT]}
SUMMER = {"name": "Summer", "description": "Sun", "tags": ["a"], "representations": [HERO]}


def changed(made: Created, **news: Any) -> dict[str, Any]:
    """Return the inputs of what was made, with some members changed; None takes one away."""
    return {name: value for name, value in {**made.inputs, **news}.items() if value is not None}


def test_update_is_a_get_and_one_patch(host: Host, emulator: Emulator) -> None:
    """Changed members are replaced, new ones added, those taken away removed; nothing for equal ones."""
    made = host.offers.up(SUMMER)
    emulator.clear_requests()
    host.offers.update(made.id, made.outs, changed(made, name="Winter", tags=None, labels=["core/C1"]))
    assert sent(emulator) == [
        ("GET", f"offers/{made.id}", None),
        (
            "PATCH",
            f"offers/{made.id}",
            [
                {"op": "add", "path": "/labels", "value": ["core/C1"]},
                {"op": "replace", "path": "/name", "value": "Winter"},
                {"op": "remove", "path": "/tags"},
            ],
        ),
    ]


def test_outputs_are_complete_after_an_update(host: Host) -> None:
    """Every member, and the new revision; the default update of the SDK would forget them all."""
    made = host.offers.up(SUMMER)
    news = changed(made, description="Rain")
    outs = host.offers.update(made.id, made.outs, news)
    assert outs == {**made.outs, "description": "Rain", "etag": 2, "lastModifiedDate": outs["lastModifiedDate"]}


def test_the_modification_is_dated_by_the_receipt(host: Host, emulator: Emulator) -> None:
    """Server facts come from the last answer."""
    made = host.offers.up(SUMMER)
    outs = host.offers.update(made.id, made.outs, changed(made, description="Rain"))
    assert outs["lastModifiedDate"] == live(emulator, made.id)["modified"].replace("+00:00", "Z")


def test_content_deep_inside_replaces_the_list(host: Host, emulator: Emulator) -> None:
    """Top-level members are the only depth the vendor documents."""
    made = host.offers.up(SUMMER)
    hero = {**HERO, "components": [{**COMPONENT, "content": "<b>"}]}
    host.offers.update(made.id, made.outs, changed(made, representations=[hero]))
    assert sent(emulator)[-1][2] == [{"op": "replace", "path": "/representations", "value": [hero]}]


def test_members_inside_an_item_that_we_do_not_manage_survive(host: Host, emulator: Emulator) -> None:
    """An asset reference of the UI stays where its component stays."""
    made = host.offers.up(SUMMER)
    asset = {"op": "add", "path": "/representations/0/components/0/_asset", "value": {"id": "urn:aaid:1"}}
    edit(emulator, made.id, asset)
    hero = {**HERO, "components": [{**COMPONENT, "content": "<b>"}]}
    host.offers.update(made.id, made.outs, changed(made, representations=[hero]))
    assert live(emulator, made.id)["representations"][0]["components"][0] == {
        **COMPONENT,
        "content": "<b>",
        "_asset": {"id": "urn:aaid:1"},
    }


def test_representations_are_cleared_by_an_empty_list(host: Host, emulator: Emulator) -> None:
    """The API wants the member to stay."""
    made = host.offers.up(SUMMER)
    host.offers.update(made.id, made.outs, changed(made, representations=[]))
    assert sent(emulator)[-1][2] == [{"op": "replace", "path": "/representations", "value": []}]


def test_a_status_taken_away_stays_as_it_is(host: Host, emulator: Emulator) -> None:
    """A program that stops naming the status leaves it to the UI."""
    made = host.offers.up({**SUMMER, "status": "approved"})
    host.offers.update(made.id, made.outs, changed(made, status=None, description="Rain"))
    assert live(emulator, made.id)["status"] == "approved"


def test_a_status_taken_away_is_no_longer_in_state(host: Host) -> None:
    """What is in the outputs is what is managed."""
    made = host.offers.up({**SUMMER, "status": "approved"})
    assert "status" not in host.offers.update(made.id, made.outs, changed(made, status=None, description="Rain"))


def test_what_is_as_wanted_already_needs_no_patch(host: Host, emulator: Emulator) -> None:
    """A run that was cut off after its PATCH comes to its end by reading."""
    made = host.offers.up(SUMMER)
    edit(emulator, made.id, {"op": "replace", "path": "/description", "value": "Rain"})
    emulator.clear_requests()
    outs = host.offers.update(made.id, made.outs, changed(made, description="Rain"))
    assert (methods(emulator), outs["etag"]) == (["GET"], 2)


def test_a_moved_etag_alone_is_no_conflict(host: Host, emulator: Emulator) -> None:
    """Somebody else's change of an unmanaged member is kept."""
    made = host.offers.up(SUMMER)
    edit(emulator, made.id, {"op": "replace", "path": "/status", "value": "approved"})
    outs = host.offers.update(made.id, made.outs, changed(made, description="Rain"))
    assert (outs["etag"], live(emulator, made.id)["status"]) == (3, "approved")


def test_an_edit_elsewhere_stops_the_update(host: Host, emulator: Emulator) -> None:
    """The message names the object, the sandbox, every field with both values, and what to do."""
    made = host.offers.up(SUMMER)
    edit(emulator, made.id, {"op": "replace", "path": "/description", "value": "Hail"})
    with pytest.raises(HostError) as error:
        host.offers.update(made.id, made.outs, changed(made, description="Rain"))
    assert str(error.value) == (
        f'DriftConflictError: update fallback offer "Summer" ({made.id}) in sandbox dev: it was changed elsewhere since'
        ' the last run: description: theirs "Hail", ours "Rain". Run `pulumi refresh` to take their values into state'
        " and see them in the next preview, or set aep:onConflict to overwrite"
    )


def test_a_stopped_update_sends_nothing(host: Host, emulator: Emulator) -> None:
    """A conflict is found before anything is changed."""
    made = host.offers.up(SUMMER)
    edit(emulator, made.id, {"op": "replace", "path": "/description", "value": "Hail"})
    emulator.clear_requests()
    with pytest.raises(HostError):
        host.offers.update(made.id, made.outs, changed(made, name="Winter"))
    assert methods(emulator) == ["GET"]


def test_overwriting_an_edit_is_said(emulator: Emulator, start: Start) -> None:
    """With `aep:onConflict: overwrite` the person is told what was lost."""
    with start(config_of(emulator, onConflict="overwrite")) as host:
        made = host.offers.up(SUMMER)
        edit(emulator, made.id, {"op": "replace", "path": "/description", "value": "Hail"})
        host.offers.update(made.id, made.outs, changed(made, description="Rain"))
        assert host.stderr == (
            f'fallback offer "Summer" ({made.id}) in sandbox dev was changed elsewhere and is overwritten, as'
            ' aep:onConflict says: description: theirs "Hail", ours "Rain"\n'
        )


def test_overwriting_an_edit_is_done(emulator: Emulator, start: Start) -> None:
    """With `aep:onConflict: overwrite` the program wins."""
    with start(config_of(emulator, onConflict="overwrite")) as host:
        made = host.offers.up(SUMMER)
        edit(emulator, made.id, {"op": "replace", "path": "/description", "value": "Hail"})
        host.offers.update(made.id, made.outs, changed(made, description="Rain"))
        assert live(emulator, made.id)["description"] == "Rain"


def test_an_update_of_what_is_gone_names_the_refresh(host: Host, emulator: Emulator) -> None:
    """The engine believes in an object that is no more."""
    made = host.offers.up(SUMMER)
    emulator.delete(made.id, org="ORG@AdobeOrg", sandbox="dev")
    with pytest.raises(HostError, match=r"\AOfferNotFoundError: [^\n]*404 Not Found[^\n]*`pulumi refresh`[^\n]*\Z"):
        host.offers.update(made.id, made.outs, changed(made, description="Rain"))


def test_update_goes_to_the_recorded_sandbox(host: Host, emulator: Emulator) -> None:
    """An object is changed where it lives, whatever is configured now."""
    made = host.offers.create({"name": "Summer", "org": "ORG@AdobeOrg", "sandbox": "stage"})
    outs = host.offers.update(made.id, made.outs, {**made.inputs, "name": "Winter"})
    assert (methods(emulator, sandbox="stage"), outs["sandbox"]) == (["POST", "GET", "PATCH"], "stage")


def test_a_state_without_a_place_gets_one(host: Host) -> None:
    """State from before places were recorded is filled in at the next update."""
    made = host.offers.up(SUMMER)
    olds = {name: value for name, value in made.outs.items() if name not in ("org", "sandbox")}
    outs = host.offers.update(made.id, olds, changed(made, description="Rain"))
    assert (outs["org"], outs["sandbox"]) == ("ORG@AdobeOrg", "dev")


def test_a_refused_patch_leaves_the_object_alone(host: Host, emulator: Emulator) -> None:
    """What the API says reaches the person; the object is as before."""
    made = host.offers.up(SUMMER)
    emulator.fault(Answer(status=422), method="PATCH")
    with pytest.raises(HostError, match=r'\AInvalidOfferError: update fallback offer "Winter" [^\n]*: 422 [^\n]*\Z'):
        host.offers.update(made.id, made.outs, changed(made, name="Winter"))
    assert live(emulator, made.id)["name"] == "Summer"

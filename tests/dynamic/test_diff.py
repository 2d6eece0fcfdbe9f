"""Diff: what is a change, what is a replacement, what is neither (docs/reference/pulumi-dynamic-provider.md 3, 7)."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.door.tokens import PLUGIN, Door
from offer_resources.emulator import Emulator
from offer_resources.lifecycle.secrecy import PLAIN
from tests.dynamic.calls import Difference, HostError
from tests.dynamic.emulated import edit
from tests.dynamic.host import Host

ID = "dps:fallback-offer:1"
WEB = "https://ns.adobe.com/xdm/channel-types/web"
PLACE = {"org": "ORG@AdobeOrg", "sandbox": "dev"}
COMPONENT = {"type": "html", "format": "text/html", "content": "<p>"}
HERO = {"placement": "dps:offer-placement:p", "channel": WEB, "components": [COMPONENT]}
MAIL = {
    "placement": "dps:offer-placement:q",
    "channel": "https://ns.adobe.com/xdm/channel-types/email",
    "components": [],
}
INPUTS = {
    "name": "Summer",
    "description": "Sun",
    "representations": [HERO, MAIL],
    "tags": ["a", "b"],
    "characteristics": {"theme": "summer"},
    **PLACE,
}
SERVER = {
    "etag": 3,
    "createdDate": "2026-01-15T09:30:00.000Z",
    "lastModifiedDate": "2026-01-15T09:30:00.000Z",
    "createdBy": "A@AdobeID",
    "lastModifiedBy": "A@AdobeID",
    "sandboxId": "6c0d08ef-846e-5a80-aab6-a08fa622a87b",
}
OUTS = {**INPUTS, **SERVER}

NONE = Difference("DIFF_NONE", [])


def changed(door: Door, shown: dict[str, str], *replaces: str) -> Difference:
    """The dynamic host lets the engine compare the paths; the plugin says which differ, and how."""
    return Difference(*(("DIFF_SOME", [*replaces], shown) if door is PLUGIN else ("DIFF_UNKNOWN", [*replaces])))


def test_nothing_changed_is_no_difference(host: Host) -> None:
    """A second preview shows nothing."""
    assert host.offers.diff(ID, OUTS, INPUTS) == NONE


@pytest.mark.parametrize(
    "news",
    [
        {"representations": [MAIL, HERO]},
        {"representations": [{**HERO, "channel": "web"}, MAIL]},
        {"representations": [{**HERO, "components": [{**COMPONENT, "type": "component-html"}]}, MAIL]},
        {"tags": ["b", "a", "a"]},
        {"characteristics": dict(reversed([("theme", "summer")]))},
        {"labels": []},
        {"status": ""},
    ],
)
def test_equal_meaning_is_no_difference(host: Host, news: dict[str, Any]) -> None:
    """Order, spelling and emptiness change nothing."""
    assert host.offers.diff(ID, OUTS, {**INPUTS, **news}) == NONE


@pytest.mark.parametrize(
    ("news", "shown"),
    [
        ({"name": "Winter"}, {"name": "UPDATE"}),
        ({"description": ""}, {"description": "DELETE"}),
        ({"status": "approved"}, {"status": "ADD"}),
        ({"representations": []}, {"representations": "DELETE"}),
        ({"representations": [MAIL]}, {"representations[0]": "DELETE"}),
        (
            {"representations": [{**HERO, "components": [{**COMPONENT, "content": "<b>"}]}, MAIL]},
            {"representations[0].components[0].content": "UPDATE"},
        ),
        (
            {"representations": [MAIL, {**HERO, "components": [COMPONENT, COMPONENT]}]},
            {"representations[1].components[1]": "ADD"},
        ),
        ({"tags": ["b"]}, {"tags[0]": "DELETE"}),
        ({"labels": ["core/C1"]}, {"labels": "ADD"}),
        ({"characteristics": {"theme": "summer", "size.eu": "L"}}, {'characteristics["size.eu"]': "ADD"}),
    ],
)
def test_another_meaning_is_a_change(host: Host, door: Door, news: dict[str, Any], shown: dict[str, str]) -> None:
    """A preview prints the changed paths only; of lists the plugin shows the very item, the engine whatever moved."""
    assert host.offers.diff(ID, OUTS, {**INPUTS, **news}) == changed(door, shown)


def test_a_member_taken_away_is_a_change(host: Host, door: Door) -> None:
    """A member given before and no longer given is removed."""
    news = {name: value for name, value in INPUTS.items() if name != "description"}
    assert host.offers.diff(ID, OUTS, news) == changed(door, {"description": "DELETE"})


def test_a_status_taken_away_is_no_change(host: Host) -> None:
    """The status stays as it is and is no longer managed."""
    assert host.offers.diff(ID, {**OUTS, "status": "approved"}, INPUTS) == NONE


@pytest.mark.parametrize("name", SERVER)
def test_what_the_server_tells_never_differs(host: Host, name: str) -> None:
    """Etag, dates and authors move without anything to do."""
    assert host.offers.diff(ID, {**OUTS, name: "4"}, {**INPUTS, name: "5"}) == NONE


def test_another_payload_is_no_difference(host: Host) -> None:
    """A new version of the package updates nothing."""
    assert host.offers.diff(ID, {**OUTS, "__provider": "older"}, INPUTS) == NONE


def test_another_sandbox_replaces(host: Host, door: Door) -> None:
    """New object there, old one deleted where it lives."""
    olds = {**OUTS, "sandbox": "stage"}
    assert host.offers.diff(ID, olds, INPUTS) == changed(door, {"sandbox": "UPDATE_REPLACE"}, "sandbox")


def test_another_org_stops(host: Host) -> None:
    """The stack's credentials cannot reach the object, so nothing is planned; the message says what to do."""
    with pytest.raises(HostError) as refusal:
        host.offers.diff(ID, {**OUTS, PLAIN: ["name"], "org": "OTHER@AdobeOrg"}, INPUTS)
    assert str(refusal.value) == (
        'PlaceError: fallback offer "Summer" (dps:fallback-offer:1) in sandbox dev lives in organisation'
        " OTHER@AdobeOrg, but the stack is configured for ORG@AdobeOrg, whose credentials cannot reach it: set"
        " aep:orgId back, or use another stack for the other organisation"
    )


@pytest.mark.parametrize("absent", ["org", "sandbox"])
def test_a_state_without_a_place_is_no_difference(host: Host, absent: str) -> None:
    """State from before places were recorded means the configured one."""
    olds = {name: value for name, value in OUTS.items() if name != absent}
    assert host.offers.diff(ID, olds, INPUTS) == NONE


@pytest.mark.parametrize("after", [{}, {"adoptId": "dps:fallback-offer:2"}])
def test_adopt_id_may_come_and_go(host: Host, after: dict[str, str]) -> None:
    """It says how the object came to be, and nothing about it."""
    assert host.offers.diff(ID, {**OUTS, "adoptId": ID}, {**INPUTS, **after}) == NONE


def test_an_imported_state_has_every_member_still_to_come(host: Host, door: Door) -> None:
    """Before its first refresh an imported state knows the id only, so the whole object is a change."""
    assert host.offers.diff(ID, {"etag": 0}, INPUTS) == changed(
        door, dict.fromkeys(INPUTS.keys() - PLACE.keys(), "ADD")
    )


def test_a_refresh_that_found_nothing_new_says_unchanged(host: Host, emulator: Emulator) -> None:
    """A refresh asks with fresh outputs as old ones and with the old inputs."""
    made = host.offers.up({"name": "Summer", "description": "Sun"})
    edit(emulator, made.id, {"op": "replace", "path": "/status", "value": "approved"})
    assert host.offers.diff(made.id, host.offers.read(made.id, made.outs).outs, made.inputs) == NONE


def test_a_refresh_that_found_drift_says_so(host: Host, door: Door, emulator: Emulator) -> None:
    """A refresh asks with fresh outputs as old ones and with the old inputs."""
    made = host.offers.up({"name": "Summer", "description": "Sun"})
    edit(emulator, made.id, {"op": "replace", "path": "/description", "value": "Rain"})
    outs = host.offers.read(made.id, made.outs).outs
    assert host.offers.diff(made.id, outs, made.inputs) == changed(door, {"description": "UPDATE"})

"""Delete: where the object lives, and once (docs/reference/pulumi-dynamic-provider.md 3, 10)."""

from __future__ import annotations

import pytest

from offer_resources.emulator import Answer, Emulator
from tests.dynamic.calls import HostError
from tests.dynamic.emulated import config_of, live, methods, sent
from tests.dynamic.host import Host, Start

HTML = {"type": "html", "format": "text/html", "content": "<h1>Hello</h1>"}
PLACE = {"org": "ORG@AdobeOrg", "sandbox": "dev"}


def test_delete_is_one_request(host: Host, emulator: Emulator) -> None:
    """One look before it, none after it."""
    made = host.offers.up({"name": "Summer"})
    emulator.clear_requests()
    host.offers.delete(made.id, made.outs)
    assert sent(emulator) == [("GET", f"offers/{made.id}", None), ("DELETE", f"offers/{made.id}", None)]


def test_what_is_deleted_is_gone(host: Host, emulator: Emulator) -> None:
    """The object is no more."""
    made = host.offers.up({"name": "Summer"})
    host.offers.delete(made.id, made.outs)
    assert live(emulator, made.id) == {}


def test_what_is_gone_already_is_deleted(host: Host, emulator: Emulator) -> None:
    """An object that somebody else has deleted is a success."""
    host.offers.delete("dps:fallback-offer:1", {"name": "Summer", "etag": 1, **PLACE})
    assert methods(emulator) == ["GET", "DELETE"]


def test_what_is_in_use_stays_in_state(host: Host, emulator: Emulator) -> None:
    """A refused delete is an error that says what to do."""
    made = host.offers.up({"name": "Summer"})
    emulator.fault(Answer(status=409), method="DELETE")
    with pytest.raises(HostError, match=r"\AConflictError: delete [^\n]*: 409 [^\n]*it is in use[^\n]*\Z"):
        host.offers.delete(made.id, made.outs)


@pytest.mark.parametrize("status", ["409", "400", "403", "422"])
def test_refusal_names_what_still_refers_to_the_object(host: Host, emulator: Emulator, status: str) -> None:
    """Somebody else's decision and collection, which the stack does not know."""
    made = host.offers.up({"name": "Summer"})
    emulator.set_readings(**{"references": "strict", "refused-delete": status})
    placement = {"name": "Web", "channel": "https://ns.adobe.com/xdm/channel-types/web", "componentType": "html"}
    banner = emulator.create("placement", placement, **PLACE)
    tag = emulator.create("tag", {"name": "Season"}, **PLACE)
    some = emulator.create("collection", {"name": "Some", "filterType": "any-tags", "ids": [tag]}, **PLACE)
    shown = {"placement": banner, "channel": placement["channel"], "components": [HTML]}
    emulator.edit(made.id, [{"op": "add", "path": "/representations", "value": [shown]}], **PLACE)
    criterion = {"placements": [banner], "optionSelection": {"filter": some}}
    decision = {"name": "Home page", "status": "draft", "fallback": made.id, "criteria": [criterion]}
    id_ = emulator.create("decision", decision, **PLACE)
    emulator.clear_requests()

    users = rf'\. It is still referred to by decision "Home page" \({id_}\): change or delete that first'
    with pytest.raises(HostError, match=users):
        host.offers.delete(made.id, {"name": "Summer", "status": "draft", **PLACE})
    assert [method for method in methods(emulator) if method != "GET"] == ["DELETE"]


def test_delete_goes_to_the_recorded_sandbox(host: Host, emulator: Emulator) -> None:
    """The delete half of a replacement runs with the new config, and the old object lives elsewhere."""
    made = host.offers.create({"name": "Summer", "org": "ORG@AdobeOrg", "sandbox": "stage"})
    host.offers.delete(made.id, made.outs)
    assert (methods(emulator, sandbox="stage"), methods(emulator)) == (["POST", "GET", "DELETE"], [])


def test_delete_goes_to_the_recorded_org(emulator: Emulator, start: Start) -> None:
    """An org that does not fit the credential is the API's to refuse, not ours to exchange."""
    with start(config_of(emulator, orgId="NEW@AdobeOrg")) as host:
        host.offers.delete("dps:fallback-offer:1", {"etag": 1, **PLACE})
    (request,) = [request for request in emulator.requests if request.method == "DELETE"]
    assert request.headers["x-gw-ims-org-id"] == "ORG@AdobeOrg"


def test_a_state_without_a_place_is_deleted_where_the_stack_is(host: Host, emulator: Emulator) -> None:
    """State from before places were recorded, and imported state, mean the configured place."""
    made = host.offers.up({"name": "Summer"})
    host.offers.delete(made.id, {"etag": 0})
    assert live(emulator, made.id) == {}

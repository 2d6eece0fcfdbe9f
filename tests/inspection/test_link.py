"""Which resource is which object, and the state that says so."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.rpc import UNKNOWN

from offer_resources import provider
from offer_resources.inspection.link import Ambiguous, Pairing, declared, managed_ids, pair
from offer_resources.inspection.linked_state import linked
from offer_resources.masking import SECRET
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from offer_resources.settings import Place
from tests.support.offers import HERO, WEB, a_live, a_representation, an_html

Object = dict[str, Any]

PLACE = Place("ORG@AdobeOrg", "stage")
PROVIDERS = {"FallbackOfferProvider": FALLBACK_OFFERS, "PlacementProvider": PLACEMENTS}
STACK = "urn:pulumi:stage::offers::pulumi:pulumi:Stack::offers-stage"
PROVIDER = "urn:pulumi:stage::offers::pulumi:providers:pulumi-python::default"
ONE, TWO = "dps:fallback-offer:1", "dps:fallback-offer:2"


def a_step(resource: str, name: str, type_: str = "FallbackOffer", parent: str = STACK, **inputs: Any) -> Object:
    """Return the preview of a resource that is about to be created."""
    token = f"pulumi-python:dynamic/offers:{type_}"
    urn = f"urn:pulumi:stage::offers::{token}::{resource}"
    payload = serialize_provider(getattr(provider, f"{type_}Provider")())
    inputs = {"__provider": payload, "name": name, "org": PLACE.org, "sandbox": PLACE.sandbox, **inputs}
    state = {"urn": urn, "type": token, "custom": True, "inputs": inputs, "parent": parent}
    return {"op": "create", "urn": urn, "newState": {**state, "provider": f"{PROVIDER}::{UNKNOWN}"}}


def a_component(urn: str, parent: str = STACK) -> Object:
    """Return the preview of a component, or of the stack itself."""
    state = {"urn": urn, "type": urn.split("::")[2], "custom": False, "parent": parent}
    return {"op": "create", "urn": urn, "newState": state}


def paired(steps: list[Object], *rows: Object) -> Pairing:
    """Return what becomes of these resources in a sandbox of these offers."""
    return pair(declared(steps, PROVIDERS), [(FALLBACK_OFFERS, rows)], PLACE)


def state_of(steps: list[Object], *rows: Object, before: Object | None = None) -> dict[str, Object]:
    """Return the resources of the stack's state afterwards, by the last part of their URNs."""
    state = linked(before or {"version": 3}, paired(steps, *rows).paired, steps, {"aep:sandbox": "stage"})
    return {one["urn"].rpartition("::")[2]: one for one in state["deployment"]["resources"]}


def pairs(found: Pairing) -> dict[str, str]:
    return {one.resource_name: row["id"] for one, row in found.paired}


def test_pair_matches_exact_names() -> None:
    """Names of one slug, or that look alike, are different names."""
    names = ["Sale 50", "Sale: 50%", "sale 50", "Caf\u00e9", "Cafe\u0301"]
    steps = [a_step(f"r{number}", name) for number, name in enumerate(names)]
    rows = [a_live(f"dps:fallback-offer:{number}", name=name) for number, name in enumerate(names)]

    found = paired(steps, *reversed(rows))

    assert pairs(found) == {f"r{number}": f"dps:fallback-offer:{number}" for number in range(len(names))}


def test_pair_reports_what_has_no_partner() -> None:
    """What only the program has is new, and what only the sandbox has stays."""
    found = paired([a_step("a", "A"), a_step("a-too", "A")], a_live(ONE, name="B"))

    assert [one.resource_name for one in found.new] == ["a", "a-too"]
    assert [row["id"] for _, row in found.only_there] == [ONE]
    assert (found.paired, found.ambiguous) == ([], [])


@pytest.mark.parametrize(
    ("resources", "ids"), [(["a"], [ONE, TWO]), (["a", "a-too"], [ONE]), (["a", "a-too"], [ONE, TWO])]
)
def test_pair_guesses_nothing(resources: list[str], ids: list[str]) -> None:
    """Of several resources or objects of one name, none is paired."""
    found = paired([a_step(one, "A") for one in resources], *(a_live(id_, name="A") for id_ in ids))

    assert found.ambiguous == [Ambiguous(FALLBACK_OFFERS, "A", resources, ids)]
    assert found.paired == []


def test_pair_follows_an_adopt_id_of_this_sandbox() -> None:
    """It tells apart what names do not; one of another sandbox tells nothing."""
    steps = [a_step("a", "A", adoptId=TWO), a_step("a-too", "A", adoptId="dps:fallback-offer:elsewhere")]

    assert pairs(paired(steps, a_live(ONE, name="A"), a_live(TWO, name="A"))) == {"a": TWO, "a-too": ONE}


def test_managed_ids_are_not_those_of_look_ups() -> None:
    """What a stack only reads can become what it manages."""
    resources = [{"id": ONE}, {"id": TWO, "external": True}, {"urn": STACK}]

    assert managed_ids({"deployment": {"resources": resources}}) == {ONE}
    assert managed_ids({"version": 3}) == set()


@pytest.mark.parametrize("name", [UNKNOWN, SECRET])
def test_pair_needs_a_name(name: str) -> None:
    """A name that is not known yet, or that the preview does not show, is no name."""
    found = paired([a_step("a", name)], a_live(ONE, name=name))

    assert [one.resource_name for one in found.unnamed] == ["a"]
    assert found.paired == []


def test_pair_leaves_another_sandbox_alone() -> None:
    """What an explicit provider manages elsewhere is no object of this sandbox."""
    found = paired([a_step("a", "A", sandbox="prod")], a_live(ONE, name="A"))

    assert [one.resource_name for one in found.elsewhere] == ["a"]
    assert found.paired == []


def test_linked_state_keeps_what_the_program_gives() -> None:
    """Members that the program does not give stay unmanaged, at any depth; references are those of the sandbox."""
    ours = a_representation(an_html("ours"), placement=UNKNOWN)
    step = a_step("a", "A", description="ours", representations=[ours])
    theirs = a_representation(an_html("theirs", linkURL="https://example.com"), placement=HERO)
    row = a_live(ONE, name="A", status="approved", representations=[theirs], etag=7)

    state = state_of([step], row)["a"]

    assert state["id"] == ONE
    assert state["inputs"] == {
        "__provider": step["newState"]["inputs"]["__provider"],
        "name": "A",
        "representations": [a_representation(an_html("theirs"), placement=HERO, channel=WEB)],
        "org": PLACE.org,
        "sandbox": PLACE.sandbox,
    }
    assert state["outputs"]["etag"] == 7
    assert state["outputs"]["createdDate"] == "2026-01-15T09:30:00.123Z"
    assert state["provider"] == f"{PROVIDER}::{state_of([step], row)['default']['id']}"


def test_linked_state_follows_placements_that_are_not_known_yet() -> None:
    """A representation whose placement the preview does not know is the one of its content, or else of its channel."""
    email = "https://ns.adobe.com/xdm/channel-types/email"
    ours = [
        a_representation(an_html("Edited"), placement=UNKNOWN, channel=email),
        a_representation(an_html("Same", linkURL="https://example.com"), placement=UNKNOWN),
        a_representation(an_html("Known"), placement=HERO),
    ]
    theirs = [
        a_representation(an_html("Old", linkURL="https://mail"), placement="dps:offer-placement:mail", channel=email),
        a_representation(an_html("Same", linkURL="https://example.com"), placement="dps:offer-placement:web"),
        a_representation(an_html("Known", linkURL="https://hero"), placement=HERO),
    ]

    state = state_of([a_step("a", "A", representations=ours)], a_live(ONE, name="A", representations=theirs))["a"]

    links = {one["placement"]: one["components"][0].get("linkURL") for one in state["inputs"]["representations"]}
    assert links == {"dps:offer-placement:mail": None, "dps:offer-placement:web": "https://example.com", HERO: None}


def test_linked_state_has_the_references_that_the_preview_does_not_know() -> None:
    """Of a set with an item that is not known yet, the sandbox tells the items."""
    tags = ["dps:tag:2", "dps:tag:1"]

    state = state_of([a_step("a", "A", tags=[UNKNOWN, "dps:tag:1"])], a_live(ONE, name="A", tags=tags))["a"]

    assert sorted(state["inputs"]["tags"]) == sorted(tags)


def test_linked_state_holds_no_secret() -> None:
    """What the preview does not show is not in the file."""
    state = state_of([a_step("a", "A", description=SECRET)], a_live(ONE, name="A", description="hush"))

    assert "hush" not in str(state)
    assert SECRET not in str(state)


def test_linked_state_holds_what_its_resources_need() -> None:
    """Parents come first; a component without a paired resource, and dependencies that are new, are left out."""
    group, empty = (f"urn:pulumi:stage::offers::my:mod:Group::{name}" for name in ("group", "empty"))
    new = a_step("new", "New", "Placement")
    inner = a_step("inner", "A", parent=group)
    inner["newState"] |= {"dependencies": [new["urn"]], "propertyDependencies": {"representations": [new["urn"]]}}
    steps = [a_component(STACK, ""), a_component(group), a_component(empty), new, inner]

    state = state_of(steps, a_live(ONE, name="A"))

    assert list(state) == ["offers-stage", "group", "default", "inner"]
    assert state["inner"]["dependencies"] == []
    assert state["inner"]["propertyDependencies"] == {"representations": []}


def test_linked_state_has_the_provider_that_the_program_declares() -> None:
    """With what the preview shows of it, and the component that it is in."""
    group = "urn:pulumi:stage::offers::my:mod:Group::group"
    again = "urn:pulumi:stage::offers::my:mod:Group$pulumi:providers:aep::again"
    given = {"sandbox": "stage", "clientId": "theirs", "clientSecret": SECRET}
    state = {"urn": again, "type": "pulumi:providers:aep", "custom": True, "inputs": given, "parent": group}
    one = a_step("a", "A")
    one["newState"]["provider"] = f"{again}::{UNKNOWN}"
    steps = [a_component(STACK, ""), a_component(group), {"op": "create", "urn": again, "newState": state}, one]

    found = state_of(steps, a_live(ONE, name="A"))

    assert list(found) == ["offers-stage", "group", "again", "a"]
    assert found["again"]["type"] == "pulumi:providers:aep"
    assert found["again"]["inputs"] == {"sandbox": "stage", "clientId": "theirs"}
    assert found["a"]["provider"] == f"{again}::{found['again']['id']}"


def test_linked_state_leaves_what_was_there() -> None:
    """The resources of the state before, its provider and its pending operations stay as they are."""
    provider = {"urn": PROVIDER, "type": "pulumi:providers:pulumi-python", "custom": True, "id": "known"}
    root = {"urn": STACK, "type": "pulumi:pulumi:Stack", "custom": False}
    held = {"urn": f"{STACK}::held", "id": "kept", "type": "pulumi-python:dynamic/offers:FallbackOffer"}
    before = {"version": 3, "deployment": {"resources": [root, provider, held], "pending_operations": ["one"]}}
    steps = [a_step("a", "A")]

    after = linked(before, paired(steps, a_live(ONE, name="A")).paired, steps, {})

    *same, linked_one = after["deployment"]["resources"]
    assert same == [root, provider, held]
    assert linked_one["provider"] == f"{PROVIDER}::known"
    assert after["deployment"]["pending_operations"] == ["one"]

"""Several sandboxes in one program: `Sandbox`, the explicit provider."""

from __future__ import annotations

import json

import pytest

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.e2e.test_places import sandboxes
from tests.support.log import writes

OFFERS = """\
stage = Sandbox("stage", sandbox="stage")
FallbackOffer("here", name="Here")
FallbackOffer("there", name="There", opts=pulumi.ResourceOptions(provider=stage))
class Group(pulumi.ComponentResource):
    def __init__(self, name, opts):
        super().__init__("shop:Group", name, opts=opts)
        FallbackOffer("inside", name="Inside", opts=pulumi.ResourceOptions(parent=self))
Group("group", pulumi.ResourceOptions(providers=[stage]))
"""


def test_one_program_fills_two_sandboxes(stack: Stack) -> None:
    """Each offer lives in its provider's sandbox, also inside a component; a second preview and a destroy hold."""
    stack.pulumi("config", "set", "--secret", "aep:clientSecret", "emulator-secret", "--stack", "dev").succeeded()
    stack.program(OFFERS).up("--skip-preview", env={"AEP_CLIENT_SECRET": ""}).succeeded()

    assert [offer["name"] for offer in stack.offers("dev")] == ["Here"]
    assert sorted(offer["name"] for offer in stack.offers("stage")) == ["Inside", "There"]
    assert "emulator-secret" not in stack.exported()
    stack.pulumi("preview", "--stack", "dev", "--expect-no-changes", env={"AEP_CLIENT_SECRET": ""}).succeeded()
    stack.destroy("--skip-preview", env={"AEP_CLIENT_SECRET": ""}).succeeded()
    assert (stack.offers("dev"), stack.offers("stage")) == ([], [])


def test_a_provider_of_the_same_place_changes_nothing(stack: Stack, emulator: Emulator) -> None:
    """An offer may move from the default provider to a `Sandbox` and back as long as its place is the same."""
    default = 'FallbackOffer("o", name="O")'
    stack.program(default).up("--skip-preview").succeeded()
    ids = stack.ids()
    emulator.clear_requests()
    stack.program("""\
same = Sandbox("same", sandbox="dev")
FallbackOffer("o", name="O", opts=pulumi.ResourceOptions(provider=same))
""")

    there = stack.up("--skip-preview").succeeded().out
    back = stack.program(default).up("--skip-preview").succeeded().out

    # The provider itself comes and goes; the stack and the offer stay.
    assert "Resources:\n    + 1 created\n    2 unchanged\n" in there
    assert "Resources:\n    - 1 deleted\n    2 unchanged\n" in back
    assert writes(emulator) == []
    assert stack.ids() == ids


def test_organisations_in_one_program(stack: Stack, emulator: Emulator) -> None:
    """A sandbox of another organisation is filled beside the stack's own, by a process that asks for its own token."""
    stack.program("""\
other = Sandbox("other", sandbox="dev", org_id="OTHER@AdobeOrg", client_secret="emulator-secret")
FallbackOffer("ours", name="Ours")
FallbackOffer("theirs", name="Theirs", opts=pulumi.ResourceOptions(provider=other))
""")

    stack.up("--skip-preview").succeeded()

    assert [offer["name"] for offer in stack.offers()] == ["Ours"]
    assert [offer["name"] for offer in emulator.objects(org="OTHER@AdobeOrg", sandbox="dev")] == ["Theirs"]
    assert emulator.tokens_issued == 2
    assert "emulator-secret" not in stack.exported()


def test_another_sandbox_replaces_with_a_warning(stack: Stack, emulator: Emulator) -> None:
    """What lives in a `Sandbox` whose sandbox changes is made there and deleted here, and both are named."""
    program = """\
place = Sandbox("place", sandbox="WHERE")
FallbackOffer("o", name="O", opts=pulumi.ResourceOptions(provider=place))
"""
    stack.program(program.replace("WHERE", "one")).up("--skip-preview").succeeded()
    emulator.clear_requests()

    shown = stack.program(program.replace("WHERE", "two")).preview().succeeded().out
    stack.up("--skip-preview").succeeded()

    assert "fallback offers move from sandbox one to two: they are created in two" in shown
    assert '~ sandbox: "one" => "two"' in shown
    assert sandboxes(emulator) == [("GET", "two"), ("POST", "two"), ("GET", "one"), ("DELETE", "one")]


def test_what_is_wrong_is_said_at_its_line(stack: Stack) -> None:
    """Missing and bad inputs stop the program, all at once, where the sandbox was declared."""
    stack.program("""\
FallbackOffer("o", name="O")
Sandbox("stage", sandbox="stage", timeout_seconds="soon", on_conflict="maybe", endpoint="http://example.com/")
""")

    shown = stack.preview().failed().out

    assert 'error: Sandbox "stage" (__main__.py, line 4): aep:endpoint got' in shown
    assert "aep:timeoutSeconds got 'soon', takes a number of seconds above 0" in shown
    assert "aep:onConflict got 'maybe', takes stop or overwrite" in shown


def test_a_credential_of_its_own_is_not_the_environments(stack: Stack) -> None:
    """Sandboxes of several organisations have several credentials; one environment has one."""
    stack.program("""\
other = Sandbox("other", sandbox="dev", org_id="OTHER@AdobeOrg", client_secret="refused")
FallbackOffer("o", name="O", opts=pulumi.ResourceOptions(provider=other))
""")

    shown = stack.up("--skip-preview").failed().out

    assert "AuthenticationError: " in shown
    assert "refused" not in shown
    assert stack.offers() == []


LOOKUPS = """\
hero = Placement.find("hero", placement_name="Web hero")
offer = FallbackOffer.find("found", offer_name="Made by hand")
FallbackOffer("o", name="O", representations=[Representation(placement=hero.id, channel="web", components=[
    Component(type="html", format="text/html", content="<p>Hi</p>")])])
banner = Placement("banner", name="Banner", channel="web", component_type="html")
late = Placement.find("late", placement_name=banner.id.apply(lambda _: "Banner"))
pulumi.export("ids", {"hero": hero.id, "offer": offer.id, "late": late.id, "banner": banner.id})
pulumi.export("channel", hero.channel)
"""


@pytest.fixture
def by_hand(stack: Stack) -> dict[str, str]:
    """Objects that somebody else has made: their ids by name."""
    other = Stack(stack.folder, stack.emulator, "dev", "hand").create()
    other.program("""\
for name in ["Web hero", "Twice", "Same"]:
    Placement(name, name=name, channel="web", component_type="html")
Placement("again", name="Twice", channel="email", component_type="html")
FallbackOffer("made", name="Made by hand")
""").up("--skip-preview").succeeded()
    made = {**other.resources("Placement"), **other.resources()}
    return {one["outputs"]["name"]: one["id"] for one in made.values()}


def test_look_ups_by_name(stack: Stack, emulator: Emulator, by_hand: dict[str, str]) -> None:
    """The real id is known in a preview, a name that is known late is found late, and nothing changes afterwards."""
    stack.program(LOOKUPS)

    previewed = stack.preview().succeeded().out
    stack.up("--skip-preview").succeeded()

    assert by_hand["Web hero"] in previewed
    ids = stack.outputs()["ids"]
    assert (ids["hero"], ids["offer"]) == (by_hand["Web hero"], by_hand["Made by hand"])
    assert ids["late"] == ids["banner"]
    stack.preview("--expect-no-changes").succeeded()
    emulator.clear_requests()
    stack.destroy("--skip-preview").succeeded()
    assert len(writes(emulator)) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Twice", 'find placement "Twice" in sandbox dev: 2 have this name: dps:offer-placement:'),
        ("Web Hero", 'find placement "Web Hero" in sandbox dev: none has this name; there is "Web hero". Correct'),
    ],
)
def test_none_and_several(stack: Stack, by_hand: dict[str, str], name: str, said: str) -> None:
    """A name that no object or several objects have stops a preview, which names the candidates."""
    shown = stack.program(f"Placement.find('p', placement_name={json.dumps(name)})").preview().failed().out

    assert f"LookupFailedError: {said}" in shown

"""What a person reads when something goes wrong, and what must never be readable anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from offer_resources.emulator import Emulator, running
from offer_resources.emulator.steering.faults import Answer, Cut
from tests.e2e.stack import Stack, temporary_stack
from tests.support.log import posts, wire

OFFER = 'FallbackOffer("o", name="O")'


def test_a_refused_create_is_one_readable_line(stack: Stack, emulator: Emulator) -> None:
    """A remote failure says what was tried, on which offer, in which sandbox, what the API said, and what to do."""
    refusal = {"title": "Bad offer", "status": 400, "detail": "no such thing"}
    emulator.fault(Answer(status=400, body=refusal), method="POST", path="/data/core/dps/offers", times=0)

    shown = stack.program(OFFER).up("--skip-preview").failed().out

    line = next(line for line in shown.splitlines() if "InvalidOfferError" in line)
    assert (
        'InvalidOfferError: create fallback offer "O" in sandbox dev: 400 Bad offer: no such thing (request id ' in line
    )
    assert "correct what it names and run again" in line


def test_an_answer_lost_after_the_post_makes_one_offer(stack: Stack, emulator: Emulator) -> None:
    """A POST whose answer never came is looked up, not sent again, and its offer goes into state."""
    emulator.fault(Cut(when="after"), method="POST", path="/data/core/dps/offers")

    shown = stack.program(OFFER).up("--skip-preview").succeeded().out

    assert [offer["id"] for offer in stack.offers()] == [stack.ids()["o"]]
    assert len(posts(emulator)) == 1
    assert "no answer came to the create of" in shown


@pytest.mark.parametrize("is_refreshed", [True, False], ids=["refreshed", "not refreshed"])
def test_what_only_a_failed_update_has_added_is_removed(stack: Stack, emulator: Emulator, is_refreshed: bool) -> None:
    """State never had the member, and still it goes when the program gives it no longer; the preview says so."""
    stack.program(OFFER).up("--skip-preview").succeeded()
    emulator.fault(Cut(when="after"), method="PATCH", path="/offers/")
    emulator.fault(Answer(status=503), method="GET", path="/offers/", nth=2, times=0)
    stack.program('FallbackOffer("o", name="O", tags=["a"])').up("--skip-preview").failed()
    emulator.clear_faults()
    was = [offer.get("tags") for offer in stack.offers()]

    if is_refreshed:
        stack.refresh("--skip-preview").succeeded()
    shown = stack.program(OFFER).preview().succeeded().out
    stack.up("--skip-preview").succeeded()

    assert "~ 1 to update" in shown
    assert [*was, *(offer.get("tags") for offer in stack.offers())] == [["a"], None]
    stack.preview("--expect-no-changes").succeeded()


@pytest.mark.parametrize("door", ["dynamic", "plugin"])
def test_a_refresh_after_a_failed_update_stores_no_secret(stack: Stack, emulator: Emulator, door: str) -> None:
    """State does not know yet that the member is one; the next update brings it there, encrypted."""
    stack.set_config(door=door)
    stack.program('FallbackOffer("o", name="O", tags=["open"])').up("--skip-preview").succeeded()
    emulator.fault(Cut(when="after"), method="PATCH", path="/offers/")
    emulator.fault(Answer(status=503), method="GET", path="/offers/", nth=2, times=0)
    secret = stack.program('FallbackOffer("o", name="O", tags=pulumi.Output.secret(["hush-hush"]))')
    secret.up("--skip-preview").failed()
    emulator.clear_faults()

    refreshed = stack.refresh("--skip-preview").succeeded().out
    kept = stack.exported()
    stack.up("--skip-preview").succeeded()

    assert "tags came from an update that was interrupted, and is a secret" in " ".join(refreshed.split())
    assert "open" in kept
    assert "hush-hush" not in refreshed + kept + stack.exported()
    assert [offer.get("tags") for offer in stack.offers()] == [["hush-hush"]]
    stack.preview("--expect-no-changes").succeeded()


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("timeoutSeconds", "soon", "aep:timeoutSeconds got 'soon', takes a number of seconds above 0"),
        ("maxConcurrency", "0", "aep:maxConcurrency got '0', takes a whole number from 1 up"),
        ("onConflict", "maybe", "aep:onConflict got 'maybe', takes stop or overwrite"),
        ("endpoint", "http://example.com/", "aep:endpoint got 'http://example.com/'"),
        ("orgId", "", "aep:orgId is not set"),
        pytest.param(
            "onconflict", "overwrite", "aep:onconflict is not a setting: did you mean aep:onConflict?", id="misspelt"
        ),
    ],
)
def test_a_bad_setting_is_named(stack: Stack, emulator: Emulator, key: str, value: str, told: str) -> None:
    """A setting that is missing or wrong is one line with the key, what it got and what it takes."""
    stack.set_config(**{key: value})

    assert f"ConfigError: {told}" in stack.program(OFFER).preview().failed().out
    assert wire(emulator) == []


CANARY = "canary-5f2c1e"

SECRET_OFFER = """
    secret = pulumi.Output.secret
    web = Placement("web", name="Web", channel="web", component_type="html")
    html = Component(type="html", format="text/html", content=secret("<b>canary-5f2c1e</b>"))
    offer = FallbackOffer(
        "o", name="O", description=secret("canary-5f2c1e"), tags=[secret("canary-5f2c1e")],
        characteristics={"theme": secret("canary-5f2c1e"), "plain": "seen"},
        representations=[Representation(placement=web.id, channel="web", components=[html])],
    )
    pulumi.export("text", offer.description)
"""


def test_secrets_are_nowhere(tmp_path: Path) -> None:
    """Client secret and access token appear in no output, log, preview, state file or request log."""
    with running(client_secret=CANARY) as emulator, temporary_stack(tmp_path, emulator) as stack:
        set_secret = ("config", "set", "--secret", "--stack", "dev")
        stack.pulumi(*set_secret, "aep:clientSecret", CANARY).succeeded()
        from_config = {"AEP_CLIENT_SECRET": ""}
        as_token = {"AEP_CLIENT_SECRET": "", "AEP_ACCESS_TOKEN": CANARY}
        changed = OFFER.replace('"O"', '"Changed"')

        succeeded = [
            stack.program(OFFER).up("--skip-preview", env=from_config).succeeded().out,
            stack.pulumi("preview", "--json", "--stack", "dev").succeeded().out,
            stack.refresh("--skip-preview", env={"AEP_CLIENT_SECRET": CANARY, "OFFERS_LOG": "debug"}).succeeded().out,
        ]
        refused = [
            stack.program(changed).up("--skip-preview", env=as_token).failed().out,
            stack.up("--skip-preview", env={**as_token, "OFFERS_LOG": "debug"}).out,
        ]
        kept = [
            stack.exported(),
            repr(emulator.requests),
            *(path.read_text(errors="replace") for path in (tmp_path / "state").rglob("*") if path.is_file()),
        ]

    assert ["AuthenticationError" in text for text in refused] == [True, True]
    assert [text for text in succeeded + refused + kept if CANARY in text] == []


def test_a_secret_text_is_in_the_sandbox_and_nowhere_else(stack: Stack, tmp_path: Path) -> None:
    """Secret inputs are secret in state, outputs included, and masked in previews, conflicts, drift and debug logs."""
    debug = {"OFFERS_LOG": "debug"}
    succeeded = [stack.program(SECRET_OFFER).up("--skip-preview", env=debug)]
    offer = stack.offers()[0]
    stack.program(SECRET_OFFER.replace(CANARY, f"{CANARY}-2"))
    succeeded += [stack.preview(), stack.pulumi("preview", "--json", "--stack", "dev")]
    stack.edited_elsewhere(offer["id"], {"op": "replace", "path": "/description", "value": f"{CANARY}-theirs"})
    conflict = stack.up("--skip-preview").failed().out
    succeeded += [stack.refresh("--skip-preview", "--diff", env=debug), stack.up(env=debug)]
    kept = [
        stack.exported(),
        *(path.read_text(errors="replace") for path in (tmp_path / "state").rglob("*") if path.is_file()),
    ]

    assert (offer["description"], stack.offers()[0]["description"]) == (CANARY, f"{CANARY}-2")
    assert "description    : [secret] => [secret]" in succeeded[1].out
    assert "since the last run: description: theirs [secret], ours [secret]. Run " in conflict
    assert "offers: PATCH " in succeeded[-1].out
    assert "ciphertext" in json.loads(kept[0])["deployment"]["resources"][-1]["outputs"]["description"]
    shown = [run.succeeded().out for run in succeeded]
    assert [text for text in [*shown, conflict, *kept] if CANARY in text] == []


def test_a_secret_from_a_transform_is_not_shown(stack: Stack) -> None:
    """It comes after the program's own check; the engine would print the value of a property that a failure names."""
    out = (
        stack.program(
            """
            def add(args):
                if args.type_.endswith("FallbackOffer"):
                    secret = pulumi.Output.secret("canary-5f2c1e")
                    return pulumi.ResourceTransformResult({**args.props, "status": secret}, args.opts)

            pulumi.runtime.register_resource_transform(add)
            FallbackOffer("o", name="O")
            """
        )
        .preview()
        .failed()
        .out
    )

    assert "status: got [secret], wanted one of draft, approved, archived" in out
    assert CANARY not in out

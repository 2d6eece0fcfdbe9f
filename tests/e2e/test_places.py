"""An object belongs to one sandbox of one organisation."""

from __future__ import annotations

from collections.abc import Callable

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.support.log import wire

OFFER = 'FallbackOffer("o", name="O")'


def sandboxes(emulator: Emulator) -> list[tuple[str, str]]:
    """Method and sandbox of every request to the Offer Library."""
    return [
        (request.method, request.headers["x-sandbox-name"])
        for request in emulator.requests
        if request.path.startswith("/data/")
    ]


def test_two_stacks_are_two_sandboxes(stack: Stack, another_stack: Callable[[str], Stack]) -> None:
    """The same program on two stacks makes one offer in each, and destroying one leaves the other."""
    stage = another_stack("stage")
    stack.program(OFFER).up("--skip-preview").succeeded()
    stage.up("--skip-preview").succeeded()

    assert [offer["id"] for offer in stack.offers("dev")] == [stack.ids()["o"]]
    assert [offer["id"] for offer in stack.offers("stage")] == [stage.ids()["o"]]
    stack.destroy("--skip-preview").succeeded()
    assert (len(stack.offers("dev")), len(stack.offers("stage"))) == (0, 1)


def test_another_sandbox_is_a_replacement(stack: Stack, emulator: Emulator) -> None:
    """A sandbox changed in config is shown as a replacement: a new object there, the old one deleted where it lives."""
    stack.program(OFFER).up("--skip-preview").succeeded()
    stack.set_config(sandbox="stage")
    emulator.clear_requests()

    shown = stack.preview().succeeded().out
    stack.up("--skip-preview").succeeded()

    assert '~ sandbox: "dev" => "stage"' in shown
    assert sandboxes(emulator) == [("GET", "stage"), ("POST", "stage"), ("GET", "dev"), ("DELETE", "dev")]
    assert (len(stack.offers("dev")), len(stack.offers("stage"))) == (0, 1)


def test_another_organisation_stops(stack: Stack, emulator: Emulator) -> None:
    """Another organisation cannot be reached with these credentials: the run stops and says so."""
    stack.program(OFFER).up("--skip-preview").succeeded()
    stack.set_config(orgId="OTHER@AdobeOrg")
    emulator.clear_requests()

    shown = stack.preview().failed().out

    assert "PlaceError: " in shown
    assert "E2E00000000000000000000@AdobeOrg" in shown
    assert "OTHER@AdobeOrg" in shown
    assert wire(emulator) == []


def test_destroy_goes_to_the_recorded_sandbox(stack: Stack, emulator: Emulator) -> None:
    """Config changed since the last up does not lead a destroy astray."""
    stack.program(OFFER).up("--skip-preview").succeeded()
    stack.set_config(sandbox="stage")

    stack.destroy("--skip-preview", "--run-program").succeeded()

    assert sandboxes(emulator)[-1] == ("DELETE", "dev")
    assert stack.offers("dev") == []


def test_rotated_secret_reaches_a_destroy_from_the_environment(stack: Stack) -> None:
    """A destroy uses config saved by the last up; a credential in the environment wins over it."""
    stack.set_config(clientSecret="emulator-secret")
    stack.program(OFFER).up("--skip-preview", env={"AEP_CLIENT_SECRET": ""}).succeeded()

    refused = stack.destroy("--skip-preview", env={"AEP_CLIENT_SECRET": "rotated-away"}).failed().out
    stack.destroy("--skip-preview", env={"AEP_CLIENT_SECRET": "emulator-secret"}).succeeded()

    assert "AuthenticationError: " in refused
    assert stack.offers() == []

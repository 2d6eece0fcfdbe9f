"""What a `Sandbox` tells the engine of its credential."""

from __future__ import annotations

import contextvars

import pulumi
import pytest

from offer_resources import Sandbox
from offer_resources.program import sandbox
from tests.program.program import run


@pytest.mark.parametrize(
    ("door", "client_secret", "told"),
    [
        ("dynamic", "secret", {"aep:ownCredential": True}),
        ("dynamic", None, {}),
        ("plugin", "secret", {"ownCredential": True}),
        ("plugin", None, {"ownCredential": False}),
    ],
)
def test_whose_the_credential_is(
    monkeypatch: pytest.MonkeyPatch, door: str, client_secret: str | None, told: dict[str, bool]
) -> None:
    """The dynamic provider takes it for the stack's where nothing is said, and the plugin for the provider's own."""
    pulumi.runtime.set_all_config({"aep:door": door})
    monkeypatch.setenv("AEP_CLIENT_SECRET", "of the environment")
    engine = run(lambda: Sandbox("stage", sandbox="stage", org_id="O", client_id="c", client_secret=client_secret))

    assert {key: value for key, value in engine.inputs("stage").items() if "own" in key} == told


def test_what_the_stack_keeps_secret_is_a_secret_of_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not its credential alone: state would have the copy in plain text."""
    monkeypatch.setenv("AEP_CLIENT_SECRET", "of the environment")
    secrets: list[bool] = []

    def program() -> pulumi.Output[None]:
        pulumi.runtime.set_all_config({"aep:orgId": "O", "aep:clientId": "hush-hush"}, ["aep:clientId"])
        copied = sandbox._completed({"sandbox": "stage"})
        assert copied["aep:orgId"] == "O"
        return pulumi.Output.from_input(copied["aep:clientId"].is_secret()).apply(secrets.append)

    # The SDK keeps config in the context.
    contextvars.copy_context().run(run, program)

    assert secrets == [True]

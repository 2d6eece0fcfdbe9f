"""The credential of a stack's file is encrypted, or the person is warned."""

from __future__ import annotations

import pulumi
import pytest

from offer_resources.program.stack_config import refuse_unknown_keys, warn_of_exposed_secrets

LOCAL = {"aep:endpoint": "http://127.0.0.1:8900/", "aep:imsEndpoint": "http://127.0.0.1:8900/"}


@pytest.mark.parametrize(
    ("config", "encrypted", "named"),
    [
        pytest.param({"aep:clientSecret": "p8e-hush"}, [], ["aep:clientSecret"], id="in plain text"),
        pytest.param({"aep:accessToken": "p8e-hush"}, [], ["aep:accessToken"], id="a token"),
        pytest.param({"aep:clientSecret": "p8e-hush"}, ["aep:clientSecret"], [], id="encrypted"),
        pytest.param({"aep:clientSecret": "p8e-hush", **LOCAL}, [], [], id="the local Offer Library's"),
    ],
)
def test_a_secret_in_plain_text_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, config: dict[str, str], encrypted: list[str], named: list[str]
) -> None:
    """It names the key and the command, and never the value."""
    warned: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warned.append)
    pulumi.runtime.set_all_config(config, encrypted)

    warn_of_exposed_secrets()

    assert warned == [
        f"{key} is in plain text in the stack's file: make a new one in the Developer Console, and"
        f" `pulumi config set --secret {key}`"
        for key in named
    ]


def test_a_misspelt_key_stops_a_program_that_declares_nothing() -> None:
    """No provider is started that would refuse it."""
    pulumi.runtime.set_all_config({"aep:maxDelets": "0", "aep:onConflict": "stop", "other:maxDelets": "0"})

    with pytest.raises(pulumi.RunError) as caught:
        refuse_unknown_keys()

    assert str(caught.value) == "ConfigError: aep:maxDelets is not a setting: did you mean aep:maxDeletes?"

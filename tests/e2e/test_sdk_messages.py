"""What the SDK says about each resource is sent where somebody looks for it."""

from __future__ import annotations

import re

import pytest

from tests.e2e.stack import Stack


@pytest.mark.parametrize("door", ["dynamic", "plugin"])
def test_debug_messages_of_the_sdk_are_left_out(stack: Stack, door: str) -> None:
    """Unless OFFERS_LOG=debug asks for them; those of the program are shown, with the engine's `--debug`."""
    stack.program('pulumi.log.debug("said by the program")\nFallbackOffer("hero", name="Hero")').set_config(door=door)
    preview = ("preview", "--debug", "--stack", stack.name)

    usual = stack.pulumi(*preview).succeeded().out
    debugging = stack.pulumi(*preview, env={"OFFERS_LOG": "debug"}).succeeded().out

    assert ["said by the program" in out for out in (usual, debugging)] == [True, True]
    for of_sdk in ("registering resource: .*name=hero", "registration prepared: .*name=hero", "beginning rpc "):
        assert [bool(re.search(of_sdk, out)) for out in (usual, debugging)] == [False, True]

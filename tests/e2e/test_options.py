"""Pulumi's options that name properties, as a Python program writes them."""

from __future__ import annotations

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.support.log import writes

PROGRAM = """\
Placement("hero", name="Hero", channel="web", component_type="html", item_count={count},
    return_metadata={{"offer_name": {flag}}},
    opts=pulumi.ResourceOptions(ignore_changes=["item_count", "return_metadata.offer_name"],
        additional_secret_outputs=["created_by"]))
"""


def test_options_in_python_s_spelling(stack: Stack, emulator: Emulator) -> None:
    """What they ignore is not written, and what they make a secret is one in state."""
    stack.program(PROGRAM.format(count=1, flag=True)).up("--skip-preview").succeeded()
    emulator.clear_requests()

    stack.program(PROGRAM.format(count=2, flag=False)).up("--skip-preview", "--expect-no-changes").succeeded()

    assert writes(emulator) == []
    assert "ciphertext" in stack.resources("Placement")["hero"]["outputs"]["createdBy"]


def test_a_secret_that_is_refused_is_not_shown(stack: Stack) -> None:
    """Also where only the engine comes to know it; it would show the value of a property that a problem names."""
    stack.program("""\
hero = Placement("hero", name="Hero", channel="web", component_type="html")
FallbackOffer("one", name="One", status=pulumi.Output.secret(hero.id.apply(lambda _: "hush-hush")))
FallbackOffer("two", name="Two", tags=pulumi.Output.secret(hero.id.apply(lambda _: ["hush-hush", ""])))
""")

    refused = stack.up("--skip-preview").failed().out

    assert "has a problem: " in refused
    assert "got [secret]" in refused
    assert "hush" not in refused

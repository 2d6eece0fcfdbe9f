"""A resource class of the program's own is its parent's kind of resource, in state too."""

from __future__ import annotations

import json

import pytest

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.support.log import writes

HOUSE = """\
class HouseOffer(FallbackOffer):
    pass
class HousePlacement(Placement, module="house", name="HousePlacement"):
    pass
"""
PROGRAM = """\
{offer}("hero", name="Hero")
{placement}("hero", name="Hero", channel="web", component_type="html")
"""
OWN = HOUSE + PROGRAM.format(offer="HouseOffer", placement="HousePlacement")
OURS = PROGRAM.format(offer="FallbackOffer", placement="Placement")


def test_a_subclass_and_its_parent_are_one_type(stack: Stack, emulator: Emulator) -> None:
    """From one to the other and back changes nothing."""
    stack.program(OURS).up("--skip-preview").succeeded()
    emulator.clear_requests()

    to_and_back = [stack.program(text).up("--skip-preview", "--expect-no-changes").code for text in (OWN, OURS)]

    assert (to_and_back, writes(emulator)) == ([0, 0], [])


@pytest.mark.parametrize("program", [OWN, OURS], ids=["the subclass", "its parent"])
def test_state_of_a_subclass_with_a_type_of_its_own_moves_over(stack: Stack, emulator: Emulator, program: str) -> None:
    """Earlier releases gave a subclass the type of no family, or the one that its class statement named."""
    stack.set_config(maxDeletes="0")
    stack.program(OURS).up("--skip-preview").succeeded()
    ids = [stack.ids(), stack.ids("Placement")]
    with_types_of_old(stack)
    emulator.clear_requests()

    stack.program(program).up("--skip-preview").succeeded()

    assert writes(emulator) == []
    assert [stack.ids(), stack.ids("Placement")] == ids


def test_a_subclass_is_guarded_whatever_its_type_in_state(stack: Stack, emulator: Emulator) -> None:
    """What the stack has is known by its provider."""
    stack.set_config(maxDeletes="1")
    stack.program(OURS).up("--skip-preview").succeeded()
    with_types_of_old(stack)
    emulator.clear_requests()

    stopped = stack.program("").up("--skip-preview").failed().out

    assert "this run would delete 2 of the stack's 2 objects" in stopped
    assert writes(emulator) == []


def with_types_of_old(stack: Stack) -> None:
    """Give what the stack has the types that subclasses had."""
    state = (
        stack.exported()
        .replace("pulumi-python:dynamic/offers:FallbackOffer", "pulumi-python:dynamic:Resource")
        .replace("pulumi-python:dynamic/offers:Placement", "pulumi-python:dynamic/house:HousePlacement")
    )
    path = stack.folder / "old.json"
    path.write_text(json.dumps(json.loads(state)))
    stack.pulumi("stack", "import", "--stack", stack.name, "--file", str(path)).succeeded()

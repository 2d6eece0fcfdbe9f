"""All seven families in one program, referring to each other."""

from __future__ import annotations

from offer_resources.emulator import Emulator
from tests.e2e.stack import ORG, Stack
from tests.support.log import writes
from tests.support.web import KINDS, PROGRAM


def held(emulator: Emulator) -> dict[str, int]:
    return {kind: len(emulator.objects(kind, org=ORG, sandbox="dev")) for kind in KINDS}


def test_the_web_of_references(stack: Stack, emulator: Emulator) -> None:
    """One `up` in an empty sandbox, whole in a preview, and gone again in an order that a strict service accepts."""
    emulator.set_readings(references="strict")
    stack.program(PROGRAM)
    assert "9 to create" in stack.preview().succeeded().out

    stack.up().succeeded()
    assert held(emulator) == KINDS

    emulator.clear_requests()
    stack.preview("--expect-no-changes").succeeded()
    stack.pulumi("refresh", "--yes", "--stack", stack.name, "--expect-no-changes").succeeded()
    stack.up("--expect-no-changes").succeeded()
    assert writes(emulator) == []

    stack.destroy().succeeded()
    assert set(held(emulator).values()) == {0}

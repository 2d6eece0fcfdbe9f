"""The examples of docs/resources, on the real engine."""

from __future__ import annotations

import shutil

from offer_resources.emulator import Emulator
from tests.e2e.stack import CHECKOUT, ORG, Stack
from tests.support.web import KINDS


def test_examples_come_up_as_one_stack(stack: Stack, emulator: Emulator) -> None:
    """Every resource is created, a second run has nothing to do, and a destroy leaves nothing."""
    for file in (CHECKOUT / "examples" / "resources").glob("*.py"):
        shutil.copy(file, stack.folder)

    stack.up("--skip-preview").succeeded()
    stack.preview("--expect-no-changes").succeeded()

    assert _kinds(emulator) == set(KINDS)
    stack.destroy("--skip-preview").succeeded()
    assert _kinds(emulator) == set()


def _kinds(emulator: Emulator) -> set[str]:
    return {kind for kind in KINDS if emulator.objects(kind, org=ORG, sandbox="dev")}

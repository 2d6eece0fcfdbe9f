"""The checks across objects of a program, on the real engine."""

from __future__ import annotations

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.support.log import sent
from tests.support.web import PROGRAM

MISFIT = PROGRAM.replace('status="approved", tags=[season.id], representations', 'status="draft", representations')
FOUND = 'is live, but its fallback offer FallbackOffer "summer" is draft: approve it'


def test_misfit_is_one_warning_in_a_preview(stack: Stack) -> None:
    """Before any id is known; a good program has none."""
    assert "warning" not in stack.program(PROGRAM).preview().succeeded().out
    assert stack.program(MISFIT).preview().succeeded().out.count(FOUND) == 1


def test_misfit_is_a_problem_where_it_is_to_stop(stack: Stack, emulator: Emulator) -> None:
    stack.set_config(checks="stop")
    assert FOUND in stack.program(MISFIT).up().failed().out
    assert sent(emulator) == []

    stack.set_config(checks="off")
    assert FOUND not in stack.preview().succeeded().out

"""The doors that tests run for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pytest

from offer_resources.door.tokens import DYNAMIC, PLUGIN
from tests.support.sweep import SWEEPING

Case = TypeVar("Case")

DOORS = {"dynamic": DYNAMIC, "plugin": PLUGIN}


def in_turn(cases: Iterable[Case], name: Callable[[Case], str]) -> list[Any]:
    """Return each case with one door, and in a sweep with both: parameters of a test that has `door` indirectly."""
    return [
        pytest.param(case, door, id=f"{name(case)}-{door_name}")
        for number, case in enumerate(cases)
        for turn, (door_name, door) in enumerate(DOORS.items())
        if SWEEPING or turn == number % len(DOORS)
    ]

"""Every reading does what its description says, and nothing changes without one."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.emulator import Emulator
from offer_resources.emulator.readings import READINGS, named, parsed
from tests.emulator.api import Api
from tests.emulator.probes import PROBES

CASES = [
    pytest.param(name, value, probe, seen, id=f"{name}={value}")
    for name, (probe, by_value) in PROBES.items()
    for value, seen in by_value.items()
]


@pytest.mark.parametrize(("name", "value", "probe", "seen"), CASES)
def test_a_client_sees_each_value(emulator: Emulator, api: Api, name: str, value: str, probe: Any, seen: Any) -> None:
    """Under each value of each reading a client sees what is written down for it."""
    emulator.set_readings(**{name.replace("-", "_"): value})
    assert probe(emulator, api) == seen


def test_every_value_of_every_reading_is_probed() -> None:
    """There is no switch without a test of each of its values."""
    assert {name: set(by_value) for name, (_, by_value) in PROBES.items()} == {
        name: set(reading.values) for name, reading in READINGS.items()
    }


def test_the_default_comes_first() -> None:
    """The first of a reading's values is its default."""
    assert [reading.default for reading in READINGS.values()] == [reading.values[0] for reading in READINGS.values()]


@pytest.mark.parametrize(
    ("flag", "message"),
    [
        ("nonsense=1", "no reading is called 'nonsense'; `offers emulator --list-readings` shows them all"),
        ("create-status=204", "reading create-status: got '204', wanted one of 201, 200"),
        ("create-status", "reading 'create-status': wanted NAME=VALUE"),
    ],
)
def test_a_bad_flag_is_named(flag: str, message: str) -> None:
    """A reading that does not exist, or not with that value, is refused by name."""
    with pytest.raises(ValueError, match="reading") as caught:
        parsed([flag])
    assert str(caught.value) == message


def test_flags_add_up() -> None:
    """Several flags flip several readings."""
    assert parsed(["put=replaces", "if-match=412"]) == named({"if-match": "412", "put": "replaces"})

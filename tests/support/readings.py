"""Which readings a life is led under: each flipped alone, and combinations in which every value of each occurs."""

from __future__ import annotations

import random

from offer_resources.emulator import Emulator
from offer_resources.emulator.readings import READINGS

Flipped = dict[str, str]

COMBINATIONS = 20

# Under these the library refuses or forgets tags and characteristics, by definition; a program then has none.
_REFUSALS = {"fallback-extras": {"refused", "dropped"}, "characteristics-name": {"customMetadata"}}


def alone() -> list[Flipped]:
    """Every reading flipped to every value that is not its default."""
    return [{name: value} for name, reading in READINGS.items() for value in reading.values if value != reading.default]


def together(seed: int = 1) -> list[Flipped]:
    """Random combinations, the same in every run; each reading takes each of its values equally often."""
    chance = random.Random(seed)
    columns = {name: _spread(chance, reading.values) for name, reading in READINGS.items()}
    return [{name: column[number] for name, column in columns.items()} for number in range(COMBINATIONS)]


def name_of(flipped: Flipped, number: int) -> str:
    """What a test is called after."""
    return "-".join(next(iter(flipped.items()))) if len(flipped) == 1 else f"combination-{number}"


def keeps_extras(emulator: Emulator) -> bool:
    """Whether offers may have tags and characteristics, and tags that nobody has made."""
    return all(emulator.readings[name] not in values for name, values in _REFUSALS.items()) and (
        emulator.readings["references"] == "unchecked"
    )


def _spread(chance: random.Random, values: tuple[str, ...]) -> list[str]:
    column = [values[number % len(values)] for number in range(COMBINATIONS)]
    chance.shuffle(column)
    return column

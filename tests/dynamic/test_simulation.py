"""Random programs, faults, colleagues and kills on real provider hosts: the sandbox ends as the program says."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest

from offer_resources.door.tokens import DYNAMIC, PLUGIN, Door
from offer_resources.emulator import Emulator
from tests.dynamic.engine import PlayedStack
from tests.dynamic.host import Host
from tests.support.forks import Forks
from tests.support.simulation import Keeping, play, seeds


@pytest.mark.parametrize("seed", seeds(1))
def test_the_sandbox_ends_as_the_program_says(
    emulator: Emulator,
    forks_of: Callable[[Door], Forks],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    seed: int,
) -> None:
    """Once nothing goes wrong any more, two runs at most: no object more, none less, none stale; and state agrees."""
    emulator.reset()
    on_conflict, checkpoints = ["stop", "overwrite"][seed % 2], Keeping.of(seed).checkpoints
    # What else depends on a seed takes turns sooner.
    door = (DYNAMIC, PLUGIN)[seed // 4 % 2]
    start = functools.partial(Host, door=door, forks=forks_of(door))
    with PlayedStack(emulator, start, tmp_path, on_conflict=on_conflict, checkpoints=checkpoints) as stack:
        played = play(seed, stack, most=40)
    record_property("simulation", dict(played.figures))
    if played.wrong:
        pytest.fail(str(played), pytrace=False)

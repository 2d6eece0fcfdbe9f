"""Random programs, faults, colleagues and kills on real provider hosts: the sandbox ends as the program says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from offer_resources.emulator import Emulator
from tests.dynamic.engine import PlayedStack
from tests.support.forks import PROVIDER_HOST, Forks
from tests.support.simulation import Keeping, play, seeds


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks(PROVIDER_HOST) as forks:
        yield forks


@pytest.mark.parametrize("seed", seeds(1))
def test_the_sandbox_ends_as_the_program_says(
    emulator: Emulator, forks: Forks, tmp_path: Path, record_property: Callable[[str, object], None], seed: int
) -> None:
    """Once nothing goes wrong any more, two runs at most: no object more, none less, none stale; and state agrees."""
    emulator.reset()
    on_conflict, checkpoints = ["stop", "overwrite"][seed % 2], Keeping.of(seed).checkpoints
    with PlayedStack(emulator, forks, tmp_path, on_conflict=on_conflict, checkpoints=checkpoints) as stack:
        played = play(seed, stack, most=40)
    record_property("simulation", dict(played.figures))
    if played.wrong:
        pytest.fail(str(played), pytrace=False)

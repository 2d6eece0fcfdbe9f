"""When requests may start: what one is told holds for all, and the rate follows what the API takes."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from offer_resources.api.throttle import Pace, Turn

FIRST = 1 / 32


def a_turn(pace: Pace) -> Turn:
    with pace.turn() as turn:
        return turn


def least_gap(pace: Pace, count: int = 4) -> float:
    """The shortest time between the starts of several requests."""
    turns = [a_turn(pace) for _ in range(count)]
    return min(later.started - earlier.started for earlier, later in pairwise(turns))


@pytest.mark.parametrize(("retry_after", "pause"), [(0.3, 0.3), (None, 1.0)])
def test_a_refusal_of_one_pauses_all(retry_after: float | None, pause: float) -> None:
    """However many threads ask for a turn, none begins before it is time; without a time that is a second."""
    pace = Pace(8)
    refused, told = a_turn(pace), time.monotonic()

    pace.refused(refused, retry_after)
    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda _: a_turn(pace).started, range(8)))

    assert min(begun) - told >= pause


def test_a_refusal_slows_down_all() -> None:
    """Afterwards requests start one by one, in all threads together."""
    pace = Pace(8)
    pace.refused(a_turn(pace), 0.0)
    assert least_gap(pace) >= FIRST * 0.99


def test_refusals_of_one_moment_are_one() -> None:
    """What was sent before the slow-down says nothing new; what is refused at the new rate halves it."""
    pace = Pace(8)
    turns = [a_turn(pace) for _ in range(5)]
    for turn in turns:
        pace.refused(turn, 0.0)
    assert pace._interval == FIRST

    pace.refused(Turn(time.monotonic() + 10), 0.0)
    assert pace._interval == 2 * FIRST


def test_successes_speed_up_again() -> None:
    """Little by little, and in the end nothing is waited for."""
    pace = Pace(8)
    pace.refused(a_turn(pace), 0.0)
    for _ in range(500):
        pace.accepted()
    assert pace._interval == 0.0

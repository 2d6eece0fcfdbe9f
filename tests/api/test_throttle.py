"""When requests may start: what one is told holds for all, and the rate follows what the API takes."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from offer_resources.api.throttle import Slot, Throttle

FIRST = 1 / 32


def a_slot(throttle: Throttle) -> Slot:
    with throttle.slot() as slot:
        return slot


def least_gap(throttle: Throttle, count: int = 4) -> float:
    """Return the shortest time between the starts of several requests."""
    slots = [a_slot(throttle) for _ in range(count)]
    return min(later.started - earlier.started for earlier, later in pairwise(slots))


@pytest.mark.parametrize(("retry_after", "pause"), [(0.3, 0.3), (None, 1.0)])
def test_a_refusal_of_one_pauses_all(retry_after: float | None, pause: float) -> None:
    """However many threads ask for a turn, none begins before it is time; without a time that is a second."""
    throttle = Throttle(8)
    refused, told = a_slot(throttle), time.monotonic()

    throttle.refused(refused, retry_after)
    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda _: a_slot(throttle).started, range(8)))

    assert min(begun) - told >= pause


def test_a_refusal_pauses_those_that_wait_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that waits for its turn does not take it in the middle of a longer pause."""
    throttle = Throttle(8)
    first, sleep = a_slot(throttle), time.sleep
    throttle.refused(first, 0.1)

    def refused_meanwhile(seconds: float) -> None:
        monkeypatch.setattr(time, "sleep", sleep)
        throttle.refused(first, 0.4)
        sleep(seconds)

    told = time.monotonic()
    monkeypatch.setattr(time, "sleep", refused_meanwhile)
    assert a_slot(throttle).started - told >= 0.4


def test_a_refusal_slows_down_all() -> None:
    """Afterwards requests start one by one, in all threads together."""
    throttle = Throttle(8)
    throttle.refused(a_slot(throttle), 0.0)
    assert least_gap(throttle) >= FIRST * 0.99


def test_refusals_of_one_moment_are_one() -> None:
    """What was sent before the slow-down says nothing new; what is refused at the new rate halves it."""
    throttle = Throttle(8)
    slots = [a_slot(throttle) for _ in range(5)]
    for slot in slots:
        throttle.refused(slot, 0.0)
    assert throttle._interval == FIRST

    throttle.refused(Slot(time.monotonic() + 10), 0.0)
    assert throttle._interval == 2 * FIRST


def test_successes_speed_up_again() -> None:
    """Little by little, and in the end nothing is waited for."""
    throttle = Throttle(8)
    throttle.refused(a_slot(throttle), 0.0)
    for _ in range(500):
        throttle.accepted()
    assert throttle._interval == 0.0

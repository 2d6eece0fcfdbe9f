"""A pool of four threads that is made to run more calls at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from offer_resources.dynamic.threads import SWITCH, allow_more_threads

_SECONDS = 10


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Yield a pool like that of Pulumi's provider host."""
    with ThreadPoolExecutor(4, thread_name_prefix="host") as pool:
        yield pool


def threads_under_load(pool: ThreadPoolExecutor) -> int:
    """Return how many threads the pool has once 200 calls were submitted, none of which ended before the last was."""
    submitted = threading.Event()
    calls = [pool.submit(submitted.wait, _SECONDS) for _ in range(200)]
    submitted.set()
    assert all(call.result() for call in calls)
    return sum(thread.name.startswith("host") for thread in threading.enumerate())


def test_a_pool_runs_as_many_calls_as_may_be_in_flight_and_four_besides(pool: ThreadPoolExecutor) -> None:
    """The four are for calls that send nothing."""
    pool.submit(allow_more_threads, 16).result()
    assert threads_under_load(pool) == 20


def test_calls_that_wait_already_are_taken_up(pool: ThreadPoolExecutor) -> None:
    """A destroy begins with more calls than there are threads, and none of them is done for a while."""
    all_are_submitted = threading.Event()
    everybody = threading.Barrier(16)

    def first() -> None:
        all_are_submitted.wait(_SECONDS)
        allow_more_threads(16)
        everybody.wait(_SECONDS)

    calls: list[Future[Any]] = [pool.submit(first)]
    calls += [pool.submit(everybody.wait, _SECONDS) for _ in range(15)]
    all_are_submitted.set()
    for call in calls:
        call.result()


@pytest.mark.parametrize(
    ("most_in_flight", "environ"),
    [pytest.param(16, {SWITCH: "no"}, id="switched off"), pytest.param(4, {}, id="no more than four wanted")],
)
def test_a_pool_is_left_alone(pool: ThreadPoolExecutor, most_in_flight: int, environ: dict[str, str]) -> None:
    """Where it is not to be widened, four calls run at once."""
    pool.submit(allow_more_threads, most_in_flight, environ).result()
    assert threads_under_load(pool) == 4


def test_the_number_of_threads_is_limited(pool: ThreadPoolExecutor) -> None:
    """However high aep:maxConcurrency is, the machine is not exhausted."""
    pool.submit(allow_more_threads, 100_000).result()
    assert threads_under_load(pool) == 128


def test_a_thread_of_no_pool_widens_nothing(pool: ThreadPoolExecutor) -> None:
    """The pools of others are not ours to change."""
    allow_more_threads(16)
    assert threads_under_load(pool) == 4

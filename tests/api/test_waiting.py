"""What a run waits for is said at once, in one line a cause and sandbox."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Answer, Cut, Delay, Emulator, Throttle
from offer_resources.errors import OfferResourcesError
from offer_resources.settings import Settings
from tests.support.place import STAGE, a_target

ID = "dps:fallback-offer:0123456789abcdef"
AGAIN = "trying again up to 4 times, for up to 60 s"
SLOWLY = "requests go out more slowly, and each is sent again for up to 300 s"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def library(settings: Settings, said: list[str]) -> OfferLibrary:
    """Return a client as users have it, but for short waits between attempts."""
    return OfferLibrary(replace(settings, throttle_budget_seconds=300.0), say=said.append)


@pytest.mark.parametrize(
    ("effect", "path", "line"),
    [
        (Answer(status=503), "/offers", f"sandbox dev: the API answers 503 Service Unavailable: {AGAIN}"),
        (Cut(), "/offers", f"sandbox dev: the API does not answer: {AGAIN}"),
        (
            Answer(status=200, body=[1]),
            "/offers",
            f"sandbox dev: the API sends an answer that cannot be believed: {AGAIN}",
        ),
        (Answer(status=503), "/ims", f"sandbox dev: the token service answers 503: {AGAIN}"),
        (Cut(), "/ims", f"sandbox dev: the token service does not answer: {AGAIN}"),
        (
            Throttle(retry_after=0),
            "/offers",
            f"sandbox dev: the API answers 429 Too Many Requests: {SLOWLY}",
        ),
        (Throttle(retry_after=0), "/ims", f"sandbox dev: the token service answers 429: {SLOWLY}"),
    ],
)
def test_a_wait_is_said_with_its_cause_and_its_limit(
    emulator: Emulator, library: OfferLibrary, said: list[str], effect: Any, path: str, line: str
) -> None:
    emulator.fault(effect, path=path, times=2)
    library.delete(a_target(ID))
    assert said == [line]


def test_one_cause_is_said_once_in_each_sandbox(emulator: Emulator, library: OfferLibrary, said: list[str]) -> None:
    """However many threads wait for it, and however often."""
    emulator.fault(Answer(status=503), path="/offers", times=3)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(library.delete, [a_target(ID)] * 8))
    emulator.fault(Answer(status=503), path="/offers")
    library.delete(a_target(ID, place=STAGE))
    unavailable = f"the API answers 503 Service Unavailable: {AGAIN}"
    assert said == [f"sandbox dev: {unavailable}", f"sandbox stage: {unavailable}"]


def test_what_is_not_tried_again_is_not_said(emulator: Emulator, settings: Settings, said: list[str]) -> None:
    """Without a budget nothing is waited for, and the error says the rest."""
    library = OfferLibrary(replace(settings, retry_budget_seconds=0.0, throttle_budget_seconds=0.0), say=said.append)
    for effect in (Answer(status=503), Throttle()):
        emulator.fault(effect, path="/offers")
        with pytest.raises(OfferResourcesError):
            library.get(a_target(ID))
    assert said == []


@pytest.mark.parametrize(
    ("path", "who"), [("/offers", "the API is slow to answer"), ("/ims", "the token service is slow")]
)
def test_a_slow_answer_is_said_after_two_seconds(
    emulator: Emulator, library: OfferLibrary, said: list[str], path: str, who: str
) -> None:
    """While it is waited for."""
    emulator.fault(Delay(milliseconds=10_000), path=path)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(library.delete, a_target(ID))
        started = time.monotonic()
        while not said and time.monotonic() - started < 8:
            time.sleep(0.05)
        was_waiting = not answer.done()
        emulator.clear_faults()
    assert (said, was_waiting) == (
        [f"sandbox dev: {who}: waiting for up to 30 s (aep:timeoutSeconds)"],
        True,
    )

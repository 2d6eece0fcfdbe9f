"""When a step is repeated, how often, and how long it takes."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from offer_resources.api import retry
from offer_resources.errors import (
    AuthenticationError,
    ConfigError,
    ConflictError,
    ForbiddenError,
    InvalidOfferError,
    OfferNotFoundError,
    OfferResourcesError,
    RateLimitedError,
    ServerError,
    TransportError,
)
from offer_resources.settings import Place, Settings

SETTINGS = Settings(Place("org", "dev"), "client", retry_wait_seconds=0.001)


class Step:
    """Fails with each of these errors in turn, then succeeds."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.begun: list[float] = []

    @property
    def calls(self) -> int:
        return len(self.begun)

    def __call__(self) -> str:
        self.begun.append(time.monotonic())
        if self.errors:
            raise self.errors.pop(0)
        return "done"


UNSURE = ServerError("x", maybe_executed=True)


@pytest.mark.parametrize(
    ("error", "passes", "not_executed", "unknown"),
    [
        (TransportError("x"), True, True, False),
        (TransportError("x", maybe_executed=True), True, False, True),
        (RateLimitedError("x"), False, False, False),
        (ServerError("x"), True, True, False),
        (UNSURE, True, False, True),
        (InvalidOfferError("x"), False, False, False),
        (AuthenticationError("x"), False, False, False),
        (ForbiddenError("x"), False, False, False),
        (OfferNotFoundError("x"), False, False, False),
        (ConflictError("x"), False, False, False),
        (ConfigError("x"), False, False, False),
        (ValueError("x"), False, False, False),
        (KeyboardInterrupt(), False, False, False),
    ],
)
def test_which_errors_are_worth_another_attempt(
    error: BaseException, passes: bool, not_executed: bool, unknown: bool
) -> None:
    """Errors that pass, errors after which nothing was executed, and errors with an unknown outcome."""
    assert (retry.passes_by_itself(error), retry.was_not_executed(error), retry.outcome_is_unknown(error)) == (
        passes,
        not_executed,
        unknown,
    )


def test_a_step_is_repeated_until_it_succeeds() -> None:
    """Trouble that is over is not reported."""
    step = Step(ServerError("1"), TransportError("2"))
    assert (retry.retrying(SETTINGS, retry.passes_by_itself)(step), step.calls) == ("done", 3)


def test_the_last_error_comes_out_as_it_is() -> None:
    """After five attempts the step's own error is raised, not one about attempts."""
    step = Step(*(ServerError(str(n)) for n in range(1, 9)))
    with pytest.raises(ServerError, match=r"^5$"):
        retry.retrying(SETTINGS, retry.passes_by_itself)(step)
    assert step.calls == retry.MOST_ATTEMPTS == 5


def test_what_is_not_worth_it_is_tried_once() -> None:
    """A refusal is a refusal."""
    step = Step(InvalidOfferError("no"))
    with pytest.raises(InvalidOfferError):
        retry.retrying(SETTINGS, retry.passes_by_itself)(step)
    assert step.calls == 1


def test_the_wait_that_was_asked_for_is_kept() -> None:
    """`Retry-After` wins over a shorter back-off."""
    started = time.monotonic()
    retry.retrying(SETTINGS, retry.passes_by_itself)(Step(ServerError("x", retry_after=0.2)))
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize(
    ("retrying", "error"),
    [
        (retry.while_throttled(SETTINGS.throttle_budget_seconds), RateLimitedError("x", retry_after=3600)),
        (retry.retrying(SETTINGS, retry.passes_by_itself), ServerError("x", retry_after=61)),
    ],
)
def test_a_wait_beyond_the_budget_is_not_begun(retrying: Any, error: OfferResourcesError) -> None:
    """An hour is longer than the budget, so the error comes at once."""
    step, started = Step(error), time.monotonic()
    with pytest.raises(type(error)):
        retrying(step)
    assert (step.calls, time.monotonic() - started < 1) == (1, True)


def test_waits_grow_and_end_with_the_budget() -> None:
    """Each wait is at least twice the least one before; no attempt starts after the budget."""
    settings = replace(SETTINGS, retry_wait_seconds=0.05, retry_budget_seconds=0.3)
    step = Step(*(ServerError("x") for _ in range(9)))
    with pytest.raises(ServerError):
        retry.retrying(settings, retry.passes_by_itself)(step)
    waits = [later - earlier for earlier, later in pairwise(step.begun)]
    assert all(wait >= 0.05 * 2**number for number, wait in enumerate(waits))
    assert (len(waits) <= 3, sum(waits) < 0.5) == (True, True)

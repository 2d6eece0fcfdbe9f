"""Decides how often and how long to repeat a request: exponential back-off with jitter, within one time budget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tenacity

from ..errors import OfferResourcesError, RateLimitedError, ServerError, TransportError
from ..settings import Settings

MOST_ATTEMPTS = 5
_LONGEST_WAIT_SECONDS = 8.0

Worth = Callable[[BaseException], bool]


def _nothing(*_: Any) -> None:
    pass


def retrying(
    settings: Settings, worth: Worth, before_wait: Callable[[BaseException], None] = _nothing
) -> tenacity.Retrying:
    """Return a caller that repeats one step; the last error is raised unchanged.

    Args:
        worth: returns whether to try again after this error.
        before_wait: called with the error before each wait.
    """
    first = settings.retry_wait_seconds
    backoff = tenacity.wait_exponential(multiplier=first, max=_LONGEST_WAIT_SECONDS) + tenacity.wait_random(0, first)

    def wait(state: tenacity.RetryCallState) -> float:
        return max(backoff(state), _asked_to_wait(state))

    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(worth),
        wait=wait,
        stop=tenacity.stop_after_attempt(MOST_ATTEMPTS) | tenacity.stop_before_delay(settings.retry_budget_seconds),
        before_sleep=lambda state: _tell(before_wait, state),
        reraise=True,
    )


def until(
    settings: Settings,
    is_enough: Callable[[Any], bool],
    at_least_seconds: float = 0.0,
    before_wait: Callable[[], None] = _nothing,
) -> tenacity.Retrying:
    """Return a caller that repeats a look until its result is enough; the last result is returned.

    Args:
        before_wait: called before each wait.
        at_least_seconds: keep looking for at least this long.
    """
    return tenacity.Retrying(
        retry=tenacity.retry_if_result(lambda result: not is_enough(result)),
        wait=tenacity.wait_exponential(multiplier=settings.retry_wait_seconds, max=_LONGEST_WAIT_SECONDS),
        stop=tenacity.stop_after_attempt(MOST_ATTEMPTS) & tenacity.stop_after_delay(at_least_seconds),
        before_sleep=lambda _: before_wait(),
        retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
    )


def seconds_of_looks(settings: Settings, at_least_seconds: float = 0.0) -> float:
    """Return how long, in seconds, `until` waits between its looks at most."""
    waits = [min(settings.retry_wait_seconds * float(2**n), _LONGEST_WAIT_SECONDS) for n in range(MOST_ATTEMPTS - 1)]
    return max(sum(waits), at_least_seconds)


def while_throttled(
    budget_seconds: float, before_wait: Callable[[BaseException], None] = _nothing
) -> tenacity.Retrying:
    """Return a caller that repeats while the API refuses with 429.

    It does not wait itself: the next attempt waits in `Throttle.slot`.
    """
    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: _is_refusal_within(error, budget_seconds)),
        stop=tenacity.stop_after_delay(budget_seconds),
        before_sleep=lambda state: _tell(before_wait, state),
        reraise=True,
    )


def _is_refusal_within(error: BaseException, budget_seconds: float) -> bool:
    return isinstance(error, RateLimitedError) and (error.retry_after or 0.0) <= budget_seconds


def passes_by_itself(error: BaseException) -> bool:
    """Return whether a request that may be executed twice is worth another attempt."""
    return isinstance(error, (TransportError, ServerError))


def was_not_executed(error: BaseException) -> bool:
    """Return whether a write that must not be executed twice is worth another attempt: nothing was executed."""
    return passes_by_itself(error) and isinstance(error, OfferResourcesError) and not error.maybe_executed


def never(error: BaseException) -> bool:
    return False


def outcome_is_unknown(error: BaseException) -> bool:
    return isinstance(error, OfferResourcesError) and error.maybe_executed


def _asked_to_wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return (error.retry_after or 0.0) if isinstance(error, OfferResourcesError) else 0.0


def _tell(before_wait: Callable[[BaseException], None], state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    if error is not None:
        before_wait(error)

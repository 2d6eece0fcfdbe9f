"""Guards against a program that has lost a part of itself: stops an `up` that would delete too much.

It counts before anything is registered, so that a stopped run changes nothing. A run deletes what state has and the
program does not declare, or declares in another sandbox.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pulumi
import pulumi.dynamic

from .. import settings
from ..dynamic.refusal import REASON, RefusalProvider
from ..errors import ConfigError
from .identity import Identity
from .stack_before import Recorded, StackBefore
from .state_file import retained

# The limit unless aep:maxDeletes is set: ten objects, or 30 % of the stack's objects if that is more.
_FEW = 10
_PERCENT = 30

_MOST_NAMED = 10

# A program may declare resources after others have answered. If too much would be deleted, the guard waits until no new
# resource has appeared for this long.
_QUIET_SECONDS = 1.0

# Returns the identities in state of the declared resources; with True it also asks the program's transforms.
Identify = Callable[[bool], Awaitable[list[Identity]]]


class DeleteGuard:
    """Compares the resources of a program with those that the stack has before the run."""

    def __init__(self, stack: StackBefore) -> None:
        self._stack = stack
        self._declared: list[Identify] = []
        self._decision: asyncio.Future[None] | None = None

    async def let_pass(self, declared: Identify) -> None:
        """Stop an `up` that would delete too much, before it does anything; warn in a preview.

        Raises:
            pulumi.RunError: the limit is not a number.
        """
        self._declared.append(declared)
        self._decision = self._decision or asyncio.ensure_future(self._decide())
        await self._decision

    async def _decide(self) -> None:
        before = await self._stack.resources()
        if before is None:
            return
        limit, is_thorough, known = _limit(), False, 0
        problem = too_many(before, deleted(before, await self._identities(is_thorough)), limit)
        while problem and (known < len(self._declared) or not is_thorough):
            known, is_thorough = len(self._declared), True
            await asyncio.sleep(_QUIET_SECONDS)
            problem = too_many(before, deleted(before, await self._identities(is_thorough)), limit)
        if problem:
            lost = deleted(before, await self._identities(is_thorough))
            kept = await retained()
            problem = too_many(before, [one for one in lost if one.urn not in kept], limit)
        if problem and pulumi.runtime.is_dry_run():
            pulumi.log.warn(problem)
        elif problem:
            await _refuse(problem)

    async def _identities(self, is_thorough: bool) -> list[Identity]:
        return [one for identify in list(self._declared) for one in await identify(is_thorough)]


def deleted(before: Sequence[Recorded], program: Sequence[Identity]) -> list[Recorded]:
    """Return the resources in state that a run deletes: the program no longer has them, or has them elsewhere."""
    wanted = {(one.parent, one.kind, one.name): one for one in program}
    renamed = {(one.kind, name): one for one in program for name in one.former_names}

    def is_deleted(one: Recorded) -> bool:
        now = wanted.get((one.parent, one.kind, one.name)) or renamed.get((one.kind, one.name))
        return now is None or now.sandbox not in (None, one.told.get("sandbox", now.sandbox))

    return [one for one in before if is_deleted(one)]


def too_many(before: Sequence[Recorded], gone: Sequence[Recorded], most: int | None) -> str | None:
    """Return why a run may not delete these; None if it may."""
    percent = 100 * len(gone) / max(len(before), 1)
    if len(gone) <= (_FEW if most is None else most) or (most is None and percent <= _PERCENT):
        return None
    allowed = f"more than {_FEW} and more than {_PERCENT} %" if most is None else f"more than aep:maxDeletes {most}"
    names = ", ".join(one.name for one in gone[:_MOST_NAMED]) + (", …" if len(gone) > _MOST_NAMED else "")
    return (
        f"this run would delete {len(gone)} of the stack's {len(before)} objects ({percent:.0f} %), which is {allowed}:"
        f" {names}. If that is meant, run again with OFFERS_MAX_DELETES={len(gone)} in the environment"
    )


class _Refusal(pulumi.dynamic.Resource, module="offers", name="DeleteGuard"):
    def __init__(self, reason: str) -> None:
        super().__init__(RefusalProvider(), "delete-guard", {REASON: reason})


async def _refuse(reason: str) -> None:
    """End the run if the engine says that it is an `up`; return if it is another command, or has `--target`."""
    await _Refusal(reason).urn.future()


def _limit() -> int | None:
    config = pulumi.Config("aep")
    try:
        return settings.max_deletes(lambda key: config.get(key.removeprefix("aep:")))
    except ConfigError as error:
        raise pulumi.RunError(str(error)) from None

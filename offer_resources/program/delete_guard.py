"""What the stack has before a run, and what the run would do to it: asked of the engine once, by the program."""

from __future__ import annotations

import asyncio
import weakref
from dataclasses import dataclass
from typing import Any

import pulumi

from .. import settings
from ..errors import ConfigError
from . import deletes, stack_before
from .deletes import Declared
from .stack_before import Recorded

# A program may declare resources when others have answered; so long none of them must have come before it counts as
# all there is. Only waited for where too much would be deleted.
_QUIET_SECONDS = 1.0


class Inventory:
    """The objects of the stack that a program is run for."""

    def __init__(self) -> None:
        self._declared: list[Declared] = []
        self._before: asyncio.Task[_Before | None] = asyncio.ensure_future(_ask())

    async def let_pass(self, declared: list[Declared]) -> None:
        """Stop a run that would delete too much, before it does anything; a preview is warned.

        Raises:
            pulumi.RunError: it would, or `aep:maxDeletes` is no number.
        """
        is_first = not self._declared
        self._declared += declared
        before = await self._before
        if not is_first or before is None:
            return
        problem = self._problem(before)
        known = 0
        while problem and known < len(self._declared):
            # The program may still be declaring resources.
            known = len(self._declared)
            await asyncio.sleep(_QUIET_SECONDS)
            problem = self._problem(before)
        if problem and not pulumi.runtime.is_dry_run():
            raise pulumi.RunError(problem)
        if problem:
            pulumi.log.warn(problem)

    async def about(self, object_name: str) -> dict[str, Any]:
        """What the provider is to know of the stack when it creates an object of this name; nothing in a preview."""
        before = None if pulumi.runtime.is_dry_run() else await self._before
        if before is None:
            return {}
        stack = f"{pulumi.get_project()}/{pulumi.get_stack()}"
        return {"stack": stack, "elsewhere": before.created.get(object_name, [])}

    def _problem(self, before: _Before) -> str | None:
        return deletes.too_many(before.all, deletes.deleted(before.all, self._declared), _max_deletes())


@dataclass(frozen=True)
class _Before:
    """What state had, and by what it is asked for.

    Attributes:
        created: by objects' names, when they were created, "" where an object does not tell.
    """

    all: list[Recorded]
    created: dict[str, list[str]]


async def _ask() -> _Before | None:
    everything = await stack_before.in_stack()
    if everything is None:
        return None
    created: dict[str, list[str]] = {}
    for one in everything:
        created.setdefault(one.told.get("name", ""), []).append(one.told.get("createdDate", ""))
    return _Before(everything, created)


# One for each run of a program; several in a process are unit tests.
_inventories: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Inventory] = weakref.WeakKeyDictionary()


def current() -> Inventory:
    """That of the program that runs."""
    loop = asyncio.get_running_loop()
    if loop not in _inventories:
        _inventories[loop] = Inventory()
    return _inventories[loop]


def _max_deletes() -> int | None:
    config = pulumi.Config("aep")
    try:
        return settings.max_deletes(lambda key: config.get(key.removeprefix("aep:")))
    except ConfigError as error:
        raise pulumi.RunError(str(error)) from None

"""One check of a whole program, before anything of it is registered.

The engine ends a run at the first bad resource, so problems of others would stay unseen. Every resource of ours
therefore waits for a gate that opens when the program's own code has run and all offers were found good.
"""

from __future__ import annotations

import asyncio
import os
import weakref
from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi.runtime.settings import get_root_resource

from ..dynamic.protocol import PREVIEW, UNSEEN_ADOPTIONS
from ..dynamic.provider import OfferLibraryProvider
from ..objects.family import ADOPT_ID
from ..objects.values import Path, Problem
from . import cross_checks, identity, stack_config
from .creates_ahead import CreatesAhead
from .declaration import Declaration
from .delete_guard import DeleteGuard
from .identity import Identity
from .problems import Report
from .resolver import Resolver
from .source_line import source_line
from .stack_before import StackBefore


class Gate:
    """Lets the resources of one program pass once all that were declared so far are good."""

    def __init__(self) -> None:
        self._stack = StackBefore()
        self._guard = DeleteGuard(self._stack)
        self._creates: CreatesAhead | None = None
        self._waiting: list[Declaration] = []
        self._declared: list[Declaration] = []
        self._opening: pulumi.Output[None] | None = None
        identity.remember_options()
        stack_config.warn_of_exposed_secrets()

    def declare(self, declared: Declaration) -> asyncio.Future[dict[str, Any] | None]:
        """Have a resource wait; the future holds its hints once it may pass."""
        opening = self.open_soon()
        self._waiting.append(declared)
        hints = asyncio.ensure_future(self._hints(declared, opening))
        # Where the check fails, the SDK asks for one of them and forgets the others.
        hints.add_done_callback(lambda told: told.cancelled() or told.exception())
        return hints

    def open_soon(self) -> pulumi.Output[None]:
        """Open when the program's code gives way to the event loop. The SDK waits for Outputs, and reports errors."""
        if self._opening is None:
            self._opening = pulumi.Output.from_input(self._open())
        return self._opening

    async def _open(self) -> None:
        # What is declared from now on waits for the next opening.
        declared, self._waiting, self._opening = self._waiting, [], None
        resolver = Resolver()
        await resolver.resolve([one.inputs for one in declared], waits_for_engine=False)
        self._declared += declared
        problems = Report(self._declared, resolver)
        report = [line for one in declared for line in problems.of(one)]
        report += await self._across(declared)
        if report:
            raise pulumi.RunError("\n".join(["the program has problems, and none of these was sent:", *report]))

        async def identities(is_thorough: bool) -> list[Identity]:
            each = (identity.identify(one.resource, one.kind, one.opts, transformed=is_thorough) for one in declared)
            return await asyncio.gather(*each)

        await self._guard.let_pass(identities)
        before = await self._stack.resources()
        if before is not None and not pulumi.runtime.is_dry_run():
            self._creates = self._creates or CreatesAhead(before)
            self._creates.add(await identities(False))

    async def _across(self, new: Sequence[Declaration]) -> list[str]:
        """What does not fit between objects: warnings of the run, or, where `aep:checks` is `stop`, its problems."""
        mode = cross_checks.mode()
        if mode == "off":
            return []
        resolver = Resolver()
        await resolver.resolve([one.inputs for one in self._declared], waits_for_engine=False)
        found = list(cross_checks.found(new, self._declared, resolver))
        if mode == "stop":
            return [text for _, text in found]
        for resource, text in found:
            pulumi.log.warn(text, resource)
        return []

    async def _hints(self, one: Declaration, opening: pulumi.Output[None]) -> dict[str, Any] | None:
        await opening.future()
        type_, parent = one.resource.pulumi_resource_type, identity.parent_type(one.opts)
        former = await self._stack.former_type(one.kind, one.name, parent, type_)
        if former is not None:
            one.aliases.append(former)
        resolver, secrets = Resolver(), list[Path]()
        await resolver.resolve(one.inputs, waits_for_engine=True)
        name = resolver.known(one.inputs, secrets=secrets).get("name")
        secret = {"secret": sorted({str(path[0]) for path in secrets})} if secrets else {}
        # In an up the adoption itself reports what it finds.
        is_looked_at = pulumi.runtime.is_dry_run() and not os.environ.get(UNSEEN_ADOPTIONS)
        preview = {PREVIEW: True} if is_looked_at and one.inputs.get(ADOPT_ID) is not None else {}
        creates = {"creates": self._creates.most(one.kind)} if self._creates else {}
        return secret | preview | creates | await self._stack.hints(str(name)) or None


# A process may run several programs, each on an event loop of its own: Pulumi's Automation API does, in threads.
_gates: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Gate] = weakref.WeakKeyDictionary()


def _gate() -> Gate:
    loop = asyncio.get_event_loop()
    if loop not in _gates:
        _gates[loop] = Gate()
    return _gates[loop]


def declare(
    resource: pulumi.CustomResource,
    provider: type[OfferLibraryProvider],
    name: str,
    inputs: dict[str, Any],
    opts: pulumi.ResourceOptions,
    option_problems: list[Problem],
) -> asyncio.Future[dict[str, Any] | None]:
    """Have a resource's inputs checked with those of all others.

    Args:
        inputs: in the API's names; any value in it may be an Output.
        opts: the resource's own. They get an alias where state has the resource under another type; the SDK reads
            aliases once the returned future is done.
        option_problems: what is wrong with the options, to be reported with the rest.

    Returns:
        What the provider is to know of the resource besides its inputs (`HINTS`). It comes after the check,
        and so holds the resource's registration back; if the check fails, the run ends with one `pulumi.RunError`
        that lists every problem of every resource.
    """
    aliases = list(opts.aliases or [])
    opts.aliases = aliases
    family, where = provider.family, source_line(resource)
    return _gate().declare(
        Declaration(resource, provider.__name__, name, family, inputs, opts, aliases, where, option_problems)
    )


def watch() -> None:
    """Look at what the stack has, even if the program declares nothing: it may have lost all it had."""
    if get_root_resource() is not None:
        _gate().open_soon()

"""Checks a whole program before any of its resources is registered.

The engine ends a run at the first bad resource, and so hides the problems of all others. Therefore every resource of
this package waits at a gate, which opens after the program's own code has run and all resources have passed the checks.
"""

from __future__ import annotations

import asyncio
import os
import weakref
from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi.runtime.settings import get_root_resource

from ..door.protocol import PLAIN, PREVIEW, UNSEEN_ADOPTIONS
from ..dynamic.provider import OfferLibraryProvider
from ..objects.equality import fingerprint
from ..objects.family import ADOPT_ID
from ..objects.values import Path, Problem
from . import chosen_door, cross_checks, identity, interrupt, sdk_messages, stack_config
from .creates_ahead import CreatesAhead
from .declaration import Declaration
from .delete_guard import DeleteGuard
from .identity import Identity
from .problems import Report
from .resolver import Resolver
from .source_line import source_line
from .stack_before import StackBefore


class Gate:
    """The gate of one program: lets its resources pass once all that were declared so far are without problems."""

    def __init__(self) -> None:
        self._stack = StackBefore()
        self._guard = DeleteGuard(self._stack)
        self._creates: CreatesAhead | None = None
        self._waiting: list[Declaration] = []
        self._declared: list[Declaration] = []
        self._opening: pulumi.Output[None] | None = None
        sdk_messages.leave_out_debug()
        identity.remember_options()
        stack_config.warn_of_exposed_secrets()

    def declare(self, declared: Declaration) -> asyncio.Future[dict[str, Any]]:
        """Let a resource wait; the future gets its hints when it may pass."""
        opening = self.open_soon()
        self._waiting.append(declared)
        hints = asyncio.ensure_future(self._hints(declared, opening))
        # If the check fails, the SDK awaits one of the futures and forgets the others.
        hints.add_done_callback(lambda told: told.cancelled() or told.exception())
        return hints

    def open_soon(self) -> pulumi.Output[None]:
        """Open once the program's code yields to the event loop. It is an Output, as the SDK waits for those."""
        if self._opening is None:
            self._opening = pulumi.Output.from_input(self._open())
        return self._opening

    async def _open(self) -> None:
        # Resources that are declared from now on wait for the next opening.
        declared, self._waiting, self._opening = self._waiting, [], None
        if (missing := chosen_door.missing_plugin()) is not None:
            raise pulumi.RunError(missing)
        stack_config.refuse_unknown_keys()
        self._declared += declared
        resolver = Resolver({one.resource.id: one.unknown_id for one in self._declared})
        await resolver.resolve([one.inputs for one in declared], waits_for_engine=False)
        await self._refuse_imports([one for one in declared if one.opts.import_ is not None], resolver)
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

    async def _refuse_imports(self, importing: Sequence[Declaration], resolver: Resolver) -> None:
        """Add a problem to each resource that the engine cannot import, or whose secret it would show and store."""
        if not importing:
            return
        # The engine imports nothing that the stack has.
        held = {(one.kind, one.name) for one in await self._stack.resources() or ()}
        for one in importing:
            secrets = list[Path]()
            resolver.known(one.inputs, secrets=secrets)
            problem = chosen_door.no_import(str(one.opts.import_), holds_secret=bool(secrets))
            if problem and (one.kind, one.name) not in held:
                one.option_problems.append(problem)

    async def _across(self, new: Sequence[Declaration]) -> list[str]:
        """Report what does not fit between objects: as warnings, or as problems if `aep:checks` is `stop`."""
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

    async def _hints(self, one: Declaration, opening: pulumi.Output[None]) -> dict[str, Any]:
        await opening.future()
        type_, parent = one.resource.pulumi_resource_type, identity.parent_type(one.opts)
        former = await self._stack.former_type(one.kind, one.name, parent, type_)
        if former is not None:
            one.aliases.append(former)
        resolver, secrets = Resolver(), list[Path]()
        await resolver.resolve(one.inputs, waits_for_engine=True)
        known = resolver.known(one.inputs, secrets=secrets)
        secret = {path[0] for path in secrets} | {*(one.opts.additional_secret_outputs or ())}
        plain = {PLAIN: {name: fingerprint(value) for name, value in known.items() if name not in secret}}
        # In an `up` the adoption itself reports what it changes.
        is_looked_at = pulumi.runtime.is_dry_run() and not os.environ.get(UNSEEN_ADOPTIONS)
        preview = {PREVIEW: True} if is_looked_at and one.inputs.get(ADOPT_ID) is not None else {}
        creates = {"creates": self._creates.most(parent, one.kind, one.name)} if self._creates else {}
        return plain | preview | creates | chosen_door.hint() | await self._stack.hints(str(known.get("name")))


# One process may run several programs, each on its own event loop: Pulumi's Automation API does so in threads.
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
) -> asyncio.Future[dict[str, Any]]:
    """Check a resource's inputs together with those of all other resources.

    Args:
        inputs: by the API's names; any value in it may be an Output.
        opts: the resource's options. They get an alias if state has the resource under another type; the SDK reads
            aliases after the returned future is done.
        option_problems: what is wrong with the options, to report with the rest.

    Returns:
        The hints (`HINTS`) for the provider, after the check. The SDK registers the resource only then. If the check
        fails, the run ends with one `pulumi.RunError` that lists every problem of every resource.
    """
    aliases = list(opts.aliases or [])
    opts.aliases = aliases
    family, where = provider.family, source_line(resource)
    return _gate().declare(
        Declaration(resource, provider.__name__, name, family, inputs, opts, aliases, where, option_problems)
    )


def watch() -> None:
    """Start what a program needs even if it declares nothing: the guard against mass deletes, and a quick end.

    It may have lost all its offers.
    """
    if get_root_resource() is not None:
        interrupt.end_at_once()
        _gate().open_soon()

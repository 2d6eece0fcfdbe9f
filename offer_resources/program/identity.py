"""Finds the resource in state that a resource of the program is, also under an earlier name or type.

The engine matches them by the aliases of a resource and of its ancestors (`generateAliases` in
`resource/deploy/step_generator.go` of Pulumi 3.250). To know it before the engine, this module asks the SDK.
"""

from __future__ import annotations

import asyncio
import inspect
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.runtime._callbacks import _CallbackServicer
from pulumi.runtime.settings import get_root_resource

from .resolver import Resolver


@dataclass(frozen=True)
class Identity:
    """What identifies a resource of the program in state.

    Attributes:
        kind: the name of its provider class.
        name: the resource's name.
        former_names: names by its own and its ancestors' aliases; its own name if an alias gives another type.
        sandbox: the sandbox that the program wants its object in; None if not known here.
        parent: its parent's type; empty if the parent is the stack.
    """

    kind: str
    name: str
    former_names: frozenset[str] = frozenset()
    sandbox: str | None = None
    parent: str = ""


# The SDK does not keep a resource's options, which have its parent and its transforms.
_options: weakref.WeakKeyDictionary[pulumi.Resource, pulumi.ResourceOptions] = weakref.WeakKeyDictionary()


def remember_options() -> None:
    """Remember the options of every resource that the program makes from now on."""
    if get_root_resource() is not None:  # None under the SDK's mocks, in a unit test
        pulumi.runtime.register_stack_transformation(_remember)


def _remember(made: pulumi.ResourceTransformationArgs) -> None:
    _options[made.resource] = made.opts


async def identify(
    resource: pulumi.Resource, kind: str, opts: pulumi.ResourceOptions, *, transformed: bool
) -> Identity:
    """Return the resource's identity, as far as it is known without waiting for the engine.

    Args:
        kind: the name of its provider class.
        transformed: also ask the program's transforms for aliases, which runs them an additional time.
    """
    _options.setdefault(resource, opts)
    provider = opts.provider or (opts.parent and opts.parent.get_provider(resource.pulumi_resource_type))
    return Identity(
        kind,
        resource.pulumi_resource_name,
        frozenset(await _former_names(resource, transformed=transformed)),
        getattr(provider, "known_sandbox", None) if provider else pulumi.Config("aep").get("sandbox"),
        parent_type(opts),
    )


def parent_type(opts: pulumi.ResourceOptions) -> str:
    """Return the type of the parent in a resource's options; empty if the parent is the stack."""
    return opts.parent.pulumi_resource_type if opts.parent else ""


async def _former_names(resource: pulumi.Resource, *, transformed: bool) -> set[str]:
    """Return the names that a resource may have in state, by all combinations of its and its ancestors' aliases."""
    name, parent = resource.pulumi_resource_name, _parent(resource)
    own = await _names(getattr(resource, "_aliases", []), name)
    if transformed:
        own |= await _names([alias async for alias in _aliases_of_transforms(resource)], name)
    if parent is None:
        return own
    inherited = await _former_names(parent, transformed=transformed)
    return own | {_moved(one, parent.pulumi_resource_name, former) for former in inherited for one in {name, *own}}


def _moved(name: str, parent: str, former: str) -> str:
    """Return a child's name under a parent's former name, as the engine derives it (`inheritedChildAlias`)."""
    return former + name.removeprefix(parent) if name.startswith(parent) else name


async def _names(aliases: list[Any], name: str) -> set[str]:
    """Return the names in aliases, which are URNs, `Alias`es or Outputs of either."""
    resolver = Resolver()
    await resolver.resolve(aliases, waits_for_engine=False)
    names = {_name(alias, name) for alias in resolver.known(aliases)}
    return {one for one in names if one is not None}


def _name(alias: Any, name: str) -> str | None:
    if isinstance(alias, str):
        return alias.split("::", 3)[-1]
    given = getattr(alias, "name", None)
    if isinstance(alias, pulumi.Alias):
        return given if isinstance(given, str) else name
    return None


def _parent(resource: pulumi.Resource) -> pulumi.Resource | None:
    opts = _options.get(resource)
    return opts.parent if opts else None


async def _aliases_of_transforms(resource: pulumi.Resource) -> Any:
    """Return the aliases that the program's transforms give a resource when the engine calls them."""
    opts = pulumi.ResourceOptions.merge(_options.get(resource), None)
    args = pulumi.ResourceTransformArgs(
        custom=isinstance(resource, pulumi.CustomResource),
        type_=resource.pulumi_resource_type,
        name=resource.pulumi_resource_name,
        props={},
        opts=opts,
    )
    for transform in _transforms(resource):
        try:
            result = transform(args)
            result = await result if inspect.isawaitable(result) else result
        except Exception:  # noqa: BLE001 - the engine calls it too, and reports its errors
            continue
        for alias in (result and result.opts and result.opts.aliases) or []:
            yield alias


def _transforms(resource: pulumi.Resource) -> Iterator[Callable[[Any], Any]]:
    """Return the transforms of a resource, of its ancestors, and of the stack."""
    ancestor: pulumi.Resource | None = resource
    while ancestor is not None:
        yield from (_options.get(ancestor) or pulumi.ResourceOptions()).transforms or []
        ancestor = _parent(ancestor)
    yield from _stack_transforms()


def _stack_transforms() -> Iterator[Callable[[Any], Any]]:
    """Return the whole program's transforms; the SDK keeps them among those of resources and of function calls."""
    of_one = {id(one) for opts in list(_options.values()) for one in opts.transforms or []}
    loop = asyncio.get_running_loop()
    for servicer in [one for one in _CallbackServicer._servicers if one._loop is loop]:
        for transform, token in getattr(servicer, "_transforms", {}).items():
            is_of_resources = ".register_transform." in servicer._callbacks[token].__qualname__
            if is_of_resources and id(transform) not in of_one:
                yield transform

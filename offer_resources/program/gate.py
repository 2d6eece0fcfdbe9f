"""One check of a whole program, before anything of it is registered.

The engine ends a run at the first bad resource, so problems of others would stay unseen. Every resource of ours
therefore waits for a gate that opens when the program's own code has run and all offers were found good.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any

import pulumi

from ..dynamic.protocol import TYPE_PREFIX
from ..masking import SECRET
from ..objects.family import Family
from ..objects.values import Path, Problem, Unknown
from . import delete_guard, deletes

# Outputs that depend on no resource settle within a few turns of the event loop, a handful for each `apply`. The
# others wait for the engine, which checks them itself; the number only bounds how long we look.
_TURNS = 200


@dataclass(frozen=True)
class _Declared:
    type_: str
    name: str
    family: Family
    inputs: dict[str, Any]
    opts: pulumi.ResourceOptions


@dataclass(frozen=True)
class _Told:
    """What an Output turned out to be."""

    value: Any
    is_known: bool
    is_secret: bool


class _Gate:
    """Opens once all that was declared so far is good."""

    def __init__(self) -> None:
        self.declared: list[_Declared] = []
        self.opened: pulumi.Output[None] = pulumi.Output.from_input(self._open())

    async def _open(self) -> None:
        global _gate
        # This runs when the program's code gives way to the event loop; what is declared later gets a gate of its own.
        _gate = None
        told = await _settled([output for one in self.declared for output in _outputs([one.inputs, _former(one)])])
        report = [line for one in self.declared for line in _lines(one, told)]
        if report:
            raise pulumi.RunError("\n".join(["the program has problems, and none of these was sent:", *report]))
        await delete_guard.current().let_pass([_identity(one, told) for one in self.declared])


_gate: _Gate | None = None


def declare(
    type_: str, name: str, family: Family, inputs: dict[str, Any], opts: pulumi.ResourceOptions | None
) -> asyncio.Future[dict[str, Any] | None]:
    """Have a resource's inputs checked with those of all others.

    Args:
        type_: the resource's class name, for messages.
        inputs: in the API's names; any value in it may be an Output.

    Returns:
        What the provider is to know of the resource besides its inputs (`HINTS`). It comes after the check,
        and so holds the resource's registration back; if the check fails, the run ends with one `pulumi.RunError`
        that lists every problem of every resource.
    """
    global _gate
    _gate = _gate or _Gate()
    declared = _Declared(type_, name, family, inputs, opts or pulumi.ResourceOptions())
    _gate.declared.append(declared)
    about = asyncio.ensure_future(_about(declared, _gate))
    # Where the check fails, the SDK asks for one of them and forgets the others.
    about.add_done_callback(lambda told: told.cancelled() or told.exception())
    return about


def watch() -> None:
    """Look at what the stack has, even if the program declares nothing: it may have lost all it had."""
    global _gate
    with contextlib.suppress(RuntimeError):  # no event loop runs: this is no program
        asyncio.get_running_loop()
        _gate = _gate or _Gate()


async def _about(one: _Declared, gate: _Gate) -> dict[str, Any] | None:
    await gate.opened.future()
    told = await _all_told(_outputs(one.inputs))
    secrets: list[Path] = []
    name = _known(one.inputs, (), told, secrets).get("name")
    about: dict[str, Any] = {"secret": sorted({str(path[0]) for path in secrets})} if secrets else {}
    return about | await delete_guard.current().about(str(name)) or None


def _identity(one: _Declared, told: dict[int, _Told]) -> deletes.Declared:
    parent, type_ = one.opts.parent, TYPE_PREFIX + one.type_
    provider = one.opts.provider or (parent and parent.get_provider(type_))
    own = [_former_name(alias, one.name) for alias in one.opts.aliases or []]
    inherited = [_inherited_name(urn, one) for urn in _known(_former(one), (), told, []) if isinstance(urn, str)]
    return deletes.Declared(
        type_ if parent is None else f"{parent.pulumi_resource_type}${type_}",
        one.name,
        frozenset(name for name in [*own, *inherited] if name),
        getattr(provider, "known_sandbox", None) if provider else pulumi.Config("aep").get("sandbox"),
    )


def _former_name(alias: pulumi.Input[str | pulumi.Alias], name: str) -> str | None:
    """The name in an alias, as far as it is known."""
    if isinstance(alias, str):
        return alias.split("::", 3)[-1]
    if isinstance(alias, pulumi.Alias):
        return alias.name if isinstance(alias.name, str) else name
    return None


def _former(one: _Declared) -> list[pulumi.Input[str]]:
    """The URNs that its parent has had by its own aliases; the SDK has no public name for them."""
    return list(getattr(one.opts.parent, "_aliases", []))


def _inherited_name(former: str, one: _Declared) -> str:
    """The resource's name when its parent had this URN, as the engine derives it (`inheritedChildAlias` in Go)."""
    parent = one.opts.parent.pulumi_resource_name if one.opts.parent else ""
    if not one.name.startswith(parent):
        return one.name
    return former.split("::", 3)[-1] + one.name.removeprefix(parent)


def _outputs(value: Any) -> list[pulumi.Output[Any]]:
    if isinstance(value, pulumi.Output):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [leaf for item in items for leaf in _outputs(item)]


async def _all_told(outputs: list[pulumi.Output[Any]]) -> dict[int, _Told]:
    """What the outputs, and those in their values, turn out to be, by their `id()`."""
    told: dict[int, _Told] = {}
    while outputs:
        answers = await asyncio.gather(*map(_ask, outputs))
        told |= {id(output): answer for output, answer in zip(outputs, answers, strict=True)}
        outputs = [leaf for answer in answers for leaf in _outputs(answer.value)]
    return told


async def _settled(outputs: list[pulumi.Output[Any]]) -> dict[int, _Told]:
    """What is known of the outputs, and of those in their values, by their `id()`, without waiting for the engine."""
    told: dict[int, _Told] = {}
    asked: dict[int, asyncio.Future[_Told]] = {}
    for _ in range(_TURNS):
        new = {id(output): output for output in outputs if id(output) not in told}
        asked = {key: asyncio.ensure_future(_ask(output)) for key, output in new.items() if key not in asked} | asked
        if not asked:
            break
        await asyncio.sleep(0)
        done = {key: answer.result() for key, answer in asked.items() if answer.done()}
        told |= done
        asked = {key: answer for key, answer in asked.items() if key not in done}
        outputs = [leaf for one in done.values() for leaf in _outputs(one.value)]
    # The rest is left to finish: cancelling it would cancel the output.
    return told


async def _ask(output: pulumi.Output[Any]) -> _Told:
    try:
        return _Told(await output.future(with_unknowns=True), await output.is_known(), await output.is_secret())
    except Exception:  # noqa: BLE001 - the SDK reports whatever made the output fail, where the output is used
        return _Told(None, is_known=False, is_secret=False)


def _lines(one: _Declared, told: dict[int, _Told]) -> list[str]:
    secrets: list[Path] = []
    problems = one.family.problems(_known(one.inputs, (), told, secrets))
    if not problems:
        return []
    return [f'{one.type_} "{one.name}":', *(f"  {_masked(problem, secrets)}" for problem in problems)]


def _known(value: Any, path: Path, told: dict[int, _Told], secrets: list[Path]) -> Any:
    """The value with what is known in place of Outputs, and `Unknown` where nothing is; collects where secrets are."""
    if isinstance(value, pulumi.Output):
        answer = told.get(id(value))
        if answer is None or not answer.is_known:
            return Unknown()
        if answer.is_secret:
            secrets.append(path)
        return _known(answer.value, path, told, secrets)
    if isinstance(value, dict):
        items = {key: _known(item, (*path, key), told, secrets) for key, item in value.items()}
        return {key: item for key, item in items.items() if item is not None}
    if isinstance(value, list):
        return [_known(item, (*path, index), told, secrets) for index, item in enumerate(value)]
    return value


def _masked(problem: Problem, secrets: list[Path]) -> Problem:
    if any(problem.path[: len(path)] == path for path in secrets):
        return Problem(problem.path, SECRET, problem.wanted)
    return problem

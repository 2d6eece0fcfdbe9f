"""Writes a stack's state with the objects that its resources were paired with. No network, no engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pulumi.runtime.rpc import UNKNOWN

from ..masking import SECRET
from ..objects.family import ADOPT_ID, PLACE
from ..objects.values import Live
from . import state_file
from .link import Declared
from .state_file import StateFile, StateResource

# Members of a resource that the engine's preview reports, and that a state does not have.
_NOT_STORED = ("sourcePosition", "stackTrace")


def linked(
    before: StateFile,
    pairs: Iterable[tuple[Declared, Live]],
    steps: Sequence[Mapping[str, Any]],
    config: Mapping[str, str],
) -> StateFile:
    """Return the stack's state with the pairs added; the resources in it stay as they are.

    Args:
        before: the state, as `pulumi stack export` prints it.
        steps: the steps of the preview that the pairs come from.
        config: the stack's settings that are not secret; the provider keeps them until the program runs.
    """
    deployment = before.get("deployment") or {"manifest": {}}
    resources = {one["urn"]: one for one in deployment.get("resources") or ()}
    rows = {one.urn: (one, row) for one, row in pairs}
    # A preview lists a resource after those that it depends on, and so must a state.
    planned = {step["urn"]: step["newState"] for step in steps if step["op"] == "create"}
    providers = {state["provider"].rpartition("::")[0] for urn, state in planned.items() if urn in rows}
    needed = _parents([*rows, *providers & planned.keys()], planned)
    for urn, state in planned.items():
        if urn in needed:
            resources.setdefault(urn, _stored(state, resources))
        elif urn in providers:
            resources.setdefault(urn, _explicit(_stored(state, resources)))
        elif urn in rows:
            provider = state["provider"].rpartition("::")[0]
            resources.setdefault(provider, state_file.default_provider(provider, config))
            resources[urn] = _with_object(_stored(state, resources), *rows[urn], resources[provider])
    return {"version": state_file.VERSION, **before, "deployment": {**deployment, "resources": [*resources.values()]}}


def _parents(urns: Iterable[str], planned: Mapping[str, StateResource]) -> set[str]:
    """Return the components that these resources are in, and the stack itself."""
    found: set[str] = set()
    for urn in urns:
        parent = str(planned[urn].get("parent"))
        while parent in planned and parent not in found:
            found.add(parent)
            parent = str(planned[parent].get("parent"))
    return found


def _stored(planned: StateResource, resources: Mapping[str, StateResource]) -> StateResource:
    """Return the resource as the engine would store it, with dependencies only on resources in the state."""
    state = {name: value for name, value in planned.items() if name not in _NOT_STORED}
    known = {urn for urn in state.get("dependencies") or () if urn in resources}
    depends = {
        name: [urn for urn in urns if urn in known] for name, urns in (state.get("propertyDependencies") or {}).items()
    }
    return {**state, "dependencies": sorted(known), "propertyDependencies": depends}


def _explicit(provider: StateResource) -> StateResource:
    """Return a provider that the program declares, with the settings that the preview shows."""
    inputs = {name: value for name, value in provider["inputs"].items() if value not in (SECRET, UNKNOWN)}
    return {**provider, **state_file.provider_with(provider["urn"], inputs)}


def _with_object(state: StateResource, one: Declared, row: Live, provider: StateResource) -> StateResource:
    """Return the resource as after an `up` that found the object: the program's members with the sandbox's values.

    Secret members are left out. The next `up` stores them encrypted, and sends them only if they differ.
    """
    given = {name: value for name, value in one.inputs.items() if name in one.family.record.members}
    managed = one.family.managed(row, one.family.known(given))
    kept = {name: one.inputs[name] for name in (*PLACE, ADOPT_ID) if name in one.inputs}
    hidden = {name: value for name, value in state["inputs"].items() if name.startswith("__")}
    inputs = {**hidden, **{name: value for name, value in managed.items() if name not in one.secret}, **kept}
    return {**state, **state_file.managed_by(provider, one.family, row, inputs)}

"""Finds what the API accepts in a program and no customer would ever see (`aep:checks`).

Objects are identified by the Outputs of their ids, which exist in a preview too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pulumi

from ..objects.across import Declared, findings
from ..objects.values import Path, Unknown
from .declaration import Declaration
from .resolver import Resolver


def mode() -> str:
    """Return `aep:checks`: `warn`, `stop` or `off`; the provider reports any other value."""
    return pulumi.Config("aep").get("checks") or "warn"


def found(
    new: Sequence[Declaration], known: Sequence[Declaration], resolver: Resolver
) -> Iterator[tuple[pulumi.Resource, str]]:
    """Return each new resource that something does not fit, with a line that says what, and what to do.

    Args:
        known: all resources of the program so far, including the new ones.
        resolver: has the values of the Outputs that do not need the engine.
    """
    members: list[dict[str, Any]] = [{} for _ in known]
    objects = [Declared(one.label, one.family, given) for one, given in zip(known, members, strict=True)]
    by_id = {one.resource.id: declared for one, declared in zip(known, objects, strict=True)}
    for one, given in zip(known, members, strict=True):
        given |= {name: _seen(value, by_id, resolver) for name, value in one.inputs.items() if value is not None}
    are_new = {*map(id, new)}
    about = {declared: one for one, declared in zip(known, objects, strict=True) if id(one) in are_new}
    for finding in findings(objects):
        if finding.about in about:
            one = about[finding.about]
            yield one.resource, f"{one.label} ({one.where}): {finding.text}"


def _seen(value: Any, by_id: Mapping[Any, Declared], resolver: Resolver) -> Any:
    """Return the value with declared objects in place of their ids, and without secrets."""
    if isinstance(value, pulumi.Output):
        secrets: list[Path] = []
        known = by_id.get(value) or resolver.known(value, secrets=secrets)
        return Unknown() if secrets else known
    if isinstance(value, dict):
        return {key: _seen(item, by_id, resolver) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_seen(item, by_id, resolver) for item in value]
    return value

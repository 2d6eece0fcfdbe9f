"""The checks across objects of a program (`aep:checks`): what the API accepts and no customer sees.

Objects are known by the Outputs of their ids, which exist in a preview too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import pulumi

from ..objects.across import Declared, findings
from ..objects.family import Family
from ..objects.values import Path, Unknown
from .resolver import Resolver


class Registered(Protocol):
    """A resource of the program, with the inputs that it was given in the API's names."""

    @property
    def resource(self) -> Any: ...
    @property
    def name(self) -> str: ...
    @property
    def family(self) -> Family: ...
    @property
    def inputs(self) -> dict[str, Any]: ...


def mode() -> str:
    """`warn`, `stop` or `off`; the provider reports another value."""
    return pulumi.Config("aep").get("checks") or "warn"


def found(
    new: Sequence[Registered], known: Sequence[Registered], resolver: Resolver
) -> Iterator[tuple[pulumi.Resource, str]]:
    """What does not fit, about the new resources: each resource with what to do, in one line.

    Args:
        known: all resources of the program so far, the new ones too.
        resolver: has the answers of the Outputs that need no engine.
    """
    members: list[dict[str, Any]] = [{} for _ in known]
    objects = [
        Declared(f'{type(one.resource).__name__} "{one.name}"', one.family, given)
        for one, given in zip(known, members, strict=True)
    ]
    by_id = {one.resource.id: declared for one, declared in zip(known, objects, strict=True)}
    for one, given in zip(known, members, strict=True):
        given |= {name: _seen(value, by_id, resolver) for name, value in one.inputs.items() if value is not None}
    resources = {declared: one.resource for one, declared in zip(known, objects, strict=True) if one in new}
    for finding in findings(objects):
        if finding.about in resources:
            yield resources[finding.about], f"{finding.about.label}: {finding.text}"


def _seen(value: Any, by_id: Mapping[Any, Declared], resolver: Resolver) -> Any:
    """The value with declared objects in place of their ids, and nothing that is secret."""
    if isinstance(value, pulumi.Output):
        secrets: list[Path] = []
        known = by_id.get(value) or resolver.known(value, secrets=secrets)
        return Unknown() if secrets else known
    if isinstance(value, dict):
        return {key: _seen(item, by_id, resolver) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_seen(item, by_id, resolver) for item in value]
    return value

"""Writes a state for `pulumi stack import`: the members that the program gives, with the sandbox's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider

from ...door.tokens import Door
from ...program.resources import RESOURCES
from ...settings import Place
from .. import state_file
from ..state_file import StateFile
from .selection import Found


def deployment(
    found: Sequence[Found], *, project: str, stack: str, door: Door, place: Place, config: Mapping[str, str]
) -> StateFile:
    """Return the state of a stack that holds these objects and nothing else.

    Args:
        door: which provider the stack's program takes.
        place: where the objects live.
        config: the stack's settings that are not secret; the provider keeps them until the program runs.
    """
    root = f"urn:pulumi:{stack}::{project}::pulumi:pulumi:Stack::{project}-{stack}"
    provider = state_file.default_provider(f"urn:pulumi:{stack}::{project}::{door.provider_type}::default", config)
    payloads = {resource: serialize_provider(resource.provider_class()) for resource in RESOURCES}
    objects = []
    for one in found:
        if one.problems:
            continue
        type_ = door.prefix + one.resource.__name__
        inputs = {PROVIDER_KEY: payloads[one.resource], **one.members, "org": place.org, "sandbox": place.sandbox}
        objects.append(
            {
                "urn": f"urn:pulumi:{stack}::{project}::{type_}::{one.resource_name}",
                "custom": True,
                "type": type_,
                "parent": root,
                **state_file.managed_by(provider, one.family, one.row, inputs),
            }
        )
    resources = [{"urn": root, "type": "pulumi:pulumi:Stack"}, provider, *objects]
    return {"version": state_file.VERSION, "deployment": {"manifest": {}, "resources": resources}}

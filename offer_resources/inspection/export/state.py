"""Writes objects as a state for `pulumi stack import`: ids and where they are; the next refresh fills the rest.

What the engine needs of a dynamic resource is in docs/reference/pulumi-dynamic-provider.md 9, "Bulk adoption".
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider

from ...dynamic.protocol import TYPE_PREFIX
from ...program.resources import RESOURCES
from .selection import Found

Object = dict[str, Any]

_DEPLOYMENT_VERSION = 3


def deployment(found: Sequence[Found], *, project: str, stack: str, config: Mapping[str, str]) -> Object:
    """The state of a stack that holds these objects and nothing else.

    Args:
        config: the stack's settings that are not secret; the provider keeps them until the program is run.
    """
    root = f"urn:pulumi:{stack}::{project}::pulumi:pulumi:Stack::{project}-{stack}"
    provider = f"urn:pulumi:{stack}::{project}::pulumi:providers:pulumi-python::default"
    provider_id = str(uuid.uuid5(uuid.NAMESPACE_URL, provider))
    payloads = {resource: serialize_provider(resource.provider_class()) for resource in RESOURCES}
    place = {name: config[key] for name, key in (("org", "aep:orgId"), ("sandbox", "aep:sandbox")) if key in config}
    objects = []
    for one in found:
        if one.problems:
            continue
        type_ = TYPE_PREFIX + one.resource.__name__
        objects.append(
            {
                "urn": f"urn:pulumi:{stack}::{project}::{type_}::{one.resource_name}",
                "custom": True,
                "id": one.id_,
                "type": type_,
                "inputs": {PROVIDER_KEY: payloads[one.resource]},
                "outputs": {PROVIDER_KEY: payloads[one.resource], **place},
                "parent": root,
                "provider": f"{provider}::{provider_id}",
            }
        )
    return {
        "version": _DEPLOYMENT_VERSION,
        "deployment": {
            "manifest": {},
            "resources": [
                {"urn": root, "type": "pulumi:pulumi:Stack"},
                {
                    "urn": provider,
                    "custom": True,
                    "id": provider_id,
                    "type": "pulumi:providers:pulumi-python",
                    "inputs": dict(config),
                    "outputs": dict(config),
                },
                *objects,
            ],
        },
    }

"""What a file for `pulumi stack import` holds of a provider and of an object. No network, no engine.

What the engine needs of a dynamic resource is in docs/reference/pulumi-dynamic-provider.md 9, "Bulk adoption".
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from ..objects.family import Family
from ..objects.values import Inputs, Live

# What `pulumi stack export` prints, and one of the resources in it.
StateFile = dict[str, Any]
StateResource = dict[str, Any]

VERSION = 3


def default_provider(urn: str, config: Mapping[str, str]) -> StateResource:
    """The default provider of a stack that has none yet.

    Args:
        config: the stack's settings that are not secret; the provider keeps them until the program is run.
    """
    return {
        "urn": urn,
        "custom": True,
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, urn)),
        "type": urn.split("::")[2],
        "inputs": dict(config),
        "outputs": dict(config),
    }


def managed_by(provider: StateResource, family: Family, row: Live, inputs: Inputs) -> StateResource:
    """What makes a resource the one that manages an object, as after a run that has found it.

    Args:
        row: the object as the API returns it.
        inputs: its managed members as they are in the sandbox, and the other inputs of the resource.
    """
    return {
        "id": row["id"],
        "provider": f"{provider['urn']}::{provider['id']}",
        "inputs": inputs,
        # An object need not tell a revision, but the etag is an output that programs may use.
        "outputs": {**inputs, "etag": 0, **family.metadata(row)},
    }

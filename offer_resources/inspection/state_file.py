"""Builds the parts of a file for `pulumi stack import`: a provider and an object. No network, no engine.

Source: docs/reference/pulumi-dynamic-provider.md 9, "Bulk adoption".
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from ..door.tokens import provider_settings
from ..lifecycle import secrecy
from ..objects.family import Family
from ..objects.values import Inputs, Live

# What `pulumi stack export` prints, and one of the resources in it.
StateFile = dict[str, Any]
StateResource = dict[str, Any]

VERSION = 3


def default_provider(urn: str, config: Mapping[str, str]) -> StateResource:
    """Return a default provider, for a stack without one.

    Args:
        config: the stack's settings that are not secret; the provider keeps them until the program runs.
    """
    type_ = urn.split("::")[2]
    return {"urn": urn, "custom": True, "type": type_, **provider_with(urn, provider_settings(type_, config))}


def provider_with(urn: str, inputs: Inputs) -> StateResource:
    """Return the members of a provider in state that it has after a run, with an id of its own."""
    return {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, urn)), "inputs": inputs, "outputs": dict(inputs)}


def managed_by(provider: StateResource, family: Family, row: Live, inputs: Inputs) -> StateResource:
    """Return the members of a resource in state by which it manages an object, as after a run that found it.

    Args:
        row: the object as the API returns it.
        inputs: its managed members with the sandbox's values, none of them secret, and the resource's other inputs.
    """
    return {
        "id": row["id"],
        "provider": f"{provider['urn']}::{provider['id']}",
        "inputs": inputs,
        # An object may have no etag, but programs may use this output.
        "outputs": {**inputs, "etag": 0, **family.metadata(row), **secrecy.note(family, inputs, ())},
    }

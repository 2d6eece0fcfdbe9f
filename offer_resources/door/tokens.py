"""The doors by what state and previews call them: type tokens and packages."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .protocol import PROVIDER


@dataclass(frozen=True)
class Door:
    """One way from the engine to the lifecycle.

    Attributes:
        package: the engine's name for its provider.
        prefix: how the type tokens of its resources begin; the name of a resource class follows.
        config_prefix: how the names of its provider's settings begin.
    """

    package: str
    prefix: str
    config_prefix: str

    @property
    def provider_type(self) -> str:
        """The type token of its provider."""
        return f"pulumi:providers:{self.package}"


DYNAMIC = Door("pulumi-python", "pulumi-python:dynamic/offers:", "aep:")
# A default provider gets the settings of its own package, without its name (docs/reference/pulumi-plugin.md 3 #8).
PLUGIN = Door("aep", "aep:index:", "")


def door(name: str | None) -> Door:
    """Return the door that `aep:door` names; the provider reports a value that is not a door."""
    return PLUGIN if name == "plugin" else DYNAMIC


def class_name(type_: str) -> str | None:
    """Return the name of the resource class of a type token of either door; None for a type of another package."""
    return next((type_.removeprefix(one.prefix) for one in (DYNAMIC, PLUGIN) if type_.startswith(one.prefix)), None)


def provider_settings(provider_type: str, config: Mapping[str, str]) -> dict[str, str]:
    """Return what the engine gives a default provider of a stack's config."""
    if provider_type == DYNAMIC.provider_type:
        return dict(config)
    return {key.removeprefix("aep:"): value for key, value in config.items() if key.startswith("aep:")}


def provider_class_name(type_: str, properties: Mapping[str, Any]) -> str | None:
    """Return the class of offer_resources/provider.py that a resource belongs to; None for one of another package.

    Through the dynamic door, the pickled provider names it whatever the resource's type: a subclass of an early release
    has one of its own.
    """
    if type_.startswith(PLUGIN.prefix):
        return f"{type_.removeprefix(PLUGIN.prefix)}Provider"
    try:
        payload = base64.b64decode(str(properties.get(PROVIDER)), validate=True)
    except (binascii.Error, ValueError):
        return None
    named = re.search(rb"offer_resources\.provider\W+(\w+)", payload)
    return named[1].decode() if named else None

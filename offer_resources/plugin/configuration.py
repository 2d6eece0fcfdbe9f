"""The settings of a provider, as the engine passes them: the stack's for a default one, the program's for another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.runtime.proto import provider_pb2

from .. import settings
from ..errors import ConfigError

# Settings that the engine adds to those of the stack.
_ENGINES_OWN = ("version", "pluginDownloadURL")

SECRET_KEYS = frozenset(key.removeprefix("aep:") for key in settings.SECRET_KEYS)
_OWN_CREDENTIAL = settings.OWN_CREDENTIAL.removeprefix("aep:")


def read(given: Mapping[str, Any]) -> settings.Settings:
    """Read the settings from config and environment.

    Raises:
        ConfigError: naming every key that is missing, wrong or unknown.
    """
    own = {f"aep:{key}": value for key, value in given.items() if key not in _ENGINES_OWN}
    return settings.read(own.get, given=own)


def failures(given: Mapping[str, Any]) -> list[provider_pb2.CheckFailure]:
    """Return every problem of the settings, as the engine prints it at the provider."""
    try:
        read(given)
    except ConfigError as error:
        return [provider_pb2.CheckFailure(reason=str(error))]
    return []


def own_credential(urn: str, given: Mapping[str, Any]) -> dict[str, bool]:
    """Return the hidden setting of a provider that a program in another language declares with its own credential.

    Our `Sandbox` says itself whose its credential is, as it copies the stack's. A default provider has the stack's; its
    name begins with `default` (`IsDefaultProvider` of Pulumi 3.250).
    """
    is_default = urn.split("::", 3)[3].startswith("default")
    is_told = is_default or _OWN_CREDENTIAL in given
    return {} if is_told or not any(given.get(key) for key in SECRET_KEYS) else {_OWN_CREDENTIAL: True}


def unused(given: Mapping[str, Any]) -> list[str]:
    """Return a line for each of the settings that does nothing in a program without our classes."""
    instead = {
        "maxDeletes": f"set {settings.MAX_DELETES_ONCE} in the environment of `pulumi up` in its place",
        "checks": "there are no checks across objects: set nothing, or write the program in Python",
    }
    return [
        f"aep:{key} does nothing in a program without the Python classes: {advice} (docs/doors.md)"
        for key, advice in instead.items()
        if given.get(key) not in (None, "")
    ]

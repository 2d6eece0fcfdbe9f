"""The settings of a provider, as the engine passes them: the stack's for a default one, the program's for another."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from pulumi.runtime.proto import provider_pb2

from .. import settings
from ..door import process
from ..errors import ConfigError
from .urn import Urn

# Settings that the engine adds to those of the stack.
_ENGINES_OWN = ("version", "pluginDownloadURL")

_OWN_CREDENTIAL = settings.OWN_CREDENTIAL.removeprefix("aep:")


def read(given: Mapping[str, Any]) -> settings.Settings:
    """Read the settings from config and environment.

    Raises:
        ConfigError: naming every key that is missing, wrong or unknown.
    """
    own = {f"aep:{key}": value for key, value in given.items() if key not in _ENGINES_OWN}
    return settings.read(own.get, given=own)


def failures(given: Mapping[str, Any]) -> list[provider_pb2.CheckFailure]:
    """Return every problem of the settings and of the run's limit, as the engine prints it at the provider."""
    problems = [_problem(lambda: read(given)), _problem(process.delete_limit)]
    return [provider_pb2.CheckFailure(reason=one) for one in problems if one]


def _problem(reader: Callable[[], object]) -> str:
    try:
        reader()
    except ConfigError as error:
        return str(error)
    return ""


def completed(urn: str, given: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the settings of a provider, with those of the stack for what a program in another language leaves out.

    A hidden one says whether its credential is its own. Our `Sandbox` has done both in the program. A default provider
    has the stack's settings; the engine calls it `default`, with a version `default_1_2_3`
    (`ProviderRequest.DefaultName` in `pkg/resource/deploy/providers/provider.go` of Pulumi 3.250).
    """
    is_default = Urn.of(urn).name.partition("_")[0] == "default"
    if is_default or _OWN_CREDENTIAL in given:
        return dict(given)
    stack = _of_the_stack(environ)
    copied = {key: stack[key] for key in settings.copied_keys(given) if key in stack}
    return {**copied, **given, _OWN_CREDENTIAL: settings.has_own_credential(given)}


def secret(values: Mapping[str, Any], given: Mapping[str, Any]) -> frozenset[str]:
    """Return which settings of a provider state keeps as secrets: credentials, and what is copied from the stack.

    The engine does not say which of the stack's are secret.

    Args:
        values: the completed ones.
        given: those of the program.
    """
    return frozenset(values) & {*settings.CREDENTIAL, *settings.copied_keys(given)}


def _of_the_stack(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the stack's settings, which the engine gives every plugin in its environment.

    Without their namespace, and secrets in plain text: `Provider` in `pkg/host/host.go` of Pulumi 3.250.
    """
    config: dict[str, str] = json.loads(environ.get("PULUMI_CONFIG") or "{}")
    return config


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

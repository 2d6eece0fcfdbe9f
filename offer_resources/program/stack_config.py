"""Checks what the provider cannot: which config values are encrypted, and the keys if no resource needs a provider."""

from __future__ import annotations

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env, is_config_secret

from .. import settings
from ..errors import ConfigError


def refuse_unknown_keys() -> None:
    """Refuse `aep:` keys that are not settings: a program that declares nothing starts no provider, which would.

    Raises:
        pulumi.RunError: naming each such key and the nearest one.
    """
    try:
        # The engine hands the settings over in the environment, and the Automation API in the process.
        settings.refuse_unknown({**get_config_env(), **CONFIG.get()})
    except ConfigError as error:
        raise pulumi.RunError(f"ConfigError: {error}") from None


def warn_of_exposed_secrets() -> None:
    """Warn of each credential that is in plain text in the stack's file."""
    config = pulumi.Config("aep")

    def get(key: str) -> str | None:
        return config.get(key.removeprefix("aep:"))

    plain = [key for key in settings.SECRET_KEYS if get(key) and not is_config_secret(key)]
    for key in settings.exposed(plain, get):
        pulumi.log.warn(
            f"{key} is in plain text in the stack's file: make a new one in the Developer Console, and"
            f" `pulumi config set --secret {key}`"
        )

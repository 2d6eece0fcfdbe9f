"""Warns of secrets in plain text: the program, unlike the provider, sees which config values are encrypted."""

from __future__ import annotations

import pulumi
from pulumi.runtime.config import is_config_secret

from .. import settings


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

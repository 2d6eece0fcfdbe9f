"""The stack a command is about: its settings and its state, as the Pulumi engine tells them."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pulumi.automation import CommandError, ConfigMap, InvalidVersionError, LocalWorkspace, PulumiCommand

from . import settings
from .errors import StackError

# Where a checkout of this project keeps its engine.
_OF_A_CHECKOUT = ".engine"


class Stack:
    """One stack of the Pulumi project in a folder.

    Args:
        name: the stack's name; the selected stack's if None.

    Raises:
        StackError: there is no engine, no project or no such stack; one line says which and what to do.
    """

    def __init__(self, folder: Path, name: str | None) -> None:
        self._workspace = LocalWorkspace(str(folder), pulumi_command=_engine(folder))
        self.name = name or self._selected()

    @property
    def engine_version(self) -> str:
        return self._workspace.pulumi_version

    @functools.cached_property
    def project(self) -> str:
        """The project's name."""
        try:
            return self._workspace.project_settings().name
        except FileNotFoundError:
            raise StackError(f"there is no Pulumi.yaml in {self._workspace.work_dir}") from None

    def settings(self) -> settings.Settings:
        """The stack's `aep:` settings.

        Raises:
            ConfigError: some are missing or wrong.
        """
        return settings.read(lambda key: self._config[key].value if key in self._config else None)

    @property
    def plain_config(self) -> dict[str, str]:
        """The settings of all namespaces that are not secret."""
        return {key: one.value for key, one in self._config.items() if not one.secret}

    def resources(self) -> list[dict[str, Any]]:
        """What the stack's state holds."""
        with _readable():
            deployment: Any = self._workspace.export_stack(self.name).deployment
        found: list[dict[str, Any]] = (deployment or {}).get("resources") or []
        return found

    @functools.cached_property
    def _config(self) -> ConfigMap:
        with _readable():
            return self._workspace.get_all_config(self.name)

    def _selected(self) -> str:
        with _readable():
            shown = self._workspace.pulumi_command.run(["stack", "--show-name"], self._workspace.work_dir, {})
        return shown.stdout.strip()


def _engine(folder: Path) -> PulumiCommand:
    own = folder / _OF_A_CHECKOUT
    try:
        return PulumiCommand(str(own) if (own / "bin" / "pulumi").exists() else None)
    except FileNotFoundError:
        raise StackError(
            "there is no Pulumi engine: install Pulumi so that `pulumi` is on PATH, or run `make setup` in a checkout"
        ) from None
    except InvalidVersionError as old:
        raise StackError(f"the Pulumi engine is too old: {old}") from None


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    """What the engine says in many lines, in one."""
    try:
        yield
    except CommandError as failure:
        said = str(failure).partition("\n stderr: ")[2]
        first = next((line for line in said.splitlines() if line.strip()), "it ended without a word")
        raise StackError(f"pulumi: {re.sub('^error: ', '', first)}") from None

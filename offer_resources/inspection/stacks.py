"""The Pulumi project and stack a command is about: settings and state, as the engine tells them."""

from __future__ import annotations

import contextlib
import functools
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pulumi.automation import (
    CommandError,
    ConfigMap,
    InvalidVersionError,
    LocalWorkspace,
    ProjectRuntimeInfo,
    PulumiCommand,
)
from semver import VersionInfo

from .. import settings
from ..errors import StackError
from .state_file import StateFile, StateResource

# Where a checkout of this project keeps its engine.
_OF_A_CHECKOUT = ".engine"

# Older engines were never tried with this package (engine/obtain.py takes none either).
LEAST_ENGINE = "3.200.0"


class Project:
    """The Pulumi project in a folder.

    Raises:
        StackError: from here and from a stack, where there is no engine, project or stack; one line with what to do.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = LocalWorkspace(str(folder), pulumi_command=_engine(folder))
        try:
            self._settings = self.workspace.project_settings()
        except FileNotFoundError:
            raise StackError(f"there is no Pulumi.yaml in {folder}: go to the project's folder") from None

    @property
    def name(self) -> str:
        return self._settings.name

    @property
    def runtime(self) -> tuple[str, Mapping[str, Any]]:
        """The language of the program, and its options."""
        runtime = self._settings.runtime
        if isinstance(runtime, ProjectRuntimeInfo):
            return runtime.name, runtime.options or {}
        return str(runtime), {}

    def stack(self, name: str | None) -> Stack:
        """The stack of that name; the selected one if it is None."""
        if name is None:
            with _readable():
                shown = self.workspace.pulumi_command.run(["stack", "--show-name"], str(self.folder), {})
            name = shown.stdout.strip()
        return Stack(self, name)


class Stack:
    """One stack of a project; `Project.stack` makes it."""

    def __init__(self, project: Project, name: str) -> None:
        self.project = project
        self.name = name

    def settings(self) -> settings.Settings:
        """The stack's `aep:` settings.

        Raises:
            ConfigError: some are missing or wrong.
        """
        return settings.read(self._get, given=self._config)

    @property
    def plain_config(self) -> dict[str, str]:
        """The settings of all namespaces that are not secret."""
        return {key: one.value for key, one in self._config.items() if not one.secret}

    @property
    def exposed(self) -> list[str]:
        """The secrets of the stack's `aep:` settings that are in plain text."""
        return settings.exposed(self.plain_config, self._get)

    def _get(self, key: str) -> str | None:
        return self._config[key].value if key in self._config else None

    def resources(self) -> list[StateResource]:
        """What the stack's state holds."""
        with _readable():
            deployment: Any = self.project.workspace.export_stack(self.name).deployment
        found: list[StateResource] = (deployment or {}).get("resources") or []
        return found

    def exported(self) -> StateFile:
        """The stack's state as a file for `pulumi stack import` holds it; its secrets stay encrypted."""
        with _readable():
            found: StateFile = json.loads(self.pulumi("stack", "export"))
        return found

    def pulumi(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        """What a command of the engine's on this stack prints.

        Args:
            env: variables besides those of this process.

        Raises:
            CommandError: it fails.
        """
        command = [*arguments, "--stack", self.name]
        return self.project.workspace.pulumi_command.run(command, str(self.project.folder), {**(env or {})}).stdout

    @functools.cached_property
    def _config(self) -> ConfigMap:
        with _readable():
            return self.project.workspace.get_all_config(self.name)


def engine(folder: Path) -> str:
    """The engine that commands in this folder use, with the least version.

    Raises:
        StackError: there is none, or it is too old.
    """
    found = _engine(folder)
    return f"Pulumi {found.version} (minimum {LEAST_ENGINE}), {shutil.which(found.command)}"


def _engine(folder: Path) -> PulumiCommand:
    own = folder / _OF_A_CHECKOUT
    try:
        root = str(own) if (own / "bin" / "pulumi").exists() else None
        return PulumiCommand(root, VersionInfo.parse(LEAST_ENGINE))
    except FileNotFoundError:
        raise StackError(
            "there is no Pulumi engine: install Pulumi so that `pulumi` is on PATH, or run `make setup` in a checkout"
        ) from None
    except InvalidVersionError as wrong:
        raise StackError(f"the Pulumi engine does not fit: {wrong}") from None


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    """What the engine says in many lines, in one."""
    try:
        yield
    except CommandError as failure:
        said = str(failure).partition("\n stderr: ")[2]
        first = next((line for line in said.splitlines() if line.strip()), "it ended without a message")
        raise StackError(f"pulumi: {re.sub('^error: ', '', first)}") from None

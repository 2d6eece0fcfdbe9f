"""Asks the engine for the Pulumi project and stack of a command: their settings and state."""

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

# The folder of the engine in a checkout of this repository.
_OF_A_CHECKOUT = ".engine"

# Older engines were never tried with this package; engine/obtain.py refuses them too.
LEAST_ENGINE = "3.200.0"


class Project:
    """The Pulumi project in a folder.

    Raises:
        StackError: from this class and from a stack, if the engine, project or stack is missing.
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
        """The program's language, and its `runtime.options`."""
        runtime = self._settings.runtime
        if isinstance(runtime, ProjectRuntimeInfo):
            return runtime.name, runtime.options or {}
        return str(runtime), {}

    def stack(self, name: str | None) -> Stack:
        """Return the stack of that name; None means the selected one."""
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
        """Return the stack's `aep:` settings.

        Raises:
            ConfigError: a setting is missing or wrong.
        """
        return settings.read(self._get, given=self._config)

    @property
    def plain_config(self) -> dict[str, str]:
        """The config of all namespaces, without secret values."""
        return {key: one.value for key, one in self._config.items() if not one.secret}

    @property
    def exposed(self) -> list[str]:
        """The `aep:` keys whose values are secrets in plain text."""
        return settings.exposed(self.plain_config, self._get)

    def _get(self, key: str) -> str | None:
        return self._config[key].value if key in self._config else None

    def resources(self) -> list[StateResource]:
        """Return the resources in the stack's state."""
        with _readable():
            deployment: Any = self.project.workspace.export_stack(self.name).deployment
        found: list[StateResource] = (deployment or {}).get("resources") or []
        return found

    def exported(self) -> StateFile:
        """Return the stack's state in the form for `pulumi stack import`; its secrets stay encrypted."""
        with _readable():
            found: StateFile = json.loads(self.pulumi("stack", "export"))
        return found

    def pulumi(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        """Run a `pulumi` command on this stack and return its output.

        Args:
            env: environment variables besides those of this process.

        Raises:
            CommandError: the command fails.
        """
        command = [*arguments, "--stack", self.name]
        return self.project.workspace.pulumi_command.run(command, str(self.project.folder), {**(env or {})}).stdout

    @functools.cached_property
    def _config(self) -> ConfigMap:
        with _readable():
            return self.project.workspace.get_all_config(self.name)


def engine(folder: Path) -> str:
    """Return, in words, the engine that commands in this folder use, with the minimum version.

    Raises:
        StackError: there is no engine, or it is too old.
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
    """Raise a StackError of one line for an error that the engine reports in many."""
    try:
        yield
    except CommandError as failure:
        said = str(failure).partition("\n stderr: ")[2]
        first = next((line for line in said.splitlines() if line.strip()), "it ended without a message")
        raise StackError(f"pulumi: {re.sub('^error: ', '', first)}") from None

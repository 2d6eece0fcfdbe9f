"""The door of the stack's resources, as `aep:door` says, and whether the engine will find its plugin."""

from __future__ import annotations

import os
import shutil
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pulumi
import yaml  # type: ignore[import-untyped]  # ships no types

from ..door.protocol import VERSION
from ..door.tokens import PLUGIN, Door, door
from ..objects.values import Problem, shown

_EXECUTABLE = f"pulumi-resource-{PLUGIN.package}"

# In the order in which the engine looks for them.
_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")


def chosen() -> Door:
    """Return the door of all resources of the program."""
    return door(pulumi.Config("aep").get("door"))


def hint() -> dict[str, Any]:
    """Return the hint with this package's version, as the plugin may come from another environment."""
    return {VERSION: _own_version()} if chosen() is PLUGIN else {}


@cache
def _own_version() -> str:
    """Return this package's version; to look it up takes as long as to check a resource."""
    return version("offer-resources")


def no_import(id_: str, *, holds_secret: bool) -> Problem | None:
    """Return what to do in place of an import, if the engine is not to import.

    It gives an id alone: a dynamic host needs more, and the plugin cannot know what the program calls secret.
    """
    if chosen() is not PLUGIN:
        wanted = "adopt_id in its place, as dynamic providers cannot import, or aep:door plugin (docs/doors.md)"
    elif holds_secret:
        wanted = "adopt_id in its place, as an import shows and stores a secret in plain text (docs/doors.md)"
    else:
        return None
    return Problem(("import_",), shown(id_), wanted)


def missing_plugin() -> str | None:
    """Return what to do if the engine would not find the plugin, and would look for one of that name on the net.

    Source: docs/reference/pulumi-plugin.md 3.
    """
    folder = Path(pulumi.get_root_directory() or ".")
    project = next((folder / name for name in _PROJECT_FILES if (folder / name).exists()), None)
    if chosen() is not PLUGIN or project is None:
        return None
    entry = _entry(project)
    if entry:
        return _missing_in(folder / entry["path"], project.name) if entry.get("path") else None
    cache = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi") / "plugins"
    # Beside the folder of a plugin, the engine leaves its lock there.
    if shutil.which(_EXECUTABLE) or any(one.is_dir() for one in cache.glob(f"resource-{PLUGIN.package}-v*")):
        return None
    return (
        f"aep:door is plugin, and {project.name} does not say where {_EXECUTABLE} is: add `plugins: {{providers:"
        f" [{{name: {PLUGIN.package}, path: .venv/bin}}]}}` with the folder of the environment's executables"
        " (docs/doors.md)"
    )


def _entry(project: Path) -> dict[str, Any] | None:
    """Return the project file's entry for the plugin. The engine has read the file, so its form is right.

    Of several the engine takes the first, whatever is on PATH.
    """
    plugins = yaml.safe_load(project.read_text(encoding="utf-8")).get("plugins") or {}
    return next((entry for entry in plugins.get("providers") or () if entry.get("name") == PLUGIN.package), None)


def _missing_in(folder: Path, project: str) -> str | None:
    """Return what to do if the executable is not in the folder that the project file names."""
    if shutil.which(_EXECUTABLE, path=folder):
        return None
    return (
        f"aep:door is plugin, and there is no {_EXECUTABLE} in {folder}: install offer-resources there, or correct the"
        f" path under `plugins:` in {project}"
    )

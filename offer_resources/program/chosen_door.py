"""The door of the stack's resources, as `aep:door` says, and whether the engine will find its plugin."""

from __future__ import annotations

import os
import re
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pulumi

from ..door.protocol import VERSION
from ..door.tokens import PLUGIN, Door, door
from ..objects.values import Problem, shown


def chosen() -> Door:
    """Return the door of all resources of the program."""
    return door(pulumi.Config("aep").get("door"))


def hint() -> dict[str, Any]:
    """Return the hint with this package's version, as the plugin may come from another environment."""
    return {VERSION: version("offer-resources")} if chosen() is PLUGIN else {}


def can_import() -> bool:
    """Return whether the engine can import through the door: it gives an id alone, and a dynamic host needs more."""
    return chosen() is PLUGIN


def no_import(id_: str) -> Problem:
    """Return what to do in place of an import."""
    wanted = "adopt_id in its place, as dynamic providers cannot import, or aep:door plugin (docs/doors.md)"
    return Problem(("import_",), shown(id_), wanted)


def missing_plugin() -> str | None:
    """Return what to do if the engine would not find the plugin, and would look for one of that name on the net.

    Source: docs/reference/pulumi-plugin.md 3.
    """
    project = Path(pulumi.get_root_directory() or ".") / "Pulumi.yaml"
    if chosen() is not PLUGIN or not project.exists():
        return None
    executable = f"pulumi-resource-{PLUGIN.package}"
    _, _, plugins = project.read_text(encoding="utf-8").partition("plugins:")
    if re.search(rf"""\bname["']?:\s*["']?{PLUGIN.package}\b""", plugins):
        paths = re.findall(r"""\bpath["']?:\s*["']?([^"',}#\n]+)""", plugins)
        return _missing_in([project.parent / path.strip() for path in paths], executable)
    cache = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi") / "plugins"
    if shutil.which(executable) or any(cache.glob(f"resource-{PLUGIN.package}-*")):
        return None
    return (
        f"aep:door is plugin, and Pulumi.yaml does not say where {executable} is: add `plugins: {{providers:"
        f" [{{name: {PLUGIN.package}, path: .venv/bin}}]}}` with the folder of the environment's executables"
        " (docs/doors.md)"
    )


def _missing_in(folders: list[Path], executable: str) -> str | None:
    """Return what to do if the executable is in none of the folders that Pulumi.yaml names."""
    if not folders or any(shutil.which(executable, path=folder) for folder in folders):
        return None
    return (
        f"aep:door is plugin, and there is no {executable} in {' or '.join(map(str, folders))}: install offer-resources"
        " there, or correct the path under `plugins:` in Pulumi.yaml"
    )

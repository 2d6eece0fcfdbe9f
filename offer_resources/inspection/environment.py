"""Checks the Python environment in which a project's program and its provider run."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from ..errors import ConfigError

_PACKAGE = "offer-resources"

_LOOK = """
import json, platform
from importlib import metadata

def version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None

print(json.dumps([platform.python_version(), version("offer-resources"), version("pulumi")]))
"""


@dataclass(frozen=True)
class Environment:
    """The versions in a virtual environment; None for a missing package."""

    python: str
    package: str | None
    sdk: str | None


def described(folder: Path, options: Mapping[str, Any]) -> str:
    """Return a project's environment in words, with the minimum versions that the package needs.

    Args:
        folder: the project's folder.
        options: `runtime.options` of its Pulumi.yaml.

    Raises:
        ConfigError: the environment does not exist, or something in it is missing or too old.
    """
    virtualenv = _named(options)
    if virtualenv is None:
        return f"chosen by {options['toolchain']}, and not checked"
    found = _look(folder / virtualenv, virtualenv)
    least_python, least_sdk = least()
    _require("Python", found.python, least_python, virtualenv)
    _require("the Pulumi SDK", found.sdk, least_sdk, virtualenv)
    return (
        f"{virtualenv}: {_PACKAGE} {found.package}, Python {found.python} (minimum {least_python}),"
        f" Pulumi SDK {found.sdk} (minimum {least_sdk})"
    )


def least() -> tuple[str, str]:
    """Return the minimum versions of Python and of the Pulumi SDK, from the installed package's metadata."""
    (sdk,) = (one for one in metadata.requires(_PACKAGE) or [] if re.match(r"pulumi\b", one))
    return _lower_bound(metadata.metadata(_PACKAGE)["Requires-Python"]), _lower_bound(sdk)


def _lower_bound(requirement: str) -> str:
    return requirement.partition(">=")[2].partition(",")[0].strip()


def _named(options: Mapping[str, Any]) -> str | None:
    toolchain, virtualenv = options.get("toolchain", "pip"), options.get("virtualenv")
    if virtualenv or toolchain != "pip":
        return virtualenv or (".venv" if toolchain == "uv" else None)
    raise ConfigError("Pulumi.yaml names no runtime.options.virtualenv: the provider would not find the package")


def _look(folder: Path, virtualenv: str) -> Environment:
    if not (folder / "pyvenv.cfg").exists():
        raise ConfigError(
            f"the virtualenv {virtualenv} of Pulumi.yaml does not exist: make it, and install the package"
        )
    python = next(filter(Path.exists, (folder / "bin" / "python", folder / "Scripts" / "python.exe")), None)
    done = python and subprocess.run([python, "-I", "-c", _LOOK], check=False, capture_output=True, text=True)
    if not done or done.returncode:
        raise ConfigError(f"the virtualenv {virtualenv} has no Python that runs: make it again")
    found = Environment(*json.loads(done.stdout))
    if found.package is None:
        raise ConfigError(f"the virtualenv {virtualenv} does not have {_PACKAGE}: install it there with pip")
    return found


def _require(name: str, version: str | None, minimum: str, virtualenv: str) -> None:
    if version is None or _number(version) < _number(minimum):
        has = f"has {name} {version}" if version else f"does not have {name}"
        raise ConfigError(f"the virtualenv {virtualenv} {has}: {minimum} or newer is needed")


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:3]))

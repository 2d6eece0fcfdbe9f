"""What `offers doctor` finds in the environment that Pulumi.yaml names."""

from __future__ import annotations

import os
import venv
from pathlib import Path
from typing import Any

import pytest

from engine.obtain import MINIMUM, dotted
from offer_resources.errors import ConfigError, StackError
from offer_resources.inspection import environment, stacks

ENGINE = "#!/bin/sh\necho v{}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with a bare virtual environment."""
    venv.create(tmp_path / ".venv", symlinks=True)
    return tmp_path


def install(project: Path, **versions: str) -> None:
    (site,) = project.glob(".venv/lib/*/site-packages")
    for name, version in versions.items():
        (site / f"{name}-{version}.dist-info").mkdir()
        (site / f"{name}-{version}.dist-info" / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n"
        )


def wrong(project: Path, options: dict[str, Any]) -> str:
    with pytest.raises(ConfigError) as raised:
        environment.described(project, options)
    return str(raised.value)


def test_versions_are_those_of_the_environment(project: Path) -> None:
    """Not those of the environment that the command itself runs in."""
    install(project, offer_resources="9.8.7", pulumi="3.999.0")

    told = environment.described(project, {"virtualenv": ".venv"})

    assert told.startswith(".venv: offer-resources 9.8.7, Python 3.")
    assert told.endswith(", Pulumi SDK 3.999.0 (minimum 3.272)")


def test_least_versions() -> None:
    """They are those in pyproject.toml; of the engine, the one from which `make setup` takes an engine."""
    assert environment.least() == ("3.10", "3.272")
    assert dotted(MINIMUM) == stacks.LEAST_ENGINE


@pytest.mark.parametrize(
    ("versions", "text"),
    [
        ({"offer_resources": "0.1.0", "pulumi": "3.99.1"}, "has the Pulumi SDK 3.99.1: 3.272 or newer is needed"),
        ({"offer_resources": "0.1.0"}, "does not have the Pulumi SDK: 3.272 or newer is needed"),
        ({}, "does not have offer-resources: install it there with pip"),
    ],
)
def test_what_is_missing_or_too_old(project: Path, versions: dict[str, str], text: str) -> None:
    install(project, **versions)

    assert wrong(project, {"toolchain": "pip", "virtualenv": ".venv"}) == f"the virtualenv .venv {text}"


def test_a_python_that_is_gone(project: Path) -> None:
    """As after an upgrade of the system's Python."""
    for link in (project / ".venv" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/nowhere/python3")

    assert wrong(project, {"virtualenv": ".venv"}) == "the virtualenv .venv has no Python that runs: make it again"


def test_toolchains(project: Path) -> None:
    """uv has its environment in .venv; where another tool has it is not known."""
    install(project, offer_resources="0.1.0", pulumi="3.300.0")

    assert environment.described(project, {"toolchain": "uv"}).startswith(".venv: offer-resources 0.1.0, ")
    assert environment.described(project, {"toolchain": "poetry"}) == "chosen by poetry, and not checked"


@pytest.mark.parametrize(("version", "fits"), [("3.199.9", False), ("3.200.0", True), ("4.0.0", False)])
def test_least_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, fits: bool) -> None:
    pulumi = tmp_path / "bin" / "pulumi"
    pulumi.parent.mkdir()
    pulumi.write_text(ENGINE.format(version))
    pulumi.chmod(0o755)
    monkeypatch.setenv("PATH", f"{pulumi.parent}:{os.environ['PATH']}")

    if fits:
        assert stacks.engine(tmp_path) == f"Pulumi {version} (minimum 3.200.0), {pulumi}"
    else:
        with pytest.raises(StackError, match=rf"the Pulumi engine does not fit: .*{version}"):
            stacks.engine(tmp_path)

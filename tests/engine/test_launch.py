"""`engine/launch.py`: in which environment the engine made here runs a program.

The engine is a script that says which python3 it would run, as a language host does that does not know `virtualenv`.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

LAUNCH = Path(__file__).resolve().parents[2] / "engine" / "launch.py"

Launch = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Somebody's own project, with an environment of its own."""
    folder = tmp_path / "our offers"
    venv.create(folder / ".venv", symlinks=True)
    write(folder, "name: o\nruntime:\n  name: python\n  options:\n    toolchain: pip\n    virtualenv: .venv\n")
    return folder


def write(folder: Path, text: str, name: str = "Pulumi.yaml") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


@pytest.fixture
def launch(tmp_path: Path) -> Launch:
    engine = tmp_path / "engine" / "pulumi"
    engine.parent.mkdir()
    engine.write_text("#!/bin/sh\ncommand -v python3\n")
    engine.chmod(0o755)

    def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-IS", str(LAUNCH), str(engine), *arguments]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)

    return run


OWN = f"{Path(sys.executable).parent}/python3\n"


def test_project_of_somebody_else(launch: Launch, project: Path, tmp_path: Path) -> None:
    """The project's own `virtualenv` is first, wherever in the project the command is given and however."""
    expected = f"{project}/.venv/bin/python3\n"
    (project / "content").mkdir()

    assert launch("up", cwd=project).stdout == expected
    assert launch("up", cwd=project / "content").stdout == expected
    assert launch("up", "--cwd", str(project), cwd=tmp_path).stdout == expected
    assert launch("-C", "our offers", "up", cwd=tmp_path).stdout == expected
    assert launch(f"--cwd={project}", "preview", cwd=tmp_path).stdout == expected


@pytest.mark.parametrize(
    "options",
    [
        "{toolchain: pip, virtualenv: .venv}",
        '{virtualenv: ".venv", toolchain: pip}',
        "\n    virtualenv: '.venv'  # ours",
    ],
)
def test_spellings(launch: Launch, project: Path, options: str) -> None:
    write(project, f"name: o\nruntime:\n  name: python\n  options: {options}\n")

    assert launch("up", cwd=project).stdout == f"{project}/.venv/bin/python3\n"


def test_json(launch: Launch, project: Path) -> None:
    (project / "Pulumi.yaml").unlink()
    write(project, '{"runtime": {"name": "python", "options": {"virtualenv": ".venv"}}}', "Pulumi.json")

    assert launch("up", cwd=project).stdout == f"{project}/.venv/bin/python3\n"


@pytest.mark.parametrize("text", ["name: o\nruntime: python\n", "name: o\nruntime: python\n# virtualenv: .venv\n"])
def test_project_without_virtualenv(launch: Launch, project: Path, text: str) -> None:
    """Where the project names none, the checkout's environment runs the program."""
    write(project, text)

    assert launch("up", cwd=project).stdout == OWN


def test_no_project(launch: Launch, tmp_path: Path) -> None:
    assert launch("version", cwd=tmp_path).stdout == OWN


def test_virtualenv_is_missing(launch: Launch, tmp_path: Path) -> None:
    """A program never runs in another environment than the named one; commands that run no program need none."""
    write(tmp_path / "p", "name: o\nruntime: {name: python, options: {virtualenv: .venv}}\n")

    up = launch("up", "--yes", cwd=tmp_path / "p")

    assert (up.returncode, up.stdout) == (1, "")
    assert up.stderr == (
        f"error: {tmp_path}/p/Pulumi.yaml names the virtualenv {tmp_path}/p/.venv, which has no bin/python3:"
        " make it, and install offer-resources there with pip\n"
    )
    assert launch("--stack", "dev", "--non-interactive", "up", cwd=tmp_path / "p").stderr == up.stderr
    assert launch("install", cwd=tmp_path / "p").stdout == OWN
    assert launch("--color", "up", "stack", "select", "up", cwd=tmp_path / "p").stdout == OWN
    assert launch("config", "set", "verb", "up", cwd=tmp_path / "p").stdout == OWN

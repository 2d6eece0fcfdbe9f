"""Who is measured: each brings the offers of offers.json in its folder to a sandbox of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from benchmarks import restapi
from benchmarks.plan import CREATE, DESTROY, PREVIEW, PREVIEW_READING, REFRESH, UPDATE
from offer_resources.emulator import Emulator
from tests.e2e.stack import CHECKOUT, ORG, VENV, Stack
from tests.emulator.api import headers, token

PROGRAMS = Path(__file__).parent / "programs"

LONGEST_SECONDS = 1800

# What the engine takes by default is four for each core: this is the default on eight cores, also where there are two.
PARALLEL = 32


class Contestant(Protocol):
    """One way to do it; `commands` are what it can do, by verb."""

    commands: Mapping[str, Sequence[str]]

    def run(self, verb: str) -> None:
        """Do it to the end; a failure ends the benchmark."""


class PulumiProgram:
    """A program of the `programs` folder on the real engine."""

    # `up --yes` alone would evaluate the program twice, where Terraform's apply does it once.
    commands: Mapping[str, Sequence[str]] = {
        CREATE: ("up", "--yes", "--skip-preview"),
        PREVIEW: ("preview",),
        PREVIEW_READING: ("preview", "--refresh"),
        REFRESH: ("refresh", "--yes", "--skip-preview"),
        UPDATE: ("up", "--yes", "--skip-preview"),
        DESTROY: ("destroy", "--yes", "--skip-preview"),
    }

    def __init__(
        self,
        folder: Path,
        emulator: Emulator,
        program: str,
        at_once: int = PARALLEL,
        *,
        checkpoints: bool = True,
        door: str = "dynamic",
    ) -> None:
        # PYTHONPATH is where state's provider of the no-op resource is found; the token is ready-made for all. GOGC and
        # the virtual environment are as a person has them, and not as in tests, where both save time.
        env = {
            "PYTHONPATH": str(CHECKOUT),
            "PULUMI_PARALLEL": str(PARALLEL),
            "PULUMI_SKIP_CHECKPOINTS": "false" if checkpoints else "true",
            "AEP_ACCESS_TOKEN": token(emulator),
            "GOGC": "100",
        }
        self.stack = Stack(folder, emulator, sandbox=folder.name, env=env, python=VENV)
        self.stack.timeout_seconds = LONGEST_SECONDS
        shutil.copy(PROGRAMS / program, folder / "__main__.py")
        # Made by the engine: the stack that tests copy starts a server whose memory would count as the host's.
        self.stack.init()
        self.stack.set_config(maxConcurrency=str(at_once), door=door)

    def run(self, verb: str) -> None:
        self.stack.pulumi(*self.commands[verb], "--stack", self.stack.name).succeeded()


class Script:
    """A plain `requests` script."""

    commands: Mapping[str, Sequence[str]] = {
        CREATE: ("create",),
        PREVIEW_READING: ("preview",),
        REFRESH: ("refresh",),
        UPDATE: ("update",),
        DESTROY: ("destroy",),
    }

    def __init__(self, folder: Path, emulator: Emulator, threads: int) -> None:
        self._folder = folder
        self._threads = threads
        self._env = {
            **os.environ,
            "ENDPOINT": emulator.endpoint,
            "HEADERS": json.dumps(_headers(emulator, folder.name)),
        }

    def run(self, verb: str) -> None:
        _run(
            [sys.executable, PROGRAMS / "script.py", *self.commands[verb], str(self._threads)], self._folder, self._env
        )


class Terraform:
    """Terraform or OpenTofu with Mastercard's restapi provider, at its default of ten operations at once."""

    commands: Mapping[str, Sequence[str]] = {
        CREATE: ("apply", "-auto-approve"),
        PREVIEW: ("plan", "-refresh=false"),
        PREVIEW_READING: ("plan",),
        REFRESH: ("apply", "-refresh-only", "-auto-approve"),
        UPDATE: ("apply", "-auto-approve"),
        DESTROY: ("destroy", "-auto-approve"),
    }

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self._folder = folder
        shutil.copy(PROGRAMS / "main.tf", folder)
        # With an override the provider is where we say, and no registry is asked: not even `init` is needed.
        override = f'"mastercard/restapi" = "{restapi.built().parent}"'
        (folder / "cli.tfrc").write_text(f"provider_installation {{\n  dev_overrides {{ {override} }}\n}}\n")
        self._env = {
            **os.environ,
            "TF_CLI_CONFIG_FILE": str(folder / "cli.tfrc"),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "TF_VAR_uri": emulator.endpoint.rstrip("/"),
            "TF_VAR_headers": json.dumps(_headers(emulator, folder.name)),
        }

    def run(self, verb: str) -> None:
        _run([restapi.terraform(), *self.commands[verb], "-no-color", "-input=false"], self._folder, self._env)


CONTESTANTS: Mapping[str, Callable[[Path, Emulator], Contestant]] = {
    "ours": lambda folder, emulator: PulumiProgram(folder, emulator, "ours.py"),
    "ours16": lambda folder, emulator: PulumiProgram(folder, emulator, "ours.py", at_once=16),
    "once": lambda folder, emulator: PulumiProgram(folder, emulator, "ours.py", checkpoints=False),
    "plugin": lambda folder, emulator: PulumiProgram(folder, emulator, "ours.py", checkpoints=False, door="plugin"),
    "noop": lambda folder, emulator: PulumiProgram(folder, emulator, "noop.py"),
    "noop-once": lambda folder, emulator: PulumiProgram(folder, emulator, "noop.py", checkpoints=False),
    "terraform": Terraform,
    "script16": lambda folder, emulator: Script(folder, emulator, threads=16),
    "script": lambda folder, emulator: Script(folder, emulator, threads=1),
}


def unavailable(name: str) -> str | None:
    """Return why a contestant cannot take part on this machine."""
    return restapi.unavailable() if name == "terraform" else None


def _headers(emulator: Emulator, sandbox: str) -> dict[str, str]:
    return headers(token(emulator), org=ORG, sandbox=sandbox)


def _run(command: Sequence[str | Path], folder: Path, env: Mapping[str, str]) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout[-3000:]}")

"""The `offers` commands, and the commands of our pages, run as a person at a terminal runs them."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from tests.e2e.stack import ENGINE, Run, Stack, forked_python


def offers(stack: Stack, *arguments: str, env: dict[str, str] | None = None) -> Run:
    """Run an `offers` command in the project's folder, and return stdout and stderr together."""
    return _run(stack, [str(program()), *arguments], env or {})


def shell(stack: Stack, command: str) -> Run:
    """Run a line of a page, in the project's folder."""
    return _run(stack, ["bash", "-c", command], {})


def commands(page: Path, heading: str) -> list[str]:
    """Return the commands a page shows under a heading that begins like this."""
    _, _, rest = page.read_text(encoding="utf-8").partition(f"\n{heading}")
    assert rest, heading
    section = re.split(r"\n## ", rest)[0]
    return [line for block in re.findall(r"```console\n(.*?)```", section, re.DOTALL) for line in _typed(block)]


def program() -> Path:
    """Return the `offers` command whose Python starts at once."""
    return forked_python() / "commands" / "offers"


def _typed(block: str) -> list[str]:
    return re.findall(r"^\$ (.*)$", block, re.MULTILINE)


def _run(stack: Stack, command: list[str], env: dict[str, str]) -> Run:
    path = os.pathsep.join([str(program().parent), str(ENGINE.parent), stack.env["PATH"]])
    done = subprocess.run(
        command,
        cwd=stack.folder,
        env={**stack.env, "PATH": path, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
        check=False,
    )
    return Run(done.returncode, done.stdout)

"""What runs below a command of the engine: hosts of the program, of the language and of our provider."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress

PROVIDER_HOST = "-m pulumi.dynamic"


def descendants(process: int) -> dict[int, str]:
    """Return the processes that a process has started, and those that they have started, with their command lines."""
    rows = _listed()
    found: dict[int, str] = {}
    parents = {process}
    while parents:
        children = {pid: command for pid, (parent, command) in rows.items() if parent in parents}
        found |= children
        parents = set(children)
    return found


def kill(processes: Mapping[int, str]) -> None:
    """SIGKILL to those that still run, told by their command lines from others that have got their numbers since."""
    running = {pid: command for pid, (_, command) in _listed().items()}
    for pid, _ in processes.items() & running.items():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _listed() -> dict[int, tuple[int, str]]:
    lines = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in lines.splitlines()[1:]]
    return {int(pid): (int(parent), command) for pid, parent, command in rows}

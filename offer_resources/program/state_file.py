"""Reads from the stack's state file which resources the engine will drop from state without deleting their objects."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess

import pulumi

_TIMEOUT_SECONDS = 60


async def retained() -> frozenset[str]:
    """Return the URNs of resources with `retain_on_delete`, as the last `up` stored it; none if state is unreadable.

    The engine does not report this to a program, so this runs `pulumi stack export`, which takes no lock.
    """
    return await asyncio.get_running_loop().run_in_executor(None, _retained, _stack())


def _stack() -> str:
    return f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"


def _retained(stack: str) -> frozenset[str]:
    command = shutil.which("pulumi")
    if command is None:
        return frozenset()
    try:
        exported = subprocess.run(
            [command, "stack", "export", "--stack", stack, "--non-interactive"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
            check=True,
        )
        resources = json.loads(exported.stdout)["deployment"].get("resources") or []
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return frozenset()
    return frozenset(one["urn"] for one in resources if one.get("retainOnDelete"))

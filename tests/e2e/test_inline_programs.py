"""Programs that Pulumi's Automation API runs inside a process of somebody's own, several at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.e2e.stack import CHECKOUT, ENGINE, Stack

PREAMBLE = f"""
import asyncio, json, os, threading
from concurrent.futures import ThreadPoolExecutor
import pulumi
from pulumi import automation as auto

def stack_of(name, program, **more):
    command = auto.PulumiCommand({str(ENGINE.parents[1])!r})
    options = auto.LocalWorkspaceOptions(pulumi_command=command, env_vars=dict(os.environ))
    stack = auto.create_or_select_stack(name, "offers", program, opts=options)
    config = json.loads(os.environ["CONFIG"]) | more
    stack.set_all_config({{key: auto.ConfigValue(value) for key, value in config.items()}})
    return stack

def up(stack):
    try:
        return stack.up(color="never").summary.result
    except auto.CommandError as error:
        return str(error)
"""


def run(stack: Stack, script: str) -> Any:
    """Return what a process that runs the script prints, from JSON."""
    ended = subprocess.run(
        [sys.executable, "-c", PREAMBLE + script],
        cwd=CHECKOUT,
        env={**stack.env, "CONFIG": json.dumps(stack.config)},
        capture_output=True,
        text=True,
        timeout=stack.timeout_seconds,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


OVERLAPPING = """
from offer_resources import FallbackOffer

together = threading.Barrier(3)

def declaring(count, **members):
    def declare():
        together.wait(60)
        for number in range(count):
            FallbackOffer(f"o{number}", **{"name": f"Offer {number}", **members})
        together.wait(60)
    return declare

names = ["dev", "stage", "prod"]
stacks = [stack_of(name, lambda: None, **{"aep:sandbox": name, "aep:maxDeletes": "1"}) for name in names]

def ups(*programs):
    for stack, program in zip(stacks, programs):
        stack.workspace.program = program
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(up, stacks))

first = ups(declaring(2), declaring(3), declaring(1))
second = ups(declaring(2, status="live"), declaring(1), declaring(0))
print(json.dumps([first, second]))
"""


def test_programs_that_overlap_are_checked_and_guarded_each_by_itself(stack: Stack) -> None:
    """A mistake in one stops that one alone; deletes are counted against the stack's own objects."""
    first, (dev, stage, prod) = run(stack, OVERLAPPING)

    assert first == ["succeeded"] * 3
    assert 'FallbackOffer "o0" (' in dev
    assert 'status: got "live", wanted one of draft, approved, archived' in dev
    assert "this run would delete 2 of the stack's 3 objects (67 %)" in stage
    assert prod == "succeeded"
    assert [len(stack.offers(sandbox)) for sandbox in ("dev", "stage", "prod")] == [2, 3, 0]


COROUTINE = """
async def main():
    from offer_resources import FallbackOffer
    return up(stack_of("dev", lambda: FallbackOffer("o", name="O") and None))

print(json.dumps(asyncio.run(main())))
"""


def test_an_import_and_an_up_in_one_coroutine(stack: Stack) -> None:
    """An event loop that runs is not yet a Pulumi program."""
    assert run(stack, COROUTINE) == "succeeded"
    assert [offer["name"] for offer in stack.offers()] == ["O"]

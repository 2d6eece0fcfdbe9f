"""What the README names exists, and what exists is in the README."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from offer_resources.cli import COMMANDS

CHECKOUT = Path(__file__).resolve().parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
RETAILER = (CHECKOUT / "examples" / "retailer" / "README.md").read_text(encoding="utf-8")


def _links(text: str) -> list[str]:
    return re.findall(r"\]\(((?!http)[^)#]+)\)", text)


def test_every_make_target_named_exists() -> None:
    """A `make` command of the README is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z0-9-]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|\$ |; )(?:STACK=\w+ )?make ([a-z-]+)", README))

    assert named - targets == set()
    assert {"up", "test", "preview"} <= named


def test_every_command_is_in_the_table() -> None:
    """The README's table of `offers` commands has exactly those that exist."""
    assert set(re.findall(r"^\| `offers ([a-z]+)", README, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("link", _links(README) + [f"examples/retailer/{link}" for link in _links(RETAILER)])
def test_links_lead_somewhere(link: str) -> None:
    """A relative link names a file of this checkout."""
    assert (CHECKOUT / link).exists()


@pytest.mark.parametrize("command", re.findall(r"^\$ (make .+)", RETAILER, re.MULTILINE))
def test_the_examples_commands_reach_its_stacks(command: str) -> None:
    """A `make` command of the example's README is about a stack that is there, in the local Offer Library."""
    would_run = subprocess.run(
        [*shlex.split(command), "--dry-run"],
        cwd=CHECKOUT,
        text=True,
        check=True,
        stdout=subprocess.PIPE,
        # Where a nested make prints to.
        stderr=subprocess.STDOUT,
    ).stdout
    ((project, stack),) = set(re.findall(r"pulumi --cwd (\S+) .*--(?:stack|create) (\w+)", would_run))

    assert (CHECKOUT / project / "stacks" / f"Pulumi.{stack}.yaml").exists()
    assert "tools/emulator.py start" in would_run

"""What the README and the pages for users name exists, and what exists is named."""

from __future__ import annotations

import re
import shlex
import subprocess

import pytest

from offer_resources.cli import COMMANDS
from tests.repository.test_citations import CHECKOUT, text_of, tracked

PAGES = sorted(name for name in tracked() if re.fullmatch(r"(?!docs/reference/).*\.md", name))
NAMED = {"README.md": {"up", "test", "preview"}, "docs/commands.md": {"shell", "offers", "bench"}}
RETAILER = text_of("examples/retailer/README.md")


@pytest.mark.parametrize("name", PAGES)
def test_every_make_target_named_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", text_of("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:`|\$ |; )(?:STACK=\w+ )?make ([a-z0-9-]+)", text_of(name)))

    assert named - targets == set()
    assert named >= NAMED.get(name, set())


def test_every_command_has_a_row() -> None:
    assert set(re.findall(r"^\| `offers ([a-z]+)", text_of("docs/commands.md"), re.MULTILINE)) == set(COMMANDS)


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

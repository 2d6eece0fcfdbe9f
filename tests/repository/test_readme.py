"""What the README names exists, and what exists is in the README."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from offer_resources import settings
from offer_resources.cli import COMMANDS
from offer_resources.errors import ConfigError

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


def test_every_config_key_is_explained() -> None:
    """The README's table has exactly the keys that are read."""
    asked: list[str] = []

    def get(key: str) -> None:
        asked.append(key)

    with pytest.raises(ConfigError):
        settings.read(get, environ={})
    settings.max_deletes(get, environ={})

    assert set(re.findall(r"^\| `(aep:\w+)`", README, re.MULTILINE)) == set(asked) - {settings.OWN_CREDENTIAL}


def test_defaults_are_those_of_the_code() -> None:
    """The defaults in the README's table are the ones that hold."""
    table = dict(re.findall(r"^\| `aep:(\w+)` \| `([^`]+)`", README, re.MULTILINE))

    assert table == {
        "scopes": settings.DEFAULT_SCOPES,
        "endpoint": settings.DEFAULT_ENDPOINT,
        "imsEndpoint": settings.DEFAULT_IMS_ENDPOINT,
        "timeoutSeconds": "30",
        "maxConcurrency": "16",
        "onConflict": "stop",
    }


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

"""What all commands share at the terminal: options, output with or without colour, counts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

stack_option = click.option(
    "--stack",
    "stack_name",
    metavar="NAME",
    help="The stack, of the project in this folder. Without it: the selected one.",
)
plain_option = click.option(
    "--no-color", "plain", is_flag=True, help="No colours. NO_COLOR in the environment does the same."
)


def console(*, plain: bool, err: bool = False) -> Console:
    """Return where to print; it uses colour only on a terminal whose user has not switched it off."""
    from rich.console import Console

    plain = plain or bool(os.environ.get("NO_COLOR"))
    return Console(stderr=err, color_system=None if plain else "auto", highlight=False, markup=False, emoji=False)


def warn(line: str) -> None:
    """Print one line for the user on stderr."""
    click.echo(f"offers: {line}", file=sys.stderr)


def counted(number: int, kind: str) -> str:
    """Return a count in words, such as `1 placement` or `2 placements`."""
    return f"{number} {kind}{'' if number == 1 else 's'}"

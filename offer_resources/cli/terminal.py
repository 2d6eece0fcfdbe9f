"""How commands talk to a terminal: options they share, colour or none, progress."""

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
    """Where to print to; escape codes only if it is a terminal and nobody minds."""
    from rich.console import Console

    plain = plain or bool(os.environ.get("NO_COLOR"))
    return Console(stderr=err, color_system=None if plain else "auto", highlight=False, markup=False, emoji=False)


def warn(line: str) -> None:
    """One line to the person, beside the output."""
    click.echo(f"offers: {line}", file=sys.stderr)


def counted(number: int, kind: str) -> str:
    """`1 placement`, `2 placements`."""
    return f"{number} {kind}{'' if number == 1 else 's'}"

"""`offers --help`, and each command's."""

from __future__ import annotations

import click
import pytest

from offer_resources.cli import COMMANDS, offers


def help_of(name: str) -> str:
    context = click.Context(offers, info_name="offers")
    command = offers.get_command(context, name)
    assert command is not None
    return command.get_help(click.Context(command, context, info_name=name))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example(name: str) -> None:
    """A line to copy, beneath the options."""
    assert f"\n      offers {name} " in help_of(name).partition("Example: ")[2]


def test_every_command_is_told_in_a_whole_sentence() -> None:
    """What the list of commands says of each is not cut off."""
    shown = click.Context(offers, info_name="offers").get_help()

    assert [name for name in COMMANDS if f"\n  {name} " not in shown] == []
    assert "..." not in shown.partition("Commands:")[2]

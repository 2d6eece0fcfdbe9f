"""The `offers` command line: a table of subcommands, each imported only when it is used.

An error of ours ends as one line on stderr, `offers: ...`, and exit code 1.
"""

from __future__ import annotations

import importlib
import sys

import click

from ..errors import OfferResourcesError

# By name, the module with the click command, which is called `command` there.
COMMANDS = {
    "compare": "offer_resources.cli.compare",
    "doctor": "offer_resources.cli.doctor",
    "emulator": "offer_resources.cli.emulator",
    "export": "offer_resources.cli.export",
    "link": "offer_resources.cli.link",
    "report": "offer_resources.cli.report",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return command


@click.group(cls=_LazyGroup, no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="offer-resources", prog_name="offers")
def offers() -> None:
    """Adobe Journey Optimizer offers as code."""


def main(args: list[str] | None = None) -> None:
    """Run a subcommand and turn an error of ours into one line; the entry point of `offers`."""
    try:
        code = offers.main(args, prog_name="offers", standalone_mode=False)
    except click.ClickException as exc:
        click.echo(f"offers: {_one_line(exc)}", err=True)
        sys.exit(1)
    except OfferResourcesError as exc:
        click.echo(f"offers: {exc}", err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


def _one_line(exc: click.ClickException) -> str:
    text = " ".join(exc.format_message().split())
    if isinstance(exc, click.UsageError) and exc.ctx is not None:
        return f"{text} (try: {exc.ctx.command_path} --help)"
    return text

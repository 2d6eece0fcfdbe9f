"""`offers compare`: where the sandboxes of two stacks differ."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..api.client import OfferLibrary
from ..inspection.compare import VERDICTS, Compared, compare, look_alikes
from ..inspection.stacks import Project
from ..objects.diff import MISSING, Change
from ..objects.values import dotted
from ..objects.words import in_words, marked, shortened, visible
from .reading import FAMILIES, read
from .terminal import console, plain_option, warn

Stacks = tuple[str, str]

_DIFFERENT = 2
_STYLES = {"=": "", "-": "red", "+": "green"}

_EXAMPLE = """
Example: what has to change before stage is like dev.

\b
    offers compare dev stage
    offers compare dev stage --json | jq '.objects[] | select(.verdict == "different") | .name'

The exit code is 0 if they are the same, 2 if they are not, and 1 after an error.
"""


@click.command("compare", epilog=_EXAMPLE)
@click.argument("first", metavar="STACK")
@click.argument("second", metavar="STACK")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, with whole values.")
@plain_option
def command(first: str, second: str, as_json: bool, plain: bool) -> None:
    """Report where the sandboxes of two stacks differ.

    Objects are matched by their names, and so are the placements in offers; ids and dates do not count.
    """
    # Read all settings before any object, so that a mistake in the second stack is reported at once.
    project = Project(Path.cwd())
    settings = [project.stack(name).settings() for name in (first, second)]
    ours, theirs = (read(OfferLibrary(one, say=warn), one.place, FAMILIES, plain=plain) for one in settings)
    compared = compare(ours, theirs, FAMILIES)
    if as_json:
        click.echo(json.dumps(_as_json((first, second), compared), indent=2))
    else:
        _show((first, second), compared, console(plain=plain))
    sys.exit(0 if all(one.verdict == "same" for one in compared) else _DIFFERENT)


def _as_json(stacks: Stacks, compared: Sequence[Compared]) -> dict[str, Any]:
    """Return everything for JSON; lists of two have the first stack's part, then the second's."""
    return {
        "stacks": stacks,
        "objects": [
            {
                "kind": one.kind,
                "name": one.name,
                "verdict": one.verdict,
                "ids": one.ids,
                "changes": [
                    {"path": dotted(change.path), "values": [_or_none(change.before), _or_none(change.after)]}
                    for change in one.changes
                ],
            }
            for one in compared
        ],
    }


def _or_none(value: Any) -> Any:
    return None if value is MISSING else value


def _show(stacks: Stacks, compared: Sequence[Compared], out: Console) -> None:
    for one in compared:
        if one.verdict != "same":
            out.print(visible(f"{one.kind} {one.name!r}: {_in_words(one, stacks)}"), style="bold", soft_wrap=True)
            for other in look_alikes(one, compared):
                told = (
                    f"    looks the same as another name of {stacks[1]}, but differs: {in_words(one.name, other.name)}"
                )
                out.print(told, soft_wrap=True)
        for change in one.changes:
            out.print(_told(change, stacks), soft_wrap=True)
    table = Table("", *(_named(verdict, stacks) for verdict in VERDICTS), box=None, pad_edge=False)
    for kind in dict.fromkeys(one.kind for one in compared):
        counted = [sum(one.kind == kind and one.verdict == verdict for one in compared) for verdict in VERDICTS]
        table.add_row(f"{kind}s", *map(str, counted))
    out.print(table)


def _in_words(one: Compared, stacks: Stacks) -> str:
    if one.verdict == "duplicate":
        counts = " and ".join(f"{len(ids)} in {stack}" for ids, stack in zip(one.ids, stacks, strict=True))
        return f"{counts} have this name, so they are not compared; give each another name"
    return _named(one.verdict, stacks)


def _named(verdict: str, stacks: Stacks) -> str:
    return verdict.replace("the first", stacks[0]).replace("the second", stacks[1])


def _told(change: Change, stacks: Stacks) -> Text:
    """Return one member with both its values; for texts, the words that differ."""
    line = Text(f"    {visible(dotted(change.path))}: ")
    if isinstance(change.before, str) and isinstance(change.after, str):
        for op, part in marked(change.before, change.after):
            line.append(part, _STYLES[op])
        return line
    if change.before is MISSING or change.after is MISSING:
        stack, value = (stacks[1], change.after) if change.before is MISSING else (stacks[0], change.before)
        return line.append(f"only in {stack}: {_brief(value)}")
    return line.append(f"{_brief(change.before)} => {_brief(change.after)}")


def _brief(value: Any) -> str:
    """Return the value, shortened to fit in a line; for a set, its items."""
    if isinstance(value, dict) and all(item is True for item in value.values()):
        return visible(", ".join(value))
    return visible(shortened(json.dumps(value, ensure_ascii=False)))

"""`offers export`: writes a sandbox's objects as a program that takes them over, and as a state that has them."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from ..api.client import OfferLibrary
from ..door.tokens import door
from ..inspection.export.formatting import formatted, require_formatter
from ..inspection.export.import_file import resources
from ..inspection.export.program import folder, one_file, package_of
from ..inspection.export.selection import Filter, Found, select
from ..inspection.export.state import deployment
from ..inspection.stacks import Project, Stack
from ..objects.values import Live, instant
from ..objects.words import visible
from ..program.resources import RESOURCES
from ..settings import Place
from .reading import FAMILIES, read
from .terminal import counted, plain_option, stack_option, warn
from .written_files import MARKER, force_option, require_new, write

_KINDS = {family.kind.replace(" ", "-"): family for family in FAMILIES}
_INCOMPLETE = 3

_EXAMPLE = """
Example: take over all of a sandbox, without a run of creates.

\b
    offers export --stack dev --out __main__.py --state dev.json
    pulumi stack import --stack dev --file dev.json
    pulumi preview --stack dev --diff

The exit code is 3 if an object was left out because no program can declare it, and 1 after an error.
"""


def moment(_ctx: click.Context | None, _option: click.Parameter | None, text: str | None) -> datetime | None:
    """Parse a date, or a date and a time, in UTC unless it has an offset."""
    if text is None:
        return None
    found = next(filter(None, map(instant, (text, f"{text}+00:00", f"{text}T00:00+00:00"))), None)
    if found is None:
        raise click.BadParameter(f"{text!r} is not a date such as 2026-01-31 or 2026-01-31T09:30:00Z")
    return found


def known_statuses(
    _ctx: click.Context | None, _option: click.Parameter | None, statuses: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the statuses if each is a status of at least one family."""
    fields = {family.kind: family.record.members["status"] for family in FAMILIES if "status" in family.record.members}
    for status in statuses:
        if all(any(field.problems(status, ())) for field in fields.values()):
            told = "; ".join(f"{kind}: {field.wanted}" for kind, field in fields.items())
            raise click.BadParameter(f"{status!r} is not a status ({told})")
    return statuses


@click.command("export", epilog=_EXAMPLE)
@stack_option
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="The program to write; with --split, a folder."
)
@click.option("--split", is_flag=True, help="Write a folder for each kind, and a file for each object.")
@click.option(
    "--state", type=click.Path(dir_okay=False, path_type=Path), help="Also write a state, for `pulumi stack import`."
)
@click.option(
    "--import-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write a list of what is there, for `pulumi import --file`.",
)
@click.option(
    "--kind", "kinds", type=click.Choice(list(_KINDS)), multiple=True, help="Only this kind of object; may be repeated."
)
@click.option(
    "--status",
    "statuses",
    metavar="STATUS",
    callback=known_statuses,
    multiple=True,
    help="Only objects with this status, and kinds without one; may be repeated.",
)
@click.option(
    "--since", metavar="DATE", callback=moment, help="Only objects modified at this time or later, such as 2026-01-31."
)
@click.option("--name", "pattern", metavar="PATTERN", help="Only objects whose names match, such as 'Summer*'.")
@click.option(
    "--no-adopt-id",
    "portable",
    is_flag=True,
    help="Leave the ids out, so that `offers link` can use the program in every sandbox.",
)
@force_option
@plain_option
def command(
    stack_name: str | None,
    out: Path,
    split: bool,
    state: Path | None,
    import_file: Path | None,
    kinds: tuple[str, ...],
    statuses: tuple[str, ...],
    since: datetime | None,
    pattern: str | None,
    portable: bool,
    force: bool,
    plain: bool,
) -> None:
    """Write a stack's sandbox as a program that takes it over.

    The program declares every object as it is; nothing is written to the sandbox, now or by `pulumi up`.
    """
    require_formatter()
    if split:
        _require_new([out / package_of(family.key) for family in FAMILIES])
    stack = Project(Path.cwd()).stack(stack_name)
    if state is not None:
        _require_empty(stack)
    families = [family for kind, family in _KINDS.items() if not kinds or kind in kinds]
    settings = stack.settings()
    rows = read(OfferLibrary(settings, say=warn), settings.place, families, plain=plain)
    found = _selected(rows, Filter(since, statuses, pattern))
    files = _program(found, settings.place, out, split=split, portable=portable)
    if all(one.problems for one in found):
        require_new(files, force=force)
    if state is not None:
        files[state] = _state(found, stack, settings.place)
    if import_file is not None:
        files[import_file] = json.dumps(resources(found), indent=2) + "\n"
    write(files, force=force)
    _tell(found, settings.place, out)
    sys.exit(_INCOMPLETE if any(one.problems for one in found) else 0)


def _require_new(paths: Sequence[Path]) -> None:
    """Stop if the folder exists: files in it would become a part of the program."""
    for path in paths:
        if path.exists():
            raise click.ClickException(f"{path} exists already: give --out another folder")


def _require_empty(stack: Stack) -> None:
    """Stop if the stack holds resources, as an import replaces the whole state."""
    held = [one for one in stack.resources() if not one["type"].startswith("pulumi:")]
    if held:
        raise click.ClickException(
            f"stack {stack.name} holds {counted(len(held), 'resource')}, which importing another state would forget:"
            " use --state with a new stack, or leave it out and take over by `pulumi up` or `offers link`"
        )


def _selected(rows: Mapping[str, list[Live]], wanted: Filter) -> list[Found]:
    return [
        one
        for resource in RESOURCES
        for one in select(resource, rows.get(resource.provider_class.family.kind, []), wanted)
    ]


def _program(found: Sequence[Found], place: Place, out: Path, *, split: bool, portable: bool) -> dict[Path, str]:
    about = f"The offers of sandbox {place.sandbox}, organisation {place.org}, {MARKER}."
    if split:
        return {out / path: text for path, text in formatted(folder(found, about, portable=portable)).items()}
    return {out: formatted({"program.py": one_file(found, about, portable=portable)})["program.py"]}


def _state(found: Sequence[Found], stack: Stack, place: Place) -> str:
    state = deployment(
        found,
        project=stack.project.name,
        stack=stack.name,
        door=door(stack.settings().door),
        place=place,
        config=stack.plain_config,
    )
    return json.dumps(state, indent=2) + "\n"


def _tell(found: Sequence[Found], place: Place, out: Path) -> None:
    for one in found:
        if one.problems:
            warn(f"not taken over: {visible(one.refusal)}")
        elif one.unmanaged:
            warn(f"left unmanaged: {visible(one.reservation)}")
    taken = Counter(one.family.kind for one in found if not one.problems)
    told = ", ".join(counted(number, kind) for kind, number in taken.items()) or "nothing"
    members, objects = sum(len(one.unmanaged) for one in found), sum(bool(one.problems) for one in found)
    click.echo(
        f"{out}: {told} of sandbox {place.sandbox};"
        f" {counted(members, 'member')} left unmanaged, {counted(objects, 'object')} left out"
    )

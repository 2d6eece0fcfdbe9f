"""`offers link`: writes a stack's state for an existing program and the objects of its sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from ..api.client import OfferLibrary
from ..door.protocol import UNSEEN_ADOPTIONS
from ..inspection import preview
from ..inspection.link import Declared, Pairing, declared, managed_ids, pair
from ..inspection.linked_state import linked
from ..inspection.stacks import Project
from ..objects.family import ADOPT_ID
from ..objects.words import in_words, looks_like, visible
from ..program.resources import RESOURCES
from .reading import FAMILIES, read
from .terminal import counted, plain_option, stack_option, warn
from .written_files import force_option, write

_FAMILIES = {cls.provider_class.__name__: cls.provider_class.family for cls in RESOURCES}

_EXAMPLE = """
Example: let the program of dev manage the objects that stage already has.

\b
    offers link --stack stage --state stage.json
    pulumi stack import --stack stage --file stage.json
    pulumi preview --stack stage --diff
"""


@click.command("link", epilog=_EXAMPLE)
@stack_option
@click.option(
    "--state",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write, for `pulumi stack import`.",
)
@force_option
@plain_option
def command(stack_name: str | None, out: Path, force: bool, plain: bool) -> None:
    """Write a state that gives a program the existing objects.

    Each resource that the stack's state does not have yet gets the id of the one object of its kind and exact name.
    Nothing but the file is written: import it, and a preview shows what is left to do. If a name is ambiguous, no file
    is written either.
    """
    stack = Project(Path.cwd()).stack(stack_name)
    settings = stack.settings()
    before, steps = stack.exported(), preview.document(stack, env={UNSEEN_ADOPTIONS: "yes"}).get("steps") or []
    contents = read(OfferLibrary(settings, say=warn), settings.place, FAMILIES, plain=plain)
    held = managed_ids(before)
    free = [(family, [row for row in contents[family.kind] if row["id"] not in held]) for family in FAMILIES]
    found = pair(declared(steps, _FAMILIES), free, settings.place)
    for line in _report(found):
        click.echo(visible(line))
    if found.ambiguous:
        raise click.ClickException(f"{out} is not written: {counted(len(found.ambiguous), 'ambiguous name')}")
    write({out: json.dumps(linked(before, found.paired, steps, stack.plain_config), indent=2) + "\n"}, force=force)
    click.echo(
        f"{out}: {len(found.paired)} paired, {len(found.new)} new, {len(found.only_there)} only in sandbox"
        f" {settings.place.sandbox}"
    )


def _report(found: Pairing) -> Iterator[str]:
    for one, row in found.paired:
        yield f"paired     {_resource(one)} is {row['id']}"
    for one in found.new:
        yield f"new        {_resource(one)}: {_why_new(one, found)}"
    for one in found.unnamed:
        yield (
            f"no name    {_resource(one)}: its name is secret or not known yet: give the object's id as adopt_id, or"
            " link again after the import"
        )
    for one in found.elsewhere:
        yield f"elsewhere  {_resource(one)}: lives in sandbox {one.inputs.get('sandbox')}: give its id as adopt_id"
    for family, row in found.only_there:
        yield f"only there {family.kind} {row.get('name', '')!r} ({row['id']}): stays as it is, and is not managed"
    for many in found.ambiguous:
        yield (
            f"ambiguous  {many.family.kind} {many.name!r}: {_listed('resource', many.resources)} and"
            f" {_listed('object', many.ids)}: give each another name, or its id as adopt_id"
        )


def _resource(one: Declared) -> str:
    name = f" {one.name!r}" if one.name is not None else ""
    return f"{one.family.kind}{name} (resource {one.resource_name})"


def _why_new(one: Declared, found: Pairing) -> str:
    for family, row in found.only_there:
        name = str(row.get("name", ""))
        if family is one.family and looks_like(str(one.name), name):
            return f"{row['id']} only looks the same: {in_words(str(one.name), name)}"
    if one.inputs.get(ADOPT_ID) is not None:
        return f"no object has this name, nor its adopt_id, {one.inputs[ADOPT_ID]}: remove that argument"
    return "no object has this name"


def _listed(kind: str, names: list[str]) -> str:
    return f"{kind}{'s' if len(names) > 1 else ''} {', '.join(names)}"

"""Reads the objects of a sandbox, and counts them on the terminal as they arrive."""

from __future__ import annotations

from collections.abc import Sequence

from ..api.client import OfferLibrary
from ..objects.family import Family
from ..objects.target import Target
from ..objects.values import Live
from ..program.resources import RESOURCES
from ..settings import Place
from .terminal import console, counted, warn

FAMILIES = [resource.provider_class.family for resource in RESOURCES]

# The service of in-app messages keeps offers of its own in the library; programs do not manage them
# (docs/reference/offer-library-api.md 1).
_IN_APP_SERVICE = "Mobile_Sheliak"


def read(library: OfferLibrary, place: Place, families: Sequence[Family], *, plain: bool) -> dict[str, list[Live]]:
    """Return the sandbox's objects by kind, without those of the in-app service, which are only counted."""
    from rich.progress import Progress, SpinnerColumn, TextColumn

    terminal = console(plain=plain, err=True)
    columns = SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}")
    everything = {}
    with Progress(*columns, console=terminal, disable=terminal.color_system is None, transient=True) as progress:
        for family in families:
            rows = library.rows(Target(place, family))
            everything[family.kind] = list(
                progress.track(rows, description=f"{family.kind}s of {place.sandbox}", total=None)
            )
    return {kind: _by_people(rows, kind, place) for kind, rows in everything.items()}


def _by_people(rows: list[Live], kind: str, place: Place) -> list[Live]:
    found = [row for row in rows if row.get("createdBy") != _IN_APP_SERVICE]
    if len(found) < len(rows):
        others = counted(len(rows) - len(found), kind)
        warn(f"left out: {others} of {place.sandbox}, which in-app messages keep there")
    return found

"""Reads what a sandbox holds, and counts it on the terminal while it comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from offer_resources.cli.terminal import console
from offer_resources.client import OfferLibrary, Target
from offer_resources.families import Family
from offer_resources.resources import RESOURCES
from offer_resources.settings import Place

FAMILIES = [resource.provider_class.family for resource in RESOURCES]

# In-app messages keep offers of their own in the library, which are nobody's to manage (offer-library-api.md 1).
_IN_APP_SERVICE = "Mobile_Sheliak"


def read(
    library: OfferLibrary, place: Place, families: Sequence[Family], *, plain: bool
) -> dict[str, list[dict[str, Any]]]:
    """The sandbox's objects by kind, without those of the in-app service."""
    from rich.progress import Progress, SpinnerColumn, TextColumn

    terminal = console(plain=plain, err=True)
    columns = SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}")
    found = {}
    with Progress(*columns, console=terminal, disable=terminal.color_system is None, transient=True) as progress:
        for family in families:
            rows = library.newest(Target(place, family))
            counted = progress.track(rows, description=f"{family.kind}s of {place.sandbox}", total=None)
            found[family.kind] = [row for row in counted if row.get("createdBy") != _IN_APP_SERVICE]
    return found

"""What one family's calls have in common during one run of the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..api.client import OfferLibrary
from ..objects.family import Family
from ..settings import Settings
from .journal import Journal
from .ownership import Ownership


@dataclass(frozen=True)
class Run:
    """Handed to every class of this room that needs more than one of these.

    Attributes:
        say: reports one line to the person who runs the engine; the door knows how.
    """

    family: Family
    library: OfferLibrary
    settings: Settings
    journal: Journal
    ownership: Ownership
    say: Callable[[str], None]

"""What all calls for one family share during one run of the engine."""

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
    """The shared objects of one family and run.

    Attributes:
        say: reports one line to the user; the door provides it.
    """

    family: Family
    library: OfferLibrary
    settings: Settings
    journal: Journal
    ownership: Ownership
    say: Callable[[str], None]

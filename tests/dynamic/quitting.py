"""A family whose members are somebody else's code at its worst: they end the process.

A host finds this module with the checkout on its path.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from offer_resources.dynamic.provider import OfferLibraryProvider
from offer_resources.objects.family import Family
from offer_resources.objects.fields import Field
from offer_resources.objects.records import Record
from offer_resources.objects.values import Path, Problem


@dataclass(frozen=True)
class _Interrupting(Field):
    def problems(self, value: object, path: Path) -> Iterator[Problem]:
        yield from ()
        raise KeyboardInterrupt


@dataclass(frozen=True)
class _Exiting(Field):
    def problems(self, value: object, path: Path) -> Iterator[Problem]:
        yield from ()
        sys.exit("enough")


class QuittingProvider(OfferLibraryProvider):
    family = Family(
        "quitting", "offer", "offer", "offers", "quitting", Record({"exit": _Exiting(), "interrupt": _Interrupting()})
    )

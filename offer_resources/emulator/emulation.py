"""Everything one running emulator holds, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from . import example
from .library.library import Library
from .library.store import Store
from .readings import Readings
from .steering.access import Access
from .steering.faults import Faults
from .steering.request_log import RequestLog
from .steering.tokens import Tokens


@dataclass(frozen=True)
class Settings:
    """How an emulator is started."""

    data: Path | None = None
    latency_ms: int = 0
    client_id: str = "emulator"
    client_secret: str = "emulator-secret"
    control: bool = False
    readings: Readings = field(default_factory=Readings)
    example: bool = False


@dataclass
class Emulation:
    """The state behind one address."""

    settings: Settings
    library: Library
    tokens: Tokens
    log: RequestLog = field(default_factory=RequestLog)
    faults: Faults = field(default_factory=Faults)
    access: Access = field(default_factory=Access)


def start(settings: Settings, base: str = "") -> Emulation:
    """The state of a new emulator to be served at a base address; opens the data file."""
    library = Library(Store(settings.data), settings.readings)
    if settings.example:
        # Under the default readings: a flipped one may refuse part of the catalogue.
        example.fill(Library(library.store, Readings()), base)
    return Emulation(settings, library, Tokens(settings.client_id, settings.client_secret))

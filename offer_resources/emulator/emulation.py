"""Puts everything together that one running emulator holds."""

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
    """The options that an emulator is started with."""

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
    """Return the state of a new emulator at a base address; open its data file."""
    library = Library(Store(settings.data), settings.readings)
    if settings.example:
        # With the default readings, as others may refuse parts of the catalogue.
        example.fill(Library(library.store, Readings()), base)
    return Emulation(settings, library, Tokens(settings.client_id, settings.client_secret))

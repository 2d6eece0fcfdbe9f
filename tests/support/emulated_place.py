"""An emulator for each file of tests, empty and without faults for each test, and a client of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Emulator, running
from offer_resources.settings import Settings
from tests.support.life import Life
from tests.support.place import settings_for


@pytest.fixture(scope="module")
def _emulator() -> Iterator[Emulator]:
    with running() as emulator:
        yield emulator


@pytest.fixture
def emulator(_emulator: Emulator) -> Emulator:
    """Return a running emulator that holds nothing."""
    _emulator.reset()
    return _emulator


@pytest.fixture
def settings(emulator: Emulator) -> Settings:
    """Settings of sandbox `dev`, with short waits and no patience with a 429."""
    return settings_for(emulator)


@pytest.fixture
def library(settings: Settings) -> OfferLibrary:
    """Return a client that has not yet asked for a token."""
    return OfferLibrary(settings)


@pytest.fixture
def patient(settings: Settings) -> OfferLibrary:
    """Return a client that waits while the API refuses with 429, as it does for users."""
    return OfferLibrary(replace(settings, throttle_budget_seconds=300.0))


@pytest.fixture
def life(settings: Settings) -> Life:
    """Return the life of fallback offers in sandbox `dev`, in one run of the engine."""
    return Life(settings)


@pytest.fixture
def everywhere_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name is that of this machine, and no proxy stands before it."""
    look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *more, **options: look_up("127.0.0.1", *more, **options))
    monkeypatch.setenv("NO_PROXY", "*")

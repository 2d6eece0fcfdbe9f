"""A host and an emulator for each file of tests; a test that needs a process of its own starts a `Host`."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from offer_resources.emulator import Emulator, running
from tests.dynamic.emulated import config_of
from tests.dynamic.host import Host


@pytest.fixture(scope="module")
def _emulator() -> Iterator[Emulator]:
    with running() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def host(_emulator: Emulator) -> Iterator[Host]:
    """Yield a host of sandbox `dev`, shared by the tests of a file."""
    with Host(config_of(_emulator)) as host:
        yield host


@pytest.fixture
def emulator(_emulator: Emulator) -> Emulator:
    """Return the emulator behind `host`, with an empty log and nothing set to go wrong."""
    _emulator.clear_faults()
    _emulator.clear_requests()
    return _emulator


@pytest.fixture
def nobody() -> Iterator[str]:
    """Yield the address of a loopback port that refuses connections."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/"

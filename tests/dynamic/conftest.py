"""A host and an emulator for each file of tests, and each test for both doors.

A test that needs a process of its own starts one by `start`. One that is about a single door has `door` in a
parametrization of its own, or starts a `Host` itself.
"""

from __future__ import annotations

import functools
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from offer_resources.door.tokens import DYNAMIC, PLUGIN, Door
from offer_resources.emulator import Emulator, running
from tests.dynamic.doors import DOORS
from tests.dynamic.emulated import config_of
from tests.dynamic.host import Host, Start
from tests.support.forks import PLUGIN_PROCESS, PROVIDER_HOST, Forks

_PROGRAMS = {DYNAMIC: PROVIDER_HOST, PLUGIN: PLUGIN_PROCESS}


@pytest.fixture(scope="session")
def forks_of() -> Iterator[Callable[[Door], Forks]]:
    """Yield what hosts of a door are forked from, started when the first one is asked for."""
    with ExitStack() as started:
        yield functools.cache(lambda door: started.enter_context(Forks(_PROGRAMS[door])))


@pytest.fixture(scope="module", params=DOORS.values(), ids=[*DOORS])
def door(request: pytest.FixtureRequest) -> Door:
    """Return each door in turn."""
    found: Door = request.param
    return found


@pytest.fixture(scope="module")
def start(door: Door, forks_of: Callable[[Door], Forks]) -> Start:
    """Return what a `Host` of the door is made by."""
    return functools.partial(Host, door=door, forks=forks_of(door))


@pytest.fixture(scope="module")
def _emulator() -> Iterator[Emulator]:
    with running() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def host(_emulator: Emulator, start: Start) -> Iterator[Host]:
    """Yield a host of sandbox `dev`, shared by the tests of a file."""
    with start(config_of(_emulator)) as host:
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

"""The host's own life: always ended, killed when a test wants it, never left hanging (notes, section 11)."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from offer_resources.emulator import Delay, Emulator
from tests.grpc.emulated import config_of, methods
from tests.grpc.host import Host, HostGone


def test_a_host_is_ended_when_its_test_fails(emulator: Emulator) -> None:
    """No process outlives the block that started it."""
    with pytest.raises(ZeroDivisionError), Host(config_of(emulator)) as host:
        raise ZeroDivisionError
    with pytest.raises(ProcessLookupError):
        os.kill(host.pid, 0)


def test_a_host_that_cannot_start_tells_why() -> None:
    """What Python wrote to stderr is in the error."""
    with pytest.raises(HostGone, match="No module named"), Host({}, env={"PYTHONHOME": "/nowhere"}):
        pass


def test_a_killed_host_answers_nothing(emulator: Emulator) -> None:
    """Calls after the kill fail at once."""
    with Host(config_of(emulator)) as host:
        host.kill()
        with pytest.raises(HostGone, match="UNAVAILABLE"):
            host.offers.check({"name": "Summer"})


def test_a_host_can_be_killed_during_a_call(emulator: Emulator) -> None:
    """The call under way fails; the next host carries on with the same state."""
    with Host(config_of(emulator)) as host, ThreadPoolExecutor(1) as pool:
        made = host.offers.up({"name": "Summer"})
        emulator.fault(Delay(milliseconds=60_000), method="GET")
        call = pool.submit(host.offers.read, made.id, made.outs)
        while "GET" not in methods(emulator):
            assert not call.done()
        host.kill()
        with pytest.raises(HostGone):
            call.result()
    with Host(config_of(emulator)) as host:
        assert host.offers.read(made.id, made.outs).id == made.id

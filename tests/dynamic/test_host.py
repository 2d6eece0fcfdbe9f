"""The host's own life: always ended, killed when a test wants it, never left hanging.

Source: docs/reference/pulumi-dynamic-provider.md 11.
"""

from __future__ import annotations

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from offer_resources.emulator import Delay, Emulator
from tests.dynamic.calls import HostError, HostGone
from tests.dynamic.emulated import ORG, config_of, methods
from tests.dynamic.host import Host
from tests.support.sigint import sigint


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


def test_a_host_finishes_what_it_has_begun_when_its_engine_is_killed(emulator: Emulator) -> None:
    """The request under way comes to its end, no other is sent, and the process ends by itself."""
    with (
        sigint(signal.default_int_handler),
        socket.create_server(("127.0.0.1", 0)) as engine,
        Host(config_of(emulator, sandbox="left"), engine=f"127.0.0.1:{engine.getsockname()[1]}") as host,
        ThreadPoolExecutor(1) as pool,
    ):
        emulator.fault(Delay(milliseconds=600_000), method="POST", path="/offers")
        begun = pool.submit(host.offers.up, {"name": "begun"})
        emulator.wait_for("POST", "/offers")
        engine.close()
        with pytest.raises((HostError, HostGone)):
            host.offers.up({"name": "not begun"})
        # The host takes no calls any more, and what it was asked is still under way.
        assert begun.exception() is not None
        emulator.clear_faults()
        host.wait()

    assert [offer["name"] for offer in emulator.objects(org=ORG, sandbox="left")] == ["begun"]


def test_a_host_that_ignores_interrupts_ends_with_its_engine(emulator: Emulator) -> None:
    """Below nohup and in a shell's background job it would outlive every engine that is killed."""
    with (
        sigint(signal.SIG_IGN),
        socket.create_server(("127.0.0.1", 0)) as engine,
        Host(config_of(emulator), engine=f"127.0.0.1:{engine.getsockname()[1]}") as host,
    ):
        host.offers.up({"name": "Summer"})
        engine.close()
        host.wait()

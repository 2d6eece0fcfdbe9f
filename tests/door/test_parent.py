"""Whether the engine of a process still runs."""

from __future__ import annotations

import socket

import pytest

from offer_resources.door.parent import ParentEngine


def listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def address_of(server: socket.socket) -> str:
    return f"127.0.0.1:{server.getsockname()[1]}"


def test_an_engine_is_gone_once_nobody_listens_there() -> None:
    """Its address is the process's only argument, and tells one run from another."""
    with listening() as server:
        engine = ParentEngine([address_of(server)])
        assert (engine.address, engine.is_gone) == (address_of(server), False)

    assert engine.is_gone


def test_a_process_without_an_engine() -> None:
    """A test, say, with arguments of its own."""
    assert ParentEngine([]).address is None


@pytest.mark.parametrize("argument", ["tests/unit", "example.com:80", "127.0.0.1:", "127.0.0.1:port"])
def test_an_argument_that_is_no_address(argument: str) -> None:
    """Nothing is watched, and the engine never counts as gone."""
    engine = ParentEngine([argument])
    assert (engine.address, engine.is_gone) == (None, False)


def test_an_address_where_nothing_listens() -> None:
    """It is not an engine's."""
    with listening() as server:
        address = address_of(server)
    assert ParentEngine([address]).address is None

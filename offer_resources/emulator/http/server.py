"""Serves the application over HTTP on its own address, in the foreground or in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import signal
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..emulation import Emulation
from . import app

HOST = "127.0.0.1"
LONGEST_SHUTDOWN_SECONDS = 2
TICK_SECONDS = 0.1


class _Protocol(H11Protocol):
    """A protocol that lets the application break its connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class _Server(uvicorn.Server):
    """A server that signals when it accepts connections, and that leaves signals to its caller."""

    def __init__(self, emulation: Emulation, ready: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app.build(emulation),
            http=_Protocol,
            loop="asyncio",
            lifespan="off",
            access_log=False,
            log_level="error",
            server_header=False,
            timeout_graceful_shutdown=LONGEST_SHUTDOWN_SECONDS,
        )
        super().__init__(config)
        self._ready = ready
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Stop serving; call it on the server's own event loop."""
        self.should_exit = True
        self._stopping.set()

    async def main_loop(self) -> None:
        # As uvicorn's, except that it does not wait for the next tick when it has to stop.
        for counter in itertools.cycle(range(864_000)):
            if await self.on_tick(counter):
                return
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), TICK_SECONDS)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(port: int) -> socket.socket:
    """Return a socket bound to the loopback address; port 0 chooses a free port."""
    # With TCP named, asyncio sets TCP_NODELAY on accepted connections; otherwise every answer takes 40 ms longer.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((HOST, port))
    except OSError:
        sock.close()
        raise
    return sock


def url_of(sock: socket.socket) -> str:
    """Return the base address of a socket."""
    host, port = sock.getsockname()
    return f"http://{host}:{port}"


def serve(emulation: Emulation, sock: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then return."""
    server = _Server(emulation, ready)

    async def until_told() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, server.stop)
        await server.serve(sockets=[sock])

    asyncio.run(until_told())


@contextlib.contextmanager
def in_thread(emulation: Emulation, sock: socket.socket) -> Iterator[None]:
    """Serve in a background thread while the block runs."""
    started = threading.Event()
    server = _Server(emulation, started.set)
    loop = asyncio.new_event_loop()

    def run() -> None:
        try:
            loop.run_until_complete(server.serve(sockets=[sock]))
        finally:
            loop.close()
            started.set()

    thread = threading.Thread(target=run, name="offer-library-emulator", daemon=True)
    thread.start()
    started.wait()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(server.stop)
        thread.join()
        sock.close()

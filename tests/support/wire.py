"""Servers that say exactly the bytes a test gives them, right or wrong; and one that says what another says, by TLS."""

from __future__ import annotations

import contextlib
import re
import socket
import socketserver
import ssl
import tempfile
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Wire(socketserver.ThreadingTCPServer):
    """Answers each connection's first request with the same pieces, then closes it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, pieces: Iterable[bytes], pause_seconds: float, listens: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Speaker)
        self.pieces = pieces
        self.listens = listens
        self.pause_seconds = pause_seconds
        self.stopped = threading.Event()
        self.heard: list[bytes] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def endpoint(self) -> str:
        return f"http://{self.host}/data/core/dps/"

    @property
    def methods(self) -> list[str]:
        """The method of each request heard."""
        return [request.split(b" ", 1)[0].decode("latin-1") for request in self.heard]


class _Speaker(socketserver.StreamRequestHandler):
    server: Wire

    def handle(self) -> None:
        if self.server.listens:
            self._hear()
        with contextlib.suppress(ConnectionError):
            self._say()

    def _hear(self) -> None:
        head = b""
        while line := self.rfile.readline(65_536):
            head += line
            if line in (b"\r\n", b"\n"):
                break
        length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
        # Closing with something unread would reset the connection.
        self.rfile.read(int(length[1]) if length else 0)
        self.server.heard.append(head)

    def _say(self) -> None:
        for piece in self.server.pieces:
            self.wfile.write(piece)
            self.wfile.flush()
            if self.server.stopped.wait(self.server.pause_seconds):
                return


@contextlib.contextmanager
def saying(*pieces: bytes, pause_seconds: float = 0.0, listens: bool = True) -> Iterator[Wire]:
    """Yield a server on loopback that says these pieces, with a pause after each; it may do so unasked."""
    with Wire(pieces, pause_seconds, listens) as wire:
        thread = threading.Thread(target=wire.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield wire
        finally:
            wire.stopped.set()
            wire.shutdown()
            thread.join()


def an_answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Return a whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def silent() -> contextlib.AbstractContextManager[Wire]:
    """Return a server that takes a request and never says a word."""
    return saying(b"", pause_seconds=60)


@contextlib.contextmanager
def certified(host: str, days: int = 1) -> Iterator[tuple[Wire, str]]:
    """Yield a server that speaks TLS, with a certificate for a host that only itself has signed; and its file.

    Args:
        days: how long the certificate is good for from now on.
    """
    with saying(an_answer(b"{}")) as wire, _certificate_of(wire, host, days) as file:
        yield wire, file


class Front(socketserver.ThreadingTCPServer):
    """Passes on what it hears to a port of this machine, and what that answers."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _PassingOn)
        self.port = port
        self.connections = 0


class _PassingOn(socketserver.BaseRequestHandler):
    server: Front

    def handle(self) -> None:
        self.server.connections += 1
        with socket.create_connection(("127.0.0.1", self.server.port)) as behind:
            back = threading.Thread(target=_pass_on, args=(behind, self.request), daemon=True)
            back.start()
            _pass_on(self.request, behind)
            back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):  # one of the two has gone
        while piece := source.recv(65_536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def in_front_of(port: int, host: str) -> Iterator[tuple[Front, str]]:
    """A server that speaks TLS for one on this machine that does not, and counts connections; and its certificate."""
    with Front(port) as front, _certificate_of(front, host) as file:
        thread = threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield front, file
        finally:
            front.shutdown()
            thread.join()


@contextlib.contextmanager
def _certificate_of(server: socketserver.TCPServer, host: str, days: int = 1) -> Iterator[str]:
    with tempfile.NamedTemporaryFile(suffix=".pem") as pem:
        pem.write(_a_certificate(host, days))
        pem.flush()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem.name)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        yield pem.name


@contextlib.contextmanager
def untrusted() -> Iterator[Wire]:
    """Run a server with an untrusted certificate."""
    with certified("127.0.0.1") as (wire, _):
        yield wire


def _a_certificate(host: str, days: int) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)

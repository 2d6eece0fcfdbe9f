"""Colleagues who share a stack: on every backend that docs/backends.md calls tried, with the settings it gives."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import requests
from moto.server import ThreadedMotoServer

from offer_resources.emulator import Delay, Emulator
from tests.e2e.stack import CHECKOUT, ENGINE, Stack, temporary_stack
from tests.support.log import writes
from tests.support.system import installed

PAGE = (CHECKOUT / "docs" / "backends.md").read_text(encoding="utf-8")
OFFER = 'FallbackOffer("o", name="O")'

Settings = dict[str, str]
Backend = Callable[[Path], AbstractContextManager[Settings]]


def settings(heading: str, example: str = "", here: str = "") -> Settings:
    """Return what the page exports under a heading, with its example address replaced by the one here."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    assert example in section
    return dict(re.findall(r"^export (\w+)='?(.+?)'?$", section.replace(example, here), re.MULTILINE))


@contextmanager
def folder(project: Path) -> Iterator[Settings]:
    yield settings("A folder", "/srv/offers", str(project / "state"))


@contextmanager
def postgresql(_: Path) -> Iterator[Settings]:
    programs = installed("usr/lib/postgresql/*/bin/initdb").parent
    # The server does not run as root; Debian's package brings an account for it.
    account = "postgres" if os.geteuid() == 0 else None
    port = free_port()
    here = settings(
        "PostgreSQL",
        "db.example.com:5432/offers?sslmode=verify-full",
        f"127.0.0.1:{port}/postgres?sslmode=disable",
    )

    # Not in pytest's own folder, which is closed to other accounts.
    with tempfile.TemporaryDirectory(prefix="offers-postgresql-") as data:

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), "--pgdata=cluster", *arguments]
            subprocess.run(command, cwd=data, user=account, group=account, timeout=120, check=True)

        (Path(data) / "password").write_text(here["PGPASSWORD"])
        if account:
            shutil.chown(data, account)
        run("initdb", "--username=offers", "--auth=scram-sha-256", "--pwfile=password", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        run("pg_ctl", "start", "--wait", "--log=log", f"--options={options}")
        try:
            yield here
        finally:
            run("pg_ctl", "stop", "--mode=immediate")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@contextmanager
def s3(_: Path) -> Iterator[Settings]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        requests.put(f"http://{host}:{port}/offers-state", timeout=10).raise_for_status()
        yield settings("S3-compatible", "https://s3.example.com", f"http://{host}:{port}")
    finally:
        server.stop()


@pytest.fixture(params=[folder, postgresql, s3], ids=lambda backend: backend.__name__)
def shared(request: pytest.FixtureRequest, emulator: Emulator, tmp_path: Path) -> Iterator[Stack]:
    """Yield the page's stack `prod`, on each backend in turn."""
    backend: Backend = request.param
    with (
        backend(tmp_path) as where,
        temporary_stack(tmp_path, emulator, "prod", env=where | settings("Passphrase")) as stack,
    ):
        yield stack


def test_two_runs_at_once(shared: Stack, emulator: Emulator) -> None:
    """A run that meets another is refused and sends nothing; the other loses nothing, and nothing is to be cleared."""
    emulator.fault(Delay(milliseconds=600_000), method="POST", path="/data/core/dps/offers")
    shared.program(OFFER)

    with shared.running("up", "--yes", "--skip-preview", "--stack", "prod") as first:
        emulator.wait_for("POST", "/data/core/dps/offers")
        second = shared.up("--skip-preview").failed()
        emulator.clear_faults()
        out, _ = first.communicate(timeout=60)

    refusal = re.search(r"^error: the stack is currently locked .*$", PAGE, re.MULTILINE)
    assert refusal is not None
    assert refusal[0] in second.out
    assert first.returncode == 0, out
    assert [offer["id"] for offer in shared.offers()] == [shared.ids()["o"]]
    assert "2 unchanged" in shared.up("--skip-preview").succeeded().out
    assert writes(emulator) == [("POST", "offers")]


def test_the_page_has_no_other_commands() -> None:
    """What is to be typed besides settings is the command that makes the stacks of these tests."""
    blocks = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)
    lines = "".join(blocks).splitlines()
    assert [line for line in lines if not line.startswith("export ")] == ["pulumi stack init prod"]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`pulumi ([^`]+)`", PAGE))))
def test_every_command_named_exists(command: str) -> None:
    """A command named in the page, with its option, is one of the engine's."""
    words = command.split()
    ask = [str(ENGINE), *(word for word in words if not word.startswith("-")), "--help"]
    shown = subprocess.run(ask, capture_output=True, text=True, timeout=60, check=False).stdout
    assert [word for word in words if word not in shown] == []

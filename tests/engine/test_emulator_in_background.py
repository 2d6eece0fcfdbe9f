"""`tools/emulator.py` as `make emulator` and `make emulator-stop` run it, with the real emulator."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Another checkout, whose emulator is not the one somebody may be using right now."""
    checkout = tmp_path / "check out"
    (checkout / "tools").mkdir(parents=True)
    shutil.copy(CHECKOUT / "tools" / "emulator.py", checkout / "tools")
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "offers").symlink_to(Path(sys.executable).parent / "offers")
    return checkout


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        free: int = server.getsockname()[1]
    return free


@pytest.fixture
def port() -> int:
    return a_free_port()


@pytest.fixture
def emulator(checkout: Path, port: int) -> Iterator[Run]:
    """Runs a command of the script; what it has started is stopped in the end."""

    def run(command: str, *flags: str, port: int = port) -> subprocess.CompletedProcess[str]:
        script = checkout / "tools" / "emulator.py"
        arguments = [command, str(port), *flags] if command == "start" else [command]
        return subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True, check=False)

    yield run
    run("stop")


def answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_start_and_stop(emulator: Run, port: int) -> None:
    """It answers as soon as `start` is back, and no longer once `stop` is."""
    started = emulator("start")
    assert started.stdout == f"The emulator is ready at http://127.0.0.1:{port} (log: .emulator/log)\n", started.stderr
    assert answers(port)

    stopped = emulator("stop")
    assert stopped.stdout == "The emulator has stopped; its objects stay in .emulator/library.db\n"
    assert not answers(port)


def test_start_twice(emulator: Run, port: int) -> None:
    """A second `start` leaves the first one's emulator alone."""
    emulator("start")

    assert emulator("start").stdout == f"The emulator is running at http://127.0.0.1:{port}\n"
    quiet = emulator("start", "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")


def test_control_api(emulator: Run, port: int) -> None:
    """The emulator that `make` starts takes edits and faults."""
    emulator("start")

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/__emulator__/readings", timeout=10) as answer:
        assert json.load(answer)["if-match"] == "ignored"


def test_another_port(emulator: Run, checkout: Path, port: int) -> None:
    """A start on another port moves the emulator there, and the port is kept for the next command."""
    emulator("start")
    other = a_free_port()

    moved = emulator("start", "--quiet", port=other)

    assert moved.stdout == f"The emulator has moved to http://127.0.0.1:{other}; its objects are the same\n", (
        moved.stderr
    )
    assert (answers(port), answers(other)) == (False, True)
    assert (checkout / ".emulator" / "port").read_text() == f"{other}\n"


def test_another_port_is_taken(emulator: Run, port: int) -> None:
    """The emulator stays where it is if the other port is somebody else's."""
    emulator("start")

    with socket.create_server(("127.0.0.1", 0)) as server:
        moved = emulator("start", port=server.getsockname()[1])

    assert moved.returncode == 1
    assert answers(port)
    assert emulator("start").stdout == f"The emulator is running at http://127.0.0.1:{port}\n"


@pytest.mark.parametrize("port", ["0", "65536", "abc", "89.5"])
def test_no_port(checkout: Path, port: str) -> None:
    script = checkout / "tools" / "emulator.py"

    result = subprocess.run([sys.executable, script, "start", port], capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert f"PORT is '{port}'; it takes a number from 1 to 65535\n" in result.stderr


def test_stop_twice(emulator: Run) -> None:
    """There may be nothing to stop."""
    result = emulator("stop")

    assert (result.returncode, result.stdout) == (0, "The emulator is not running\n")


def test_killed(emulator: Run, checkout: Path, port: int) -> None:
    """An emulator that was killed is started again: its number in the file means nothing."""
    emulator("start")
    os.kill(int((checkout / ".emulator" / "pid").read_text()), signal.SIGKILL)
    while answers(port):
        pass

    assert emulator("start").returncode == 0
    assert answers(port)


def test_number_of_somebody_else(emulator: Run, checkout: Path) -> None:
    """A process that merely got the number in an old file is neither taken for the emulator nor stopped."""
    (checkout / ".emulator").mkdir()
    (checkout / ".emulator" / "pid").write_text(str(os.getpid()))

    assert emulator("stop").stdout == "The emulator is not running\n"


def test_port_taken(emulator: Run, port: int) -> None:
    """Somebody else's port is one clear line."""
    with socket.create_server(("127.0.0.1", port)):
        result = emulator("start")

    assert result.returncode == 1
    assert result.stderr == (
        f"Port {port} is taken, and not by this checkout's emulator:"
        " stop that program, or choose another port (PORT=8913 make up)\n"
    )


def test_emulator_fails(emulator: Run, checkout: Path) -> None:
    """An emulator that ends at once is reported with its own words."""
    (checkout / ".emulator" / "library.db").mkdir(parents=True)

    result = emulator("start")

    assert result.returncode == 1
    assert result.stderr.startswith("The emulator could not be started:\n")
    assert "library.db" in result.stderr

"""`emulator.py start PORT [--quiet]`, `emulator.py stop`: the local Offer Library of this checkout, in the background.

A start on another port moves a running one there; its objects stay. The port is kept in
`.emulator/port`, where `make` looks it up for its next command.

The running emulator holds a lock on `.emulator/pid`, handed down to it when it is started. So
whether it runs is never guessed from a process number that may have passed to somebody else.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".emulator"
LOG = HOME / "log"
OFFERS = ROOT / ".venv" / "bin" / "offers"
START_SECONDS = 30
STOP_SECONDS = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="emulator.py")
    commands = parser.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("start")
    starting.add_argument("port", type=port)
    starting.add_argument("--quiet", action="store_true", help="say nothing if it runs already")
    commands.add_parser("stop")
    given = parser.parse_args()
    HOME.mkdir(exist_ok=True)
    with (HOME / "pid").open("a+") as pid:
        if given.command == "start":
            start(pid, given.port, quiet=given.quiet)
        else:
            stop(pid)


def port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"PORT is {text!r}; it takes a number from 1 to 65535")


def start(pid: IO[str], port: int, *, quiet: bool) -> None:
    if lock(pid):
        launch(pid, port)
        print(f"The emulator is ready at {address(port)} (log: {LOG.relative_to(ROOT)})")
    elif not within(START_SECONDS, lambda: answers(last_port())):
        sys.exit(f"The emulator is running but does not answer; see {LOG}")
    elif last_port() != port:
        free(port)
        end(pid)
        launch(pid, port)
        print(f"The emulator has moved to {address(port)}; its objects are the same")
    elif not quiet:
        print(f"The emulator is running at {address(port)}")


def stop(pid: IO[str]) -> None:
    if lock(pid):
        print("The emulator is not running")
        return
    end(pid)
    print("The emulator has stopped; its objects stay in .emulator/library.db")


def end(pid: IO[str]) -> None:
    os.kill(number(pid), signal.SIGTERM)
    if not within(STOP_SECONDS, lambda: lock(pid)):
        os.kill(number(pid), signal.SIGKILL)
        if not within(STOP_SECONDS, lambda: lock(pid)):
            sys.exit(f"The emulator, process {number(pid)}, does not stop")


def launch(pid: IO[str], port: int) -> None:
    free(port)
    (HOME / "port").write_text(f"{port}\n")
    emulator = started(pid, port)
    within(START_SECONDS, lambda: answers(port) or emulator.poll() is not None)
    if emulator.poll() is not None:
        sys.exit(f"The emulator could not be started:\n{LOG.read_text()[-2000:]}")
    if not answers(port):
        sys.exit(f"The emulator did not answer within {START_SECONDS} s; see {LOG}")


def free(port: int) -> None:
    if answers(port):
        sys.exit(
            f"Port {port} is taken, and not by this checkout's emulator:"
            " stop that program, or choose another port (PORT=8913 make up)"
        )


def started(pid: IO[str], port: int) -> subprocess.Popen[bytes]:
    with LOG.open("wb") as log:
        emulator = subprocess.Popen(
            [OFFERS, "emulator", "--port", str(port), "--data", HOME / "library.db", "--control"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[pid.fileno()],
            start_new_session=True,
        )
    pid.truncate(0)
    pid.write(str(emulator.pid))
    pid.flush()
    return emulator


def lock(pid: IO[str]) -> bool:
    try:
        fcntl.flock(pid, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def number(pid: IO[str]) -> int:
    pid.seek(0)
    return int(pid.read())


def last_port() -> int:
    """Return where the running emulator was told to listen."""
    return int((HOME / "port").read_text())


def address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def answers(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


if __name__ == "__main__":
    main()

"""`emulator.py start|stop|where PORT`: the local Offer Library of this checkout, in the background.

The running emulator holds a lock on `.emulator/pid`, handed down to it when it is started. So
whether it runs is never guessed from a process number that may have passed to somebody else.
"""

from __future__ import annotations

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
PORT = int(sys.argv[2])
ADDRESS = f"http://127.0.0.1:{PORT}"
START_SECONDS = 30
STOP_SECONDS = 10


def main() -> None:
    command = {"start": start, "stop": stop, "where": where}[sys.argv[1]]
    HOME.mkdir(exist_ok=True)
    with (HOME / "pid").open("a+") as pid:
        command(pid)


def start(pid: IO[str]) -> None:
    if not lock(pid):
        if not within(START_SECONDS, answers):
            sys.exit(f"The emulator is running but does not answer; see {LOG}")
        print(f"The emulator is running at {ADDRESS}")
        return
    if answers():
        sys.exit(f"Port {PORT} is taken, and not by this checkout's emulator; stop that program first")
    emulator = launch(pid)
    within(START_SECONDS, lambda: answers() or emulator.poll() is not None)
    if emulator.poll() is not None:
        sys.exit(f"The emulator could not be started:\n{LOG.read_text()[-2000:]}")
    if not answers():
        sys.exit(f"The emulator did not answer within {START_SECONDS} s; see {LOG}")
    print(f"The emulator is ready at {ADDRESS} (log: {LOG.relative_to(ROOT)})")


def stop(pid: IO[str]) -> None:
    if lock(pid):
        print("The emulator is not running")
        return
    os.kill(number(pid), signal.SIGTERM)
    if not within(STOP_SECONDS, lambda: lock(pid)):
        os.kill(number(pid), signal.SIGKILL)
        if not within(STOP_SECONDS, lambda: lock(pid)):
            sys.exit(f"The emulator, process {number(pid)}, does not stop")
    print("The emulator has stopped; its objects stay in .emulator/library.db")


def where(pid: IO[str]) -> None:
    print(f"  {ADDRESS}/                the sandboxes, each offer with its content, every request")


def launch(pid: IO[str]) -> subprocess.Popen[bytes]:
    with LOG.open("wb") as log:
        emulator = subprocess.Popen(
            [ROOT / ".venv" / "bin" / "offers", "emulator", "--port", str(PORT), "--data", HOME / "library.db"],
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


def answers() -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", PORT)) == 0


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


if __name__ == "__main__":
    main()

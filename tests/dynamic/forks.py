"""Provider hosts that start in a hundredth of a second: forks of a process that has imported what a host needs.

    with Forks() as forks, Host(config, forks=forks) as host:

Every host is still a process of its own that runs `pulumi.dynamic` from its beginning: nothing is in its memory that
another one has put there, and it can be killed. Only the imports are shared, which cost more than all else.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from typing_extensions import Self

_LONGEST_ORDER = 64 * 1024

# What `pulumi.dynamic.__main__` imports, which itself is a host as soon as it is imported, and what our provider
# imports when it is configured, needs a token, or finds a difference.
_IMPORTED = [
    "dill",
    "pulumi.dynamic",
    "pulumi.metadata",
    "offer_resources.lifecycle",
    "offer_resources.provider",
    "deepdiff",
]


class Fork:
    """One host's process: of `subprocess.Popen` as much as `Host` needs."""

    def __init__(self, pid: int, stdout: IO[bytes]) -> None:
        self.pid = pid
        self.stdout = stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()
        self.stdout.close()

    def kill(self) -> None:
        # Its number may be another process's once it has ended.
        if not self._has_ended(0):
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> None:
        if not self._has_ended(timeout):
            raise TimeoutError(f"process {self.pid} has not ended in {timeout} seconds")

    def _has_ended(self, timeout: float | None) -> bool:
        # After the port a host prints nothing, and nobody else can write to its stdout.
        return bool(select.select([self.stdout], [], [], timeout)[0])


class Forks:
    """The process that is forked, from `with` to the end of the block."""

    def __enter__(self) -> Self:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-u", __file__, str(theirs.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        return self

    def __exit__(self, *_: object) -> None:
        self._orders.close()
        self._process.wait()

    def start(self, arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], stderr: IO[bytes]) -> Fork:
        """A host with these arguments, as `subprocess.Popen` would start it."""
        ours, theirs = os.pipe()
        order = json.dumps({"arguments": [*arguments], "cwd": str(cwd), "env": {**env}})
        socket.send_fds(self._orders, [order.encode()], [theirs, stderr.fileno()])
        os.close(theirs)
        return Fork(int(self._orders.recv(_LONGEST_ORDER)), os.fdopen(ours, "rb"))


def _serve(orders: socket.socket) -> None:
    # The journal would take a host that is not reaped for one that runs.
    signal.signal(signal.SIGCHLD, _reap)
    while True:
        order, files, _, _ = socket.recv_fds(orders, _LONGEST_ORDER, 2)
        if not order:
            return
        pid = os.fork()
        if pid == 0:
            orders.close()
            _become_host(json.loads(order), *files)
        for file in files:
            os.close(file)
        orders.send(str(pid).encode())


def _reap(*_: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _become_host(order: dict[str, object], stdout: int, stderr: int) -> None:
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    for file in (stdout, stderr):
        os.close(file)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    assert isinstance(order["env"], dict)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(str(order["cwd"]))
    assert isinstance(order["arguments"], list)
    sys.argv[1:] = order["arguments"]
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)
    sys.exit()


if __name__ == "__main__":
    for module in _IMPORTED:
        importlib.import_module(module)
    # Or each fork's garbage collector would make a copy of all that is shared.
    gc.freeze()
    _serve(socket.socket(fileno=int(sys.argv[1])))

"""Python programs that start in a hundredth of a second: forks of a process that has imported what they need.

    with Forks(PROVIDER_HOST) as forks, Host(config, forks=forks) as host:

Each is still a process of its own that runs its program from the beginning: nothing is in its memory that another one
has put there, and it can be killed. Only the imports are shared, which cost more than all else.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from typing_extensions import Self

_LONGEST_ORDER = 64 * 1024


class Program(NamedTuple):
    """Python code to run as a program, and the modules it would import."""

    code: str
    imported: tuple[str, ...]


# `pulumi.dynamic.__main__` itself is a host as soon as it is imported; the rest is what our provider imports when it
# is configured, needs a token, or finds a difference.
PROVIDER_HOST = Program(
    "import runpy; runpy.run_module('pulumi.dynamic', run_name='__main__', alter_sys=True)",
    (
        "dill",
        "grpc._server",
        "pulumi.dynamic",
        "pulumi.metadata",
        "offer_resources.door.process",
        "offer_resources.lifecycle.calls",
        "offer_resources.provider",
        "deepdiff",
    ),
)
PLUGIN_PROCESS = Program(
    "from offer_resources.plugin.serving import main; main()",
    ("offer_resources.plugin.serving", "offer_resources.lifecycle.calls", "deepdiff"),
)
EMULATOR = Program(
    "from offer_resources.cli import main; main()",
    ("offer_resources.cli.emulator", "offer_resources.emulator", "uvicorn.lifespan.off"),
)


class Fork:
    """One program's process: of `subprocess.Popen` as much as tests need."""

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
        # After its first line a program prints nothing, and no other process can write to its stdout.
        return bool(select.select([self.stdout], [], [], timeout)[0])


class Forks:
    """The process that is forked, from `with` to the end of the block."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def __enter__(self) -> Self:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-u", __file__, str(theirs.fileno()), *self._program.imported]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        return self

    def __exit__(self, *_: object) -> None:
        self._orders.close()
        self._process.wait()

    def start(self, arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], stderr: IO[bytes]) -> Fork:
        """Start the program with these arguments, as `subprocess.Popen` would."""
        ours, theirs = os.pipe()
        order = json.dumps({"code": self._program.code, "arguments": [*arguments], "cwd": str(cwd), "env": {**env}})
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
            _become(json.loads(order), *files)
        for file in files:
            os.close(file)
        orders.send(str(pid).encode())


def _reap(*_: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _become(order: dict[str, Any], stdout: int, stderr: int) -> None:
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    for file in (stdout, stderr):
        os.close(file)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    sys.argv[1:] = order["arguments"]
    exec(order["code"], {"__name__": "__main__"})
    sys.exit()


if __name__ == "__main__":
    for module in sys.argv[2:]:
        importlib.import_module(module)
    # Or each fork's garbage collector would make a copy of all that is shared.
    gc.freeze()
    _serve(socket.socket(fileno=int(sys.argv[1])))

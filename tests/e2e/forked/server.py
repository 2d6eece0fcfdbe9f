"""A virtual environment whose programs start in a hundredth of a second.

`server.py FOLDER MODULE...` imports the modules and makes FOLDER as that environment. What the engine has its
`bin/python` run, programs and provider hosts, is from then on a fork of this process, and so are the package's own
programs, each in a folder of its own. A fork is still a process of its own that runs its program from the beginning;
only the imports are shared, which cost more than all else (`tests/support/forks.py`). Pip's list of packages, which the
engine asks for in every command, is told as pip has told it once. Anything else runs in the real environment.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import importlib.util
import os
import random
import runpy
import selectors
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# More than can be sent at once.
_LONGEST_ORDER = 1024 * 1024
_CLIENT = Path(__file__).with_name("client.py")
_LIST = "-m pip list -v --format json"
_HOST = "-u -m pulumi.dynamic"

# The package's programs, as its `[project.scripts]` has them; not in `bin`, with which the engine's PATH begins.
_SCRIPTS = {"plugin/pulumi-resource-aep": "offer_resources.plugin.serving", "commands/offers": "offer_resources.cli"}

_PYTHON = """\
#!/bin/sh
case "$*" in
  "{list}") exec cat {packages} ;;
  */pulumi-language-python-exec*|"{host}"*) exec {python} -IS {client} {socket} "$@" ;;
  *) exec {python} "$@" ;;
esac
"""
_SCRIPT = """\
#!/bin/sh
exec {python} -IS {client} {socket} "$0" "$@"
"""


# The exit code of the program that this process has run, if it is a fork.
_ends_with: int | None = None


def main(folder: Path, modules: list[str]) -> None:
    """Fork until stdin ends; print a line when ready."""
    # Before the modules, as what is registered first is called last.
    atexit.register(_end)
    for module in modules:
        importlib.import_module(module)
    # Or each fork's garbage collector would make a copy of all that is shared.
    gc.freeze()
    _make(folder)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(str(folder / "socket"))
        listener.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        _Server(listener).serve()


def _make(folder: Path) -> None:
    """Make as much of a virtual environment as the engine looks for."""
    folder.mkdir()
    (folder / "pyvenv.cfg").touch()
    listed = subprocess.run([sys.executable, *_LIST.split()], stdout=subprocess.PIPE, check=True)
    (folder / "packages.json").write_bytes(listed.stdout)
    paths = {"packages": folder / "packages.json", "socket": folder / "socket", "client": _CLIENT}
    quoted = {name: shlex.quote(str(path)) for name, path in {**paths, "python": sys.executable}.items()}
    for name, script in {"bin/python": _PYTHON, "bin/python3": _PYTHON, **dict.fromkeys(_SCRIPTS, _SCRIPT)}.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(script.format(list=_LIST, host=_HOST, **quoted), encoding="utf-8")
        file.chmod(0o755)


class _Server:
    """One loop for all that is heard: who asks for a fork, a signal for one, and the end of either."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._selector = selectors.DefaultSelector()
        self._act_on(listener, self._fork)
        self._act_on(sys.stdin, sys.exit)

    def serve(self) -> None:
        while True:
            for key, _ in self._selector.select():
                # What has been done for one of them may have been the end of another.
                if self._selector.get_map().get(key.fd) is key:
                    key.data()

    def _act_on(self, file: int | socket.socket | object, act: Callable[[], object]) -> None:
        self._selector.register(file, selectors.EVENT_READ, act)  # type: ignore[arg-type]  # all have a number

    def _fork(self) -> None:
        client, _ = self._listener.accept()
        order, files, _, _ = socket.recv_fds(client, _LONGEST_ORDER, 3)
        pid = os.fork()
        if pid == 0:
            for ours in (self._listener, client, self._selector):
                ours.close()
            _become(order, files)
        for file in files:
            os.close(file)
        process = os.pidfd_open(pid)
        self._act_on(client, lambda: self._hear(client, pid))
        self._act_on(process, lambda: self._end(client, process, pid))

    def _hear(self, client: socket.socket, pid: int) -> None:
        """Pass a signal on; nothing to hear is the client's own end."""
        said = client.recv(1)
        os.kill(pid, said[0] if said else signal.SIGKILL)
        if not said:
            self._selector.unregister(client)

    def _end(self, client: socket.socket, process: int, pid: int) -> None:
        _, status = os.waitpid(pid, 0)
        self._selector.unregister(process)
        os.close(process)
        with suppress(KeyError):
            self._selector.unregister(client)
        with suppress(BrokenPipeError):
            client.send(str(status).encode())
        client.close()


def _become(order: bytes, files: list[int]) -> None:
    """Run what Python would run with these arguments, and end as it would."""
    global _ends_with
    folder, count, *rest = map(os.fsdecode, order.split(b"\0"))
    arguments, environment = rest[: int(count)], rest[int(count) :]
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(dict(one.split("=", 1) for one in environment))
    os.chdir(folder)
    random.seed()
    # By size and time, in seconds, Python would take a program that a test has just changed for the one it was.
    sys.dont_write_bytecode = True
    # As `.engine/bin/pulumi` has it, whatever the tests ignore, from which this process comes.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _let_import_again("offer_resources")
    script = "/".join(Path(arguments[0]).parts[-2:])
    try:
        if script in _SCRIPTS:
            sys.argv = arguments
            importlib.import_module(_SCRIPTS[script]).main()
        elif " ".join(arguments).startswith(_HOST):
            sys.argv, sys.path[0] = arguments[2:], folder
            runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)
        else:
            sys.argv, sys.path[0] = arguments, str(Path(arguments[0]).parent)
            runpy.run_path(arguments[0], run_name="__main__")
        sys.exit()
    except SystemExit as end:
        # What else `sys.exit` is given, it prints.
        if end.code is None or isinstance(end.code, int):
            _ends_with = end.code or 0
        raise


def _end() -> None:
    """End this process, if it is a fork, before its modules are taken apart, for which each page would be copied."""
    if _ends_with is not None:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_ends_with)


def _let_import_again(package: str) -> None:
    """Have a package's own code run once more when it is imported: ours starts the guard of a program so.

    Its modules stay as they are.
    """
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.loader is not None
    spec.loader = importlib.util.LazyLoader(spec.loader)
    sys.modules[package] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, one in list(sys.modules.items()):
        parent, _, child = name.rpartition(".")
        if parent == package:
            setattr(module, child, one)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

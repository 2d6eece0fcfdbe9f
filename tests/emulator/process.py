"""The emulator as a process of its own, as a person starts it, or forked where many are started."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from tests.e2e.offers import program
from tests.emulator.api import Api, token_from
from tests.support.forks import Fork, Forks

Process = TypeVar("Process", subprocess.Popen[str], Fork)


@dataclass
class Running(Generic[Process]):
    """A process that said it is ready."""

    process: Process
    url: str
    ready: str

    def api(self, sandbox: str = "dev") -> Api:
        """Return a client with a token of its own."""
        return Api(f"{self.url}/data/core/dps/", token_from(f"{self.url}/ims/token/v3"), sandbox)


@contextmanager
def started(*flags: str) -> Iterator[Running[subprocess.Popen[str]]]:
    """`offers emulator --port 0` with these flags; killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from offer_resources.cli import main; main()", "emulator", "--port", "0", *flags],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready, process.communicate()[1]
        yield Running(process, _address(ready), ready)
    finally:
        process.kill()
        process.communicate()


@contextmanager
def forked(forks: Forks, *flags: str) -> Iterator[Running[Fork]]:
    """Yield the same as a fork of a process that has imported all of it."""
    with tempfile.TemporaryFile() as errors:
        arguments = ["emulator", "--port", "0", *flags]
        with forks.start(arguments, cwd=Path.cwd(), env=os.environ, stderr=errors) as process:
            try:
                ready = process.stdout.readline().decode()
                assert ready, os.pread(errors.fileno(), 10_000, 0)
                yield Running(process, _address(ready), ready)
            finally:
                process.kill()


def _address(ready: str) -> str:
    found = re.search(r"(http://127\.0\.0\.1:\d+)/data/core/dps/", ready)
    assert found, ready
    return found[1]


def offers(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of an `offers` command that ends by itself."""
    done = subprocess.run([program(), *arguments], capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def refused(*flags: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of an emulator that does not start."""
    return offers("emulator", "--port", "0", *flags)


def data_flag(path: Path) -> tuple[str, str]:
    """`--data FILE`."""
    return ("--data", str(path))

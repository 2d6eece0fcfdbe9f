"""What most stacks of these tests run on, Python and plugin, leaves in state what the environment's own leave."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from offer_resources.emulator import running
from tests.e2e.stack import VENV, forking, temporary_stack
from tests.support.programs import KINDS
from tests.support.sigint import sigint
from tests.support.web import PROGRAM

# A thread that outlives the main one and what is called at the end print something, the last without a flush.
ENDING = """\
import atexit, signal, sys, threading
print("begun")
main = threading.main_thread()
threading.Thread(target=lambda: [main.join(), print("ended by a thread")]).start()
atexit.register(print, "ended")
"""


@pytest.mark.parametrize("door", ["dynamic", "plugin"])
def test_a_fork_leaves_what_its_original_leaves(tmp_path: Path, door: str) -> None:
    """Inputs and outputs of all seven kinds, the provider's own text included, but for ids and times."""
    real, forked = _left(tmp_path / "real", door, VENV), _left(tmp_path / "forked", door, None)
    assert len(real) > len(KINDS)
    assert forked == real


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A virtual environment of forks, of a process that ignores SIGINT, as tests in a shell's background do."""
    folder = tmp_path_factory.mktemp("forked") / "venv"
    with sigint(signal.SIG_IGN):
        server = forking(folder)
    yield folder
    server.communicate()


def test_a_fork_hears_the_interrupt_that_the_tests_ignore(tmp_path: Path, venv: Path) -> None:
    """As what the engine starts does."""
    program = tmp_path / "pulumi-language-python-exec"
    program.write_text("import signal\nprint(signal.getsignal(signal.SIGINT) is signal.default_int_handler)\n")
    assert _run(venv / "bin" / "python", program) == (0, "True\n", "")


def test_a_fork_runs_a_program_as_it_is_now(tmp_path: Path, venv: Path) -> None:
    """Also one that was changed within a second, to a text of the same length."""
    starter, program = tmp_path / "pulumi-language-python-exec", tmp_path / "program" / "__main__.py"
    program.parent.mkdir()
    starter.write_text(f"import runpy\nrunpy.run_path({str(program.parent)!r})\n")
    said = []
    for word in ("was", "is!"):
        program.write_text(f"print({word!r})\n")
        os.utime(program, (0, 0))
        said.append(_run(venv / "bin" / "python", starter))
    assert said == [(0, "was\n", ""), (0, "is!\n", "")]


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("", 0),
        ("sys.exit()", 0),
        ("sys.exit(3)", 3),
        ("sys.exit('a reason')", 1),
        ("1 / 0", 1),
        ("signal.raise_signal(signal.SIGINT)", -signal.SIGINT),
    ],
)
def test_a_fork_ends_as_its_original_ends(tmp_path: Path, venv: Path, end: str, code: int) -> None:
    """With its exit code and all that it prints, also while it ends."""
    program = tmp_path / "pulumi-language-python-exec"
    program.write_text(f"{ENDING}{end}\n")
    with sigint(signal.default_int_handler):
        original = _run(sys.executable, program)
    fork = _run(venv / "bin" / "python", program)
    assert fork[:2] == original[:2] == (code, "begun\nended by a thread\nended\n")
    assert fork[2].splitlines()[-1:] == original[2].splitlines()[-1:]


def _run(*command: str | Path) -> tuple[int, str, str]:
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout, run.stderr


def _left(folder: Path, door: str, python: Path | None) -> dict[str, Any]:
    folder.mkdir()
    with running() as emulator, temporary_stack(folder, emulator, python=python) as stack:
        stack.set_config(door=door)
        stack.program(PROGRAM).up("--skip-preview").succeeded()
        held = {name: one for kind in KINDS.values() for name, one in stack.resources(kind.cls).items()}
        return {name: _without_ids_and_times([one["inputs"], one["outputs"]]) for name, one in held.items()}


def _without_ids_and_times(kept: Any) -> str:
    return re.sub(r"dps:[a-z-]+:[0-9a-f]+|\d{4}-\d\d-\d\dT[\d:.]+Z", "", repr(kept))

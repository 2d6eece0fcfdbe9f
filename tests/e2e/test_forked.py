"""What most stacks of these tests run on, Python and plugin, leaves in state what the environment's own leave."""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from offer_resources.emulator import running
from tests.e2e.stack import VENV, forking, temporary_stack
from tests.support.programs import KINDS
from tests.support.sigint import sigint
from tests.support.web import PROGRAM


@pytest.mark.parametrize("door", ["dynamic", "plugin"])
def test_a_fork_leaves_what_its_original_leaves(tmp_path: Path, door: str) -> None:
    """Inputs and outputs of all seven kinds, the provider's own text included, but for ids and times."""
    real, forked = _left(tmp_path / "real", door, VENV), _left(tmp_path / "forked", door, None)
    assert len(real) > len(KINDS)
    assert forked == real


def test_a_fork_hears_the_interrupt_that_the_tests_ignore(tmp_path: Path) -> None:
    """As what the engine starts does; the tests may be a shell's background job."""
    program = tmp_path / "pulumi-language-python-exec"
    program.write_text("import signal\nprint(signal.getsignal(signal.SIGINT) is signal.default_int_handler)\n")
    venv = tmp_path / "venv"
    with sigint(signal.SIG_IGN), forking(venv) as server:
        said = subprocess.run([venv / "bin" / "python", program], capture_output=True, text=True, check=True).stdout
        server.communicate()

    assert said == "True\n"


def _left(folder: Path, door: str, python: Path | None) -> dict[str, Any]:
    folder.mkdir()
    with running() as emulator, temporary_stack(folder, emulator, python=python) as stack:
        stack.set_config(door=door)
        stack.program(PROGRAM).up("--skip-preview").succeeded()
        held = {name: one for kind in KINDS.values() for name, one in stack.resources(kind.cls).items()}
        return {name: _without_ids_and_times([one["inputs"], one["outputs"]]) for name, one in held.items()}


def _without_ids_and_times(kept: Any) -> str:
    return re.sub(r"dps:[a-z-]+:[0-9a-f]+|\d{4}-\d\d-\d\dT[\d:.]+Z", "", repr(kept))

"""The Python that most stacks of these tests run on: what it leaves in state is what the environment's own leaves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from offer_resources.emulator import running
from tests.e2e.stack import VENV, temporary_stack
from tests.support.programs import KINDS
from tests.support.web import PROGRAM


def test_a_fork_leaves_what_its_python_leaves(tmp_path: Path) -> None:
    """Inputs and outputs of all seven kinds, the provider's own text included, but for ids and times."""
    real, forked = _left(tmp_path / "real", VENV), _left(tmp_path / "forked", None)
    assert len(real) > len(KINDS)
    assert forked == real


def _left(folder: Path, python: Path | None) -> dict[str, Any]:
    folder.mkdir()
    with running() as emulator, temporary_stack(folder, emulator, python=python) as stack:
        stack.program(PROGRAM).up("--skip-preview").succeeded()
        held = {name: one for kind in KINDS.values() for name, one in stack.resources(kind.cls).items()}
        return {name: _without_ids_and_times([one["inputs"], one["outputs"]]) for name, one in held.items()}


def _without_ids_and_times(kept: Any) -> str:
    return re.sub(r"dps:[a-z-]+:[0-9a-f]+|\d{4}-\d\d-\d\dT[\d:.]+Z", "", repr(kept))

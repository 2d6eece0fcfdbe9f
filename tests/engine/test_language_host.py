"""Which language hosts can be asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine.language_host import HOSTS
from engine.obtain import HERE


def test_each_host_has_its_pinned_module() -> None:
    for name, package in HOSTS.items():
        assert f"tool {package}\n" in (HERE / f"{name}-host" / "go.mod").read_text(encoding="utf-8")


@pytest.mark.parametrize("names", [[], ["yaml", "java"]])
def test_other_names_are_refused(names: list[str]) -> None:
    command = [sys.executable, "-m", "engine.language_host", *names]
    ended = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=False)

    wanted = f"got {' '.join(names) or 'no name'}; it takes nodejs and yaml\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", wanted)

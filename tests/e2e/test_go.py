"""A program in Go, compiled and not run: Pulumi's language host of Go is in a module that no registry serves."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.stack import CHECKOUT

EXAMPLE = CHECKOUT / "examples" / "go"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return a copy of examples/go with the SDK, which `make go-sdk` has generated."""
    if not (EXAMPLE / "sdks" / ".installed").exists():
        pytest.skip("`make go-sdk` has not been run, or failed")
    return shutil.copytree(EXAMPLE, tmp_path / "go")


def test_the_example_compiles(program: Path) -> None:
    """And a member that an offer does not have does not."""
    assert _problems(program) == ""

    main = program / "main.go"
    main.write_text(main.read_text(encoding="utf-8").replace("Status:", "State:"), encoding="utf-8")
    assert "unknown field State in struct literal of type aep.FallbackOfferArgs" in _problems(program)


def _problems(program: Path) -> str:
    """What the compiler says; with the options of `make go-sdk`, so that it finds what it has compiled before."""
    command = ["go", "build", "-trimpath", "-buildvcs=false", "-o", os.devnull, "./..."]
    env = {**os.environ, "GOFLAGS": "-mod=readonly", "GOWORK": "off", "CGO_ENABLED": "0"}
    return subprocess.run(command, cwd=program, env=env, capture_output=True, text=True, check=False).stderr

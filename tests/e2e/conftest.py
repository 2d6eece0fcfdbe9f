"""The e2e door: the real engine, a temporary project and file backend, and an emulator of its own for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from offer_resources.emulator import Emulator, running
from tests.e2e.stack import ENGINE, Stack, temporary_stack


@pytest.fixture(scope="session", autouse=True)
def engine() -> Path:
    """Return the real engine; without it this door fails, it does not skip."""
    assert ENGINE.exists(), "there is no engine: run `make setup`"
    return ENGINE


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running() as emulator:
        yield emulator


@pytest.fixture
def stack(emulator: Emulator, tmp_path: Path) -> Iterator[Stack]:
    """Yield a stack for sandbox dev."""
    with temporary_stack(tmp_path, emulator) as stack:
        yield stack


@pytest.fixture
def another_stack(emulator: Emulator, stack: Stack) -> Iterator[Callable[[str], Stack]]:
    """Further stacks of the same project, by sandbox."""
    with ExitStack() as stacks:
        yield lambda sandbox: stacks.enter_context(temporary_stack(stack.folder, emulator, sandbox))

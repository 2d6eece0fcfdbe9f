"""What the tests of programs share."""

from __future__ import annotations

import pulumi
import pytest

from offer_resources.program import resolver


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait longer for Outputs that need no engine: on a busy machine the event loop may be slow."""
    monkeypatch.setattr(resolver, "_SETTLES_WITHIN_SECONDS", 1.0)


@pytest.fixture(autouse=True)
def no_config() -> None:
    """Begin with an empty config: the SDK keeps it for the whole process."""
    pulumi.runtime.set_all_config({}, [])

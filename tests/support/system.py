"""What tests need of the system and `make setup-system` installs."""

from __future__ import annotations

from pathlib import Path

import pytest


def installed(pattern: str) -> Path:
    """Return the newest file of this pattern below /; without one the test is skipped, and in CI the run fails."""
    found = sorted(Path("/").glob(pattern))
    if not found:
        pytest.skip(f"no /{pattern}: run `make setup-system`")
    return found[-1]

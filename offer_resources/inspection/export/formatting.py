"""Formats program files with Ruff, an optional dependency."""

from __future__ import annotations

import importlib.util
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ...errors import ConfigError


def require_formatter() -> None:
    """Check that the formatter is installed.

    Raises:
        ConfigError: it is missing; the message says what to install.
    """
    if importlib.util.find_spec("ruff") is None:
        raise ConfigError("offers export needs ruff; install it with: pip install 'offer-resources[export]'")


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Return the same files, by their paths, formatted."""
    from ruff import find_ruff_bin  # type: ignore[import-untyped]  # ships no types

    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            file = Path(folder, path)
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        # Ignore any Ruff settings found nearby: they are for other code.
        subprocess.run([find_ruff_bin(), "format", "--isolated", "--no-cache", "--quiet", folder], check=True)
        return {path: Path(folder, path).read_text(encoding="utf-8") for path in files}

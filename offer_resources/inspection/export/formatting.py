"""Lays program files out as Ruff does, an optional dependency."""

from __future__ import annotations

import importlib.util
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ...errors import ConfigError


def require_formatter() -> None:
    """Raises a ConfigError with what to install where the formatter is missing."""
    if importlib.util.find_spec("ruff") is None:
        raise ConfigError("offers export needs ruff; install it with: pip install 'offer-resources[export]'")


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """The same files by their paths, laid out."""
    from ruff import find_ruff_bin  # type: ignore[import-untyped]  # ships no types

    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            file = Path(folder, path)
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        # Whatever settings lie about are for other code.
        subprocess.run([find_ruff_bin(), "format", "--isolated", "--no-cache", "--quiet", folder], check=True)
        return {path: Path(folder, path).read_text(encoding="utf-8") for path in files}

"""Writes the files of a command, and replaces only files that such a command wrote, unless told to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

# Marks every program that `offers export` writes; it is in the first line of a file.
MARKER = "written by offers export"

force_option = click.option("--force", is_flag=True, help="Replace files that this command did not write.")


def require_new(paths: Iterable[Path], *, force: bool) -> None:
    """Stop if an empty program would replace an existing one.

    Raises:
        ClickException: one of the files exists, and `--force` was not given.
    """
    for path in paths:
        if path.exists() and not force:
            raise click.ClickException(f"{path} is kept: the new program would be empty; replace it with --force")


def write(files: Mapping[Path, str], *, force: bool) -> None:
    """Write all files and their folders, or none of them if one would replace a file of another origin.

    Raises:
        ClickException: such a file exists, and `--force` was not given; or a file cannot be written.
    """
    try:
        for path in files:
            if not force and path.exists() and not _is_written_by_us(path):
                raise click.ClickException(
                    f"{path} exists and was not written by this command: name another file, or replace it with --force"
                )
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as failure:
        raise click.ClickException(f"cannot write {failure.filename}: {failure.strerror}") from None


def _is_written_by_us(path: Path) -> bool:
    """Return whether the file is a program with the mark of an export, a state, or empty."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return not text.strip() or MARKER in text.partition("\n")[0] or _is_state(text)


def _is_state(text: str) -> bool:
    try:
        found = json.loads(text)
    except ValueError:
        return False
    return isinstance(found, dict) and "deployment" in found

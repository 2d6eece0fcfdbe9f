"""Opens the data file for one process at a time, and checks it before anything is written to it.

SQLite's own exclusive lock keeps a second process out and ends with the process that holds it, however
that process ends.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

# Marks our files in SQLite's header, so that another program's database is never written to.
APPLICATION_ID = 0x0FFE25
FORMAT = 1


class DataFileError(Exception):
    """The data file cannot be used; the message names it and says what to do."""


def connect(path: Path | None) -> sqlite3.Connection:
    """Return a connection to memory, or to a file that passed every check and stays locked until it is closed."""
    if path is None:
        return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        if path.exists() and path.stat().st_size:
            _look_over(path)
        return _open_for_writing(path)
    except (sqlite3.Error, OSError) as exc:
        raise DataFileError(_explained(path, exc)) from exc


def regexp_match(pattern: str, value: str | None, whole: int) -> bool:
    """Return whether a value matches, ignoring case (docs/reference/offer-library-api.md 3.5.1)."""
    match = re.fullmatch if whole else re.search
    return value is not None and match(pattern, str(value), re.IGNORECASE) is not None


def _look_over(path: Path) -> None:
    """Refuse a file that is another program's or damaged, through a connection that cannot write."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)
    try:
        application, version = (
            db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        if application != APPLICATION_ID:
            raise DataFileError(f"{path} is a database of another program; give --data another file name")
        if version != FORMAT:
            raise DataFileError(
                f"{path} has data format {version}, this version reads {FORMAT}; give --data another file name"
            )
        verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
    finally:
        db.close()


def _open_for_writing(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
    try:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = WAL")
        # In WAL mode NORMAL keeps every commit through the death of the process.
        db.execute("PRAGMA synchronous = NORMAL")
        # The first write takes the lock, and locking_mode keeps it.
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {FORMAT}")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _explained(path: Path, exc: Exception) -> str:
    if "locked" in str(exc):
        return f"{path} is in use by another emulator; stop that one or give --data another file name"
    if isinstance(exc, sqlite3.DatabaseError) and not isinstance(exc, sqlite3.OperationalError):
        return (
            f"{path} is damaged or not a data file of the emulator ({_one_line(exc)}); it was left as it is: "
            "restore a copy, or move it away to start empty"
        )
    return f"cannot use {path} ({_one_line(exc)}); check the folder and its permissions"


def _one_line(exc: Exception) -> str:
    return " ".join(str(exc).split())

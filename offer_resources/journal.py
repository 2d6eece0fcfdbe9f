"""What runs on this machine have begun to create, kept until state is known to have it.

The Python provider host cannot report a create that is half done: a run that is killed leaves no trace of it in state.
This journal is the trace (docs/design/interrupted-runs.md). It holds ids and digests, no content.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
import uuid
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

from .client import Target
from .settings import Settings

Result = TypeVar("Result")

# Nobody comes back to a killed run after so long.
_KEPT = timedelta(days=30)

_TABLE = """
CREATE TABLE IF NOT EXISTS begun (
    entry INTEGER PRIMARY KEY, at REAL NOT NULL, run TEXT NOT NULL, process INTEGER,
    subject TEXT NOT NULL, content TEXT NOT NULL, since TEXT, id TEXT, created TEXT
)"""


def subject(settings: Settings, target: Target, stack: str) -> str:
    """What a create is to make: an object of this name, in this place, for this stack of the working directory.

    The engine starts a provider in the program's folder (pulumi-dynamic-notes.md section 2).
    """
    text = [settings.endpoint, *astuple(target.place), target.family.path, str(Path.cwd()), stack, target.name]
    return hashlib.sha256(json.dumps(text).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Begun:
    """A create that was begun and that no state is known to have.

    Attributes:
        at: when it was begun, by this machine's clock.
        content: the digest of what it sent.
        since: the latest change in the place before that run created anything there, by the server's clock.
        id_: the object's id; None if no answer came.
        created: the object's `createdDate`, as state would have it; None if the server did not say.
        is_under_way: whether its answer may still come, to a process that runs.
    """

    entry: int
    at: datetime
    content: str
    since: datetime | None
    id_: str | None
    created: str | None
    is_under_way: bool


class Journal:
    """The journal of one machine; safe to use from several threads and processes.

    Args:
        file: where it is; None keeps it in memory.
        say: tells the person at the terminal one line. A journal that cannot be kept stops no run.
    """

    def __init__(self, file: Path | None, say: Callable[[str], None]) -> None:
        self._file = file
        self._say = say
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._run = uuid.uuid4().hex

    def begin(self, subject: str, content: str, since: datetime | None) -> int | None:
        """A create is about to be sent; returns its entry."""
        statement = "INSERT INTO begun (at, run, process, subject, content, since) VALUES (?, ?, ?, ?, ?, ?)"
        moment = since and since.isoformat()
        values = (_now().timestamp(), self._run, os.getpid(), subject, content, moment)
        return self._do(lambda connection: connection.execute(statement, values).lastrowid, None)

    def made(self, entry: int | None, id_: str, created: str | None) -> None:
        """The create has made this object; when, if the server said so."""
        self._change("UPDATE begun SET id = ?, created = ?, process = NULL WHERE entry = ?", id_, created, entry)

    def give_up(self, entry: int | None) -> None:
        """Whether the create has made anything is not known, and nobody waits for an answer any longer."""
        self._change("UPDATE begun SET process = NULL WHERE entry = ?", entry)

    def forget(self, entry: int | None) -> None:
        """The create has made nothing, or what it made is gone."""
        self._change("DELETE FROM begun WHERE entry = ?", entry)

    def settle(self, id_: str) -> None:
        """State has the object, or it is deleted: it is nobody's leftover."""
        # Asked first, as a look takes no lock: this is called for every object, and hardly ever finds one.
        if self._rows("SELECT 1 FROM begun WHERE id = ?", id_):
            self._change("DELETE FROM begun WHERE id = ?", id_)

    def left(self, subject: str) -> list[Begun]:
        """The creates of it that other runs have begun, the latest first."""
        columns = "entry, at, content, since, id, created, process"
        where = "subject = ? AND run != ? ORDER BY entry DESC"
        rows = self._rows(f"SELECT {columns} FROM begun WHERE {where}", subject, self._run)
        return [
            Begun(
                entry,
                datetime.fromtimestamp(at, timezone.utc),
                content,
                datetime.fromisoformat(since) if since else None,
                id_,
                created,
                _is_running(process),
            )
            for entry, at, content, since, id_, created, process in rows
        ]

    def _rows(self, query: str, *values: Any) -> list[Any]:
        if self._connection is None and (self._file is None or not self._file.exists()):
            return []
        return self._do(lambda connection: connection.execute(query, values).fetchall(), [])

    def _change(self, statement: str, *values: Any) -> None:
        self._do(lambda connection: connection.execute(statement, values), None)

    def _do(self, statement: Callable[[sqlite3.Connection], Result], otherwise: Result) -> Result:
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._open()
                return statement(self._connection)
            except (sqlite3.Error, OSError) as trouble:
                if self._file is not None:
                    self._say(
                        f"the journal of creates {self._file} cannot be kept: {trouble}; offers are created all the"
                        " same, but what a killed run leaves behind has to be sorted out by hand (docs/recovery.md)"
                    )
                self._file, self._connection = None, None
                return otherwise

    def _open(self) -> sqlite3.Connection:
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        # Every statement is a transaction of its own; a lock of another process is waited for.
        connection = sqlite3.connect(
            self._file or ":memory:", timeout=10, isolation_level=None, check_same_thread=False
        )
        # Survives a killed process, which is what it is for; a power failure may lose the last entries.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_TABLE)
        connection.execute("DELETE FROM begun WHERE at < ?", ((_now() - _KEPT).timestamp(),))
        return connection


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _is_running(process: int | None) -> bool:
    if process is None:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is somebody else's
        return True
    return True

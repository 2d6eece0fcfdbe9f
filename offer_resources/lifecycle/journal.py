"""Notes the creates that runs on this machine began, until state is known to have the objects.

The Python provider host cannot report a create that is under way, so a killed run leaves no trace of it in state. The
journal is that trace (docs/design/interrupted-runs.md). It holds ids and digests, but no content.
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

from ..objects.target import Target
from ..settings import Place, Settings

Result = TypeVar("Result")

# After this long a killed run is not resumed any more.
_KEPT = timedelta(days=30)

# What an earlier run whose engine had the same address has noted of itself is of no concern after this long.
_LONGEST_RUN = timedelta(days=1)

# Columns that older versions do not have.
_ADDED_TO_SENT = {"given": "TEXT", "outline": "TEXT", "is_secret": "INTEGER"}

# Several versions of this package may run on one machine. A column that may be NULL can be added (`_add_columns`); a
# table with any other change needs another number.
_TABLES = {
    "begun_1": """
        entry INTEGER PRIMARY KEY, at REAL NOT NULL, run TEXT NOT NULL, process INTEGER,
        subject TEXT NOT NULL, content TEXT NOT NULL, since TEXT, id TEXT, created TEXT""",
    "sent_1": f"""
        id TEXT NOT NULL, etag INTEGER NOT NULL, member TEXT NOT NULL, content TEXT NOT NULL, at REAL NOT NULL,
        {", ".join(map(" ".join, _ADDED_TO_SENT.items()))}, PRIMARY KEY (id, etag, member, content)""",
    "claimed_1": """
        run TEXT NOT NULL, place TEXT NOT NULL, id TEXT NOT NULL, adoption TEXT NOT NULL, at REAL NOT NULL,
        PRIMARY KEY (run, place, id)""",
    "other_language_1": """
        run TEXT PRIMARY KEY, at REAL NOT NULL""",
}


def subject(settings: Settings, target: Target, stack: str) -> str:
    """Return the key of a create: an object of this name, in this place, for this stack in the working directory.

    The engine starts a provider in the program's folder (docs/reference/pulumi-dynamic-provider.md 2).
    """
    text = [settings.endpoint, *astuple(target.place), target.family.key, str(Path.cwd()), stack, target.name]
    return hashlib.sha256(json.dumps(text).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Begun:
    """A create that began, and whose object no state is known to have.

    Attributes:
        at: when it began, by this machine's clock.
        content: the digest of the body that was sent.
        since: the latest change in the place before that run created anything there, by the server's clock.
        id_: the object's id; None if no answer arrived.
        created: the object's `createdDate`, as in state; "" if the server did not report it.
        is_under_way: whether a running process still waits for the answer.
    """

    entry: int
    at: datetime
    content: str
    since: datetime | None
    id_: str | None
    created: str
    is_under_way: bool


@dataclass(frozen=True)
class Sent:
    """A member that an update sent.

    Attributes:
        etag: state's etag at that time.
        content: the digest of the value that was sent.
        given: the digest of what the program gave of it; None in a note of an older version.
        outline: the names of the members of records in what the program gave, and the numbers of items, as JSON; None
            as above.
        is_secret: whether the program called something in it secret.
    """

    etag: int
    member: str
    content: str
    given: str | None = None
    outline: str | None = None
    is_secret: bool | None = None


class Journal:
    """The journal of one machine; safe to use from several threads and processes.

    Args:
        file: the journal's file; None keeps it in memory.
        say: reports one line to the user. A journal that cannot be written is reported, and stops no run.
        run: an id that all processes of one run of the engine share; None if this process is a run of its own.
    """

    def __init__(self, file: Path | None, say: Callable[[str], None], run: str | None = None) -> None:
        self._file = file
        self._say = say
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._run = run or uuid.uuid4().hex

    def begin(self, subject: str, content: str, since: datetime | None) -> int | None:
        """Note that a create is about to be sent; return its entry."""
        statement = "INSERT INTO begun_1 (at, run, process, subject, content, since) VALUES (?, ?, ?, ?, ?, ?)"
        moment = since and since.isoformat()
        values = (_now().timestamp(), self._run, os.getpid(), subject, content, moment)
        return self._do(lambda connection: connection.execute(statement, values).lastrowid, None)

    def made(self, entry: int | None, id_: str, created: str) -> None:
        """Note the object that the create made, and its date; "" if the server did not report one."""
        self._change("UPDATE begun_1 SET id = ?, created = ? WHERE entry = ?", id_, created, entry)

    def give_up(self, entry: int | None) -> None:
        """Note that the create's outcome is unknown, and that no process waits for the answer any longer."""
        self._change("UPDATE begun_1 SET process = NULL WHERE entry = ?", entry)

    def forget(self, entry: int | None) -> None:
        """Forget a create that made nothing, or whose object does not exist any more."""
        self._change("DELETE FROM begun_1 WHERE entry = ?", entry)

    def is_in_state(self, id_: str) -> None:
        """Forget the create of an object that is in state or deleted, and so is not a leftover."""
        # Look first, which takes no lock: this is called for every object, and hardly ever finds an entry.
        if self.has(id_):
            self._change("DELETE FROM begun_1 WHERE id = ?", id_)

    def has(self, id_: str) -> bool:
        """Return whether the journal has the create that made this object."""
        return bool(self._rows("SELECT 1 FROM begun_1 WHERE id = ?", id_))

    def unfinished(self, subject: str) -> list[Begun]:
        """Return the creates of the subject that no process continues, the latest first: of other runs, or given up."""
        columns = "entry, at, content, since, id, created, run, process"
        rows = self._rows(f"SELECT {columns} FROM begun_1 WHERE subject = ? ORDER BY entry DESC", subject)
        return [
            Begun(
                entry,
                datetime.fromtimestamp(at, timezone.utc),
                content,
                datetime.fromisoformat(since) if since else None,
                id_,
                created or "",
                is_under_way=id_ is None and _is_running(process),
            )
            for entry, at, content, since, id_, created, run, process in rows
            if run != self._run or not _is_running(process)
        ]

    def sends(self, id_: str, sent: Sent) -> bool:
        """Note that an update is about to send a member; return whether that is new."""
        columns = "id, etag, member, content, given, outline, is_secret, at"
        values = (id_, *astuple(sent), _now().timestamp())
        statement = f"INSERT OR IGNORE INTO sent_1 ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        return self._do(lambda connection: connection.execute(statement, values).rowcount > 0, False)

    def sent(self, id_: str) -> list[Sent]:
        """Return the members that updates sent."""
        rows = self._rows("SELECT etag, member, content, given, outline, is_secret FROM sent_1 WHERE id = ?", id_)
        return [Sent(*row) for row in rows]

    def forget_sent(self, id_: str, sent: Sent) -> None:
        """Forget one note."""
        statement = "DELETE FROM sent_1 WHERE id = ? AND etag = ? AND member = ? AND content = ?"
        self._change(statement, id_, sent.etag, sent.member, sent.content)

    def claim(self, place: Place, id_: str, adoption: str) -> None:
        """Note that a resource of this run has adopted an object: the one that had it before is not to delete it."""
        statement = "INSERT OR REPLACE INTO claimed_1 (run, place, id, adoption, at) VALUES (?, ?, ?, ?, ?)"
        self._change(statement, self._run, _text(place), id_, adoption, _now().timestamp())

    def claimed(self, place: Place, id_: str) -> str | None:
        """Return the adoption by which a resource of this run has the object; None if none has claimed it."""
        query = "SELECT adoption FROM claimed_1 WHERE run = ? AND place = ? AND id = ? AND at > ?"
        return next((adoption for (adoption,) in self._rows(query, self._run, _text(place), id_, _oldest())), None)

    def note_another_language(self) -> None:
        """Note that the program of this run does not use our classes, for the other processes of the run."""
        statement = "INSERT OR REPLACE INTO other_language_1 (run, at) VALUES (?, ?)"
        self._change(statement, self._run, _now().timestamp())

    def runs_another_language(self) -> bool:
        """Return whether a process of this run has noted that its program does not use our classes."""
        query = "SELECT 1 FROM other_language_1 WHERE run = ? AND at > ?"
        return bool(self._rows(query, self._run, _oldest()))

    def _rows(self, query: str, *values: Any) -> list[Any]:
        return self._do(lambda connection: connection.execute(query, values).fetchall(), [], is_look=True)

    def _change(self, statement: str, *values: Any) -> None:
        self._do(lambda connection: connection.execute(statement, values), None)

    def _do(
        self, statement: Callable[[sqlite3.Connection], Result], otherwise: Result, *, is_look: bool = False
    ) -> Result:
        with self._lock:
            try:
                if self._connection is None:
                    if is_look and not (self._file and self._file.exists()):
                        return otherwise
                    self._connection = self._open()
                return statement(self._connection)
            except (sqlite3.Error, OSError) as trouble:
                if self._file is not None:
                    self._say(
                        f"the journal {self._file} cannot be kept: {trouble}; offers are created all the"
                        " same, but what a killed run leaves behind has to be sorted out by hand (docs/recovery.md)"
                    )
                self._file, self._connection = None, None
                return otherwise

    def _open(self) -> sqlite3.Connection:
        if self._file is not None:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Every statement is its own transaction, and waits for the lock of another process.
        connection = sqlite3.connect(
            self._file or ":memory:", timeout=10, isolation_level=None, check_same_thread=False
        )
        # Survives a killed process and, as each statement waits for the disk, a power failure.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        for table, columns in _TABLES.items():
            connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
            connection.execute(f"DELETE FROM {table} WHERE at < ?", ((_now() - _KEPT).timestamp(),))
        _add_columns(connection)
        return connection


def _oldest() -> float:
    return (_now() - _LONGEST_RUN).timestamp()


def _add_columns(connection: sqlite3.Connection) -> None:
    """Add to a table of an older version the columns that it does not have."""
    if not _missing(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have added them before this one got the lock.
    for column in _missing(connection):
        connection.execute(f"ALTER TABLE sent_1 ADD COLUMN {column} {_ADDED_TO_SENT[column]}")
    connection.execute("COMMIT")


def _missing(connection: sqlite3.Connection) -> set[str]:
    return _ADDED_TO_SENT.keys() - {name for _, name, *_ in connection.execute("PRAGMA table_info(sent_1)")}


def _text(place: Place) -> str:
    return json.dumps(astuple(place))


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _is_running(process: int | None) -> bool:
    if process is None:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, as another user
        return True
    return True

"""Stores the objects in one SQLite file, with a transaction for each request.

Knows nothing of HTTP or families. There is one connection and one lock: SQLite has one writer at a time anyway, and a
request takes well under a millisecond.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from . import datafile

Json = Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
  org TEXT NOT NULL, sandbox TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
  etag INTEGER NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL,
  created_by TEXT NOT NULL, modified_by TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (org, sandbox, id)
);
CREATE INDEX IF NOT EXISTS objects_by_modified ON objects (org, sandbox, kind, modified);
CREATE INDEX IF NOT EXISTS objects_by_id ON objects (org, sandbox, kind, id);
CREATE INDEX IF NOT EXISTS objects_by_name ON objects (org, sandbox, kind, json_extract(body, '$.name'));
CREATE TABLE IF NOT EXISTS changes (
  org TEXT NOT NULL, sandbox TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
  by TEXT NOT NULL, etag INTEGER NOT NULL, patch TEXT, before TEXT, after TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS changes_by_object ON changes (org, sandbox, id, at);
"""
# Tells SQLite's planner that few objects share a name; otherwise it would scan a whole list to find one.
STATISTICS = """
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 VALUES
  ('objects', 'objects_by_name', '10000 10000 10000 10000 1'),
  ('objects', 'objects_by_modified', '10000 10000 10000 10000 1'),
  ('objects', 'objects_by_id', '10000 10000 10000 10000 1');
ANALYZE sqlite_schema;
"""
HISTORY_LENGTH = 20


class Place(NamedTuple):
    """One sandbox of one org."""

    org: str
    sandbox: str


@dataclass(frozen=True)
class StoredObject:
    """An object as it is stored; instants in milliseconds, authors as client ids."""

    place: Place
    kind: str
    id: str
    etag: int
    created: int
    modified: int
    created_by: str
    modified_by: str
    body: dict[str, Json]


class Change(NamedTuple):
    """One entry of an object's history."""

    at: int
    by: str
    etag: int
    patch: Json
    before: Json
    after: Json


class Store:
    """The objects by org and sandbox, in memory or in a file."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._db = datafile.connect(path)
        self._db.create_function("REGEXP_MATCH", 3, datafile.regexp_match, deterministic=True)
        self._db.executescript(SCHEMA + STATISTICS)
        self._last_tick: int = self._db.execute("SELECT COALESCE(MAX(modified), 0) FROM objects").fetchone()[0]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block as one transaction: other threads see all of it or nothing."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def tick(self) -> int:
        """Return the time in milliseconds, later than every earlier tick, so that dates are unique."""
        with self._lock:
            self._last_tick = max(time.time_ns() // 1_000_000, self._last_tick + 1)
            return self._last_tick

    def insert(self, obj: StoredObject) -> None:
        """Store a new object."""
        row = (
            *obj.place,
            obj.kind,
            obj.id,
            obj.etag,
            obj.created,
            obj.modified,
            obj.created_by,
            obj.modified_by,
        )
        self._db.execute("INSERT INTO objects VALUES (?,?,?,?,?,?,?,?,?,?)", (*row, _text(obj.body)))
        self._note(obj, None, None)

    def update(self, before: StoredObject, after: StoredObject, patch: Json) -> None:
        """Store the next version of an object, with an entry in its history."""
        self._db.execute(
            "UPDATE objects SET etag=?, modified=?, modified_by=?, body=? WHERE org=? AND sandbox=? AND id=?",
            (after.etag, after.modified, after.modified_by, _text(after.body), *after.place, after.id),
        )
        self._note(after, before.body, patch)

    def delete(self, obj: StoredObject) -> None:
        """Delete an object and its history."""
        for table in ("objects", "changes"):
            self._db.execute(f"DELETE FROM {table} WHERE org=? AND sandbox=? AND id=?", (*obj.place, obj.id))

    def clear(self) -> None:
        """Delete everything."""
        with self.transaction():
            for table in ("objects", "changes"):
                self._db.execute(f"DELETE FROM {table}")

    def find(self, place: Place, id_: str) -> StoredObject | None:
        """Return the object of that id in that sandbox, of any kind."""
        with self._lock:
            rows = self._db.execute("SELECT * FROM objects WHERE org=? AND sandbox=? AND id=?", (*place, id_))
            row = rows.fetchone()
        return _object(row) if row else None

    def select(self, place: Place, kind: str, clause: str = "", values: Sequence[Json] = ()) -> list[StoredObject]:
        """Return the objects of a kind in a sandbox; `clause` filters, orders and limits them."""
        sql = f"SELECT * FROM objects WHERE org=? AND sandbox=? AND kind=? {clause}"
        with self._lock:
            return [_object(row) for row in self._db.execute(sql, (*place, kind, *values))]

    def count(self, place: Place, kind: str, clause: str = "", values: Sequence[Json] = ()) -> int:
        """Return how many objects `select` would return."""
        sql = f"SELECT COUNT(*) FROM objects WHERE org=? AND sandbox=? AND kind=? {clause}"
        with self._lock:
            counted: int = self._db.execute(sql, (*place, kind, *values)).fetchone()[0]
        return counted

    def mentioning(self, place: Place, id_: str) -> list[StoredObject]:
        """Return the objects of a sandbox whose body contains an id anywhere, the oldest first."""
        sql = "SELECT * FROM objects WHERE org=? AND sandbox=? AND instr(body, ?) > 0 ORDER BY created"
        with self._lock:
            return [_object(row) for row in self._db.execute(sql, (*place, id_))]

    def sort_keys(self, obj: StoredObject, columns: str) -> tuple[Json, ...]:
        """Return the values of SQL expressions for one object."""
        sql = f"SELECT {columns} FROM objects WHERE org=? AND sandbox=? AND id=?"
        with self._lock:
            return tuple(self._db.execute(sql, (*obj.place, obj.id)).fetchone())

    def places(self) -> dict[Place, dict[str, int]]:
        """Return every sandbox that is not empty, with the number of objects by kind."""
        found: dict[Place, dict[str, int]] = {}
        sql = "SELECT org, sandbox, kind, COUNT(*) FROM objects GROUP BY org, sandbox, kind ORDER BY org, sandbox"
        with self._lock:
            for org, sandbox, kind, count in self._db.execute(sql):
                found.setdefault(Place(org, sandbox), {})[kind] = count
        return found

    def history(self, place: Place, id_: str) -> list[Change]:
        """Return the history of an object, the newest entry first."""
        sql = (
            "SELECT at, by, etag, patch, before, after FROM changes WHERE org=? AND sandbox=? AND id=? ORDER BY at DESC"
        )
        with self._lock:
            rows = self._db.execute(sql, (*place, id_)).fetchall()
        return [Change(at, by, etag, *map(_json_or_none, texts)) for at, by, etag, *texts in rows]

    def _note(self, obj: StoredObject, before: Json, patch: Json) -> None:
        texts = tuple(None if value is None else _text(value) for value in (patch, before))
        self._db.execute(
            "INSERT INTO changes VALUES (?,?,?,?,?,?,?,?,?)",
            (*obj.place, obj.id, obj.modified, obj.modified_by, obj.etag, *texts, _text(obj.body)),
        )
        self._db.execute(
            "DELETE FROM changes WHERE org=? AND sandbox=? AND id=? AND at <= (SELECT at FROM changes "
            "WHERE org=? AND sandbox=? AND id=? ORDER BY at DESC LIMIT 1 OFFSET ?)",
            (*obj.place, obj.id, *obj.place, obj.id, HISTORY_LENGTH),
        )


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json_or_none(text: str | None) -> Json:
    return None if text is None else json.loads(text)


def _object(row: Sequence[Json]) -> StoredObject:
    org, sandbox, kind, id_, etag, created, modified, created_by, modified_by, body = row
    place = Place(org, sandbox)
    return StoredObject(place, kind, id_, etag, created, modified, created_by, modified_by, json.loads(body))

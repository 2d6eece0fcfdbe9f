"""Creates an object once, whatever becomes of the answer. The reasoning is in docs/design/lost-answers.md."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import retry
from .client import OfferLibrary, Target
from .errors import DriftConflictError, OfferResourcesError, TransportError
from .families import Family
from .families.family import instant
from .holdings import Holdings
from .settings import Place, Settings

Object = dict[str, Any]


@dataclass(frozen=True)
class _Before:
    """What was in a place before this process created anything there.

    Attributes:
        ids: the objects modified last, at most a page of them.
        newest: the latest instant any object had been modified; whatever was created later is not from before.
    """

    ids: frozenset[str]
    newest: datetime | None

    def is_from_before(self, row: Object) -> bool:
        created = instant(row.get("created"))
        if row["id"] in self.ids or created is None:
            return row["id"] in self.ids
        return self.newest is not None and created < self.newest


class Creation:
    """Creates the objects of one family.

    Args:
        say: tells the person at the terminal one line.
    """

    def __init__(
        self,
        family: Family,
        library: OfferLibrary,
        settings: Settings,
        holdings: Holdings,
        say: Callable[[str], None],
    ) -> None:
        self._family = family
        self._library = library
        self._settings = settings
        self._holdings = holdings
        self._say = say
        self._lock = threading.Lock()
        self._before: dict[Place, _Before] = {}
        self._one_at_a_time: dict[tuple[Place, str], threading.Lock] = {}

    def create(self, target: Target, body: Object) -> Object:
        """Make the object; returns the receipt, or the object that a POST without an answer has made.

        Raises:
            DriftConflictError: there are several it could be, and only a person can tell.
        """
        content = (target.place, json.dumps(body, sort_keys=True))
        with self._lock:
            turn = self._one_at_a_time.setdefault(content, threading.Lock())
        # Objects of one content cannot be told apart, so they are made one after the other.
        with turn:
            return self._create_once(target, body, self._looked_before(target))

    def _looked_before(self, target: Target) -> _Before:
        with self._lock:
            if target.place not in self._before:
                rows = self._library.newest_page(target)
                moments = [moment for row in rows if (moment := instant(row.get("modified")))]
                ids = frozenset(row["id"] for row in rows)
                self._before[target.place] = _Before(ids, max(moments, default=None))
            return self._before[target.place]

    def _create_once(self, target: Target, body: Object, before: _Before) -> Object:
        def attempt() -> Object:
            try:
                receipt = self._library.create(target, body)
            except OfferResourcesError as error:
                if not error.maybe_executed:
                    raise
                row = self._made_all_the_same(target, body, before, error)
                if row is None:
                    raise
                self._say(f"the answer to create {target} was lost, but {row['id']} is there: going on with it")
                return row
            return receipt

        answer = retry.repeating(self._settings, retry.outcome_is_unknown)(attempt)
        self._holdings.make((target.place, answer["id"]))
        return answer

    def _made_all_the_same(
        self, target: Target, body: Object, before: _Before, lost: OfferResourcesError
    ) -> Object | None:
        """The object a POST made whose answer was lost; None if, after several looks, there is none."""
        look = retry.until(self._settings, bool)
        try:
            rows: list[Object] = look(self._new_of_content, target, body, before)
        except OfferResourcesError as trouble:
            raise TransportError(f"{lost}; whether it was created could not be found out: {trouble}") from None
        if len(rows) > 1:
            ids = ", ".join(str(row["id"]) for row in rows)
            raise DriftConflictError(
                f"create {target}: the answer was lost, and {len(rows)} objects of this very content were made since:"
                f" {ids}. Take one over with adopt_id, and delete what nobody needs"
            )
        return rows[0] if rows else None

    def _new_of_content(self, target: Target, body: Object, before: _Before) -> list[Object]:
        rows = []
        for row in self._library.newest(target):
            modified = instant(row.get("modified"))
            if before.newest and modified and modified < before.newest:
                break
            if not before.is_from_before(row) and self._is_free(target, row) and self._is(row, body):
                rows.append(row)
        return rows

    def _is_free(self, target: Target, row: Object) -> bool:
        return not self._holdings.is_held((target.place, str(row["id"])))

    def _is(self, row: Object, body: Object) -> bool:
        """Whether the row is what this body makes; a server may keep less of it, never something else."""
        ours = self._family.managed(body, self._family.canonical(row))
        return self._family.comparable(row) == self._family.comparable(ours) and row.get("name") == body["name"]

"""Builds a page of a list: the rows that a query asks for, counts and links.

Source: docs/reference/offer-library-api.md 3.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import filters, paging, views
from .families import PLACEMENT, Family
from .filters import Clause
from .library import Library
from .paging import Order
from .store import Place, StoredObject

Json = Any
# A technical limit: a whole page is held in memory.
MOST_ROWS = 10_000


@dataclass(frozen=True)
class Query:
    """A list request with its parsed parameters."""

    limit: int = paging.DEFAULT_LIMIT
    orderby: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    start: str | None = None


@dataclass(frozen=True)
class _Listing:
    """Everything that one page is made from."""

    library: Library
    place: Place
    family: Family
    query: Query
    order: Order
    condition: Clause
    start: Sequence[Json] | None
    size: int

    def body(self) -> Json:
        rows = self._select(self._from_start(), self.size + 1)
        shown, following = rows[: self.size], rows[self.size :]
        links = {"self": self._link(self.query.start)}
        if following:
            links["next"] = self._link(self._cursor(following[0]))
        previous = self._previous()
        if previous:
            links["prev"] = self._link(self._cursor(previous))
        readings = self.library.readings
        return {
            "results": [views.document(row, readings) for row in shown],
            "count": len(shown),
            "total": self._total(),
            "_links": links,
        }

    def _from_start(self) -> Clause:
        return self.condition if self.start is None else _both(self.condition, self.order.beyond(self.start))

    def _select(self, clause: Clause, most: int, *, backwards: bool = False) -> list[StoredObject]:
        sql = f"{clause.sql} {self.order.by(backwards=backwards)} LIMIT ?"
        return self.library.store.select(self.place, self.family.kind, sql, (*clause.values, most))

    def _previous(self) -> StoredObject | None:
        """Return the first row of the page before this one."""
        if self.start is None:
            return None
        before = _both(self.condition, self.order.beyond(self.start, before=True))
        rows = self._select(before, self.size, backwards=True)
        return rows[-1] if rows else None

    def _total(self) -> int:
        clause = self._from_start() if self.library.readings.total == "remaining" else self.condition
        return self.library.store.count(self.place, self.family.kind, clause.sql, clause.values)

    def _cursor(self, row: StoredObject) -> str:
        return self.order.cursor(self.library.store.sort_keys(row, self.order.columns))

    def _link(self, start: str | None) -> dict[str, str]:
        readings = self.library.readings
        parameters = [("orderby", self.order.text), ("limit", str(self.query.limit))]
        if start is not None:
            parameters.append((readings.cursor_parameter, start))
        if readings.link_filter == "kept":
            parameters += [("property", text) for text in self.query.properties]
        if self.family.offer_type:
            type_ = self.family.offer_type
            parameters.append(("offer-type", type_.upper() if readings.link_offer_type == "upper" else type_))
        return paging.href(self.family.collection, parameters)


def page(library: Library, place: Place, family: Family, query: Query) -> Json:
    """Return the answer to a list request."""
    readings = library.readings
    limit = min(query.limit, MOST_ROWS if readings.max_limit == "none" else int(readings.max_limit))
    if family is PLACEMENT and readings.placement_limit == "ignored":
        limit = paging.DEFAULT_LIMIT
    query = Query(limit, query.orderby, query.properties, query.start)
    order = paging.order(query.orderby)
    filter_ = filters.where(query.properties, whole_match=readings.regex_match == "whole")
    condition = _both(filter_, _hidden(library, place))
    start = order.sort_values(query.start) if query.start else None
    # The predecessor called limit a hint (docs/reference/offer-library-api.md 3.5).
    size = max(1, limit - 1) if readings.page_size == "hint" else limit
    with library.store.transaction():
        return _Listing(library, place, family, query, order, condition, start, size).body()


def _both(one: Clause, other: Clause) -> Clause:
    return Clause(one.sql + other.sql, one.values + other.values)


def _hidden(library: Library, place: Place) -> Clause:
    """Return SQL that leaves out objects that are not visible yet and, by reading, objects with labels."""
    unseen = library.visibility.unseen(place)
    sql = f" AND id NOT IN ({','.join('?' * len(unseen))})" if unseen else ""
    if library.readings.labelled_objects != "visible":
        sql += " AND COALESCE(json_array_length(body, '$.labels'), 0) = 0"
    return Clause(sql, tuple(unseen))

"""Orders of lists, cursors, and links between pages (docs/reference/offer-library-api.md 3.5)."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

from .. import instants, problems, strict_json
from . import filters
from .filters import Clause

# docs/reference/offer-library-api.md 3.5: seen in the self link of a list without parameters.
DEFAULT_LIMIT = 50
DEFAULT_ORDER = "-modified"
# Keys without equal values: dates are unique in a store (store.Store.tick), and so are ids.
UNIQUE = frozenset({"created", "modified", "id"})


class SortKey(NamedTuple):
    """One field to sort by."""

    field: str
    descending: bool

    @property
    def sql(self) -> str:
        """The SQL expression to sort by; a missing member sorts as an empty text."""
        if self.field in filters.COLUMNS:
            return filters.COLUMNS[self.field]
        return f"COALESCE(json_extract(body, '{filters.json_path(self.field)}'), '')"


@dataclass(frozen=True)
class Order:
    """The order of a list; an id as the last key makes it total."""

    text: str
    keys: tuple[SortKey, ...]

    @property
    def columns(self) -> str:
        """The sort keys as SQL expressions."""
        return ", ".join(key.sql for key in self.keys)

    def by(self, *, backwards: bool = False) -> str:
        """Return the ORDER BY clause."""
        return "ORDER BY " + ", ".join(
            f"{key.sql} {'DESC' if key.descending != backwards else 'ASC'}" for key in self.keys
        )

    def beyond(self, values: Sequence[Any], *, before: bool = False) -> Clause:
        """Return SQL for the rows from the given sort key on, including it, or for those before it."""
        tests: list[str] = []
        bound: list[Any] = []
        for index, key in enumerate(self.keys):
            same = "".join(f"{earlier.sql} = ? AND " for earlier in self.keys[:index])
            tests.append(f"({same}{key.sql} {'<' if key.descending != before else '>'} ?)")
            bound += [*values[:index], values[index]]
        if not before:
            tests.append("(" + " AND ".join(f"{key.sql} = ?" for key in self.keys) + ")")
            bound += values
        return Clause(f" AND ({' OR '.join(tests)})", tuple(bound))

    def cursor(self, values: Sequence[Any]) -> str:
        """Return the `start` of a page whose first row has these sort keys."""
        first = self.keys[0].field
        if first in filters.DATES:
            return instants.zulu(values[0])
        if first == "id":
            return str(values[0])
        # docs/reference/offer-library-api.md 3.5: the form of a cursor in other orders is unknown; so this one is
        # deliberately opaque.
        return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")

    def sort_values(self, start: str) -> tuple[Any, ...]:
        """Return the sort keys that a `start` stands for; 400 if this emulator did not make it."""
        try:
            first = self.keys[0].field
            if first in filters.DATES:
                return (instants.milliseconds(start),)
            if first == "id":
                return (start,)
            values = strict_json.parsed(base64.urlsafe_b64decode(start + "=" * (-len(start) % 4)))
            if not isinstance(values, list) or len(values) != len(self.keys):
                raise ValueError("another order's cursor")
            if not all(_is_sort_value(value) for value in values):
                raise ValueError("not sort keys")
            return tuple(values)
        except ValueError as exc:
            raise problems.bad_request(f"'{start}' is not a start of a page in the order '{self.text}'") from exc


def _is_sort_value(value: Any) -> bool:
    # SQLite's integers have 64 bits.
    return isinstance(value, (str, float)) or (isinstance(value, int) and abs(value) < 2**63)


def order(parameters: Sequence[str]) -> Order:
    """Return the order of a request; fields may be repeated or separated by commas.

    Source: docs/reference/offer-library-api.md 3.5.2.
    """
    text = ",".join(parameters) or DEFAULT_ORDER
    parts = text.split(",")
    if len(parts) > filters.MOST_TERMS:
        raise problems.bad_request(f"orderby: {len(parts)} fields, at most {filters.MOST_TERMS} are taken")
    keys = tuple(_key(part.strip()) for part in parts)
    # What follows a key without ties decides nothing.
    cut = next((index + 1 for index, key in enumerate(keys) if key.field in UNIQUE), None)
    return Order(text, keys[:cut] if cut else (*keys, SortKey("id", False)))


def _key(text: str) -> SortKey:
    field = text.removeprefix("-").removeprefix("+")
    if not filters.is_field(field):
        raise problems.bad_request(f"'{text}' is not a field to order by")
    return SortKey(field, text.startswith("-"))


def href(collection: str, parameters: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return a link relative to the base, as the API writes it."""
    query = "&".join(f"{name}={quote(value, safe=':,')}" for name, value in parameters)
    return {"href": f"/{collection}?{query}", "type": "application/json"}

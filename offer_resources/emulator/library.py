"""What the Offer Library does with objects: create, read, list, patch, delete. Knows no HTTP."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from offer_resources.emulator import filters, paging, patching, problems, views
from offer_resources.emulator.families import BY_KIND, FALLBACK, Family
from offer_resources.emulator.readings import Readings
from offer_resources.emulator.store import Place, Store, StoredObject

Json = Any

# 3.6: the operations the current pages list; `move` is not among them.
LISTED_OPERATIONS = frozenset({"add", "replace", "remove", "copy", "test"})


@dataclass(frozen=True)
class Query:
    """A list request after its parameters were understood."""

    limit: int = paging.DEFAULT_LIMIT
    orderby: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    start: str | None = None


@dataclass
class Library:
    """All objects of all sandboxes, under one set of readings."""

    store: Store
    readings: Readings

    def create(self, place: Place, family: Family, body: Json, *, client: str) -> StoredObject:
        """Keep a new object; the caller shows its receipt."""
        kept = self._accepted(family, body)
        with self.store.transaction():
            now = self.store.tick()
            etag = 2 if family is FALLBACK and self.readings.first_etag == "2" else 1
            obj = StoredObject(place, family.kind, new_id(family), etag, now, now, client, client, kept)
            self.store.insert(obj)
        return obj

    def read(self, place: Place, family: Family, id_: str) -> StoredObject:
        """The object; 404 if this sandbox has none of that id and family."""
        found = self.store.find(place, id_)
        if found is None or found.kind != family.kind:
            raise problems.not_found(id_)
        return found

    def patch(self, place: Place, family: Family, id_: str, patch: Json, *, client: str) -> StoredObject:
        """Apply a JSON Patch; all of it or nothing."""
        operations = patching.check(patch, LISTED_OPERATIONS)
        with self.store.transaction():
            before = self.read(place, family, id_)
            body = self._patched(family, before, operations)
            after = replace(before, body=body, etag=before.etag + 1, modified=self.store.tick(), modified_by=client)
            self.store.update(before, after, operations)
        return after

    def delete(self, place: Place, family: Family, id_: str) -> None:
        """Forget the object; 404 if there is none."""
        with self.store.transaction():
            self.store.delete(self.read(place, family, id_))

    def page(self, place: Place, family: Family, query: Query) -> Json:
        """One page of a list, with its counts and links."""
        order = paging.order(query.orderby)
        condition = filters.where(query.properties)
        start = order.sort_values(query.start) if query.start else None
        rows = self._rows(place, family, order, condition, start, query.limit + 1)
        shown, following = rows[: query.limit], rows[query.limit :]
        links = {"self": self._link(family, query, order, query.start)}
        if following:
            links["next"] = self._link(family, query, order, order.cursor(self._keys(order, following[0])))
        previous = self._previous(place, family, order, condition, start, query.limit)
        if previous:
            links["prev"] = self._link(family, query, order, previous)
        return {
            "results": [views.document(row, self.readings) for row in shown],
            "count": len(shown),
            "total": self.store.count(place, family.kind, condition.sql, condition.values),
            "_links": links,
        }

    def _rows(
        self,
        place: Place,
        family: Family,
        order: paging.Order,
        condition: filters.Clause,
        start: Sequence[Json] | None,
        limit: int,
        backwards: bool = False,
    ) -> list[StoredObject]:
        sql, values = condition.sql, condition.values
        if start is not None:
            beyond = order.beyond(start, before=backwards)
            sql, values = sql + beyond.sql, values + beyond.values
        return self.store.select(place, family.kind, f"{sql} {order.by(backwards=backwards)} LIMIT ?", (*values, limit))

    def _previous(
        self,
        place: Place,
        family: Family,
        order: paging.Order,
        condition: filters.Clause,
        start: Sequence[Json] | None,
        limit: int,
    ) -> str | None:
        if start is None:
            return None
        rows = self._rows(place, family, order, condition, start, limit, backwards=True)
        return order.cursor(self._keys(order, rows[-1])) if rows else None

    def _keys(self, order: paging.Order, row: StoredObject) -> Sequence[Json]:
        return self.store.sort_keys(row, order.columns)

    def _link(self, family: Family, query: Query, order: paging.Order, start: str | None) -> dict[str, str]:
        parameters = [("orderby", order.text), ("limit", str(query.limit))]
        if start is not None:
            parameters.append(("start", start))
        parameters += [("property", text) for text in query.properties]
        if family.offer_type:
            # 15 #12: upper case in links.
            parameters.append(("offer-type", family.offer_type.upper()))
        return paging.href(family.collection, parameters)

    def _patched(self, family: Family, before: StoredObject, operations: list[dict[str, Json]]) -> dict[str, Json]:
        shown = views.server_members(before, self.readings)
        result = patching.apply({**shown, **before.body}, operations)
        if not isinstance(result, dict):
            raise problems.bad_request("The patch does not leave an object")
        changed = [name for name in shown if not patching.same_json(result.get(name), shown[name])]
        if changed:
            raise problems.read_only(changed)
        return self._accepted(family, result)

    def _accepted(self, family: Family, body: Json) -> dict[str, Json]:
        """The body as it is kept, if it is valid; else a 400 that names every problem."""
        if not isinstance(body, dict):
            raise problems.bad_request("The body must be a JSON object")
        kept = {name: body[name] for name in body if name not in views.SERVER_MEMBERS and body[name] is not None}
        try:
            family.model.model_validate(kept)
        except ValidationError as exc:
            raise problems.bad_request(_explained(exc)) from exc
        if family is FALLBACK and self.readings.fallback_constraints == "dropped":
            kept = {name: kept[name] for name in kept if name not in ("selectionConstraint", "rank")}
        return kept


def new_id(family: Family) -> str:
    """A new id in the form real objects have (3.2)."""
    return f"dps:{family.type_segment}:{secrets.token_hex(8)}"


def family_of(obj: StoredObject) -> Family:
    """The family of a stored object."""
    return BY_KIND[obj.kind]


def _explained(exc: ValidationError) -> str:
    lines = (f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}" for problem in exc.errors())
    return "; ".join(lines)


def edit_as_somebody_else(library: Library, place: Place, id_: str, patch: Json) -> StoredObject:
    """Patch an object under another client's name."""
    found = library.store.find(place, id_)
    if found is None:
        raise problems.not_found(id_)
    return library.patch(place, family_of(found), id_, patch, client="somebody-else")

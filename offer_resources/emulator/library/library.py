"""Creates, reads, patches, replaces and deletes objects as the Offer Library does. Knows no HTTP."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from .. import problems
from ..readings import Readings
from . import normalizing, patching, rules, views
from .families import BY_KIND, FALLBACK, Family
from .store import Place, Store, StoredObject
from .visibility import Visibility

Json = Any
Body = dict[str, Json]

SOMEBODY_ELSE = "somebody-else"


@dataclass
class Library:
    """All objects of all sandboxes, with one set of readings."""

    store: Store
    readings: Readings
    visibility: Visibility = field(default_factory=Visibility)

    def create(self, place: Place, family: Family, body: Json, *, client: str) -> StoredObject:
        """Store a new object."""
        with self.store.transaction():
            kept = self._accepted(place, family, body)
            rules.check_new(self.store, place, family, kept, self.readings)
            now = self.store.tick()
            etag = int(self.readings.first_etag) if family is FALLBACK else 1
            obj = StoredObject(place, family.kind, self._new_id(family), etag, now, now, client, client, kept)
            self.store.insert(obj)
        if self.readings.create_visibility == "delayed":
            self.visibility.lag(obj, None)
        return obj

    def read(self, place: Place, family: Family, id_: str) -> StoredObject:
        """Return the object as a reader sees it; 404 if this sandbox has no object of that id and family."""
        return self._checked(self.visibility.seen(place, id_, self.store.find(place, id_)), family, id_)

    def patch(
        self, place: Place, family: Family, id_: str, patch: Json, *, client: str, if_match: str | None = None
    ) -> StoredObject:
        """Apply a JSON Patch, either completely or not at all."""
        operations = patching.check(patch, self.readings.patch_operations)

        def patched(before: StoredObject) -> Json:
            return self._patched(before, operations, family.members)

        return self._change(place, family, id_, patched, operations, client=client, if_match=if_match)

    def put(
        self, place: Place, family: Family, id_: str, body: Json, *, client: str, if_match: str | None = None
    ) -> StoredObject:
        """Replace the whole object, without the members left out (docs/reference/offer-library-api.md 3.6)."""
        return self._change(place, family, id_, lambda before: body, None, client=client, if_match=if_match)

    def delete(self, place: Place, family: Family, id_: str) -> None:
        """Delete the object; 404 if it does not exist."""
        with self.store.transaction():
            obj = self._current(place, family, id_)
            rules.check_delete(self.store, obj, self.readings)
            self.store.delete(obj)
        if self.readings.delete_visibility == "lingering":
            self.visibility.lag(obj, obj)

    def edit_as_somebody_else(self, place: Place, id_: str, patch: Json) -> StoredObject:
        """Patch an object of any family under another client's name."""
        found = self.store.find(place, id_)
        if found is None:
            raise problems.not_found(id_)
        return self.patch(place, BY_KIND[found.kind], id_, patch, client=SOMEBODY_ELSE)

    def _change(
        self,
        place: Place,
        family: Family,
        id_: str,
        change: Callable[[StoredObject], Json],
        patch: Json,
        *,
        client: str,
        if_match: str | None,
    ) -> StoredObject:
        with self.store.transaction():
            before = self._current(place, family, id_)
            self._check_match(before, if_match)
            body = self._accepted(place, family, change(before))
            rules.check_change(self.store, family, before, body, self.readings)
            if self.readings.unchanged_patch == "nothing" and patching.same_json(body, before.body):
                return before
            now = self.store.tick()
            after = replace(before, body=body, etag=before.etag + 1, modified=now, modified_by=client)
            self.store.update(before, after, patch)
        if self.readings.update_visibility == "delayed":
            self.visibility.lag(after, before)
        return after

    def _patched(self, before: StoredObject, operations: list[Body], named: frozenset[str]) -> Json:
        shown = views.server_members(before, self.readings)
        result = patching.apply({**shown, **before.body}, operations, self.readings, named)
        if not isinstance(result, dict):
            raise problems.bad_request("The patch does not leave an object")
        changed = [name for name in shown if not patching.same_json(result.get(name), shown[name])]
        if changed and self.readings.server_members != "ignored":
            raise problems.read_only(changed, int(self.readings.server_members))
        return result

    def _accepted(self, place: Place, family: Family, body: Json) -> Body:
        """Return the body in the form that is stored; refuse one that is not valid."""
        if not isinstance(body, dict):
            raise problems.bad_request("The body must be a JSON object")
        given = {name: body[name] for name in body if name not in views.SERVER_MEMBERS and body[name] is not None}
        if family.has_status and self.readings.missing_status == "draft":
            given.setdefault("status", "draft")
        rules.check_shape(family, given, self.readings)
        rules.check_content(self.store, place, family, given, self.readings)
        return normalizing.settled(family, given, self.readings)

    def _current(self, place: Place, family: Family, id_: str) -> StoredObject:
        return self._checked(self.store.find(place, id_), family, id_)

    def _checked(self, found: StoredObject | None, family: Family, id_: str) -> StoredObject:
        if found is None:
            raise problems.not_found(id_)
        if found.kind != family.kind:
            # Under another family an id is unknown; under the other offer-type by reading
            # (docs/reference/offer-library-api.md 4.1).
            other_type = BY_KIND[found.kind].collection == family.collection
            if other_type and self.readings.wrong_offer_type == "400":
                raise problems.bad_request(f"'{id_}' is not of offer-type {family.offer_type}")
            raise problems.not_found(id_)
        if found.body.get("labels") and self.readings.labelled_objects != "visible":
            raise problems.forbidden(id_) if self.readings.labelled_objects == "forbidden" else problems.not_found(id_)
        return found

    def _check_match(self, before: StoredObject, if_match: str | None) -> None:
        # docs/reference/offer-library-api.md 3.8: the predecessor's rule; its header carries the etag in quotes.
        if if_match is None or self.readings.if_match == "ignored" or if_match.strip() == "*":
            return
        if if_match.strip().removeprefix("W/").strip('"') != str(before.etag):
            detail = f"Supplied version=[{if_match}] does not match the current version [{before.etag}]"
            raise problems.conflict(detail, int(self.readings.if_match))

    def _new_id(self, family: Family) -> str:
        """Return a new id in the form of real ids (docs/reference/offer-library-api.md 3.2)."""
        prefix = {"dps": f"dps:{family.type_segment}", "xcore": f"xcore:{family.type_segment}", "untyped": "dps:"}
        return f"{prefix[self.readings.id_form]}:{secrets.token_hex(8)}"

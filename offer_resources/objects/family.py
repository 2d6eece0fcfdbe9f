"""What a kind of Offer Library object has to say about itself, and what follows from that for every kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from .fields import Object, Record, Text
from .values import Problem, is_empty, shown

# Writes answer with a receipt, reads with the object, and the two name their dates differently
# (docs/reference/offer-library-api.md 3.1). Ours are the receipt's.
_METADATA = {
    "createdDate": ("createdDate", "created"),
    "lastModifiedDate": ("lastModifiedDate", "modified"),
    "createdBy": ("createdBy",),
    "lastModifiedBy": ("lastModifiedBy",),
    "sandboxId": ("sandboxId",),
}

# Inputs that are not members of the object: which object to take over, and the place it lives in.
ADOPT_ID = "adoptId"
PLACE = ("org", "sandbox")


@dataclass(frozen=True)
class Family:
    """One kind of object.

    Attributes:
        kind: its name in messages.
        path: its collection's path below the endpoint.
        id_type: the type segment of its ids.
        record: its members.
        wire_names: Python names whose spelling on the wire differs.
        params: query parameters that go with every request.
        on_create: members sent with a create that does not give them.
        never_removed: members that stay as they are when the program no longer gives them.
        cleared_to: members that are cleared by this value instead of a removal.
        is_referred: whether objects of other families name its objects' ids.
    """

    kind: str
    path: str
    id_type: str
    record: Record
    wire_names: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    on_create: Mapping[str, Any] = field(default_factory=dict)
    never_removed: frozenset[str] = frozenset()
    cleared_to: Mapping[str, Any] = field(default_factory=dict)
    is_referred: bool = False

    def problems(self, inputs: Object) -> list[Problem]:
        """Everything wrong with what a program gave."""
        members = {name: value for name, value in inputs.items() if name not in (ADOPT_ID, *PLACE)}
        return [*self.record.problems(members, ()), *self._adoption_problems(inputs.get(ADOPT_ID))]

    def canonical(self, value: Object) -> Object:
        """The members we know, spelled one way. Canonical form is wire form."""
        return dict(self.record.canonical(value))

    def comparable(self, value: Object) -> Object:
        """The members for a comparison: empty is absent, sets and keyed lists are keyed."""
        return dict(self.record.comparable(self.record.canonical(value)))

    def managed(self, live: Object, ours: Object) -> Object:
        """The part of a live object that `ours` names, in canonical form; empty where the server has nothing."""
        narrowed = self.record.managed(self.canonical(live), ours)
        return {**{name: value for name, value in ours.items() if is_empty(value)}, **narrowed}

    def is_managed(self, name: str, news: Object) -> bool:
        """Of a member state has: whether the program gives it, or takes it away by giving it no longer."""
        return name in news or name not in self.never_removed

    def body(self, inputs: Object) -> Object:
        """What a create sends: the given members, without empty ones, which mean the same as absent ones."""
        cleared = {name: value for name, value in self.cleared_to.items() if inputs.get(name) is not None}
        return {**self.on_create, **cleared, **self.record.laid_over({}, {}, self.canonical(inputs))}

    def metadata(self, answer: Object) -> Object:
        """Revision, dates and authors from a receipt or from an object; only what the answer has."""
        found: Object = {}
        for name, spellings in _METADATA.items():
            value = next((answer[spelling] for spelling in spellings if answer.get(spelling)), None)
            if value is not None:
                found[name] = _spelled(value) if name.endswith("Date") else str(value)
        etag = answer.get("etag")
        # State keeps numbers as doubles, which tell 15 digits apart.
        if isinstance(etag, (int, str)) and re.fullmatch(r"[0-9]{1,15}", str(etag)):
            found["etag"] = int(etag)
        return found

    def _adoption_problems(self, adopt_id: Any) -> Iterator[Problem]:
        if adopt_id is None:
            return
        yield from Text("an id: text without spaces, /, ? or #", is_id).problems(adopt_id, (ADOPT_ID,))
        recognisable = isinstance(adopt_id, str) and re.fullmatch(r"(?:dps|xcore):([a-z-]+):[^:]+", adopt_id)
        if recognisable and recognisable[1] != self.id_type:
            yield Problem((ADOPT_ID,), shown(adopt_id), f"the id of a {self.kind}")


def is_id(text: str) -> bool:
    """Ids are opaque; refused is only what cannot be part of a path or of a message.

    Real ones have some 40 characters (docs/reference/offer-library-api.md 3.2).
    """
    return bool(re.fullmatch(r"[^\s/?#]{1,255}", text)) and text.isprintable() and text not in (".", "..")


def instant(value: Any) -> datetime | None:
    """The moment a date of the API means; None if it is no date with an offset."""
    try:
        moment = datetime.fromisoformat(re.sub(r"Z$", "+00:00", str(value)))
        return moment.astimezone(timezone.utc) if moment.tzinfo else None
    except (ValueError, OverflowError):  # no date, or one before year 1 in UTC
        return None


def _spelled(value: Any) -> str:
    """One spelling for one instant: `…Z` and `…+00:00` both occur (docs/reference/offer-library-api.md 3.4)."""
    moment = instant(value)
    return str(value) if moment is None else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

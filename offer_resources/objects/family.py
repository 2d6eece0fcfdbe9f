"""Describes a kind of Offer Library object, and answers every question that depends on the kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..masking import SECRET
from .fields import Field, Text
from .records import Record
from .values import Body, Inputs, Live, Members, Path, Problem, Receipt, Unknown, UnknownId, instant, is_empty, shown

# Writes answer with a receipt, reads with the object, and the two name their dates differently
# (docs/reference/offer-library-api.md 3.1). Ours are the receipt's.
_METADATA = {
    "createdDate": ("createdDate", "created"),
    "lastModifiedDate": ("lastModifiedDate", "modified"),
    "createdBy": ("createdBy",),
    "lastModifiedBy": ("lastModifiedBy",),
    "sandboxId": ("sandboxId",),
}

# Inputs that are not members of the object: the id of an object to adopt, and the place it lives in.
ADOPT_ID = "adoptId"
PLACE = ("org", "sandbox")

# The families that exist, by the type segment of their ids.
_by_id_type: dict[str, Family] = {}


@dataclass(frozen=True)
class Family:
    """One kind of object.

    Attributes:
        key: unique among the families. Journals and exported folders use it, so it never changes.
        kind: its name in messages.
        noun: the kind in one word, for identifiers.
        path: its collection's path below the endpoint; families may share one.
        id_type: the type segment of its ids.
        record: its members.
        params: query parameters that go with every request.
        on_create: values of members that a create sends if the program does not give them.
        never_removed: members that stay as they are when the program no longer gives them.
        cleared_to: members that are not removed but set to this value.
        final: values of members that end an object's use, each with the values that may still follow it.
        never_returned: members that the API accepts and never returns; only state knows their values.
        across: rules about an object among all that a program declares (`across.py`). Each is called with one
            `Declared` and the list of all, and yields what does not fit.
        is_seen: whether customers see, in an object of this kind, what refers to it.
    """

    key: str
    kind: str
    noun: str
    path: str
    id_type: str
    record: Record
    params: Mapping[str, str] = field(default_factory=dict)
    on_create: Mapping[str, Any] = field(default_factory=dict)
    never_removed: frozenset[str] = frozenset()
    cleared_to: Mapping[str, Any] = field(default_factory=dict)
    final: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    never_returned: frozenset[str] = frozenset()
    across: tuple[Callable[[Any, Any], Iterator[str]], ...] = ()
    is_seen: bool = False

    def __post_init__(self) -> None:
        # A copy with other members is no family of its own.
        _by_id_type.setdefault(self.id_type, self)

    @property
    def type_name(self) -> str:
        """The name of its class and of its type: `FallbackOffer`."""
        return "".join(word.capitalize() for word in self.kind.split())

    @property
    def refers_to(self) -> frozenset[str]:
        """The keys of the families whose ids its members hold."""
        return frozenset(family.key for reference in _references(self.record) for family in reference.to)

    def referenced_ids(self, members: Mapping[str, Any]) -> frozenset[str]:
        """Return the ids of other objects in an object's members."""
        found: set[str] = set()

        def note(member: Field, value: Any) -> Any:
            if isinstance(member, Reference) and isinstance(value, str):
                found.add(value)
            return value

        self.record.mapped(dict(members), note)
        return frozenset(found)

    def problems(self, inputs: Inputs) -> list[Problem]:
        """Return every problem of a program's inputs."""
        members = {name: value for name, value in inputs.items() if name not in (ADOPT_ID, *PLACE)}
        return [*self.record.problems(members, ()), *self._adoption_problems(inputs.get(ADOPT_ID))]

    def as_written(self, problem: Problem) -> Problem:
        """Return the problem with the names that a program writes in its path."""
        path = ("adopt_id",) if problem.path == (ADOPT_ID,) else tuple(self.record.python_path(problem.path))
        return replace(problem, path=path)

    def masked(self, problem: Problem, secret: Path) -> Problem:
        """Return a problem at or in a secret: without its value, and without names that are part of the secret.

        Args:
            secret: the path of the secret.
        """
        shown = max(len(secret), len(self.record.fixed(problem.path)))
        return replace(problem, path=problem.path[:shown], got=SECRET)

    def known(self, value: Members) -> Members:
        """Return the members that a program can give, in their own spelling."""
        return dict(self.record.known(value))

    def comparable(self, value: Members) -> Members:
        """Return the comparable form: without empty members, in one spelling, with sets and keyed lists as dicts."""
        return dict(self.record.comparable(value))

    def is_same(self, one: Members, other: Members) -> bool:
        """Return whether two objects mean the same in every member, however they are spelled."""
        return one == other or self.comparable(one) == self.comparable(other)

    def located(self, value: Members, path: Path) -> Path:
        """Return a path in the comparable members as one in the members themselves, as far as it leads there."""
        return self.record.located(value, path)

    def managed(self, live: Live, ours: Members) -> Members:
        """Return the members of a live object that `ours` has, spelled as ours where both mean the same.

        Members of `ours` that are empty, or that the API never returns, stay as they are if the live object lacks them.
        """
        return {
            **{name: value for name, value in ours.items() if is_empty(value) or name in self.never_returned},
            **self.record.managed(live, ours),
        }

    def is_managed(self, name: str, news: Members) -> bool:
        """Return whether a member in state is managed: the program gives it, or removes it by no longer giving it."""
        return name in news or name not in self.never_removed

    def is_final(self, name: str, value: Any) -> bool:
        """Return whether the member, with this value, ends the object's use."""
        return isinstance(value, str) and value in self.final.get(name, ())

    def stuck(self, before: Members, after: Members) -> list[str]:
        """Return the members that have a final value and that the program wants to change to one that cannot follow."""
        ended = (name for name in self.final if self.is_final(name, before.get(name)))
        return [
            name
            for name in ended
            if isinstance(after.get(name), str) and after[name] not in (before[name], *self.final[name][before[name]])
        ]

    def body(self, inputs: Inputs) -> Body:
        """Return what a create sends: the given members without the empty ones, which mean the same as missing ones."""
        cleared = {name: value for name, value in self.cleared_to.items() if inputs.get(name) is not None}
        return {**self.on_create, **cleared, **self.record.sent(inputs)}

    def metadata(self, answer: Receipt | Live) -> Members:
        """Return etag, dates and authors from a receipt or an object, as far as the answer has them."""
        found: Members = {}
        for name, spellings in _METADATA.items():
            value = next((answer[spelling] for spelling in spellings if answer.get(spelling)), None)
            if value is not None:
                found[name] = _spelled(value) if name.endswith("Date") else str(value)
        etag = answer.get("etag")
        # State keeps numbers as doubles, which are exact up to 15 digits.
        if isinstance(etag, (int, str)) and re.fullmatch(r"[0-9]{1,15}", str(etag)):
            found["etag"] = int(etag)
        return found

    def _adoption_problems(self, adopt_id: Any) -> Iterator[Problem]:
        if adopt_id is None:
            return
        yield from Text("an id: text without spaces, /, ? or #", is_id).problems(adopt_id, (ADOPT_ID,))
        if _id_type(adopt_id) not in (None, self.id_type):
            yield Problem((ADOPT_ID,), shown(adopt_id), f"the id of a {self.kind}")


@dataclass(frozen=True)
class Reference(Text):
    """The id of another object of the same sandbox.

    Attributes:
        to: the families that the object may belong to.
        may_be_made_up: whether a program may give a text that is not of the form of the service's ids.
    """

    to: tuple[Family, ...] = ()
    may_be_made_up: bool = False

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        family = _by_id_type.get(_id_type(value) or "")
        if not isinstance(value, (str, Unknown)) and hasattr(value, "id"):
            yield Problem(path, shown(value), f"{self.wanted}: give its .id")
        elif family is None or family.key in {one.key for one in self.to}:
            yield from super().problems(value, path)
        else:
            yield Problem(path, shown(value), self.wanted)


def reference_to(*families: Family, may_be_made_up: bool = False) -> Reference:
    """Return the field for an id of an object of one of these families."""
    wanted = f"the id of {' or '.join(f'a {family.kind}' for family in families)}"
    return Reference(wanted, str.strip, families, may_be_made_up)


def references(field: Field, value: Any, path: Path = ()) -> Iterator[tuple[Path, Reference, Any]]:
    """Yield each text or Output that stands for an id in a value of the field, with its path."""
    if isinstance(field, Reference):
        yield path, field, value
    elif isinstance(field, Record) and isinstance(value, dict):
        for name in filter(field.members.__contains__, value):
            yield from references(field.members[name], value[name], (*path, name))
    elif field.inner and isinstance(value, list):
        for index, item in enumerate(value):
            yield from references(field.inner[0], item, (*path, index))


def families_with_references_to(family: Family) -> list[Family]:
    """Return the families whose members may hold an id of this one."""
    return [one for one in _by_id_type.values() if family.key in one.refers_to]


def referred_first(families: Iterable[Family]) -> list[Family]:
    """Return the families in their order, except that each follows those that it refers to."""
    rest, found = list(families), []
    while rest:
        keys = {family.key for family in rest}
        free = next(family for family in rest if not family.refers_to & keys - {family.key})
        rest.remove(free)
        found.append(free)
    return found


def _references(field: Field) -> Iterator[Reference]:
    if isinstance(field, Reference):
        yield field
    for inner in field.inner:
        yield from _references(inner)


def _id_type(id_: Any) -> str | None:
    """Return the type segment of an id in the usual form (docs/reference/offer-library-api.md 3.2); else None."""
    if isinstance(id_, UnknownId):
        return id_.id_type
    found = re.fullmatch(r"(?:dps|xcore):([a-z-]+):[^:]+", id_) if isinstance(id_, str) else None
    return found[1] if found else None


def is_id(text: str) -> bool:
    """Return whether a text can be an id: anything that fits in a path and a message, as ids are opaque.

    Real ids have about 40 characters (docs/reference/offer-library-api.md 3.2).
    """
    return bool(re.fullmatch(r"[^\s/?#]{1,255}", text)) and text.isprintable() and text not in (".", "..")


def _spelled(value: Any) -> str:
    """Return one spelling for an instant: both `…Z` and `…+00:00` occur (docs/reference/offer-library-api.md 3.4)."""
    moment = instant(value)
    return str(value) if moment is None else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

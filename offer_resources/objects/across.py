"""Finds what does not fit between the objects of one program: the API accepts it, but no customer sees the result.

Objects are identified by what declares them, as their ids may not exist yet. A rule reports only what is certain. It is
silent about an id given as text, an unknown value, or a member that the program does not give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .family import Family


@dataclass(frozen=True, eq=False)
class Declared:
    """An object that the program declares.

    Attributes:
        label: its name in messages, such as `Decision "hero"`.
        members: the members that the program gives. A reference to a declared object is that object's `Declared`.
    """

    label: str
    family: Family
    members: Mapping[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> str | None:
        """The status that the program gives; None if it gives none or it is not known."""
        status = self.members.get("status")
        return status if isinstance(status, str) else None


@dataclass(frozen=True)
class Finding:
    """One reason why customers would not see something.

    Attributes:
        about: the object to correct first.
        text: what does not fit, and what to do.
    """

    about: Declared
    text: str


def findings(declared: Sequence[Declared]) -> Iterator[Finding]:
    """Yield everything that does not fit, by the rules of each object's family."""
    for one in declared:
        for rule in (*one.family.across, refers_to_nothing_archived):
            yield from (Finding(one, text) for text in rule(one, declared))


def refers_to_nothing_archived(one: Declared, declared: Sequence[Declared]) -> Iterator[str]:
    """Report references to archived objects.

    That such an object is not shown is inferred from docs/reference/offer-library-api.md 11.3.
    """
    if one.status == "archived":
        return
    for other in dict.fromkeys(references(one.members)):
        if other.status == "archived":
            yield f"refers to {other.label}, which is archived: refer to another one, or give it another status"


def references(value: Any) -> Iterator[Declared]:
    """Yield the declared objects that a value refers to."""
    if isinstance(value, Declared):
        yield value
    for item in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from references(item)


def each(value: Any) -> list[Any]:
    """Return the items of a list; none if the value is not a list, or not known."""
    return value if isinstance(value, list) else []

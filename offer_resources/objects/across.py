"""What can be wrong between the objects of one program: accepted by the API, and still shown to no customer.

Objects are known here by what declares them, not by ids, which may not exist yet. Of what is not known for sure
nothing is said: an id given as text, an unknown value, a member that the program does not give.
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
        label: what the program calls it, such as `Decision "hero"`.
        members: what the program gives, by the API's names; a reference to a declared object is that `Declared`.
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
    """One thing that keeps customers from seeing something.

    Attributes:
        about: the object to look at first.
        text: what does not fit, and what to do.
    """

    about: Declared
    text: str


def findings(declared: Sequence[Declared]) -> Iterator[Finding]:
    """Everything that does not fit, by the rules of each object's family."""
    for one in declared:
        for rule in (*one.family.across, refers_to_nothing_archived):
            yield from (Finding(one, text) for text in rule(one, declared))


def refers_to_nothing_archived(one: Declared, declared: Sequence[Declared]) -> Iterator[str]:
    """What is archived is shown no more (docs/reference/offer-library-api.md 11.3); inferred for references to it."""
    if one.status == "archived":
        return
    for other in dict.fromkeys(references(one.members)):
        if other.status == "archived":
            yield f"refers to {other.label}, which is archived: refer to another one, or give it another status"


def references(value: Any) -> Iterator[Declared]:
    """The declared objects that a value refers to."""
    if isinstance(value, Declared):
        yield value
    for item in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from references(item)


def each(value: Any) -> list[Any]:
    """The items of a list; none where it is no list, or not known."""
    return value if isinstance(value, list) else []

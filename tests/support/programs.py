"""Programs as data: resources of all seven kinds by name, under the API's names, that refer to each other.

The door of the provider gets their values, the real engine their source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from offer_resources.objects import families
from offer_resources.objects.family import Family

Members = dict[str, Any]
# What a program gives, by resource name; a resource comes after those that it refers to.
Program = dict[str, Members]


@dataclass(frozen=True)
class Kind:
    """One of the seven, as the emulator and a program call it.

    Attributes:
        members: what a program of the tests may give, and reads show.
        body: what somebody else's object needs besides a name and a description.
    """

    cls: str
    family: Family
    members: str
    body: Mapping[str, Any] = field(default_factory=dict)


_OFFER = "name description status tags characteristics representations"

# Each after those that it refers to. A resource is called by its kind, as in `tag-3`.
KINDS: dict[str, Kind] = {
    "tag": Kind("Tag", families.TAGS, "name description"),
    "rule": Kind("DecisionRule", families.DECISION_RULES, "name description condition"),
    "placement": Kind("Placement", families.PLACEMENTS, "name description channel componentType"),
    "fallback-offer": Kind("FallbackOffer", families.FALLBACK_OFFERS, _OFFER, {"status": "draft"}),
    "personalized-offer": Kind(
        "PersonalizedOffer",
        families.PERSONALIZED_OFFERS,
        f"{_OFFER} selectionConstraint rank frequencyCappingConstraints",
        {"status": "draft"},
    ),
    "collection": Kind("Collection", families.COLLECTIONS, "name description filterType ids", {"ids": []}),
    "decision": Kind("Decision", families.DECISIONS, "name description status startDate fallback criteria"),
}


class Ref(str):
    """The id of the resource of this name; as source, where `made` has the resources."""

    def __repr__(self) -> str:
        return f"made[{str(self)!r}].id"


def kind_of(name: str) -> str:
    """Return the kind of the resource of that name."""
    return name.rpartition("-")[0]


def resolved(value: Any, ids: Mapping[str, str]) -> Any:
    """Return the value with ids for references; a KeyError where there is no object yet."""
    if isinstance(value, Ref):
        return ids[value]
    if isinstance(value, dict):
        return {name: resolved(item, ids) for name, item in value.items()}
    return [resolved(item, ids) for item in value] if isinstance(value, list) else value


def references(value: Any) -> Iterator[Ref]:
    """Yield the resources that a value refers to."""
    if isinstance(value, Ref):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from references(item)


def source(program: Program, opts: str = "None", prefix: str = "") -> str:
    """Return the statements that declare these resources; `made` has them by name.

    Args:
        opts: the source of their options.
        prefix: what their names in the stack begin with.
    """
    statements = [
        f"made[{name!r}] = offer_resources.{KINDS[kind_of(name)].cls}("
        f"{prefix + name!r}, **{_in_python(members)!r}, opts={opts})"
        for name, members in program.items()
    ]
    return "\n".join(["import offer_resources", "made = {}", *statements])


def _in_python(value: Any) -> Any:
    """Return the value under the names that a program writes."""
    if isinstance(value, dict):
        return {re.sub(r"(?<=[a-z])([A-Z]+)", r"_\1", name).lower(): _in_python(item) for name, item in value.items()}
    return list(map(_in_python, value)) if isinstance(value, list) else value


def meaning(name: str, members: Members, ids: Mapping[str, str] | None = None) -> Any:
    """Return what the members that a program may give mean, however they are spelled; None if an object is missing.

    What means the same stays as the sandbox has it, so the texts themselves may differ.
    """
    kind = KINDS[kind_of(name)]
    given = {member: members[member] for member in kind.members.split() if member in members}
    try:
        return kind.family.comparable(resolved(given, ids or {}))
    except KeyError:
        return None

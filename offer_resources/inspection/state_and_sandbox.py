"""Compares the objects in a stack's state with those in its sandbox. No network, no engine."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..door.tokens import provider_class_name
from ..objects.family import Family, Reference
from ..objects.fields import Field
from ..objects.values import Live, Members
from ..settings import Place
from .state_file import StateResource


@dataclass(frozen=True)
class Overview:
    """The objects of a stack and of its sandbox.

    Attributes:
        held: the resources in state that live in this place, by kind.
        contents: the objects in the sandbox, by kind.
    """

    families: Sequence[Family]
    held: Mapping[str, Sequence[StateResource]]
    contents: Mapping[str, Sequence[Live]]

    def held_ids(self, family: Family) -> set[str]:
        return {resource["id"] for resource in self.held[family.kind]}

    def unmanaged(self, family: Family) -> list[Live]:
        """Return the family's objects that the stack does not have."""
        held = self.held_ids(family)
        return [row for row in self.contents[family.kind] if row["id"] not in held]


@dataclass(frozen=True)
class Duplicates:
    """Objects of one name and content, of which the stack manages only some.

    Attributes:
        managed: ids of those that it manages.
        others: ids of the others.
    """

    name: str
    managed: list[str]
    others: list[str]


def managed(resources: Iterable[StateResource], kind: str, place: Place) -> list[StateResource]:
    """Return the resources with this provider class that manage an object in this place."""
    found = []
    for resource in resources:
        outputs = resource.get("outputs", {})
        lives_in = Place(outputs.get("org", place.org), outputs.get("sandbox", place.sandbox))
        if provider_of(resource) == kind and not resource.get("external") and lives_in == place:
            found.append(resource)
    return found


def provider_of(resource: StateResource) -> str | None:
    """Return the name of a resource's provider class; None for a resource of another package."""
    return provider_class_name(resource["type"], resource.get("outputs", {}))


def dangling(
    family: Family, resources: Iterable[StateResource], known: Mapping[str, Container[str]]
) -> list[tuple[str, str]]:
    """Return resource name and id for each reference to an object that does not exist.

    Args:
        known: the existing ids, by kind; references to other kinds are ignored.
    """
    return [
        (resource["urn"].rpartition("::")[2], id_)
        for resource in resources
        for id_, kinds in sorted(_references(family, resource["inputs"]).items())
        if kinds <= known.keys() and not any(id_ in known[kind] for kind in kinds)
    ]


def duplicates(family: Family, held: Container[str], rows: Iterable[Live]) -> Iterator[Duplicates]:
    """Yield groups of equal live objects of which the stack holds only some."""
    equal: defaultdict[str, list[Live]] = defaultdict(list)
    for row in rows:
        equal[json.dumps(family.comparable(row), sort_keys=True)].append(row)
    for group in equal.values():
        ids = [row["id"] for row in group]
        ours, others = [id_ for id_ in ids if id_ in held], [id_ for id_ in ids if id_ not in held]
        if ours and others:
            yield Duplicates(str(group[0].get("name", "")), ours, others)


def _references(family: Family, members: Members) -> dict[str, frozenset[str]]:
    """Return the ids in an object's members, with the kinds that each may be of."""
    found: dict[str, frozenset[str]] = {}

    def note(field: Field, value: Any) -> Any:
        if isinstance(field, Reference) and isinstance(value, str):
            found[value] = frozenset(family.kind for family in field.to)
        return value

    family.record.mapped(members, note)
    return found

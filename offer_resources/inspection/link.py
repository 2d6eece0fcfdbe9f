"""Pairs a program's resources with the objects of its sandbox, by family and exact name. No network, no engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pulumi.runtime.rpc import UNKNOWN

from ..door.tokens import provider_class_name
from ..masking import SECRET
from ..objects.family import ADOPT_ID, PLACE, Family
from ..objects.values import Inputs, Live, Unknown
from ..settings import Place
from .state_file import StateFile, StateResource


@dataclass(frozen=True)
class Declared:
    """A resource that the program declares and the stack's state lacks.

    Attributes:
        planned: the resource as the preview plans to store it; unknown values are `Unknown`, secret ones are masked.
    """

    family: Family
    planned: StateResource

    @property
    def urn(self) -> str:
        return str(self.planned["urn"])

    @property
    def resource_name(self) -> str:
        return self.urn.split("::", 3)[3]

    @property
    def inputs(self) -> Inputs:
        return {name: value for name, value in self.planned["inputs"].items() if not name.startswith("__")}

    @property
    def name(self) -> str | None:
        """The object's name; None if it is secret or not known yet."""
        name = self.inputs.get("name")
        return name if isinstance(name, str) and name != SECRET else None

    @property
    def secret(self) -> frozenset[str]:
        """The members whose values the preview does not show."""
        return frozenset(name for name, value in self.inputs.items() if _holds_secret(value))


@dataclass(frozen=True)
class Ambiguous:
    """One name of several objects or several resources, which are not paired by a guess."""

    family: Family
    name: str
    resources: list[str]
    ids: list[str]


@dataclass
class Pairing:
    """The result for each resource that state lacks, and for each object that the stack does not have.

    Attributes:
        paired: resources, each with its object.
        new: resources without an object.
        unnamed: resources whose names are secret or not known yet.
        elsewhere: resources of another `Sandbox`, whose objects were not read.
        only_there: objects without a resource.
        ambiguous: names that several resources or objects have.
    """

    paired: list[tuple[Declared, Live]] = field(default_factory=list)
    new: list[Declared] = field(default_factory=list)
    unnamed: list[Declared] = field(default_factory=list)
    elsewhere: list[Declared] = field(default_factory=list)
    only_there: list[tuple[Family, Live]] = field(default_factory=list)
    ambiguous: list[Ambiguous] = field(default_factory=list)


def managed_ids(state: StateFile) -> set[str]:
    """Return the ids that an exported state manages. Looked-up objects are not among them: they may be paired."""
    resources = (state.get("deployment") or {}).get("resources") or ()
    return {one["id"] for one in resources if "id" in one and not one.get("external")}


def declared(steps: Iterable[Mapping[str, Any]], families: Mapping[str, Family]) -> list[Declared]:
    """Return the resources of this package that a preview plans to create.

    Args:
        steps: the steps of `pulumi preview --json`.
        families: the families by the names of their provider classes.
    """
    return [
        Declared(families[provider], _plain(state))
        for state in (step["newState"] for step in steps if step["op"] == "create")
        if (provider := provider_class_name(state["type"], state.get("inputs", {}))) is not None
    ]


def pair(declared: Iterable[Declared], contents: Iterable[tuple[Family, Sequence[Live]]], place: Place) -> Pairing:
    """Pair the resources with the objects of the place.

    A resource gets the object with its `adopt_id` if there is one, otherwise the one object of exactly its name.

    Args:
        contents: each family's objects that the stack does not have.
    """
    found = Pairing()
    ours: list[Declared] = []
    for one in declared:
        lives_here = [one.inputs.get(member) for member in PLACE] == [place.org, place.sandbox]
        (ours if lives_here else found.elsewhere).append(one)
    for family, rows in contents:
        _pair_family(found, family, [one for one in ours if one.family is family], rows)
    return found


def _pair_family(found: Pairing, family: Family, ours: list[Declared], rows: Sequence[Live]) -> None:
    free = {row["id"]: row for row in rows}
    rest = []
    for one in ours:
        row = free.pop(one.inputs.get(ADOPT_ID), None)
        if row is not None:
            found.paired.append((one, row))
        else:
            rest.append(one)
    found.unnamed += [one for one in rest if one.name is None]
    resources = _grouped((one.name, one) for one in rest if one.name is not None)
    objects = _grouped((str(row.get("name", "")), row) for row in free.values())
    for name in sorted({*resources, *objects}):
        _pair_name(found, family, name, resources[name], objects[name])


def _pair_name(found: Pairing, family: Family, name: str, ours: list[Declared], rows: list[Live]) -> None:
    if not rows:
        found.new += ours
    elif not ours:
        found.only_there += [(family, row) for row in rows]
    elif len(ours) == len(rows) == 1:
        found.paired.append((ours[0], rows[0]))
    else:
        names, ids = [one.resource_name for one in ours], [row["id"] for row in rows]
        found.ambiguous.append(Ambiguous(family, name, sorted(names), sorted(ids)))


def _grouped(items: Iterable[tuple[str, Any]]) -> defaultdict[str, list[Any]]:
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for name, item in items:
        groups[name].append(item)
    return groups


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return Unknown() if value == UNKNOWN else value


def _holds_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_secret, value.values()))
    if isinstance(value, list):
        return any(map(_holds_secret, value))
    return bool(value == SECRET)

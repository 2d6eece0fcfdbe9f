"""The objects of a preview: which one an id means, and what customers see because of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...objects.family import Family, Reference
from ...objects.values import Inputs, Unknown
from ...program.resources import RESOURCES
from ..preview import Step

FAMILIES: Mapping[str, Family] = {resource.__name__: resource.provider_class.family for resource in RESOURCES}

NOT_KNOWN = "(not known yet)"

# Of the engine's words, those for an object that gets its id in this run.
_NEW = ("create", "replace", "create-replacement")

# What customers may see; the vendor's words for offers and for decisions.
_ON_AIR = ("approved", "live")


class Objects:
    """The objects that a preview speaks of, those that stay as they are too."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = [step for step in steps if step.kind in FAMILIES]
        self._by_id = {id_: step for step in self._steps for id_ in step.ids}
        self._by_urn = {step.urn: step for step in self._steps if step.after}
        self._users = self._who_uses_what()
        named = {(step.urn, step.kind, name_of(step)) for step in self._steps}
        self._namesakes = Counter((kind, name) for _, kind, name in named)

    def meant(self, id_: Any, reference: Reference, sources: Sequence[str], having: Inputs) -> Sequence[Step]:
        """Return the object with this id, or those that it may be if the id is not known yet; of the preview only.

        Args:
            reference: the member with the id, which says which kinds may be meant.
            sources: the URNs of the resources that an id that is not known yet may come from.
            having: members that the object has too, such as the channel of a placement.
        """
        if isinstance(id_, Unknown):
            return self._candidates(reference, sources, having)
        return [self._by_id[id_]] if isinstance(id_, str) and id_ in self._by_id else []

    def name(self, step: Step) -> str:
        """Return what the object is called; with its id if others of its kind are called so too."""
        name = name_of(step)
        return f"{name} ({step.id_})" if step.id_ and self._namesakes[step.kind, name] > 1 else name

    def on_air_through(self, step: Step) -> list[str]:
        """Return what customers see that has this object in it, also through others; in the order of the names."""
        seen, rest = {step.urn}, [step.urn]
        while rest:
            new = self._users[rest.pop()] - seen
            seen |= new
            rest += new
        users = (user for user in self._steps if user.urn in seen - {step.urn} and is_on_air(user))
        return sorted({f"{FAMILIES[user.kind].kind} {name_of(user)}" for user in users})

    def _candidates(self, reference: Reference, sources: Sequence[str], having: Inputs) -> Sequence[Step]:
        kinds = {family.key for family in reference.to}
        steps = [self._by_urn[urn] for urn in dict.fromkeys(sources) if urn in self._by_urn]
        found = [step for step in steps if FAMILIES[step.kind].key in kinds and step.op in _NEW]
        return [step for step in found if _has(step, having)] or found

    def _who_uses_what(self) -> Mapping[str, set[str]]:
        users: defaultdict[str, set[str]] = defaultdict(set)
        for step in self._steps:
            by_id = {self._by_id[text].urn for text in _texts([step.before, step.after]) if text in self._by_id}
            for urn in by_id.union(*step.refers_to.values()):
                users[urn].add(step.urn)
        return users


def name_of(step: Step) -> str:
    """Return what the object is called."""
    name = step.given.get("name")
    return NOT_KNOWN if isinstance(name, Unknown) else str(name)


def is_on_air(step: Step) -> bool:
    """Return whether customers can see the object, before or after."""
    return any(inputs.get("status") in _ON_AIR for inputs in (step.before, step.after))


def _has(step: Step, having: Inputs) -> bool:
    """Return whether the object has these members, as far as it may have any of that name."""
    members = FAMILIES[step.kind].record.members
    shared = members.keys() & having.keys() & step.after.keys()
    return all(members[name].is_same(having[name], step.after[name]) for name in shared)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(item)

"""The references of one object of a preview: names in place of ids, and where customers see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from ...objects import formats
from ...objects.family import Reference
from ...objects.fields import Field, TextList
from ...objects.records import Record, Records
from ...objects.values import Inputs, Unknown
from ..preview import Step
from .objects import FAMILIES, NOT_KNOWN, Objects

_CHANNEL = formats.Channel()


@dataclass(frozen=True)
class References:
    """What the ids in one object's members mean."""

    objects: Objects
    step: Step

    def names(self, ids: Sequence[Any], reference: Reference, having: Inputs) -> list[str]:
        """Return the names of the objects with these ids; of an id that may be of several objects, all names.

        Args:
            reference: the member that has the ids.
            having: members that the objects have too, such as the channel of a placement.
        """
        return [self._name(*one) for one in zip(ids, self._meant(ids, reference, having), strict=True)]

    def place(self, representation: Inputs) -> tuple[str, str]:
        """Return where a representation is shown: the placement's name, and the channel."""
        record = FAMILIES[self.step.kind].record
        return next(self._places(record, {"representations": [representation]}, {}))

    def shown_in(self, record: Record, inputs: Inputs) -> list[str]:
        """Return the placements that an object refers to, with their channels."""
        found = dict.fromkeys(self._places(record, inputs, {}))
        return [f"{name} ({channel})" if channel else name for name, channel in found]

    @property
    def _sources(self) -> Sequence[str]:
        return [urn for urns in self.step.refers_to.values() for urn in urns]

    def _places(self, field: Field, value: Any, having: Inputs) -> Iterator[tuple[str, str]]:
        if isinstance(field, Record) and isinstance(value, dict):
            for name, member in field.members.items():
                yield from self._places(member, value.get(name), value)
        elif isinstance(field, Records) and isinstance(value, list):
            for item in value:
                yield from self._places(field.item, item, having)
        elif isinstance(field, TextList) and _is_placement(field.item) and isinstance(value, list):
            yield from self._shown(value, field.item, having)
        elif _is_placement(field):
            yield from self._shown([value], field, having)

    def _shown(self, ids: Sequence[Any], reference: Reference, having: Inputs) -> list[tuple[str, str]]:
        """Return placements by their names and channels; a channel is empty if it is not known."""
        meant = self._meant(ids, reference, having)
        return [(self._name(id_, steps), _channel(steps, having)) for id_, steps in zip(ids, meant, strict=True)]

    def _meant(self, ids: Sequence[Any], reference: Reference, having: Inputs) -> list[Sequence[Step]]:
        """Return for each id the objects that it may be of.

        Ids that are not known yet are one each of the objects of this run if there are as many.
        """
        meant = [self.objects.meant(id_, reference, self._sources, having) for id_ in ids]
        unknown = [index for index, id_ in enumerate(ids) if isinstance(id_, Unknown)]
        for place, index in enumerate(unknown):
            if len(meant[index]) == len(unknown):
                meant[index] = [sorted(meant[index], key=self.objects.name)[place]]
        return meant

    def _name(self, id_: Any, meant: Sequence[Step]) -> str:
        nameless = NOT_KNOWN if isinstance(id_, Unknown) else str(id_)
        return " or ".join(sorted({self.objects.name(step) for step in meant})) or nameless


def _channel(placements: Sequence[Step], having: Inputs) -> str:
    channels = [having["channel"]] if having.get("channel") else [step.given.get("channel") for step in placements]
    return " or ".join(
        sorted({_CHANNEL.brief(_CHANNEL.comparable(text)) for text in channels if isinstance(text, str)})
    )


def _is_placement(field: Field) -> TypeGuard[Reference]:
    return isinstance(field, Reference) and any(family.is_seen for family in field.to)

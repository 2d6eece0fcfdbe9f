"""What a preview means for the person who approves it: each object, the riskiest first, with names in place of ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ...objects.family import ADOPT_ID, PLACE, Family
from ...objects.values import Inputs, Unknown
from ...program.resources import RESOURCES
from ..preview import Message, Preview, Step
from .contents import Showing, showings
from .members import ChangedMember, changed_members

Verb = Literal["delete", "replace", "change", "adopt", "create"]

# Of the engine's words, those that change something. The two halves of a replacement are told by the whole.
_VERBS: Mapping[str, Verb] = {"delete": "delete", "replace": "replace", "update": "change", "create": "create"}
VERBS: tuple[Verb, ...] = ("delete", "replace", "change", "adopt", "create")

# What customers may see; the vendor's words for offers and for decisions.
_ON_AIR = ("approved", "live")

_FAMILIES: Mapping[str, Family] = {resource.__name__: resource.provider_class.family for resource in RESOURCES}


@dataclass(frozen=True)
class Item:
    """One object that the next `up` touches.

    Attributes:
        statuses: before and after; empty where an object has none, or the program leaves it alone.
        shown_in: where customers see it: names of placements, with their channels.
        members: what changes of it.
        showings: its content, before beside after.
        warnings: what the run says about this object.
    """

    verb: Verb
    family: Family
    name: str
    resource: str
    id_: str
    sandbox: str
    statuses: tuple[str, str]
    shown_in: list[str]
    members: list[ChangedMember]
    showings: list[Showing]
    warnings: list[str]

    @property
    def is_on_air(self) -> bool:
        """Whether customers can see it, before or after."""
        return any(status in _ON_AIR for status in self.statuses)

    @property
    def anchor(self) -> str:
        """A name for links within a page."""
        return "o-" + re.sub(r"\W+", "-", f"{self.family.kind}-{self.resource}")


@dataclass(frozen=True)
class Story:
    """The whole run.

    Attributes:
        warnings: what the run says about no single object.
        unchanged: the names of objects that stay as they are, by kind.
    """

    items: list[Item]
    warnings: list[str]
    unchanged: dict[str, list[str]]

    @property
    def counts(self) -> dict[Verb, Counter[str]]:
        """How many objects of each kind are created, changed and so on; only what there is."""
        counted = {verb: Counter(item.family.kind for item in self.items if item.verb == verb) for verb in VERBS}
        return {verb: kinds for verb, kinds in counted.items() if kinds}


def tell(preview: Preview) -> Story:
    """The story of a preview."""
    names = _Names(preview.steps)
    live = {step.urn: step for step in preview.steps if step.op == "refresh"}
    said = _by_resource(preview.messages)
    steps = [step for step in preview.steps if step.op in _VERBS and step.kind in _FAMILIES]
    items = [_item(step, live.get(step.urn), names, said.get(step.urn, [])) for step in steps]
    told = {step.urn for step in steps}
    rest = [text for urn, texts in said.items() if urn not in told for text in texts]
    return Story(sorted(items, key=_risk), rest, _unchanged(preview.steps))


def _item(step: Step, live: Step | None, names: _Names, warnings: list[str]) -> Item:
    family = _FAMILIES[step.kind]
    # A refresh of this run moves `before` to what is live; state is what the refresh started from.
    before = (live.before if live else step.before) if step.op != "create" else {}
    now = step.before if live else before
    after = step.after if step.op != "delete" else {}
    is_adopted = step.op == "create" and after.get(ADOPT_ID) is not None
    given = after or before

    def name_of(value: Any, member: str) -> str:
        return names.of(value, step.refers_to.get(member, []))

    return Item(
        verb="adopt" if is_adopted else _VERBS[step.op],
        family=family,
        name=_text(given.get("name")),
        resource=step.name,
        id_=step.id_ or _text(after.get(ADOPT_ID, "")),
        sandbox=_text(given.get("sandbox", "")),
        statuses=(_text(before.get("status", "")), _text(after.get("status", before.get("status", "")))),
        shown_in=_shown_in(family, given, name_of),
        members=changed_members(family, _members(before), _members(now), _members(after), step.changed, name_of),
        showings=showings(_members(before), _members(after), name_of) if _touches_content(step) else [],
        warnings=warnings,
    )


def _touches_content(step: Step) -> bool:
    return step.op != "update" or "representations" in step.changed or not step.changed


def _members(inputs: Inputs) -> Inputs:
    return {name: value for name, value in inputs.items() if name not in (ADOPT_ID, *PLACE)}


def _shown_in(family: Family, inputs: Inputs, name_of: Any) -> list[str]:
    representations = inputs.get("representations")
    if not isinstance(representations, list):
        return []
    return [
        f"{name_of(one.get('placement'), 'representations')} ({_text(one.get('channel')).rsplit('/', 1)[-1]})"
        for one in representations
        if isinstance(one, dict)
    ]


def _text(value: Any) -> str:
    return "(not known yet)" if isinstance(value, Unknown) else str(value)


def _risk(item: Item) -> tuple[int, bool, str, str]:
    """Deletes and replacements of what customers see, changes of it, the rest."""
    is_taken_away = item.verb in ("delete", "replace")
    urgency = 0 if is_taken_away and item.is_on_air else 1 if item.is_on_air else 2
    return urgency, not is_taken_away, item.family.kind, item.name


def _by_resource(messages: Sequence[Message]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for message in messages:
        texts = said.setdefault(message.urn, [])
        text = re.sub(r"^warning: ", "", message.text)
        if text and text not in texts:
            texts.append(text)
    return said


def _unchanged(steps: Sequence[Step]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for step in steps:
        if step.op == "same" and step.kind in _FAMILIES:
            found.setdefault(_FAMILIES[step.kind].kind, []).append(_text(step.after.get("name")))
    return {kind: sorted(names) for kind, names in found.items()}


class _Names:
    """The names of objects by their ids; of objects that this run makes, by the resources they come from."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._by_id = {step.id_: _text((step.after or step.before).get("name")) for step in steps if step.id_}
        self._new = {step.urn: _text(step.after.get("name")) for step in steps if step.after and step.op != "same"}

    def of(self, id_: Any, sources: Sequence[str]) -> str:
        """The name of the object with this id.

        Args:
            sources: the URNs of the resources that the member with the id refers to.
        """
        if not isinstance(id_, Unknown):
            return self._by_id.get(id_, str(id_))
        candidates = sorted({self._new[urn] for urn in sources if urn in self._new})
        return " or ".join(candidates) or "(not known yet)"

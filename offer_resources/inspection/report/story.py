"""What a preview means for the person who approves it: each object, the riskiest first, with names in place of ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ...objects.family import ADOPT_ID, PLACE, Family
from ...objects.values import Inputs, Unknown
from ..preview import Message, Preview, Step
from .contents import Showing, showings
from .members import ChangedMember, changed_members
from .objects import FAMILIES, NOT_KNOWN, Objects, is_on_air, name_of
from .references import References

Verb = Literal["delete", "replace", "change", "adopt", "create"]

# Of the engine's words, those that change something. The two halves of a replacement are told by the whole.
_VERBS: Mapping[str, Verb] = {"delete": "delete", "replace": "replace", "update": "change", "create": "create"}
VERBS: tuple[Verb, ...] = ("delete", "replace", "change", "adopt", "create")


# So many objects are named in one text.
_MOST_NAMED = 10


@dataclass(frozen=True)
class Item:
    """One object that the next `up` touches.

    Attributes:
        places: the sandbox, before and after; empty before it is made.
        statuses: before and after; empty where an object has none, or the program leaves it alone.
        is_on_air: whether customers can see it, before or after.
        on_air_through: what customers see and refers to it, itself or through others, such as `decision Home page`.
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
    places: tuple[str, str]
    statuses: tuple[str, str]
    is_on_air: bool
    on_air_through: list[str]
    shown_in: list[str]
    members: list[ChangedMember]
    showings: list[Showing]
    warnings: list[str]

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
    """Return the story of a preview."""
    objects = Objects(preview.steps)
    live = {step.urn: step for step in preview.steps if step.op == "refresh"}
    said = _by_resource(_warnings(preview))
    steps = [step for step in preview.steps if step.op in _VERBS and step.kind in FAMILIES]
    items = [_item(step, live.get(step.urn), objects, said.get(step.urn, [])) for step in steps]
    told = {step.urn for step in steps}
    rest = [text for urn, texts in said.items() if urn not in told for text in texts]
    return Story(sorted(items, key=_risk), rest, _unchanged(preview.steps))


def some(names: Sequence[str]) -> str:
    """Return the names in one text; of many the first ones."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _item(step: Step, live: Step | None, objects: Objects, warnings: list[str]) -> Item:
    family, references = FAMILIES[step.kind], References(objects, step)
    # A refresh of this run moves `before` to what is live; state is what the refresh started from.
    before = (live.before if live else step.before) if step.op != "create" else {}
    now = step.before if live else before
    after = step.after if step.op != "delete" else {}
    given = after or before
    is_adopted = step.op == "create" and after.get(ADOPT_ID) is not None
    status = before.get("status", "" if before or is_adopted else family.on_create.get("status", ""))

    return Item(
        verb="adopt" if is_adopted else _VERBS[step.op],
        family=family,
        name=name_of(step),
        resource=step.name,
        id_=step.id_ or _text(after.get(ADOPT_ID, "")),
        places=(_text(before.get("sandbox", "")), _text(given.get("sandbox", ""))),
        statuses=(_text(before.get("status", "")), _text(after.get("status", status))),
        is_on_air=is_on_air(step),
        on_air_through=objects.on_air_through(step),
        shown_in=references.shown_in(family.record, given),
        members=changed_members(
            family,
            _members(before),
            _members(now),
            _members(after),
            step.changed,
            references.names,
        ),
        showings=showings(_members(before), _members(after), references.place) if _touches_content(step) else [],
        warnings=warnings,
    )


def _touches_content(step: Step) -> bool:
    return step.op != "update" or "representations" in step.changed or not step.changed


def _members(inputs: Inputs) -> Inputs:
    return {name: value for name, value in inputs.items() if name not in (ADOPT_ID, *PLACE)}


def _text(value: Any) -> str:
    return NOT_KNOWN if isinstance(value, Unknown) else str(value)


def _risk(item: Item) -> tuple[int, int, str, str]:
    """Deletes and replacements of what customers see, changes of it, what it is made of, the rest."""
    is_taken_away = item.verb in ("delete", "replace")
    urgency = 0 if is_taken_away and item.is_on_air else 1 if item.is_on_air else 2 if item.on_air_through else 3
    return urgency, VERBS.index(item.verb), item.family.kind, item.name


def _warnings(preview: Preview) -> Iterator[Message]:
    """Yield the warnings of the run and the lines of our provider, each at the object whose id it names.

    What the program prints is left out: nothing but the sandbox that they name tells the provider's lines from it.
    """
    urns = {id_: step.urn for step in preview.steps for id_ in (step.id_, step.after.get(ADOPT_ID)) if id_}
    sandboxes = {inputs.get("sandbox") for step in preview.steps for inputs in (step.before, step.after)}
    for message in preview.messages:
        names_a_sandbox = any(f" sandbox {sandbox}" in message.text for sandbox in sandboxes)
        if message.severity == "warning" or (message.severity == "info#err" and names_a_sandbox):
            about = next((urn for id_, urn in urns.items() if f"({id_})" in message.text), "")
            yield replace(message, urn=message.urn or about)


def _by_resource(messages: Iterable[Message]) -> dict[str, list[str]]:
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
        if step.op == "same" and step.kind in FAMILIES:
            found.setdefault(FAMILIES[step.kind].kind, []).append(name_of(step))
    return {kind: sorted(names) for kind, names in found.items()}

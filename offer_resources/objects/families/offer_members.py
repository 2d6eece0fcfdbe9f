"""The members that all kinds of offers have: content by placement, status, tags, labels, attributes.

Source: docs/reference/offer-library-api.md 4.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .. import formats
from ..across import Declared, each
from ..family import reference_to
from ..fields import Field, Text, TextList, TextMap, TextSet
from ..records import KeyedRecords, Record, Records
from ..values import Members, Path, Problem, Unknown, is_empty, shown
from .placements import PLACEMENTS
from .tags import TAGS

# The vendor's guardrails: 20 tags and 30 attributes for each offer (docs/reference/offer-library-api.md 12).
MOST_TAGS = 20
MOST_CHARACTERISTICS = 30


def _content_fits_type(component: Members, path: Path) -> Iterator[Problem]:
    """Check that an image link has an address, and any other component content or the address of it.

    HTML and JSON may be files in the asset library or elsewhere (docs/reference/offer-library-api.md 4.4.2).
    """
    kind = formats.component_type().comparable(component.get("type"))
    if isinstance(kind, Unknown) or kind not in formats.COMPONENT_TYPES:
        return
    as_type = f"as the component's type is {kind}"
    has_content, has_address = (not is_empty(component.get(name)) for name in ("content", "deliveryURL"))
    if kind == "imagelink":
        if not has_address:
            yield Problem((*path, "deliveryURL"), "nothing", f"a value, {as_type}")
        if has_content:
            yield Problem((*path, "content"), shown(component["content"]), f"nothing, {as_type}; use delivery_url")
    elif kind == "json" and has_content and (trouble := _trouble_with_json(component["content"])):
        yield Problem((*path, "content"), f"text that is no JSON ({trouble})", f"JSON, {as_type}")
    elif not has_content and not has_address:
        yield Problem((*path, "content"), "nothing", f"a value, {as_type}")
    elif has_content and has_address:
        yield Problem((*path, "deliveryURL"), shown(component["deliveryURL"]), "nothing beside content")


def _trouble_with_json(content: Any) -> str | None:
    """Return why the text is not JSON; None if it is, or if a part of it is a personalization template."""
    if not isinstance(content, str) or formats.has_template(content):
        return None
    try:
        json.loads(content, parse_constant=_refuse)
    except RecursionError:
        return "it is too deep"
    except ValueError as trouble:
        return str(trouble)
    return None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON value")


_component = Record(
    members={
        "type": formats.component_type(),
        "format": formats.mime_type(),
        "content": Text(),
        "deliveryURL": formats.web_url(),
        "linkURL": formats.link_url(),
        "language": TextList(formats.language_tag()),
    },
    required=("type", "format"),
    rules=_content_fits_type,
    value_class="Component",
)

_representation = Record(
    members={
        "placement": reference_to(PLACEMENTS),
        "channel": formats.Channel(),
        "components": Records(_component, same="type"),
    },
    required=("placement", "channel", "components"),
    value_class="Representation",
)

_STATUSES = ("draft", "approved", "archived")

# docs/reference/offer-library-api.md 11.3
FINAL_STATUS = {"status": {"archived": ()}}


@dataclass(frozen=True)
class _Status(Text):
    """The status of an offer. The user interface shows an approved fallback offer as live; a program cannot give that.

    Source: docs/reference/offer-library-api.md 4.3.
    """

    def comparable(self, value: Any) -> Any:
        return "approved" if value == "live" else value

    def managed(self, live: Any, ours: Any) -> Any:
        return self.comparable(live)

    def sent(self, value: Any) -> Any:
        return self.comparable(value)


OFFER_MEMBERS: dict[str, Field] = {
    "name": formats.name_text(),
    "description": Text(),
    "status": _Status(f"one of {', '.join(_STATUSES)}", _STATUSES.__contains__, names=_STATUSES),
    "representations": KeyedRecords(_representation, key="placement"),
    # Short texts in place of tags are common in tests of programs, and take nothing from what an offer shows.
    "tags": TextSet(reference_to(TAGS, may_be_made_up=True), most=MOST_TAGS),
    "labels": TextSet(),
    "characteristics": TextMap(most=MOST_CHARACTERISTICS),
}


def content_fits_placement(offer: Declared, declared: Sequence[Declared]) -> Iterator[str]:
    """Report representations of another channel, and components of another type, than their placement's.

    Source: docs/reference/offer-library-api.md 4.4, 6. It is inferred that such content is not shown.
    """
    channel, kind = formats.Channel(), formats.component_type()
    for index, one in enumerate(each(offer.members.get("representations"))):
        placement = one.get("placement") if isinstance(one, dict) else None
        where = f"representations[{index}]"
        doubt = channel.doubt(one.get("channel")) if isinstance(one, dict) else None
        if doubt:
            yield f"the channel of {where} {doubt}"
        if not isinstance(placement, Declared):
            continue
        ours, theirs = one.get("channel"), placement.members.get("channel")
        if _differ(channel, ours, theirs):
            yield (
                f"{where} is for channel {channel.brief(channel.comparable(ours))}, but {placement.label} is on"
                f" {channel.brief(channel.comparable(theirs))}: give it the placement's channel, or another placement"
            )
        type_ = placement.members.get("componentType")
        for position, component in enumerate(each(one.get("components"))):
            given = component.get("type") if isinstance(component, dict) else None
            if _differ(kind, given, type_):
                yield (
                    f"{where}.components[{position}] is {kind.comparable(given)}, but {placement.label} takes"
                    f" {kind.comparable(type_)}: give it content of that type, or another placement"
                )


def _differ(field: Field, one: Any, other: Any) -> bool:
    return isinstance(one, str) and isinstance(other, str) and not field.is_same(one, other)

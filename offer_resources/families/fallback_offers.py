"""Fallback offers: what a customer gets who qualifies for no other offer (offer-library-api.md section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import fields
from .family import Family
from .fields import Field, KeyedRecords, Object, Record, Records, Reference, Text, TextList, TextMap, TextSet
from .values import Path, Problem, Unknown, is_empty, shown

# Guardrails of the vendor: 20 tags and 30 attributes an offer (section 12).
MOST_TAGS = 20
MOST_CHARACTERISTICS = 30


def _content_fits_type(component: Object, path: Path) -> Iterator[Problem]:
    """An image link has its address, every other component its content (section 4.4.2)."""
    kind = fields.component_type().canonical(component.get("type"))
    if isinstance(kind, Unknown) or kind not in ("html", "text", "json", "imagelink"):
        return
    wanted, unwanted = ("deliveryURL", "content") if kind == "imagelink" else ("content", "deliveryURL")
    if is_empty(component.get(wanted)):
        yield Problem((*path, wanted), "nothing", f"a value, as the component's type is {kind}")
    if not is_empty(component.get(unwanted)):
        got = shown(component[unwanted])
        yield Problem((*path, unwanted), got, f"nothing, as the component's type is {kind}; use {wanted}")


_component = Record(
    members={
        "type": fields.component_type(),
        "format": fields.mime_type(),
        "content": Text(),
        "deliveryURL": fields.web_url(),
        "linkURL": fields.link_url(),
        "language": TextList(fields.language_tag()),
    },
    required=("type", "format"),
    rules=_content_fits_type,
)

_representation = Record(
    members={
        "placement": Reference("the id of a placement", str.strip),
        "channel": fields.channel(),
        "components": Records(_component, same="type"),
    },
    required=("placement", "channel", "components"),
)

_STATUSES = ("draft", "approved", "archived")


@dataclass(frozen=True)
class _Status(Text):
    """The library's own pages call an approved fallback offer live; nobody may send that (section 4.3)."""

    def canonical(self, value: Any) -> Any:
        return "approved" if value == "live" else value


_members: dict[str, Field] = {
    "name": fields.name_text(),
    "description": Text(),
    "status": _Status(f"one of {', '.join(_STATUSES)}", _STATUSES.__contains__),
    "representations": KeyedRecords(_representation, same="placement"),
    "tags": TextSet(most=MOST_TAGS),
    "labels": TextSet(),
    "characteristics": TextMap(most=MOST_CHARACTERISTICS),
}

FALLBACK_OFFERS = Family(
    kind="fallback offer",
    path="offers",
    params={"offer-type": "fallback"},
    id_type="fallback-offer",
    record=Record(_members, required=("name",)),
    wire_names={"delivery_url": "deliveryURL", "link_url": "linkURL"},
    on_create={"status": "draft"},
    never_removed=frozenset({"status"}),
    cleared_to={"representations": []},
)

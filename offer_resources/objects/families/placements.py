"""Placements: where on a channel an offer appears, and what kind of content fits.

Source: docs/reference/offer-library-api.md 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import formats
from ..across import Declared
from ..family import Family
from ..fields import Count, Field, Flag, Text
from ..records import Record

_return_metadata = Record(
    {
        name: Flag()
        for name in (
            "decisionName",
            "offerName",
            "offerAttributes",
            "offerPriority",
            "placementName",
            "channelType",
            "contentType",
        )
    },
    value_class="ReturnMetadata",
)

_members: dict[str, Field] = {
    "name": formats.name_text(),
    "description": Text(),
    "channel": formats.Channel(),
    "componentType": formats.component_type(),
    "itemCount": Count(1, 30),  # at most 30 offers a decision scope (docs/reference/offer-library-api.md 12)
    "allowDuplicatePlacements": Flag(),
    "returnContent": Flag(),
    "returnMetaData": _return_metadata,
}


def _channel_is_public(placement: Declared, declared: Sequence[Declared]) -> Iterator[str]:
    """Report a channel outside the public list; it may be accepted (docs/reference/offer-library-api.md 4.4.1)."""
    doubt = formats.Channel().doubt(placement.members.get("channel"))
    if doubt:
        yield f"its channel {doubt}"


PLACEMENTS = Family(
    key="placements",
    kind="placement",
    noun="placement",
    path="placements",
    id_type="offer-placement",
    is_seen=True,
    record=Record(
        _members,
        required=("name", "channel", "componentType"),
        python_names={"returnMetaData": "return_metadata"},
    ),
    across=(_channel_is_public,),
)

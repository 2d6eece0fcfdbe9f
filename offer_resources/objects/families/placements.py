"""Placements: where on a channel an offer appears, and what kind of content fits.

Source: docs/reference/offer-library-api.md 6.
"""

from __future__ import annotations

from .. import formats
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
    "channel": formats.channel(),
    "componentType": formats.component_type(),
    "itemCount": Count(1, 30),  # at most 30 offers a decision scope (docs/reference/offer-library-api.md 12)
    "allowDuplicatePlacements": Flag(),
    "returnContent": Flag(),
    "returnMetaData": _return_metadata,
}

PLACEMENTS = Family(
    key="placements",
    kind="placement",
    noun="placement",
    path="placements",
    id_type="offer-placement",
    record=Record(
        _members,
        required=("name", "channel", "componentType"),
        python_names={"returnMetaData": "return_metadata"},
    ),
)

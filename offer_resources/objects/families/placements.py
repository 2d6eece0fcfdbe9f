"""Placements: where on a channel an offer appears, and what kind of content fits.

Source: docs/reference/offer-library-api.md 6.
"""

from __future__ import annotations

from .. import fields
from ..family import Family
from ..fields import Count, Field, Flag, Record, Text

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
    }
)

_members: dict[str, Field] = {
    "name": fields.name_text(),
    "description": Text(),
    "channel": fields.channel(),
    "componentType": fields.component_type(),
    "itemCount": Count(1, 30),  # at most 30 offers a decision scope (docs/reference/offer-library-api.md 12)
    "allowDuplicatePlacements": Flag(),
    "returnContent": Flag(),
    "returnMetaData": _return_metadata,
}

PLACEMENTS = Family(
    kind="placement",
    path="placements",
    id_type="offer-placement",
    record=Record(_members, required=("name", "channel", "componentType")),
    is_referred=True,
    wire_names={
        "component_type": "componentType",
        "item_count": "itemCount",
        "allow_duplicate_placements": "allowDuplicatePlacements",
        "return_content": "returnContent",
        "return_metadata": "returnMetaData",
        "decision_name": "decisionName",
        "offer_name": "offerName",
        "offer_attributes": "offerAttributes",
        "offer_priority": "offerPriority",
        "placement_name": "placementName",
        "channel_type": "channelType",
        "content_type": "contentType",
    },
)

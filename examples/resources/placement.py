"""A placement for two HTML banners on a web page."""

import pulumi

from offer_resources import Placement, ReturnMetadata

banners = Placement(
    "home-page-banners",
    name="Home page banners",
    description="Two banners at the top of the home page",
    channel="web",
    component_type="html",
    item_count=2,
    allow_duplicate_placements=True,
    return_content=True,
    return_metadata=ReturnMetadata(
        decision_name=True,
        offer_name=True,
        offer_attributes=True,
        offer_priority=False,
        placement_name=True,
        channel_type=False,
        content_type=False,
    ),
)

pulumi.export("banners", banners.id)

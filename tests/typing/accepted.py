"""What type-checks: mypy reads this file with the rest of the tests, and nothing runs it."""

import pulumi

from offer_resources import Component, FallbackOffer, OfferStatus, Placement, Representation, ReturnMetadata, Sandbox

status: OfferStatus = "approved"
placement = Placement(
    "p", name="P", channel="web", component_type="html", item_count=None, return_metadata={"offer_name": False}
)
classes = FallbackOffer(
    "classes",
    name=pulumi.Output.from_input("Classes"),
    status=status,
    representations=[
        Representation(
            placement=placement.id,
            channel="web",
            components=[Component(type="html", format="text/html", content=pulumi.Output.secret("x"))],
        )
    ],
    characteristics={"theme": placement.name},
)
dicts = FallbackOffer(
    "dicts",
    name="Dicts",
    representations=[
        {
            "placement": "dps:offer-placement:1",
            "channel": "web",
            "components": [{"type": "text", "format": "text/plain", "content": "x", "language": ["en-us"]}],
        }
    ],
    opts=pulumi.ResourceOptions(provider=Sandbox("stage", sandbox="stage", on_conflict="overwrite")),
)
metadata = ReturnMetadata(offer_name=None)
found: Placement = Placement.find("found", placement_name="P")
etag: pulumi.Output[int] = classes.etag
read: FallbackOffer = FallbackOffer.get("read", classes.id)

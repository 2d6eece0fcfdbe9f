"""What the stack of this recorded state declares: every type of resource in every way of coming by one."""

import pulumi

from offer_resources import Component, FallbackOffer, Placement, Representation, ReturnMetadata, Sandbox

web = Placement("web", name="Web", channel="web", component_type="html")
mail = Placement(
    "mail",
    name="Mail",
    description="On top of every newsletter",
    channel="email",
    component_type="imagelink",
    item_count=2,
    allow_duplicate_placements=True,
    return_content=False,
    return_metadata=ReturnMetadata(offer_priority=False),
)
Placement(
    "adopted-placement",
    name="Made by hand, then adopted",
    channel="web",
    component_type="text",
    item_count=None,
    return_metadata=ReturnMetadata(offer_name=None),
    adopt_id="dps:offer-placement:1000000000000001",
)
app = Placement.get("looked-up-placement", "dps:offer-placement:1000000000000002")

full = FallbackOffer(
    "full",
    name="With all members",
    description="as recorded",
    status="approved",
    representations=[
        Representation(
            placement=mail.id,
            channel="email",
            components=[
                Component(
                    type="imagelink",
                    format="image/png",
                    delivery_url="https://cdn.example.com/a.png",
                    link_url="https://www.example.com/",
                )
            ],
        ),
        Representation(
            placement=web.id,
            channel="web",
            components=[
                Component(type="html", format="text/html", content="<h1>Grüße ☀</h1>", language=["en-us", "de-de"]),
                Component(type="text", format="text/plain", content="Hello"),
            ],
        ),
        Representation(
            placement=app.id,
            channel="mobile",
            components=[Component(type="json", format="application/json", content='{"title": "Hello"}')],
        ),
    ],
    tags=["dps:tag:1000000000000002", "dps:tag:1000000000000001"],
    labels=["core/C1"],
    characteristics={"theme": "summer"},
)
FallbackOffer("minimal", name="With a name")
FallbackOffer("emptied", name="Kept empty", description="", representations=[], tags=[], labels=[], characteristics={})
FallbackOffer("secret", name="With a secret", description=pulumi.Output.secret("under wraps"))
FallbackOffer("placeless", name="Without org and sandbox", status="draft")
FallbackOffer(
    "adopted",
    name="Made by hand, then adopted",
    status="approved",
    adopt_id="dps:fallback-offer:1000000000000001",
)
FallbackOffer.get("looked-up", "dps:fallback-offer:1000000000000002")
found = FallbackOffer.find("found", offer_name="Somebody else's")

shop = pulumi.ComponentResource("retailer:index:Shop", "shop")
FallbackOffer("in-a-component", name="In a component", opts=pulumi.ResourceOptions(parent=shop))

stage = Sandbox("stage", sandbox="stage", client_secret=pulumi.Output.secret("emulator-secret"), timeout_seconds=20)
FallbackOffer("on-stage", name="On stage", opts=pulumi.ResourceOptions(provider=stage))

pulumi.export("full", full.id)
pulumi.export("found", found.id)

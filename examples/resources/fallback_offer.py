"""A fallback offer for a web page in two languages, and for a newsletter."""

import pulumi

from offer_resources import Component, FallbackOffer, Placement, Representation

page = Placement("fallback-page", name="Fallback page", channel="web", component_type="html")
newsletter = Placement("fallback-newsletter", name="Fallback newsletter", channel="email", component_type="imagelink")

fallback = FallbackOffer(
    "everyday",
    name="Everyday",
    description="Shown to customers who qualify for no other offer",
    status="approved",
    representations=[
        Representation(
            placement=page.id,
            channel="web",
            components=[
                Component(type="html", format="text/html", content="<h1>Every day</h1>", language=["en-us"]),
                Component(type="html", format="text/html", content="<h1>Jeden Tag</h1>", language=["de-de"]),
            ],
        ),
        Representation(
            placement=newsletter.id,
            channel="email",
            components=[
                Component(
                    type="imagelink",
                    format="image/png",
                    delivery_url="https://example.com/everyday.png",
                    link_url="https://example.com/offers",
                ),
            ],
        ),
    ],
    labels=["core/C1"],
    characteristics={"theme": "everyday"},
)

pulumi.export("fallback", fallback.id)

"""A retailer's fallback offers: what customers see who qualify for nothing else. Change a line and `make preview`."""

import json

import pulumi

from offer_resources import Component, FallbackOffer, Placement, Representation

# Where offers appear. Their ids differ in every sandbox, so offers refer to them, not to ids.
web_hero = Placement("web-hero", name="Web hero", channel="web", component_type="html")
email_header = Placement("email-header", name="Email header", channel="email", component_type="imagelink")
app_card = Placement("app-card", name="App card", channel="mobile", component_type="json")

hero = FallbackOffer(
    "hero",
    name="Everyday hero",
    description="Shown on the home page when nothing else qualifies",
    status="approved",
    representations=[
        Representation(
            placement=web_hero.id,
            channel="web",
            components=[
                Component(
                    type="html",
                    format="text/html",
                    content="<h1>Good things, every day</h1><p>Free delivery from 30 euros.</p>",
                    language=["en-us"],
                )
            ],
        )
    ],
    characteristics={"theme": "everyday"},
)

newsletter = FallbackOffer(
    "newsletter",
    name="Newsletter banner",
    description="The picture on top of every newsletter without a campaign",
    status="approved",
    representations=[
        Representation(
            placement=email_header.id,
            channel="email",
            components=[
                Component(
                    type="imagelink",
                    format="image/png",
                    delivery_url="https://cdn.example.com/newsletter/everyday.png",
                    link_url="https://www.example.com/?from=newsletter",
                )
            ],
        )
    ],
)

app = FallbackOffer(
    "app",
    name="App card",
    description="The card in the app between two campaigns",
    status="draft",
    representations=[
        Representation(
            placement=app_card.id,
            channel="mobile",
            components=[
                Component(
                    type="json",
                    format="application/json",
                    content=json.dumps({"title": "Good things, every day", "button": "Look around"}),
                )
            ],
        )
    ],
)

pulumi.export("hero", hero.id)
pulumi.export("newsletter", newsletter.id)
pulumi.export("app", app.id)

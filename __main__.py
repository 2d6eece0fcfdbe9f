"""A retailer's offers: boots for the season, and what everybody else sees. Change a line and `make preview`."""

import pulumi

from offer_resources import (
    Collection,
    Component,
    Condition,
    Criterion,
    Decision,
    DecisionRule,
    FallbackOffer,
    FrequencyCapping,
    OptionSelection,
    PersonalizedOffer,
    Placement,
    Rank,
    Repeat,
    Representation,
    SelectionConstraint,
    Tag,
)

# Where offers appear. Ids differ in every sandbox, so everything refers to objects like these, not to ids.
web_hero = Placement("web-hero", name="Web hero", channel="web", component_type="html")
email_header = Placement("email-header", name="Email header", channel="email", component_type="imagelink")

# What customers see who qualify for nothing else.
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

# What the season is about: for members only, and three times a week at most.
season = Tag("season", name="Season")
members = DecisionRule("members", name="Members", condition=Condition(value="loyalty.tier != null"))
boots = PersonalizedOffer(
    "boots",
    name="Winter boots",
    status="approved",
    representations=[
        Representation(
            placement=web_hero.id,
            channel="web",
            components=[
                Component(
                    type="html",
                    format="text/html",
                    content="<h1>Warm feet</h1><p>Winter boots, 20% off for members.</p>",
                    language=["en-us"],
                )
            ],
        )
    ],
    selection_constraint=SelectionConstraint(
        start_date="2026-12-01T00:00:00Z",
        end_date="2099-03-01T00:00:00Z",  # far off, so that this example does not end
        profile_constraint_type="eligibilityRule",
        eligibility_rule=members.id,
    ),
    rank=Rank(priority=10),
    frequency_capping_constraints=[
        FrequencyCapping(
            limit=3, scope="profile", entity="offer", repeat=Repeat(enabled=True, unit="week", unit_count=1)
        )
    ],
    tags=[season.id],
)

# The home page shows what carries the tag, and else the everyday hero.
seasonal = Collection("seasonal", name="Seasonal offers", filter_type="any-tags", ids=[season.id])
home_page = Decision(
    "home-page",
    name="Home page",
    status="live",
    fallback=hero.id,
    criteria=[Criterion(placements=[web_hero.id], option_selection=OptionSelection(filter=seasonal.id))],
)

pulumi.export("hero", hero.id)
pulumi.export("boots", boots.id)
pulumi.export("homePage", home_page.id)

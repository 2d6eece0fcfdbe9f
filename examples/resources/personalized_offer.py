"""A winter offer for grown-ups, shown three times a week at most."""

import pulumi

from offer_resources import (
    Component,
    Condition,
    DecisionRule,
    FrequencyCapping,
    PersonalizedOffer,
    Placement,
    Rank,
    Repeat,
    Representation,
    SelectionConstraint,
    Tag,
)

winter = Tag("winter-tag", name="Winter tag")
adults = DecisionRule(
    "winter-adults", name="Winter adults", condition=Condition(value="profile.person.birthYear < 2008")
)
page = Placement("winter-page", name="Winter page", channel="web", component_type="html")

boots = PersonalizedOffer(
    "winter-boots",
    name="Winter boots",
    description="Boots for the cold months",
    status="approved",
    representations=[
        Representation(
            placement=page.id,
            channel="web",
            components=[Component(type="html", format="text/html", content="<h1>Warm feet</h1>")],
        ),
    ],
    selection_constraint=SelectionConstraint(
        start_date="2026-12-01T00:00:00Z",
        end_date="2099-03-01T00:00:00Z",
        profile_constraint_type="eligibilityRule",
        eligibility_rule=adults.id,
    ),
    rank=Rank(priority=10),
    frequency_capping_constraints=[
        FrequencyCapping(
            limit=3,
            scope="profile",
            entity="offer",
            enabled=True,
            repeat=Repeat(enabled=True, unit="week", unit_count=1),
        ),
    ],
    tags=[winter.id],
    characteristics={"theme": "winter"},
)

pulumi.export("boots", boots.id)

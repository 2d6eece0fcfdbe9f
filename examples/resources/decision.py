"""A decision that shows what carries a tag to grown-ups, and the everyday banner to everybody else."""

import pulumi

from offer_resources import (
    Collection,
    Component,
    Condition,
    Criterion,
    Decision,
    DecisionRule,
    FallbackOffer,
    OptionSelection,
    Placement,
    ProfileConstraint,
    Rank,
    Representation,
    Tag,
)

news = Tag("news-tag", name="News tag")
newest = Collection("newest", name="Newest", filter_type="any-tags", ids=[news.id])
adults = DecisionRule("news-adults", name="News adults", condition=Condition(value="profile.person.birthYear < 2008"))
banner = Placement("news-banner", name="News banner", channel="web", component_type="html")
everyday = FallbackOffer(
    "news-fallback",
    name="News fallback",
    status="approved",
    representations=[
        Representation(
            placement=banner.id,
            channel="web",
            components=[Component(type="html", format="text/html", content="<h1>Good things</h1>")],
        ),
    ],
)

hero = Decision(
    "news-hero",
    name="News hero",
    description="The banner of the news page",
    status="draft",
    start_date="2026-12-01T00:00:00Z",
    end_date="2099-03-01T00:00:00Z",
    fallback=everyday.id,
    criteria=[
        Criterion(
            placements=[banner.id],
            option_selection=OptionSelection(filter=newest.id),
            rank=Rank(priority=0),
            profile_constraint=ProfileConstraint(
                profile_constraint_type="eligibilityRule",
                eligibility_rule=adults.id,
            ),
        ),
    ],
)

pulumi.export("hero", hero.id)

"""What type-checks: mypy and pyright read this file, and nothing runs it."""

from datetime import datetime, timezone

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
    OfferStatus,
    OptionSelection,
    PersonalizedOffer,
    Placement,
    ProfileConstraint,
    Rank,
    RankOrder,
    Repeat,
    Representation,
    ReturnMetadata,
    Sandbox,
    SelectionConstraint,
    Tag,
)

status: OfferStatus = "approved"
tag = Tag("tag", name="Tag", description="What it is for")
rule = DecisionRule("rule", name="Rule", condition=Condition(value="true"), defined_on=None)
rule_of_dicts = DecisionRule("rule of dicts", name="Rule", condition={"value": "true"}, defined_on={"profile": {}})
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
    tags=[tag.id, "tag:1"],
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
personalized = PersonalizedOffer(
    "personalized",
    name="Personalized",
    selection_constraint=SelectionConstraint(
        start_date=datetime(2026, 12, 1, tzinfo=timezone.utc),
        end_date="2027-01-01T00:00:00Z",
        profile_constraint_type="eligibilityRule",
        eligibility_rule=rule.id,
    ),
    rank=Rank(priority=10),
    frequency_capping_constraints=[
        FrequencyCapping(limit=3, scope="profile", entity="offer", repeat=Repeat(unit="week", unit_count=1))
    ],
    capping_constraint={"globalCap": 100},
)
personalized_of_dicts = PersonalizedOffer(
    "personalized of dicts",
    name="Personalized",
    selection_constraint={"profile_constraint_type": "none"},
    rank={"priority": 1},
    frequency_capping_constraints=[{"limit": 3, "scope": "global", "entity": "placement", "repeat": {"unit": "day"}}],
)
collection = Collection("collection", name="Collection", filter_type="any-tags", ids=[tag.id])
decision = Decision(
    "decision",
    name="Decision",
    status="live",
    fallback=classes.id,
    criteria=[
        Criterion(
            placements=[placement.id],
            option_selection=OptionSelection(filter=collection.id),
            rank=Rank(order=RankOrder(order_evaluation_type="ranking-strategy", ranking_strategy="r")),
            profile_constraint=ProfileConstraint(profile_constraint_type="eligibilityRule", eligibility_rule=rule.id),
        ),
        {"placements": [placement.id], "option_selection": {"filter": collection.id}},
    ],
)
metadata = ReturnMetadata(offer_name=None)
found: Placement = Placement.find("found", placement_name="P")
found_decision: Decision = Decision.find("found", decision_name="D")
etag: pulumi.Output[int] = classes.etag
read: FallbackOffer = FallbackOffer.get("read", classes.id)
ids: pulumi.Output[list[str]] = collection.ids

"""What the stack of this recorded state declares: every type of resource in every way of coming by one."""

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

season = Tag("season", name="Season", description="What belongs to a season")
Tag("adopted-tag", name="Made by hand, then adopted", adopt_id="dps:tag:1000000000000001")
sale = Tag.find("found-tag", tag_name="Sale")
adults = DecisionRule("adults", name="Adults", condition=Condition(value="profile.person.birthYear < 2008"))
DecisionRule(
    "on-another-schema",
    name="On another schema",
    description="",
    condition=Condition(value="profile.loyalty.tier != null"),
    defined_on={"loyalty": {"schema": {"ref": "https://ns.adobe.com/retailer/loyalty", "version": "1"}}},
)
winter = PersonalizedOffer(
    "winter",
    name="Winter boots",
    description="With all members",
    status="approved",
    representations=[
        Representation(
            placement=web.id,
            channel="web",
            components=[Component(type="html", format="text/html", content="<h1>Boots</h1>", language=["en-us"])],
        )
    ],
    selection_constraint=SelectionConstraint(
        start_date="2026-12-01T00:00:00+01:00",
        end_date="2999-03-01T00:00:00Z",
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
        )
    ],
    capping_constraint={"globalCap": 100, "profileCap": 3},
    tags=[season.id, sale.id],
    labels=["core/C1"],
    characteristics={"theme": "winter"},
)
PersonalizedOffer(
    "segments",
    name="For segments",
    selection_constraint=SelectionConstraint(
        profile_constraint_type="anySegments",
        segment_identities=[{"_id": "segment", "namespace": {"code": "AEPSegments"}}],
    ),
    frequency_capping_constraints=[],
)
seasonal = Collection("seasonal", name="Seasonal", filter_type="anyTags", ids=[sale.id, season.id], labels=[])
chosen = Collection("chosen", name="Chosen", description="By name", filter_type="offers", ids=[winter.id])
Decision(
    "decision",
    name="Web hero",
    status="live",
    start_date="2026-12-01T00:00:00Z",
    end_date="2999-03-01T00:00:00Z",
    fallback=full.id,
    criteria=[
        Criterion(
            placements=[web.id, mail.id],
            option_selection=OptionSelection(filter=seasonal.id),
            rank=Rank(
                priority=1,
                order=RankOrder(order_evaluation_type="ranking-strategy", ranking_strategy="xcore:ranking-strategy:1"),
            ),
            profile_constraint=ProfileConstraint(profile_constraint_type="eligibilityRule", eligibility_rule=adults.id),
        ),
        Criterion(placements=[web.id], option_selection=OptionSelection(filter=chosen.id)),
    ],
)

shop = pulumi.ComponentResource("retailer:index:Shop", "shop")
FallbackOffer("in-a-component", name="In a component", opts=pulumi.ResourceOptions(parent=shop))

stage = Sandbox("stage", sandbox="stage", client_secret=pulumi.Output.secret("emulator-secret"), timeout_seconds=20)
FallbackOffer("on-stage", name="On stage", opts=pulumi.ResourceOptions(provider=stage))

Tag("tag-on-stage", name="On stage", opts=pulumi.ResourceOptions(provider=stage))

pulumi.export("full", full.id)
pulumi.export("found", found.id)

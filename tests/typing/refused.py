"""What does not type-check: of each `type: ignore` here mypy and pyright say whether it is of an error."""

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

FallbackOffer("no name")  # type: ignore[call-arg]
FallbackOffer("by position", "Name")  # type: ignore[call-arg]
FallbackOffer("status", name="x", status="live")  # type: ignore[arg-type]
FallbackOffer("tags", name="x", tags=1)  # type: ignore[arg-type]
FallbackOffer("unknown", name="x", priority=1)  # type: ignore[call-arg]
FallbackOffer("number", name=1)  # type: ignore[arg-type]
FallbackOffer(
    "key",
    name="x",
    representations=[{"placement": "p", "chanel": "web", "components": []}],  # type: ignore[list-item]
)
Placement("type", name="x", channel="web", component_type="video")  # type: ignore[arg-type]
Placement("count", name="x", channel="web", component_type="html", item_count="2")  # type: ignore[arg-type]
Placement.find("by position", "x")  # type: ignore[call-arg]
Component(type="html")  # type: ignore[call-arg]
Component(type="video", format="text/html")  # type: ignore[arg-type]
Representation(placement="p", channel="web")  # type: ignore[call-arg]
ReturnMetadata(offer_names=True)  # type: ignore[call-arg]
Tag("no name", description="x")  # type: ignore[call-arg]
Tag("number", name="x", description=1)  # type: ignore[arg-type]
DecisionRule("no condition", name="x")  # type: ignore[call-arg]
DecisionRule("text", name="x", condition="true")  # type: ignore[arg-type]
DecisionRule("no value", name="x", condition={"type": "PQL"})  # type: ignore[arg-type]
Condition(type="PQL")  # type: ignore[call-arg]
PersonalizedOffer("no constraint", name="x")  # type: ignore[call-arg]
PersonalizedOffer("rank", name="x", selection_constraint={}, rank=1)  # type: ignore[arg-type]
SelectionConstraint(start_date=1)  # type: ignore[arg-type]
SelectionConstraint(profile_constraint_type="rule")  # type: ignore[arg-type]
ProfileConstraint(start_date="2026-12-01T00:00:00Z")  # type: ignore[call-arg]
FrequencyCapping(limit=1, scope="everybody", entity="offer")  # type: ignore[arg-type]
FrequencyCapping(limit=1, scope="global", entity="decision")  # type: ignore[arg-type]
Repeat(unit="hour")  # type: ignore[arg-type]
Rank(priority="high")  # type: ignore[arg-type]
RankOrder(function="f")  # type: ignore[call-arg]
Collection("type", name="x", filter_type="tags", ids=[])  # type: ignore[arg-type]
Collection("ids", name="x", filter_type="offers", ids=[1])  # type: ignore[list-item]
Decision("no fallback", name="x", criteria=[])  # type: ignore[call-arg]
Decision("status", name="x", fallback="f", criteria=[], status="approved")  # type: ignore[arg-type]
Criterion(placements=["p"])  # type: ignore[call-arg]
OptionSelection(filter=1)  # type: ignore[arg-type]
Sandbox("conflict", sandbox="x", on_conflict="ask")  # type: ignore[arg-type]
Component(type="html", format="text/html").content = "x"  # type: ignore[misc]

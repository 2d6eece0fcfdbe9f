"""A program in which all seven families refer to each other."""

PROGRAM = """
from offer_resources import (
    Collection, Condition, Criterion, Decision, DecisionRule, FrequencyCapping, OptionSelection, PersonalizedOffer,
    ProfileConstraint, Rank, RankOrder, Repeat, SelectionConstraint, Tag,
)

def html(text):
    return Component(type="html", format="text/html", content=text)

season = Tag("season", name="Season", description="What belongs to a season")
adults = DecisionRule("adults", name="Adults", condition=Condition(value="profile.person.birthYear < 2008"))
banner = Placement("banner", name="Web banner", channel="web", component_type="html")
summer = FallbackOffer("summer", name="Summer fallback", status="approved", tags=[season.id], representations=[
    Representation(placement=banner.id, channel="web", components=[html("<h1>Hello</h1>")])])
winter = PersonalizedOffer(
    "winter", name="Winter boots", status="approved", tags=[season.id], rank=Rank(priority=10),
    representations=[Representation(placement=banner.id, channel="web", components=[html("<h1>Boots</h1>")])],
    selection_constraint=SelectionConstraint(
        start_date="2026-12-01T00:00:00Z", end_date="2999-03-01T00:00:00+01:00",
        profile_constraint_type="eligibilityRule", eligibility_rule=adults.id),
    frequency_capping_constraints=[
        FrequencyCapping(limit=3, scope="profile", entity="offer", enabled=True,
                         repeat=Repeat(enabled=True, unit="week", unit_count=1))],
)
seasonal = Collection("seasonal", name="Seasonal", filter_type="anyTags", ids=[season.id])
chosen = Collection("chosen", name="Chosen", filter_type="offers", ids=[winter.id])
decision = Decision(
    "hero", name="Web hero", status="live", start_date="2026-12-01T00:00:00Z", fallback=summer.id, criteria=[
        Criterion(placements=[banner.id], option_selection=OptionSelection(filter=seasonal.id),
                  rank=Rank(priority=1), profile_constraint=ProfileConstraint(
                      profile_constraint_type="eligibilityRule", eligibility_rule=adults.id)),
        {"placements": [banner.id], "option_selection": {"filter": chosen.id}},
    ],
)
"""

# Its objects, by the words that the emulator has for their kinds.
KINDS = {
    "tag": 1,
    "rule": 1,
    "placement": 1,
    "fallback-offer": 1,
    "personalized-offer": 1,
    "collection": 2,
    "decision": 1,
}

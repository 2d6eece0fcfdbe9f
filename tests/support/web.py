"""A program in which all seven families refer to each other, and the same objects as somebody makes them by hand."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from offer_resources.emulator import Emulator

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

_BY_RULE = {"profileConstraintType": "eligibilityRule"}


def by_hand(emulator: Emulator, org: str, sandbox: str, *, without: Collection[str] = ()) -> dict[str, str]:
    """Make the program's objects, in another spelling of the same meaning; their ids by name.

    Args:
        without: the names of those that are not made.
    """
    ids: dict[str, str] = {}

    def make(kind: str, name: str, **members: Any) -> None:
        if name not in without:
            ids[name] = emulator.create(kind, {"name": name, **members}, org=org, sandbox=sandbox)

    def the(name: str) -> str:
        return ids.get(name, "")

    def shown(text: str) -> list[dict[str, Any]]:
        html = {"type": "component-html", "format": "text/html", "content": text}
        return [{"placement": the("Web banner"), "channel": "web", "components": [html]}]

    everything = dict.fromkeys(
        "decisionName offerName offerAttributes offerPriority placementName channelType contentType".split(), True
    )
    condition = {"type": "PQL", "format": "pql/text", "value": "profile.person.birthYear < 2008"}
    make("tag", "Season", description="What belongs to a season")
    make("rule", "Adults", condition=condition)
    make(
        "placement",
        "Web banner",
        channel="https://ns.adobe.com/xdm/channel-types/web",
        componentType="component-html",
        itemCount=1,
        allowDuplicatePlacements=False,
        returnContent=True,
        returnMetaData=everything,
    )
    offer = {"status": "approved", "tags": [the("Season")]}
    make("fallback-offer", "Summer fallback", **offer, representations=shown("<h1>Hello</h1>"))
    make(
        "personalized-offer",
        "Winter boots",
        **offer,
        rank={"priority": 10},
        representations=shown("<h1>Boots</h1>"),
        selectionConstraint={
            "startDate": "2026-12-01T01:00:00.000+01:00",
            "endDate": "2999-02-28T23:00:00.000Z",
            **_BY_RULE,
            "eligibilityRule": the("Adults"),
        },
        frequencyCappingConstraints=[
            {
                "enabled": True,
                "limit": 3,
                "scope": "profile",
                "entity": "offer",
                "repeat": {"enabled": True, "unit": "week", "unitCount": 1},
            }
        ],
    )
    make("collection", "Seasonal", filterType="any-tags", ids=[the("Season")])
    make("collection", "Chosen", filterType="offers", ids=[the("Winter boots")])
    placements = [the("Web banner")]
    by_rule = {
        "placements": placements,
        "optionSelection": {"filter": the("Seasonal")},
        "rank": {"priority": 1},
        "profileConstraint": {**_BY_RULE, "eligibilityRule": the("Adults")},
    }
    make(
        "decision",
        "Web hero",
        status="live",
        startDate="2026-12-01T01:00:00+01:00",
        fallback=the("Summer fallback"),
        criteria=[by_rule, {"placements": placements, "optionSelection": {"filter": the("Chosen")}}],
    )
    return ids

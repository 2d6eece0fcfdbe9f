"""What does not fit between the objects of a program, and what nothing is said of."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.objects.across import Declared, findings
from offer_resources.objects.families import (
    COLLECTIONS,
    DECISION_RULES,
    DECISIONS,
    FALLBACK_OFFERS,
    PERSONALIZED_OFFERS,
    PLACEMENTS,
    TAGS,
)
from offer_resources.objects.values import Unknown

WEB, EMAIL = "https://ns.adobe.com/xdm/channel-types/web", "email"
PAST, FUTURE = "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"


def a_placement(name: str = "banner", channel: Any = "web", type_: Any = "html") -> Declared:
    return Declared(f'Placement "{name}"', PLACEMENTS, {"name": name, "channel": channel, "componentType": type_})


def shown(placement: Any, channel: Any = WEB, type_: Any = "html") -> dict[str, Any]:
    return {"placement": placement, "channel": channel, "components": [{"type": type_}]}


def a_fallback(*representations: Any, **members: Any) -> Declared:
    return Declared('FallbackOffer "hero"', FALLBACK_OFFERS, {"representations": list(representations), **members})


def an_offer(name: str = "winter", **members: Any) -> Declared:
    return Declared(f'PersonalizedOffer "{name}"', PERSONALIZED_OFFERS, members)


def a_tag(name: str = "season") -> Declared:
    return Declared(f'Tag "{name}"', TAGS)


def a_collection(type_: Any, *ids: Any) -> Declared:
    return Declared('Collection "c"', COLLECTIONS, {"filterType": type_, "ids": list(ids)})


def a_decision(*placements: Any, filter_: Any = "dps:offer-filter:1", **members: Any) -> Declared:
    criteria = [{"placements": list(placements), "optionSelection": {"filter": filter_}}]
    return Declared('Decision "d"', DECISIONS, {"criteria": criteria, **members})


def found(*declared: Declared) -> list[str]:
    return [f"{one.about.label} {one.text}" for one in findings(declared)]


BANNER, MAIL = a_placement(), a_placement("mail", EMAIL, "imagelink")
SEASON = a_tag()
WINTER = an_offer(status="approved", tags=[SEASON])


def test_channel_that_is_not_its_placements() -> None:
    assert found(BANNER, a_fallback(shown(BANNER, "email"))) == [
        'FallbackOffer "hero" representations[0] is for channel email, but Placement "banner" is on web: give it the'
        " placement's channel, or another placement"
    ]


def test_type_that_is_not_its_placements() -> None:
    assert found(BANNER, a_fallback(shown(BANNER, type_="text"))) == [
        'FallbackOffer "hero" representations[0].components[0] is text, but Placement "banner" takes html: give it'
        " content of that type, or another placement"
    ]


def test_fallback_without_content_for_a_placement() -> None:
    assert found(BANNER, MAIL, a_decision(BANNER, MAIL, fallback=a_fallback(shown(BANNER)))) == [
        'Decision "d" its fallback offer FallbackOffer "hero" has nothing to show in Placement "mail": give it a'
        " representation for that placement"
    ]


def test_live_decision_with_a_draft_as_fallback() -> None:
    assert found(a_decision(status="live", fallback=a_fallback(status="draft"))) == [
        'Decision "d" is live, but its fallback offer FallbackOffer "hero" is draft: approve it'
    ]


@pytest.mark.parametrize(
    "ended",
    [
        an_offer(status="approved", selectionConstraint={"endDate": PAST}),
        a_decision(status="live", endDate=PAST),
    ],
    ids=lambda one: one.label,
)
def test_end_that_is_past(ended: Declared) -> None:
    assert found(ended) == [f"{ended.label} ended at {PAST}, so it is not shown: give it a later end, or archive it"]


def test_reference_to_what_is_archived() -> None:
    assert found(a_collection("offers", an_offer(status="archived"))) == [
        'Collection "c" refers to PersonalizedOffer "winter", which is archived: refer to another one, or give it'
        " another status"
    ]


NO_OFFER = (
    'Decision "d" criteria[0] chooses from Collection "c", which holds no offer of this program that is approved:'
    " approve one, or add one to the collection"
)


@pytest.mark.parametrize(
    ("collection", "offers"),
    [
        (a_collection("offers", an_offer(status="draft")), []),
        (a_collection("any-tags", SEASON), []),
        (a_collection("any-tags", SEASON), [an_offer(status="draft", tags=[SEASON])]),
        (a_collection("anyTags", SEASON), [an_offer(status="approved", tags=[a_tag("other")])]),
        (a_collection("all-tags", SEASON, a_tag("other")), [WINTER]),
    ],
)
def test_collection_that_holds_no_approved_offer(collection: Declared, offers: list[Declared]) -> None:
    assert found(*offers, a_decision(BANNER, filter_=collection)) == [NO_OFFER]


@pytest.mark.parametrize(
    "declared",
    [
        [BANNER, a_fallback(shown(BANNER), shown("dps:offer-placement:1", "email"))],
        [a_fallback(shown(a_placement(channel=Unknown(), type_="component-html")))],
        [a_fallback(shown(BANNER, Unknown(), Unknown()))],
        [a_fallback(shown(BANNER, "web"), status="draft")],
        [a_decision(BANNER, "dps:offer-placement:1", fallback=a_fallback(shown(BANNER)))],
        [a_decision(BANNER, fallback=a_fallback(shown("dps:offer-placement:1")))],
        [a_decision(BANNER, fallback=Declared('FallbackOffer "f"', FALLBACK_OFFERS, {"name": "f"}))],
        [a_decision(BANNER, fallback=Declared('FallbackOffer "f"', FALLBACK_OFFERS, {"representations": Unknown()}))],
        [a_decision(BANNER, fallback="dps:fallback-offer:1", status="live")],
        [a_decision(fallback=a_fallback(), status="live")],
        [a_decision(fallback=a_fallback(status="draft"), status="draft")],
        [a_decision(status="live", endDate=FUTURE)],
        [a_decision(status="complete", endDate=PAST)],
        [an_offer(status="draft", selectionConstraint={"endDate": PAST})],
        [a_decision(BANNER, filter_=a_collection("offers", an_offer(status="draft"), "dps:personalized-offer:1"))],
        [a_decision(BANNER, filter_=a_collection("offers", an_offer()))],
        [a_decision(BANNER, filter_=a_collection(Unknown(), SEASON))],
        [a_decision(BANNER, filter_=a_collection("any-tags", SEASON)), an_offer(tags=Unknown())],
        [a_decision(BANNER, filter_=a_collection("any-tags", SEASON)), WINTER],
        [Declared('DecisionRule "r"', DECISION_RULES, {"status": Unknown()})],
        [a_collection("offers", an_offer(status=Unknown()))],
        [Declared('Decision "d"', DECISIONS, {"criteria": Unknown(), "fallback": Unknown()})],
        [Declared('Decision "d"', DECISIONS, {"criteria": [Unknown(), {"placements": Unknown()}]})],
    ],
)
def test_nothing_is_said_of_what_is_good_or_not_known(declared: list[Declared]) -> None:
    assert found(*declared) == []


@pytest.mark.parametrize("channel", ["web", "Social_Display", WEB, Unknown(), None])
def test_public_channel_is_no_finding(channel: Any) -> None:
    assert found(a_placement(channel=channel), a_fallback(shown("dps:offer-placement:1", channel))) == []


@pytest.mark.parametrize(
    ("channel", "advice"),
    [
        ("Push", "mobile is the public name"),
        ("https://ns.adobe.com/xdm/channel-types/non-digital", "offline is the public name"),
        ("https://ns.adobe.com/xdm/channels/email", "email is the public name"),
        ("kiosk", "the public ones are web, social, "),
    ],
)
def test_channel_outside_the_public_list(channel: str, advice: str) -> None:
    """Accepted, as the list is open; with the name that was probably meant."""
    on_placement, on_offer = found(a_placement(channel=channel), a_fallback(shown("dps:offer-placement:1", channel)))

    doubt = f'is "{channel}", which is not one of the vendor\'s channels and may show nothing: {advice}'
    assert on_placement.startswith(f'Placement "banner" its channel {doubt}')
    assert on_offer.startswith(f'FallbackOffer "hero" the channel of representations[0] {doubt}')

"""Which readings a life is led under: each flipped alone, and combinations in which every value of each occurs."""

from __future__ import annotations

import random
from typing import Any

from offer_resources.emulator import Emulator
from offer_resources.emulator.readings import READINGS
from tests.support.programs import Program, Ref

Flipped = dict[str, str]

COMBINATIONS = 20

WEB = "https://ns.adobe.com/xdm/channel-types/web"
EMAIL = "https://ns.adobe.com/xdm/channel-types/email"

# Under these the library refuses or forgets tags and attributes of a fallback offer, or attributes of every offer, by
# definition; a program then has none.
_NO_EXTRAS = {"refused", "dropped"}
_NO_ATTRIBUTES = "customMetadata"
# Under this one a program cannot name a collection's offers by tag: it sends the spelling of the vendor's pages.
_NO_TAG_FILTER = "camel"


def alone() -> list[Flipped]:
    """Return every reading flipped to every value that is not its default."""
    return [{name: value} for name, reading in READINGS.items() for value in reading.values if value != reading.default]


def together(seed: int = 1) -> list[Flipped]:
    """Random combinations, the same in every run; each reading takes each of its values equally often."""
    chance = random.Random(seed)
    columns = {name: _spread(chance, reading.values) for name, reading in READINGS.items()}
    return [{name: column[number] for name, column in columns.items()} for number in range(COMBINATIONS)]


def name_of(flipped: Flipped, number: int) -> str:
    """Return what a test is called after."""
    return "-".join(next(iter(flipped.items()))) if len(flipped) == 1 else f"combination-{number}"


def a_life(emulator: Emulator, content: str, **about: Any) -> Program:
    """Return a program in which all seven refer to each other, as far as the emulator's readings allow.

    Args:
        content: of the offers.
        about: a member of every resource.
    """
    readings = emulator.readings
    tags = {"tags": [Ref("tag-1"), Ref("tag-0")]}
    attributes = {} if readings["characteristics-name"] == _NO_ATTRIBUTES else {"characteristics": {"a": "b"}}
    extras = {} if readings["fallback-extras"] in _NO_EXTRAS else {**tags, **attributes}
    html = {"type": "html", "format": "text/html", "content": content, "language": ["en-us"]}
    image = {"type": "imagelink", "format": "image/png", "deliveryURL": "https://cdn.example.com/a.png"}
    shown = [
        {"placement": Ref(at), "channel": channel, "components": [component]}
        for at, channel, component in (("placement-0", WEB, html), ("placement-1", EMAIL, image))
    ]
    by_rule = {"profileConstraintType": "eligibilityRule", "eligibilityRule": Ref("rule-0")}
    dates = {"startDate": "2026-01-01T00:00:00Z", "endDate": "2999-01-01T01:00:00+01:00"}
    by_tag = {"filterType": "all-tags", "ids": [Ref("tag-1"), Ref("tag-0")]}
    listed = {"filterType": "offers", "ids": [Ref("personalized-offer-0")]}
    chosen = listed if readings["filter-type"] == _NO_TAG_FILTER else by_tag
    order = {"orderEvaluationType": "ranking-strategy", "rankingStrategy": "xcore:ranking-strategy:0000000000000001"}
    criteria = [
        {
            "placements": [Ref("placement-1"), Ref("placement-0")],
            "optionSelection": {"filter": Ref("collection-0")},
            "rank": {"priority": 1, "order": order},
            "profileConstraint": by_rule,
        },
        {"placements": [Ref("placement-0")], "optionSelection": {"filter": Ref("collection-1")}},
    ]
    pql = {"type": "PQL", "format": "pql/text", "value": "profile.person.birthYear < 2008"}
    weekly = {"enabled": True, "unit": "week", "unitCount": 1}
    capping = {"limit": 3, "scope": "profile", "entity": "offer", "enabled": True, "repeat": weekly}
    members: Program = {
        "tag-0": {},
        "tag-1": {},
        "rule-0": {"condition": pql},
        "placement-0": {"channel": WEB, "componentType": "html"},
        "placement-1": {"channel": EMAIL, "componentType": "imagelink"},
        "fallback-offer-0": {"status": "approved", "representations": shown, **extras},
        "personalized-offer-0": {
            "status": "approved",
            # One alone: an offer may have 1 KB under one reading, and this kind has many members.
            "representations": shown[:1],
            **tags,
            **attributes,
            "selectionConstraint": {**dates, **by_rule},
            "rank": {"priority": 1},
            "frequencyCappingConstraints": [capping],
        },
        "collection-0": chosen,
        "collection-1": listed,
        "decision-0": {"status": "draft", **dates, "fallback": Ref("fallback-offer-0"), "criteria": criteria},
    }
    return {name: {"name": name, **one, **about} for name, one in members.items()}


def _spread(chance: random.Random, values: tuple[str, ...]) -> list[str]:
    column = [values[number % len(values)] for number in range(COMBINATIONS)]
    chance.shuffle(column)
    return column

"""Hypothesis strategies: objects a program could give, what the API makes of them, and any JSON at all."""

from __future__ import annotations

import json
import random
import re
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from offer_resources.objects import families
from offer_resources.objects.family import Family

Object = dict[str, Any]
Json = Any

_PREFIX = "https://ns.adobe.com/experience/offer-management/content-component-"
_CHANNELS = "https://ns.adobe.com/xdm/channel-types/"

texts = st.text(max_size=8)
names = st.text(min_size=1, max_size=8).filter(str.strip)
ids = st.sampled_from([f"dps:offer-placement:{n:016x}" for n in range(4)])
links = st.sampled_from(["", "https://shop.example.com/a", "myapp://b", "{{offer.link}}"])
languages = st.lists(st.sampled_from(["en-us", "de", "zh-hant-tw"]), max_size=3)


@st.composite
def components(draw: st.DrawFn) -> Object:
    kind = draw(st.sampled_from(["html", "text", "json", "imagelink"]))
    given: Object = {"type": kind, "format": draw(st.sampled_from(["text/html", "image/png"]))}
    if kind == "imagelink" or draw(st.integers(0, 9)) == 9:
        given["deliveryURL"] = f"https://cdn.example.com/{draw(st.integers(0, 3))}.png"
    else:
        given["content"] = json.dumps(draw(names)) if kind == "json" else draw(names)
    return given | draw(st.fixed_dictionaries({}, optional={"linkURL": links, "language": languages}))


@st.composite
def representations(draw: st.DrawFn) -> list[Object]:
    return [
        {
            "placement": placement,
            "channel": _CHANNELS + draw(st.sampled_from(["web", "email"])),
            "components": draw(st.lists(components(), min_size=1, max_size=3)),
        }
        for placement in draw(st.lists(ids, unique=True, max_size=3))
    ]


# Offers without mistakes, members given or not, empty ones included.
offers = st.fixed_dictionaries(
    {"name": names},
    optional={
        "description": texts,
        "status": st.sampled_from(["draft", "approved", "archived"]),
        "representations": representations(),
        "tags": st.lists(names, max_size=4),
        "labels": st.lists(names, max_size=4),
        "characteristics": st.dictionaries(names, texts, max_size=4),
    },
)

tags = st.fixed_dictionaries({"name": names}, optional={"description": texts})


def _references(type_: str, *, min_size: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(_reference(type_), unique=True, min_size=min_size, max_size=3)


def _reference(type_: str) -> st.SearchStrategy[str]:
    return st.sampled_from([f"dps:{type_}:{n:016x}" for n in range(4)])


rules = st.fixed_dictionaries(
    {
        "name": names,
        "condition": st.fixed_dictionaries(
            {"type": st.just("PQL"), "format": st.just("pql/text"), "value": st.sampled_from(["true", "false"])}
        ),
    },
    optional={
        "description": texts,
        "definedOn": st.dictionaries(names, st.fixed_dictionaries({"schema": st.just({"version": "1"})}), max_size=2),
    },
)

placements = st.fixed_dictionaries(
    {
        "name": names,
        "channel": st.sampled_from([_CHANNELS + "web", _CHANNELS + "email"]),
        "componentType": st.sampled_from(["html", "text", "json"]),
    },
    optional={
        "description": texts,
        "itemCount": st.integers(1, 30),
        "allowDuplicatePlacements": st.booleans(),
        "returnContent": st.booleans(),
        "returnMetaData": st.fixed_dictionaries(
            {}, optional={"offerName": st.booleans(), "channelType": st.booleans()}
        ),
    },
)

# Each end is after each start.
_dates = {
    "startDate": st.sampled_from(["2026-01-01T00:00:00Z", "2026-02-01T00:00:00.500+05:30"]),
    "endDate": st.sampled_from(["2027-01-01T00:00:00Z", "2027-02-01T12:00:00-08:00"]),
}
_for_whom = st.one_of(
    st.just({}),
    st.just({"profileConstraintType": "none"}),
    st.builds(
        lambda rule: {"profileConstraintType": "eligibilityRule", "eligibilityRule": rule},
        _reference("eligibility-rule"),
    ),
    st.builds(
        lambda id_: {"profileConstraintType": "anySegments", "segmentIdentities": [{"_id": id_}]}, st.sampled_from("ab")
    ),
)
_cappings = st.fixed_dictionaries(
    {
        "limit": st.integers(1, 3),
        "scope": st.sampled_from(["global", "profile"]),
        "entity": st.sampled_from(["offer", "placement"]),
    },
    optional={
        "enabled": st.booleans(),
        "repeat": st.fixed_dictionaries({}, optional={"unit": st.just("day"), "unitCount": st.integers(1, 2)}),
    },
)

personalized_offers = st.builds(
    dict.__or__,
    offers,
    st.fixed_dictionaries(
        {"selectionConstraint": st.builds(dict.__or__, st.fixed_dictionaries({}, optional=_dates), _for_whom)},
        optional={
            "rank": st.fixed_dictionaries({"priority": st.integers(0, 3)}),
            "frequencyCappingConstraints": st.lists(_cappings, max_size=3),
            "cappingConstraint": st.fixed_dictionaries(
                {}, optional={"globalCap": st.integers(1, 2), "profileCap": st.integers(1, 2)}
            ),
        },
    ),
)

collections = st.builds(
    dict.__or__,
    st.fixed_dictionaries({"name": names}, optional={"description": texts, "labels": st.lists(names, max_size=3)}),
    st.one_of(
        st.fixed_dictionaries({"filterType": st.just("offers"), "ids": _references("personalized-offer")}),
        st.fixed_dictionaries({"filterType": st.sampled_from(["any-tags", "all-tags"]), "ids": _references("tag")}),
    ),
)

_criteria = st.fixed_dictionaries(
    {
        "placements": _references("offer-placement", min_size=1),
        "optionSelection": st.fixed_dictionaries({"filter": _reference("offer-filter")}),
    },
    optional={
        "rank": st.fixed_dictionaries(
            {"priority": st.integers(0, 3)},
            optional={"order": st.just({"orderEvaluationType": "static"})},
        ),
        "profileConstraint": _for_whom,
    },
)

decisions = st.fixed_dictionaries(
    {
        "name": names,
        "fallback": _reference("fallback-offer"),
        "criteria": st.lists(_criteria, min_size=1, max_size=3),
    },
    optional={
        "description": texts,
        "status": st.sampled_from(["draft", "live", "complete", "archived"]),
        **_dates,
    },
)

# Objects without mistakes, by their families.
OBJECTS: list[tuple[Family, st.SearchStrategy[Object]]] = [
    (families.TAGS, tags),
    (families.DECISION_RULES, rules),
    (families.PLACEMENTS, placements),
    (families.FALLBACK_OFFERS, offers),
    (families.PERSONALIZED_OFFERS, personalized_offers),
    (families.COLLECTIONS, collections),
    (families.DECISIONS, decisions),
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)

_known = st.sampled_from(
    """name description status representations tags labels characteristics placement channel components type format
    content deliveryURL linkURL language componentType itemCount returnMetaData offerName adoptId org condition value
    definedOn filterType ids selectionConstraint startDate endDate profileConstraintType eligibilityRule rank priority
    segmentIdentities frequencyCappingConstraints limit scope entity repeat unitCount cappingConstraint globalCap
    fallback criteria placements optionSelection filter order orderEvaluationType profileConstraint""".split()
)

# JSON that looks like an offer here and there, and is none.
nearly_offers = st.dictionaries(
    _known,
    st.recursive(
        json_values,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_known, inner, max_size=4),
        max_leaves=16,
    ),
    max_size=5,
)


# Members in which names are not the API's.
_NAMED_BY_US = ("characteristics", "definedOn", "segmentIdentities")


def respelled(value: Json, rng: random.Random) -> Json:
    """Return the same meaning, written otherwise: shuffled, long names, floats, empty members that were missing."""
    if isinstance(value, dict):
        items = [(name, _respelled_member(name, item, rng)) for name, item in value.items()]
        rng.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return [respelled(item, rng) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _respelled_member(name: str, value: Json, rng: random.Random) -> Json:
    if name in _NAMED_BY_US and isinstance(value, dict):
        return dict(rng.sample([*value.items()], len(value)))
    if name in ("type", "componentType") and value in ("html", "text", "json", "imagelink"):
        return rng.choice([value, value.upper(), f"component-{value}", _PREFIX + value])
    if name == "filterType":
        return rng.choice([value, value.replace("-t", "T")])
    if name in ("startDate", "endDate"):
        zone = timezone(timedelta(hours=rng.randint(-12, 14)))
        return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(zone).isoformat()
    if name == "channel":
        return rng.choice([value, value.removeprefix(_CHANNELS)])
    if name in ("tags", "labels", "ids", "placements"):
        doubled = [*value, *value[:1]]
        return rng.sample(doubled, len(doubled))
    if name == "representations":
        value = rng.sample(value, len(value))
    return respelled(value, rng)


def with_empty_members(family: Family, given: Object, rng: random.Random) -> Object:
    """The same meaning: what is empty left out unless it is required, or what is missing given empty."""
    empties: Object = {
        "description": "",
        "tags": [],
        "labels": [],
        "characteristics": {},
        "representations": [],
        "frequencyCappingConstraints": [],
        "cappingConstraint": {},
    }
    kept = {
        name: value
        for name, value in given.items()
        if value not in ("", [], {}) or name in family.record.required or rng.random() < 0.5
    }
    known = {name: empty for name, empty in empties.items() if name in family.record.members}
    return {**{name: empty for name, empty in known.items() if rng.random() < 0.5}, **kept}


def with_unmanaged_members(value: Json, label: str = "") -> Json:
    """Return a live object: every object inside carries a member of the server's own, told apart by its label."""
    if isinstance(value, dict):
        inner = {name: with_unmanaged_members(item, f"{label}/{name}") for name, item in value.items()}
        is_ours = re.search(f"/({'|'.join(_NAMED_BY_US)})(/|$)", label)
        return inner if is_ours else {**inner, "repo:id": label or "/"}
    if isinstance(value, list):
        return [with_unmanaged_members(item, f"{label}/{index}") for index, item in enumerate(value)]
    return value

"""Hypothesis strategies: offers a program could give, what the API makes of them, and any JSON at all."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import strategies as st

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

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)

_known = st.sampled_from(
    """name description status representations tags labels characteristics placement channel components type format
    content deliveryURL linkURL language componentType itemCount returnMetaData offerName adoptId org""".split()
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
    if name == "type":
        return rng.choice([value, value.upper(), f"component-{value}", _PREFIX + value])
    if name == "channel":
        return rng.choice([value, value.removeprefix(_CHANNELS)])
    if name in ("tags", "labels"):
        doubled = [*value, *value[:1]]
        return rng.sample(doubled, len(doubled))
    if name == "representations":
        value = rng.sample(value, len(value))
    return respelled(value, rng)


def with_empty_members(offer: Object, rng: random.Random) -> Object:
    """Return the same meaning: what is empty left out, or what is missing given empty."""
    empties = {"description": "", "tags": [], "labels": [], "characteristics": {}, "representations": []}
    kept = {name: value for name, value in offer.items() if value not in ("", [], {}) or rng.random() < 0.5}
    return {**{name: empty for name, empty in empties.items() if rng.random() < 0.5}, **kept}


def with_unmanaged_members(value: Json, label: str = "") -> Json:
    """Return a live object: every object inside carries a member of the server's own, told apart by its label."""
    if isinstance(value, dict):
        inner = {name: with_unmanaged_members(item, f"{label}/{name}") for name, item in value.items()}
        return inner if label.endswith("/characteristics") else {**inner, "repo:id": label or "/"}
    if isinstance(value, list):
        return [with_unmanaged_members(item, f"{label}/{index}") for index, item in enumerate(value)]
    return value

"""Fills two sandboxes with a retailer's catalogue, for `offers emulator --example`."""

from __future__ import annotations

import json
from typing import Any

from .library.families import COLLECTION, DECISION, FALLBACK, PERSONALIZED, PLACEMENT, RULE, TAG, Family
from .library.library import Library
from .library.store import Place

Json = Any

ORG = "DEMO@AdobeOrg"
SANDBOXES = ("dev", "stage")
CLIENT = "example"
CHANNELS = "https://ns.adobe.com/xdm/channel-types"
ALL_METADATA = dict.fromkeys(
    (
        "decisionName",
        "offerName",
        "offerAttributes",
        "offerPriority",
        "placementName",
        "channelType",
        "contentType",
    ),
    True,
)
HERO = """<section style="font-family:sans-serif;padding:32px;background:#102a43;color:#fff;border-radius:12px">
<h1 style="margin:0 0 8px">{title}</h1>
<p style="margin:0 0 20px;color:#bcccdc">{text}</p>
<a href="https://shop.example.com/" style="background:#f0b429;color:#102a43;padding:10px 18px;border-radius:8px;
text-decoration:none;font-weight:bold">{button}</a>
</section>"""


def fill(library: Library, base: str) -> None:
    """Fill both sandboxes; leave a sandbox alone that is not empty."""
    held = library.store.places()
    for sandbox in SANDBOXES:
        place = Place(ORG, sandbox)
        if place not in held:
            _Filling(library, place, base).fill()


class _Filling:
    """The catalogue on its way into one sandbox."""

    def __init__(self, library: Library, place: Place, base: str) -> None:
        self._library = library
        self._place = place
        self._image = f"{base}/assets/example-banner.svg"

    def fill(self) -> None:
        web, email, app = self._placements()
        summer, loyalty = (self._create(TAG, {"name": name}) for name in ("Summer", "Loyalty"))
        rule = self._create(RULE, _rule("Members in Basel", 'homeAddress.city = "Basel" and loyalty.tier != null'))
        self._personalized(web, email, summer, loyalty, rule)
        collection = {"name": "Summer offers", "filterType": "any-tags", "ids": [summer]}
        collections = [self._create(COLLECTION, collection)]
        if self._place.sandbox == "dev":
            both = {"name": "Summer and loyalty", "filterType": "all-tags", "ids": [summer, loyalty]}
            collections.append(self._create(COLLECTION, both))
        fallback = self._fallbacks(web, email, app)
        self._create(DECISION, _decision(fallback, [web, email], collections[0], rule))

    def _placements(self) -> tuple[str, str, str]:
        web = self._create(PLACEMENT, _placement("Web hero", "Top of the home page", "web", "html"))
        email = self._create(PLACEMENT, _placement("Newsletter banner", "600 pixels wide", "email", "imagelink"))
        app = self._create(PLACEMENT, _placement("App card", "Home screen of the app", "mobile", "json"))
        return web, email, app

    def _personalized(self, web: str, email: str, summer: str, loyalty: str, rule: str) -> None:
        sale = self._hero(
            "Everything for the garden, 20% off", "Until Sunday, in the shop and online.", "To the garden"
        )
        self._create(
            PERSONALIZED,
            {
                "name": "Garden weeks",
                "status": "approved",
                "representations": [_shown(web, "web", sale), _shown(email, "email", self._banner())],
                "selectionConstraint": {**_SUMMER, "profileConstraintType": "none"},
                "rank": {"priority": 10},
                "cappingConstraint": {},
                "tags": [summer],
                "characteristics": {"discount": "20", "department": "garden"},
            },
        )
        member = self._hero("Welcome back", "Your points count double this week.", "See your points")
        self._create(
            PERSONALIZED,
            {
                "name": "Double points",
                "status": "draft",
                "representations": [_shown(web, "web", member)],
                "selectionConstraint": {
                    **_SUMMER,
                    "profileConstraintType": "eligibilityRule",
                    "eligibilityRule": rule,
                },
                "rank": {"priority": 20},
                "tags": [summer, loyalty],
            },
        )

    def _fallbacks(self, web: str, email: str, app: str) -> str:
        """Three fallback offers, the first with a history; its id."""
        hero = self._hero("New in this season", "Fresh colours for every room.", "Look around")
        home = self._create(
            FALLBACK,
            {
                "name": "Season default",
                "description": "Shown when nothing else qualifies",
                "status": "draft",
                "representations": [_shown(web, "web", hero), _shown(email, "email", self._banner())],
            },
        )
        self._patch(home, [{"op": "replace", "path": "/status", "value": "approved"}])
        wording = "Shown on the home page and in the newsletter when nothing else qualifies"
        self._patch(home, [{"op": "replace", "path": "/description", "value": wording}])
        card = {"title": "Download the app", "cta": {"label": "Open", "deeplink": "shop://home"}}
        self._create(
            FALLBACK,
            {
                "name": "App default card",
                "status": "approved",
                "representations": [_shown(app, "mobile", _component("json", "application/json", _text(card)))],
                "characteristics": {"theme": "plain"},
            },
        )
        if self._place.sandbox == "dev":
            winter = self._hero("Winter is coming", "Not approved yet.", "Soon")
            shown = [_shown(web, "web", winter)]
            self._create(FALLBACK, {"name": "Winter default", "status": "draft", "representations": shown})
        return home

    def _hero(self, title: str, text: str, button: str) -> Json:
        return _component("html", "text/html", HERO.format(title=title, text=text, button=button))

    def _banner(self) -> Json:
        return {
            "type": "imagelink",
            "format": "image/svg+xml",
            "deliveryURL": self._image,
            "linkURL": "https://shop.example.com/summer",
        }

    def _create(self, family: Family, body: Json) -> str:
        return self._library.create(self._place, family, body, client=CLIENT).id

    def _patch(self, id_: str, patch: Json) -> None:
        self._library.patch(self._place, FALLBACK, id_, patch, client=CLIENT)


_SUMMER = {"startDate": "2026-06-01T00:00:00.000+00:00", "endDate": "2026-09-01T00:00:00.000+00:00"}


def _placement(name: str, description: str, channel: str, component_type: str) -> Json:
    return {
        "name": name,
        "description": description,
        "componentType": component_type,
        "channel": f"{CHANNELS}/{channel}",
        "itemCount": 1,
        "allowDuplicatePlacements": False,
        "returnContent": True,
        "returnMetaData": ALL_METADATA,
    }


def _shown(placement: str, channel: str, component: Json) -> Json:
    return {"channel": f"{CHANNELS}/{channel}", "placement": placement, "components": [component]}


def _component(type_: str, format_: str, content: str) -> Json:
    return {"type": type_, "format": format_, "language": ["en-us"], "content": content}


def _text(value: Json) -> str:
    return json.dumps(value)


def _rule(name: str, pql: str) -> Json:
    return {"name": name, "condition": {"type": "PQL", "format": "pql/text", "value": pql}}


def _decision(fallback: str, placements: list[str], collection: str, rule: str) -> Json:
    return {
        "name": "Home page and newsletter",
        "status": "live",
        **_SUMMER,
        "fallback": fallback,
        "criteria": [
            {
                "placements": placements,
                "optionSelection": {"filter": collection},
                "rank": {"priority": 0},
                "profileConstraint": {"profileConstraintType": "eligibilityRule", "eligibilityRule": rule},
            }
        ],
    }

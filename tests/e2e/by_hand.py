"""A sandbox as people leave it behind: hundreds of objects made by hand over the years, in every state of order."""

from __future__ import annotations

import json
import random
from typing import Any

from offer_resources.emulator import Emulator
from tests.e2e.stack import ORG

Object = dict[str, Any]

CHANNELS = "https://ns.adobe.com/xdm/channel-types/"

NAMES = [
    "Summer",
    "summer",
    "Summer ",
    "class",
    "print",
    "JSON",
    "2024 -- Winter/Spring (v2)",
    "«Été» à Paris",
    "夏のオファー",
    "🎉🎉🎉",
    "!!!",
    "a'b\"c`d\\e",
    "line one\nline two",
    "tab\tand\rreturn",
    "x" * 300,
    '"""',
    "{braces} %s ${js} {{profile.person.name.firstName}}",
    "#",
    "None",
    "__import__('os')",
]

TEXTS = [
    "<h1>Hello</h1>",
    '<p class="a">\n  Hello\n\n\tworld   \n</p>\n',
    "a'b\"c'''d\"\"\"e\\f\\\\g\\",
    "\r\nwindows\r\nlines\r",
    "\x00\x01\x1b[31m\x7f\u00a0\u200b\u202e\u2028\ufeff",
    "\U0001f600 é ﬁ 夏",
    'ends with a quote\n"',
    "{% if profile.loyal %}\n{{ offer.text }}\n{% endif %}",
    " ",
    "\n",
    "x" * 5000,
]

EXTRAS: list[Object] = [{}, {}, {"selfLink": "/x"}, {"repo:id": "asset", "unknown": {"deep": [1, None, "x"]}}]


def fill(emulator: Emulator, sandbox: str, *, placements: int, offers: int) -> None:
    """The same objects every time, apart from their ids."""
    _Hand(emulator, sandbox).fill(placements, offers)


class _Hand:
    def __init__(self, emulator: Emulator, sandbox: str) -> None:
        self._emulator = emulator
        self._sandbox = sandbox
        self._random = random.Random(6)

    def fill(self, placements: int, offers: int) -> None:
        self._emulator.set_readings(offer_statuses="xdm", id_form="xcore")
        old = [self._create("placement", self._a_placement(number)) for number in range(placements // 2)]
        self._emulator.set_readings(offer_statuses="xdm")
        new = [self._create("placement", self._a_placement(number)) for number in range(placements // 2, placements)]
        for number in range(offers):
            client = "Mobile_Sheliak" if number % 50 == 49 else "somebody"
            self._create("fallback-offer", self._an_offer(number, [*old, *new]), client=client)

    def _create(self, kind: str, body: Object, client: str = "somebody") -> str:
        return self._emulator.create(kind, body, org=ORG, sandbox=self._sandbox, client=client)

    def _name(self, number: int) -> str:
        return (
            NAMES[number]
            if number < len(NAMES)
            else f"{self._random.choice(['Banner', 'Teaser', 'Summer'])} {number // 2}"
        )

    def _a_placement(self, number: int) -> Object:
        channel = self._random.choice(["web", CHANNELS + "email", CHANNELS + "Mobile", "https://example.com/kiosk"])
        placement = {
            "name": self._name(number),
            "channel": channel,
            "componentType": self._random.choice(["html", "component-text", "JSON"]),
            "description": self._random.choice(["", "By hand", '"quoted"']),
            "itemCount": 1 + number % 3,
            "allowDuplicatePlacements": number % 5 == 0,
            "returnContent": number % 4 != 0,
            "returnMetaData": {"offerName": True, "placementName": number % 2 == 0},
            **self._random.choice(EXTRAS),
        }
        missing = self._random.sample(["description", "itemCount", "returnContent", "returnMetaData"], number % 3)
        # Without a channel no program can give it.
        return {
            name: value for name, value in placement.items() if name not in [*missing, *["channel"] * (number == 7)]
        }

    def _an_offer(self, number: int, placements: list[str]) -> Object:
        places = self._random.sample([*placements, "dps:offer-placement:deleted"], number % 4)
        offer: Object = {
            "name": self._name(number),
            # Nobody may send the last of them.
            "status": self._random.choice(["draft", "approved", "archived"]) if number % 40 else "rejected",
            "representations": [self._a_representation(place) for place in places],
            "description": self._random.choice(TEXTS),
            "tags": self._random.sample(["dps:tag:2", "dps:tag:1", "xcore:tag:0"], number % 3),
            "labels": self._random.sample(["core/C2", "core/C1"], number % 2),
            "characteristics": self._random.choice([{}, {"theme": "light", "ключ": "a\nb"}, {'"': "'"}]),
            **self._random.choice(EXTRAS),
        }
        missing = self._random.sample(
            ["description", "representations", "tags", "labels", "characteristics"], number % 4
        )
        return {name: value for name, value in offer.items() if name not in missing}

    def _a_representation(self, placement: str) -> Object:
        return {
            "placement": placement,
            "channel": self._random.choice(["web", CHANNELS + "email"]),
            "components": [self._a_component() for _ in range(self._random.randint(0, 2))],
            **self._random.choice(EXTRAS),
        }

    def _a_component(self) -> Object:
        type_ = self._random.choice(["html", "component-text", "JSON"])
        format_ = self._random.choice(["text/html", "Text/HTML; charset=UTF-8", "application/json"])
        text = self._random.choice(TEXTS)
        content = json.dumps(text) if type_ == "JSON" else text
        # Taken from the asset library.
        is_file = type_ == "html" and text == "<h1>Hello</h1>"
        return {
            "type": type_,
            "format": format_,
            **({"deliveryURL": "https://assets.example.com/hello.html"} if is_file else {"content": content}),
            "language": self._random.choice([[], ["en-US"], ["de", "en-us"]]),
            **self._random.choice(EXTRAS),
        }

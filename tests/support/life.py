"""One family's objects through their life, as the engine would lead them: checked, then created or updated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Emulator
from offer_resources.lifecycle.calls import Lifecycle, Recorded
from offer_resources.lifecycle.hints import NOTHING_SPECIAL, About
from offer_resources.lifecycle.journal import Journal
from offer_resources.objects.families import FALLBACK_OFFERS
from offer_resources.objects.family import Family
from offer_resources.settings import Settings

Object = dict[str, Any]

WEB = "https://ns.adobe.com/xdm/channel-types/web"
HERO = "dps:offer-placement:1a0b1c2d3e4f5061"
FOOTER = "dps:offer-placement:2a0b1c2d3e4f5062"
LINK = {"linkURL": "https://shop.example.com"}


def a_page(content: str = "<h1>Hello</h1>", placement: str = HERO, **component: Any) -> Object:
    """A representation with one HTML component."""
    html = {"type": "html", "format": "text/html", "content": content, **component}
    return {"placement": placement, "channel": WEB, "components": [html]}


def edit(emulator: Emulator, offer: Recorded, *operations: Object) -> None:
    """Change an offer of sandbox `dev` as somebody else would."""
    emulator.edit(offer.id_, list(operations), org=offer.outputs["org"], sandbox=offer.outputs["sandbox"])


class Life:
    """A lifecycle in one run of the engine, and what it said to the person at the terminal."""

    def __init__(
        self,
        settings: Settings,
        family: Family = FALLBACK_OFFERS,
        *,
        about: About = NOTHING_SPECIAL,
        journal: Path | None = None,
        run: str | None = None,
    ) -> None:
        self.said: list[str] = []
        self.about = about
        notes = Journal(journal, self.said.append, run)
        self.lifecycle = Lifecycle(family, OfferLibrary(settings), settings, self.said.append, notes)

    def checked(self, **members: Any) -> Object:
        inputs, problems = self.lifecycle.check({"name": "Summer", **members}, self.about)
        assert problems == []
        return inputs

    def created(self, **members: Any) -> Recorded:
        return self.lifecycle.create(self.checked(**members))

    def updated(self, before: Recorded, **members: Any) -> Recorded:
        return self.lifecycle.update(before.id_, before.outputs, self.checked(**members))

    def is_different(self, before: Recorded, **members: Any) -> bool:
        return self.lifecycle.diff(before.id_, before.outputs, self.checked(**members)).is_any

    def read(self, before: Recorded) -> Recorded | None:
        return self.lifecycle.read(before.id_, before.outputs)

    def delete(self, before: Recorded) -> None:
        self.lifecycle.delete(before.id_, before.outputs)

"""One family's objects through their life, as the engine would lead them: checked, then created or updated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Emulator
from offer_resources.lifecycle.calls import Lifecycle, Stored
from offer_resources.lifecycle.hints import NO_HINT, Hint
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
    """Return a representation with one HTML component."""
    html = {"type": "html", "format": "text/html", "content": content, **component}
    return {"placement": placement, "channel": WEB, "components": [html]}


def edit(emulator: Emulator, offer: Stored, *operations: Object) -> None:
    """Change an offer of sandbox `dev` as somebody else would."""
    emulator.edit(offer.id_, list(operations), org=offer.outputs["org"], sandbox=offer.outputs["sandbox"])


def a_lifecycle(
    settings: Settings,
    say: Callable[[str], None] = lambda line: None,
    *,
    family: Family = FALLBACK_OFFERS,
    journal: Journal | None = None,
) -> Lifecycle:
    """Return the calls of one run of the engine, which says nothing and notes in memory unless given."""
    return Lifecycle(family, OfferLibrary(settings), settings, say=say, journal=journal or Journal(None, say))


class Life:
    """A lifecycle in one run of the engine, and what it said to the person at the terminal."""

    def __init__(
        self,
        settings: Settings,
        family: Family = FALLBACK_OFFERS,
        *,
        hint: Hint = NO_HINT,
        journal: Path | None = None,
        run: str | None = None,
    ) -> None:
        self.said: list[str] = []
        self.settings = settings
        self.hint = hint
        notes = Journal(journal, self.said.append, run)
        self.lifecycle = a_lifecycle(settings, self.said.append, family=family, journal=notes)

    def checked(self, **members: Any) -> Object:
        inputs, problems = self.lifecycle.check({"name": "Summer", **members}, self.hint)
        assert problems == []
        return inputs

    def created(self, **members: Any) -> Stored:
        return self.lifecycle.create(self.checked(**members))

    def updated(self, before: Stored, **members: Any) -> Stored:
        return self.lifecycle.update(before.id_, before.outputs, self.checked(**members))

    def is_different(self, before: Stored, **members: Any) -> bool:
        return self.lifecycle.diff(before.id_, before.outputs, self.checked(**members)).is_any

    def read(self, before: Stored) -> Stored | None:
        return self.lifecycle.refresh(before.id_, before.outputs)

    def delete(self, before: Stored) -> None:
        self.lifecycle.delete(before.id_, before.outputs)

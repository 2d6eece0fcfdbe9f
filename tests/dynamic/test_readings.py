"""The whole life of an offer at the provider's door, under each reading of what the vendor's pages leave open.

A reading changes what the provider hears; the engine sees no more of it than the results of its calls. So each reading
flipped alone is walked here, and combinations of all of them on the real engine, where every value occurs again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from offer_resources.emulator import Emulator
from tests.dynamic.emulated import ORG, config_of
from tests.dynamic.host import Calls, Created, Host
from tests.support.forks import PROVIDER_HOST, Forks
from tests.support.log import writes
from tests.support.readings import alone, keeps_extras, name_of

ALONE = [pytest.param(flipped, id=name_of(flipped, 0)) for flipped in alone()]

WEB = {"name": "Web", "channel": "web", "componentType": "html"}
MAIL = {"name": "Mail", "channel": "email", "componentType": "imagelink"}
EXTRAS = {"tags": ["dps:tag:0000000000000002", "dps:tag:0000000000000001"], "characteristics": {"a": "b"}}


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks(PROVIDER_HOST) as forks:
        yield forks


def an_offer(web: str, mail: str, content: str, **more: Any) -> dict[str, Any]:
    """An approved offer with HTML in one placement and an image in the other."""
    html = {"type": "html", "format": "text/html", "content": content, "language": ["en-us"]}
    image = {"type": "imagelink", "format": "image/png", "deliveryURL": "https://cdn.example.com/a.png"}
    shown = [(web, "web", html), (mail, "email", image)]
    return {
        "name": "Offer",
        "status": "approved",
        "representations": [{"placement": id_, "channel": channel, "components": [one]} for id_, channel, one in shown],
        **more,
    }


@pytest.mark.parametrize("flipped", ALONE)
def test_a_life_under_one_reading(emulator: Emulator, forks: Forks, flipped: dict[str, str]) -> None:
    """Create, change, read with no phantom difference, delete: each with the writes it takes and no other."""
    emulator.reset()
    emulator.set_readings(**{name.replace("-", "_"): value for name, value in flipped.items()})
    extras = EXTRAS if keeps_extras(emulator) else {}
    with Host(config_of(emulator), forks=forks) as host:
        web, mail = host.placements.up(WEB), host.placements.up(MAIL)
        made = host.offers.up(an_offer(web.id, mail.id, "<p>first</p>", description="first", **extras))
        assert [path for _, path in writes(emulator)] == ["placements", "placements", "offers"]
    emulator.clear_requests()

    with Host(config_of(emulator), forks=forks) as host:
        after = _changed(host.offers, made, an_offer(web.id, mail.id, "<p>second</p>", **extras))
        assert [method for method, _ in writes(emulator)] == ["PATCH"]
        assert _content(emulator) == ("", "<p>second</p>")
    emulator.clear_requests()

    with Host(config_of(emulator), forks=forks) as host:
        held = [(host.offers, after), (host.placements, web), (host.placements, mail)]
        found = [calls.read(known.id, known.outs) for calls, known in held]
        # Inputs come back only where there is something to correct.
        assert [(one.outs, one.inputs) for one in found] == [(known.outs, None) for _, known in held]
        for calls, known in held:
            calls.delete(known.id, known.outs)
        assert [method for method, _ in writes(emulator)] == ["DELETE"] * 3


def _changed(calls: Calls, made: Created, news: dict[str, Any]) -> Created:
    """What the engine does with a resource whose program has changed."""
    checked = calls.check(news, made.inputs)
    assert checked.failures == []
    assert calls.diff(made.id, made.outs, checked.inputs).changes != "DIFF_NONE"
    return Created(made.id, calls.update(made.id, made.outs, checked.inputs), checked.inputs)


def _content(emulator: Emulator) -> tuple[Any, Any]:
    """Description and web content of the one offer."""
    (offer,) = emulator.objects(org=ORG, sandbox="dev")
    contents = [
        component["content"]
        for representation in offer["representations"]
        for component in representation["components"]
        if "content" in component
    ]
    return offer.get("description", ""), contents[0]

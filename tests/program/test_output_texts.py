"""Text made from an Output is refused, whatever was done with it."""

from __future__ import annotations

import html
import json
import urllib.parse
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from offer_resources import Component, FallbackOffer, Placement, Representation, Sandbox
from offer_resources.door import output_texts
from tests.program.program import report

MADE: dict[str, Callable[[Placement], str]] = {
    "an f-string": lambda hero: f"<p data-p='{hero.id}'>",
    "str": lambda hero: str(hero.id),
    "repr": lambda hero: repr(hero.id),
    "a list": lambda hero: f"{[hero.id]}",
    "the resource itself": lambda hero: f"{hero}",
    "JSON": lambda hero: json.dumps({"placement": hero.id}, default=str),
    "escaped": lambda hero: html.escape(repr(hero.id)),
    "quoted": lambda hero: urllib.parse.quote(str(hero.id)),
    "quoted with plus": lambda hero: urllib.parse.quote_plus(str(hero.id)),
    "in capitals": lambda hero: str(hero.id).upper(),
    "cut off": lambda hero: str(hero.id)[:24],
}

ADVICE = f"got {output_texts.GOT}, wanted {output_texts.WANTED}"


def hero() -> Placement:
    return Placement("hero", name="Hero", channel="web", component_type="html")


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_text_of_an_output_is_refused(made: Callable[[Placement], str]) -> None:
    """With resource and property, and the way."""
    lines = report(lambda: FallbackOffer("one", name="One", description=made(hero())))

    assert lines[1:] == ['FallbackOffer "one":', f"  description: {ADVICE}"]


def test_text_of_an_output_is_refused_in_every_text() -> None:
    """At any depth, names of attributes and the resource's own name among them."""

    def program() -> None:
        text = str(hero().id)
        component = Component(type="html", format="text/html", content=pulumi.Output.from_input(text), link_url=text)
        FallbackOffer(
            "one",
            name=text,
            tags=["t", text],
            characteristics={"theme": text, text: "x"},
            representations=[Representation(placement=text, channel="web", components=[component])],
            adopt_id=text,
        )
        FallbackOffer(text, name="Two")

    lines = report(program)

    assert {line.strip().split(":")[0] for line in lines[2:-2]} == {
        "name",
        "tags[1]",
        "characteristics.theme",
        "characteristics",
        "representations[0].placement",
        "representations[0].components[0].content",
        "representations[0].components[0].link_url",
        "adopt_id",
    }
    assert lines[-1] == f"  the resource's name: got {output_texts.GOT}, wanted plain text"


OTHERS: dict[str, Callable[[str], Any]] = {
    "a sandbox": lambda text: Sandbox("stage", sandbox=text, org_id="O", client_id="c", client_secret="s"),
    "a look-up by id": lambda text: Placement.get("other", text),
    "a look-up by name": lambda text: Placement.find("other", placement_name=text),
}


@pytest.mark.parametrize("declare", OTHERS.values(), ids=OTHERS)
def test_text_of_an_output_is_refused_elsewhere(declare: Callable[[str], Any]) -> None:
    """Where no offer is declared too."""
    assert ADVICE in report(lambda: declare(str(hero().id)))[0]


def test_plain_text_is_no_text_of_an_output() -> None:
    """Words that only look a little like it."""
    texts = ["Calling all shoppers", "the object at 0x", "str(x)", "__str__", ""]
    assert [text for text in texts if output_texts.is_of_output(text)] == []


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["a", "a.", "%20", " ", ".a ", "calling ", "a.b object at "])
def test_a_long_text_is_searched_in_time_that_grows_with_its_length(piece: str) -> None:
    """A picture in base64 is millions of letters; a search that begins anew at each of them takes hours."""
    assert not output_texts.is_of_output(piece * (2_000_000 // len(piece)))

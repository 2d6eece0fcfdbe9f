"""The program's own order and spelling: kept in state, respected by `ignore_changes`, never a change by itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.states import recording
from tests.support.log import patches, posts, writes

# Ids are random, so of these two placements either may come first in an order by id: both ways are tried.
TWO_PLACES = """
    web = Placement("web", name="Web", channel="web", component_type="html")
    mail = Placement("mail", name="Mail", channel="email", component_type="html")

    def shown(placement, content, **more):
        html = Component(type="component-html", format="text/html", content=content, **more)
        return Representation(placement=placement.id, channel="web" if placement is web else "email", components=[html])

    IGNORED = []
    FallbackOffer(
        "one",
        name="One",
        description="as it was",
        tags=["z", "a", "m"],
        labels=["core/C2", "core/C1"],
        representations=[shown(web, "WEB", language=["en-US"]), shown(mail, "MAIL")],
        opts=pulumi.ResourceOptions(ignore_changes=IGNORED),
    )
    FallbackOffer(
        "two",
        name="Two",
        representations=[shown(mail, "MAIL"), shown(web, "WEB")],
        opts=pulumi.ResourceOptions(ignore_changes=IGNORED),
    )
"""
PATHS = [
    "tags[0]",
    "tags[2]",
    "labels[0]",
    "representations[0]",
    "representations[0].placement",
    "representations[0].components[0].content",
    "representations[1].components",
]


def changed_lines(text: str) -> list[str]:
    """Return the lines of a preview that speak of inputs."""
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith(("~ ", "+ ", "- "))]
    return [line for line in lines if "pulumi" not in line and not re.match(r"[~+-] \d+ to ", line)]


def content(emulator: Emulator, stack: Stack) -> list[Any]:
    return sorted(({**one, "etag": 0, "modified": ""} for one in stack.offers()), key=lambda one: str(one["name"]))


def test_ignoring_by_index_changes_nothing_of_an_unchanged_program(stack: Stack, emulator: Emulator) -> None:
    """Whatever the path: the engine takes items of the old inputs by their position, in the program's order."""
    program = TWO_PLACES.replace("IGNORED = []", f"IGNORED = {PATHS}")
    stack.program(program).up("--skip-preview").succeeded()
    was = content(emulator, stack)
    emulator.clear_requests()

    stack.up("--skip-preview", "--expect-no-changes").succeeded()
    stack.refresh("--skip-preview", "--expect-no-changes").succeeded()
    stack.up("--skip-preview", "--expect-no-changes").succeeded()

    assert (writes(emulator), content(emulator, stack)) == ([], was)
    assert sorted(next(one for one in was if one["name"] == "One")["tags"]) == ["a", "m", "z"]


def test_what_is_ignored_stays_and_the_rest_changes(stack: Stack, emulator: Emulator) -> None:
    """Each item is the program's own, not one that an order by id has put in its place."""
    stack.program(TWO_PLACES).up("--skip-preview").succeeded()
    ignored = ["tags[0]", "representations[0].components[0].content"]
    changed = TWO_PLACES.replace("IGNORED = []", f"IGNORED = {ignored}").replace('"z", "a"', '"y", "b"')
    stack.program(changed.replace('"WEB"', '"WEB2"').replace('"MAIL"', '"MAIL2"')).up("--skip-preview").succeeded()

    one, two = content(emulator, stack)
    places = {id_: name for name, id_ in stack.ids("Placement").items()}
    texts = [
        {places[item["placement"]]: item["components"][0]["content"] for item in offer["representations"]}
        for offer in (one, two)
    ]
    assert texts == [{"web": "WEB", "mail": "MAIL2"}, {"mail": "MAIL", "web": "WEB2"}]
    assert sorted(one["tags"]) == ["b", "m", "z"]


def test_another_spelling_is_no_change_and_is_recorded(stack: Stack, emulator: Emulator) -> None:
    """State keeps the program's order from then on, through a refresh too."""
    stack.program(TWO_PLACES).up("--skip-preview").succeeded()
    sent = next(body for body in posts(emulator) if body["name"] == "One")
    assert (sent["tags"], sent["labels"]) == (["z", "a", "m"], ["core/C2", "core/C1"])
    assert sent["representations"][0]["components"][0]["language"] == ["en-US"]
    assert sent["representations"][0]["components"][0]["type"] == "html"
    emulator.clear_requests()

    turned = (
        TWO_PLACES.replace('["z", "a", "m"]', '["m", "z", "a"]')
        .replace("component-html", "HTML")
        .replace("en-US", "en-us")
    )
    stack.program(turned).preview("--expect-no-changes").succeeded()
    stack.up("--skip-preview", "--expect-no-changes").succeeded()
    stack.refresh("--skip-preview", "--expect-no-changes").succeeded()

    stored = stack.resources()["one"]["inputs"]
    assert stored["tags"] == ["m", "z", "a"]
    assert stored["representations"][0]["components"][0]["language"] == ["en-us"]
    ignoring = turned.replace("IGNORED = []", f"IGNORED = {PATHS}")
    stack.program(ignoring).up("--skip-preview", "--expect-no-changes").succeeded()
    assert writes(emulator) == []


def test_a_changed_word_keeps_the_live_spelling_of_the_rest(stack: Stack, emulator: Emulator) -> None:
    """One text changes: the order and the spelling that the sandbox has stay, and the preview shows that text alone."""
    stack.program(TWO_PLACES).up("--skip-preview").succeeded()
    one = next(offer for offer in stack.offers() if offer["name"] == "One")
    theirs = [
        {**item, "components": [{**item["components"][0], "type": "component-html", "format": "Text/HTML"}]}
        for item in reversed(one["representations"])
    ]
    stack.edited_elsewhere(one["id"], {"op": "replace", "path": "/representations", "value": theirs})
    stack.program(TWO_PLACES.replace('shown(web, "WEB", lang', 'shown(web, "NEW", lang'))
    shown = stack.preview().succeeded().out
    emulator.clear_requests()
    stack.up("--skip-preview").succeeded()

    theirs[1]["components"][0]["content"] = "NEW"
    assert changed_lines(shown) == [
        "~ representations: [",
        "~ [0]: {",
        "~ components: [",
        "~ [0]: {",
        '~ content: "WEB" => "NEW"',
    ]
    assert patches(emulator) == [[{"op": "replace", "path": "/representations", "value": theirs}]]


def test_a_status_given_no_longer_is_not_shown_as_removed(stack: Stack, emulator: Emulator) -> None:
    """It stays as it is, and from then on it is not managed; given again, it is shown."""
    given = 'FallbackOffer("it", name="It", description="as it was", status="approved")'
    stack.program(given).up("--skip-preview").succeeded()
    without = given.replace(', status="approved"', "").replace("as it was", "changed")

    shown = stack.program(without).preview().succeeded().out
    assert changed_lines(shown) == ['~ description: "as it was" => "changed"']
    stack.up("--skip-preview").succeeded()
    stack.edited_elsewhere(stack.ids()["it"], {"op": "replace", "path": "/status", "value": "draft"})
    stack.refresh("--skip-preview", "--expect-no-changes").succeeded()
    assert (stack.offers()[0]["status"], "status" in stack.resources()["it"]["inputs"]) == ("draft", False)

    shown = stack.program(given.replace("as it was", "changed")).preview().succeeded().out
    assert changed_lines(shown) == ['+ status: "approved"']


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in recording.FOLDER.glob("*/state.json")), ids=lambda folder: folder.name
)
def test_a_change_of_an_old_state_shows_nothing_else(folder: Path, stack: Stack) -> None:
    """Older versions stored another order and spelling than the program's; the first change does not show it."""
    recording.set_up(folder, stack)
    program = (folder / "program.py").read_text(encoding="utf-8")
    shown = stack.program(program.replace('"as recorded"', '"changed"')).preview().succeeded().out
    assert changed_lines(shown) == ['~ description: "as recorded" => "changed"']

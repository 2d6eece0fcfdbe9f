"""The page docs/promotion.md, as a story: two sandboxes made by hand become one program's, and stay alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from offer_resources.emulator import Emulator
from tests.e2e.offers import commands, offers, shell
from tests.e2e.stack import CHECKOUT, ORG, Stack, writes
from tests.repository.test_ci_examples import COMMANDS

PAGE = CHECKOUT / "docs" / "promotion.md"
WEB = "https://ns.adobe.com/xdm/channel-types/web"


class Person:
    """Somebody who clicks objects together in a sandbox."""

    def __init__(self, emulator: Emulator, sandbox: str) -> None:
        self._emulator = emulator
        self._place = {"org": ORG, "sandbox": sandbox}
        self._hero = self._create("placement", {"name": "Web hero", "channel": WEB, "componentType": "html"})

    def offer(self, name: str, text: str, **members: Any) -> str:
        component = {"type": "html", "format": "text/html", "content": text}
        representation = {"placement": self._hero, "channel": "web", "components": [component]}
        return self._create(
            "fallback-offer", {"name": name, "status": "draft", "representations": [representation], **members}
        )

    def edit(self, id_: str, path: str, value: Any) -> None:
        self._emulator.edit(id_, [{"op": "replace", "path": path, "value": value}], **self._place)

    def _create(self, kind: str, body: dict[str, Any]) -> str:
        return self._emulator.create(kind, body, **self._place)


def test_the_story(stack: Stack, another_stack: Callable[[str], Stack], emulator: Emulator) -> None:
    """By hand, compared, exported, taken over, edited, promoted, compared equal; and at night a colleague is found."""
    dev, stage = Person(emulator, "dev"), Person(emulator, "stage")
    another_stack("stage")
    dev.offer("Summer", "Free from 30 euros", labels=["core/C1"], characteristics={"theme": "light"})
    summer = stage.offer("Summer", "Free from 25 euros")
    dev.offer("Autumn", "Leaves")
    stage.offer("Forgotten", "Old")
    compare, *take_over, preview = commands(PAGE, "## The sandboxes exist already")

    told = shell(stack, compare).failed(2).out
    assert "fallback offer 'Autumn': only in dev\n" in told
    assert "    representations[Web hero].components[0].content: Free from [-30-]{+25+} euros\n" in told
    assert "    labels: only in dev: core/C1\n" in told
    assert '    characteristics: only in dev: {"theme": "light"}\n' in told

    for command in take_over:
        shell(stack, command).succeeded()
    assert writes(emulator) == []
    shown = shell(stack, preview).succeeded().out
    assert "    + 1 to create\n    ~ 1 to update\n    - 1 to delete\n" in shown
    assert '"Free from 25 euros" => "Free from 30 euros"' in shown

    program = stack.folder / "__main__.py"
    program.write_text(program.read_text("utf-8").replace("30 euros", "20 euros"), "utf-8")
    for command in commands(PAGE, "## A change"):
        shell(stack, command).succeeded()

    (nightly,) = commands(PAGE, "## In CI")
    assert nightly == COMMANDS[2].replace("STACK", "stage")
    shell(stack, nightly).succeeded()
    stage.edit(summer, "/name", "Summer of a colleague")
    found = shell(stack, nightly).failed(7).out
    assert '"Summer"' in found
    assert '"Summer of a colleague"' in found


def test_compared_as_json(stack: Stack, another_stack: Callable[[str], Stack], emulator: Emulator) -> None:
    """Every name with its verdict, and both values whole where they differ; a stack that is not there is an error."""
    dev, stage = Person(emulator, "dev"), Person(emulator, "stage")
    another_stack("stage")
    dev.offer("Long", "a" * 300)
    stage.offer("Long", "b" * 300)
    twice = [dev.offer("Twice", "x"), dev.offer("Twice", "x")]
    once = stage.offer("Twice", "x")

    told = json.loads(offers(stack, "compare", "dev", "stage", "--json").failed(2).out)

    assert told["stacks"] == ["dev", "stage"]
    found = {one["name"]: one for one in told["objects"]}
    assert {name: one["verdict"] for name, one in found.items()} == {
        "Web hero": "same",
        "Long": "different",
        "Twice": "duplicate",
    }
    assert found["Long"]["changes"] == [
        {"path": "representations[Web hero].components[0].content", "values": ["a" * 300, "b" * 300]}
    ]
    assert [sorted(ids) for ids in found["Twice"]["ids"]] == [sorted(twice), [once]]
    assert (
        offers(stack, "compare", "dev", "nowhere").failed(1).out == "offers: pulumi: no stack named 'nowhere' found\n"
    )

"""The page docs/promotion.md, as a story: two sandboxes made by hand become one program's, and stay alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from offer_resources.emulator import Emulator
from tests.e2e.offers import commands, offers, shell
from tests.e2e.stack import CHECKOUT, ORG, Run, Stack
from tests.repository.test_ci_examples import COMMANDS
from tests.support.log import writes

PAGE = CHECKOUT / "docs" / "promotion.md"
WEB = "https://ns.adobe.com/xdm/channel-types/web"


class Person:
    """Somebody who clicks objects together in a sandbox."""

    def __init__(self, emulator: Emulator, sandbox: str) -> None:
        self._emulator = emulator
        self._place = {"org": ORG, "sandbox": sandbox}
        self._hero = self.placement("Web hero")

    def placement(self, name: str) -> str:
        return self._create("placement", {"name": name, "channel": WEB, "componentType": "html"})

    def offer(self, name: str, text: str, *, link: str | None = None, **members: Any) -> str:
        component = {"type": "html", "format": "text/html", "content": text, **({"linkURL": link} if link else {})}
        representation = {"placement": self._hero, "channel": "web", "components": [component]}
        return self._create(
            "fallback-offer", {"name": name, "status": "draft", "representations": [representation], **members}
        )

    def edit(self, id_: str, path: str, value: Any) -> None:
        self._emulator.edit(id_, [{"op": "replace", "path": path, "value": value}], **self._place)

    def objects(self) -> dict[str, dict[str, Any]]:
        """Everything in the sandbox, by id."""
        kinds = ("placement", "fallback-offer")
        return {one["id"]: one for kind in kinds for one in self._emulator.objects(kind, **self._place)}

    def _create(self, kind: str, body: dict[str, Any]) -> str:
        return self._emulator.create(kind, body, **self._place)


def promoted(stack: Stack, stage: Stack) -> Run:
    """Run the page's commands up to the last preview, then `up` of stage, and return what that preview showed."""
    *take_over, preview = commands(PAGE, "## The sandboxes exist already")[1:]
    for command in take_over:
        shell(stack, command).succeeded()
    shown = shell(stack, preview).succeeded()
    assert writes(stack.emulator) == []
    stage.up("--skip-preview").succeeded()
    return shown


def test_the_story(stack: Stack, another_stack: Callable[[str], Stack], emulator: Emulator) -> None:
    """By hand, compared, exported, linked, edited, promoted, compared equal; and at night a colleague is found."""
    dev, stage = Person(emulator, "dev"), Person(emulator, "stage")
    another_stack("stage")
    dev.offer("Summer", "Free from 30 euros", labels=["core/C1"], characteristics={"theme": "light"})
    summer = stage.offer("Summer", "Free from 25 euros")
    dev.offer("Autumn", "Leaves")
    forgotten = stage.offer("Forgotten", "Old")
    compare, *take_over, preview = commands(PAGE, "## The sandboxes exist already")

    told = shell(stack, compare).failed(2).out
    assert "fallback offer 'Autumn': only in dev\n" in told
    assert "    representations[Web hero].components[0].content: Free from [-30-]{+25+} euros\n" in told
    assert "    labels: only in dev: core/C1\n" in told
    assert '    characteristics: only in dev: {"theme": "light"}\n' in told

    told = "".join(shell(stack, command).succeeded().out for command in take_over)
    assert writes(emulator) == []
    assert f"paired     fallback offer 'Summer' (resource summer) is {summer}\n" in told
    assert "new        fallback offer 'Autumn' (resource autumn): no object has this name\n" in told
    assert f"only there fallback offer 'Forgotten' ({forgotten}): stays as it is" in told
    shown = shell(stack, preview).succeeded().out
    assert "    + 1 to create\n    ~ 1 to update\n" in shown
    assert "to delete" not in shown
    assert '"Free from 25 euros" => "Free from 30 euros"' in shown

    program = stack.folder / "__main__.py"
    program.write_text(program.read_text("utf-8").replace("30 euros", "20 euros"), "utf-8")
    *change, _compare = commands(PAGE, "## A change")
    for command in change:
        shell(stack, command).succeeded()
    assert shell(stack, compare).failed(2).out.count("only in stage") == 2  # the line and the column of *Forgotten*
    assert forgotten in stage.objects()

    (nightly,) = commands(PAGE, "## In CI")
    assert nightly == COMMANDS[2].replace("STACK", "stage")
    shell(stack, nightly).succeeded()
    stage.edit(summer, "/name", "Summer of a colleague")
    found = shell(stack, nightly).failed(7).out
    assert '"Summer"' in found
    assert '"Summer of a colleague"' in found


def test_names_of_one_slug_keep_their_objects(
    stack: Stack, another_stack: Callable[[str], Stack], emulator: Emulator
) -> None:
    """Names that differ in case, punctuation, form or emoji alone, in other orders of age: each is only itself."""
    names = ["Sale: 50%", "Sale 50", "sale 50", "Caf\u00e9", "Cafe\u0301", "\U0001f389", "\U0001f384", "Hero", "Hero 2"]
    dev, stage = Person(emulator, "dev"), Person(emulator, "stage")
    for name in names:
        dev.offer(name, name)
        dev.placement(name)
    for name in reversed(names[1:]):
        stage.offer(name, name)
        stage.placement(name)
    before = stage.objects()

    shown = promoted(stack, another_stack("stage")).out

    assert "    + 2 to create\n" in shown
    assert "    ~ " not in shown
    after = stage.objects()
    assert before.items() <= after.items()
    assert {one["name"] for id_, one in after.items() if id_ not in before} == {"Sale: 50%"}


def test_what_an_export_cannot_express_stays_in_both(
    stack: Stack, another_stack: Callable[[str], Stack], emulator: Emulator
) -> None:
    """An approved offer that only one sandbox's export can express is neither deleted nor made again."""
    dev, stage = Person(emulator, "dev"), Person(emulator, "stage")
    emulator.set_readings(offer_statuses="xdm")
    dev.offer("Sale", "dev", status="rejected")
    stage.offer("Sale", "stage", status="approved")
    dev.offer("Link", "same", link="https://example.com")
    stage.offer("Link", "same", link="www.example.com/sale", status="approved")
    before = stage.objects()

    shown = promoted(stack, another_stack("stage")).out

    assert "to delete" not in shown
    assert "to create" not in shown
    assert stage.objects().keys() == before.keys()


def test_a_lost_state_is_found_again(stack: Stack, emulator: Emulator) -> None:
    """What state has stays; the rest gets its ids back, in components too, and `up` writes nothing."""
    program = """
    class Group(pulumi.ComponentResource):
        def __init__(self, name):
            super().__init__("shop:index:Group", name)
            FallbackOffer("inner", name="Inner", opts=pulumi.ResourceOptions(parent=self))

    hero = Placement("hero", name="Hero", channel="web", component_type="html")
    part = Component(type="html", format="text/html", content="<p>Hello</p>", language=["en-US"])
    shown = [Representation(placement=hero.id, channel="web", components=[part])]
    for number in range(3):
        FallbackOffer(f"offer-{number}", name=f"Offer {number}", tags=["z", "a"], representations=shown)
    FallbackOffer("kept-secret", name="Secret", description=pulumi.Output.secret("hush"))
    Group("group")
    """
    stack.program(program).up("--skip-preview").succeeded()
    held = json.loads(stack.exported())
    kept = [one for one in held["deployment"]["resources"] if not one["urn"].endswith(("-1", "-2", "inner", "group"))]
    (stack.folder / "lost.json").write_text(
        json.dumps({**held, "deployment": {**held["deployment"], "resources": kept}})
    )
    ids = stack.ids()
    shell(stack, "pulumi stack import --file lost.json").succeeded()
    emulator.clear_requests()

    for command in commands(CHECKOUT / "docs" / "recovery.md", "## On another machine"):
        shell(stack, command).succeeded()

    assert stack.ids() == ids
    stack.preview("--expect-no-changes").succeeded()
    stack.up("--skip-preview", "--expect-no-changes").succeeded()
    assert writes(emulator) == []
    assert "hush" not in (stack.folder / "found.json").read_text("utf-8")


def test_a_program_with_the_ids_of_another_sandbox_is_linked(
    stack: Stack, another_stack: Callable[[str], Stack], emulator: Emulator
) -> None:
    """What is paired needs its `adopt_id` no more; of what is new, it is reported as what to remove."""
    dev, stage = Person(emulator, "dev"), Person(emulator, "stage")
    dev.offer("Both", "Same")
    both = stage.offer("Both", "Same")
    offers(stack, "export", "--out", "__main__.py").succeeded()
    other = another_stack("stage")

    offers(stack, "link", "--stack", "stage", "--state", "stage.json").succeeded()
    shell(stack, "pulumi stack import --stack stage --file stage.json").succeeded()

    other.preview("--expect-no-changes").succeeded()
    assert other.ids() == {"both": both}
    only = dev.offer("Only here", "Mine")
    offers(stack, "export", "--out", "__main__.py", "--stack", "dev").succeeded()
    told = offers(stack, "link", "--stack", "stage", "--state", "stage.json").succeeded().out
    assert f"no object has this name, nor its adopt_id, {only}: remove that argument" in told


def test_nothing_is_written_where_names_are_ambiguous(stack: Stack, emulator: Emulator) -> None:
    """The ids are named, the exit code is 1, and a file that is not the command's is not replaced either."""
    dev = Person(emulator, "dev")
    ids = sorted([dev.offer("Twice", "x"), dev.offer("Twice", "y")])
    stack.program('FallbackOffer("twice", name="Twice")')

    told = offers(stack, "link", "--state", "dev.json").failed().out

    assert f"ambiguous  fallback offer 'Twice': resource twice and objects {', '.join(ids)}" in told
    assert not (stack.folder / "dev.json").exists()
    stack.program(f'FallbackOffer("twice", name="Twice", adopt_id="{ids[1]}")')
    assert "__main__.py exists" in offers(stack, "link", "--state", "__main__.py").failed().out
    offers(stack, "link", "--state", "dev.json").succeeded()
    shell(stack, "pulumi stack import --file dev.json").succeeded()
    assert stack.ids() == {"twice": ids[1]}
    stack.preview("--expect-no-changes").succeeded()


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

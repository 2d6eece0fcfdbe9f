"""All seven families in one program, referring to each other."""

from __future__ import annotations

import re
from collections.abc import Callable

from offer_resources.emulator import Emulator
from tests.e2e.offers import commands, offers, shell
from tests.e2e.stack import CHECKOUT, ORG, Stack
from tests.support.log import writes
from tests.support.web import KINDS, PROGRAM, by_hand

# The tokens of the seven, in the order in which an export has them.
TOKENS = ["Tag", "DecisionRule", "Placement", "FallbackOffer", "PersonalizedOffer", "Collection", "Decision"]


def held(emulator: Emulator) -> dict[str, int]:
    return {kind: len(emulator.objects(kind, org=ORG, sandbox="dev")) for kind in KINDS}


def managed(stack: Stack) -> set[str]:
    """Return the ids in state."""
    return {id_ for token in TOKENS for id_ in stack.ids(token).values()}


def test_the_web_of_references(stack: Stack, emulator: Emulator) -> None:
    """One `up` in an empty sandbox, whole in a preview, and gone again in an order that a strict service accepts."""
    emulator.set_readings(references="strict")
    assert "9 to create" in stack.program(PROGRAM).up().succeeded().out
    assert held(emulator) == KINDS
    # If one comes back, the SDK has changed: program/resources/base.py `__init_subclass__`.
    kept = [one for token in TOKENS for one in stack.resources(token).values()]
    assert [one["urn"] for one in kept if "stackTrace" in one] == []

    emulator.clear_requests()
    stack.preview("--expect-no-changes").succeeded()
    stack.pulumi("refresh", "--yes", "--stack", stack.name, "--expect-no-changes").succeeded()
    stack.up("--skip-preview", "--expect-no-changes").succeeded()
    assert writes(emulator) == []

    stack.destroy().succeeded()
    assert set(held(emulator).values()) == {0}


def test_a_sandbox_made_by_hand_is_taken_over(stack: Stack, emulator: Emulator) -> None:
    """Exported with variables for references, in a reader's order; taken over without a write; nothing left to do."""
    emulator.set_readings(references="strict")
    ids = by_hand(emulator, ORG, "dev")
    program = stack.folder / "__main__.py"

    offers(stack, "export", "--out", "__main__.py").succeeded()
    written = program.read_text("utf-8")
    shell(stack, "pulumi preview --diff").succeeded()
    stack.up("--skip-preview").succeeded()

    assert re.findall(r"^(?:\w+ = )?(\w+)\($", written, re.MULTILINE) == [
        *(token for token in TOKENS if token not in ("Collection", "Decision")),
        *("Collection", "Collection", "Decision"),
    ]
    assert all(written.count(f'"{id_}"') == 1 for id_ in ids.values())  # as adopt_id alone
    assert managed(stack) == set(ids.values())
    stack.preview("--expect-no-changes").succeeded()
    stack.refresh("--skip-preview", "--expect-no-changes").succeeded()
    offers(stack, "export", "--out", ".", "--split").succeeded()
    stack.preview("--expect-no-changes").succeeded()
    assert writes(emulator) == []


LOOK_UPS = """
from offer_resources import Collection, Decision, DecisionRule, PersonalizedOffer, Tag

found = {
    "Season": Tag.find("tag", tag_name="Season"),
    "Adults": DecisionRule.find("rule", rule_name="Adults"),
    "Web banner": Placement.find("placement", placement_name="Web banner"),
    "Summer fallback": FallbackOffer.find("fallback", offer_name="Summer fallback"),
    "Winter boots": PersonalizedOffer.find("offer", offer_name="Winter boots"),
    "Chosen": Collection.find("collection", collection_name="Chosen"),
    "Web hero": Decision.find("decision", decision_name="Web hero"),
}
for name, one in found.items():
    again = type(one).get(f"{name} by its id", one.id)
    pulumi.export(name, pulumi.Output.all(one.id, again.id, again.name))
pulumi.export("members", pulumi.Output.all(
    found["Web hero"].fallback, found["Chosen"].ids, found["Winter boots"].selection_constraint["eligibilityRule"]))
"""


def test_every_kind_is_looked_up(stack: Stack, emulator: Emulator) -> None:
    """By its name and by its id, with what it refers to; nothing is written."""
    ids = by_hand(emulator, ORG, "dev")

    stack.program(LOOK_UPS).up("--skip-preview").succeeded()

    told = stack.outputs()
    assert told.pop("members") == [ids["Summer fallback"], [ids["Winter boots"]], ids["Adults"]]
    assert told == {name: [id_, id_, name] for name, id_ in ids.items() if name != "Seasonal"}
    assert writes(emulator) == []


def test_all_seven_are_promoted(stack: Stack, another_stack: Callable[[str], Stack], emulator: Emulator) -> None:
    """The first recipe of docs/promotion.md: what stage has by hand is linked, the rest is created, every reference
    is one to stage's own object, and the sandboxes are equal."""
    emulator.set_readings(references="strict")
    ids = by_hand(emulator, ORG, "stage", without=["Winter boots", "Chosen", "Web hero"])
    emulator.edit(
        ids["Summer fallback"], [{"op": "replace", "path": "/status", "value": "draft"}], org=ORG, sandbox="stage"
    )
    stage = another_stack("stage")
    stack.program(PROGRAM)
    up, link, import_, preview, promote, compare = commands(CHECKOUT / "docs" / "promotion.md", "## One program")
    shell(stack, up).succeeded()
    emulator.clear_requests()

    told = shell(stack, link).succeeded().out
    assert {id_ for id_ in ids.values() if f" is {id_}\n" in told} == set(ids.values())
    assert told.count("\nnew ") == 3
    shell(stack, import_).succeeded()
    shown = shell(stack, preview).succeeded().out
    assert "    + 3 to create\n    ~ 1 to update\n" in shown
    assert writes(emulator) == []
    shell(stack, promote).succeeded()
    assert [method for method, _ in writes(emulator)].count("POST") == 3
    assert [method for method, _ in writes(emulator)].count("PATCH") == 1

    shell(stack, compare).succeeded()
    theirs = {one["id"]: one for kind in KINDS for one in emulator.objects(kind, org=ORG, sandbox="stage")}
    named = set(re.findall(r"dps:[a-z-]+:[0-9a-f]+", repr(theirs)))
    assert named == theirs.keys() == managed(stage) >= set(ids.values())
    assert not named & managed(stack)
    stage.preview("--refresh", "--expect-no-changes").succeeded()

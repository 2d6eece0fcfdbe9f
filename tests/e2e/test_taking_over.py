"""A sandbox made by hand becomes a program: exported, taken over without a write, and nothing left to do."""

from __future__ import annotations

import re

import pytest

from offer_resources.emulator import Emulator
from tests.e2e import by_hand
from tests.e2e.offers import commands, offers, shell
from tests.e2e.stack import CHECKOUT, ORG, Stack
from tests.support.log import wire, writes
from tests.support.sweep import rounds

PAGE = CHECKOUT / "docs" / "taking-over.md"


def test_hundreds_of_objects_are_taken_over_by_a_state(stack: Stack, emulator: Emulator) -> None:
    """Exported and imported, a stack manages the sandbox; lists were read, and nothing is left to do."""
    many = rounds(160, 440)
    by_hand.fill(emulator, "dev", placements=60, offers=many)

    told = offers(stack, "export", "--out", "__main__.py", "--state", "dev.json").failed(3).out
    stack.pulumi("stack", "import", "--file", "dev.json").succeeded()
    stack.preview("--expect-no-changes").succeeded()

    held = [*stack.ids("Placement").values(), *stack.ids().values()]
    comments = re.findall(r"^# Not taken over: .*\((.*?)\):", (stack.folder / "__main__.py").read_text("utf-8"), re.M)
    by_people = [
        one["id"]
        for kind in ("placement", "fallback-offer")
        for one in emulator.objects(kind, org=ORG, sandbox="dev")
        if one["createdBy"] != "Mobile_Sheliak"
    ]
    assert {method for method, _ in wire(emulator)} == {"LIST"}
    assert sorted([*held, *comments]) == sorted(by_people)
    assert len(comments) == told.count("offers: not taken over") == 1
    assert told.count("offers: left unmanaged") == many // 40
    assert told.endswith(f"; {many // 40} members left unmanaged, 1 object left out\n")


def test_the_page_by_a_state_file(stack: Stack, emulator: Emulator) -> None:
    """The page's commands, to the end: a state, then a program without `adopt_id`, and no write on the way."""
    by_hand.fill(emulator, "dev", placements=6, offers=12)

    for command in [*commands(PAGE, "## Hundreds of objects"), *commands(PAGE, "## Afterwards")]:
        shell(stack, command).succeeded()

    assert "adopt_id" not in (stack.folder / "__main__.py").read_text("utf-8")
    assert writes(emulator) == []
    # From here the stack holds something: no state is written that would make the engine forget it, and ...
    told = offers(stack, "export", "--out", "x.py", "--state", "x.json").failed().out
    assert told.startswith("offers: stack dev holds 18 resources")
    assert not (stack.folder / "x.py").exists()
    # ... a folder with a file for each offer is the same program.
    offers(stack, "export", "--out", ".", "--split").succeeded()
    stack.preview("--expect-no-changes").succeeded()
    assert len(list((stack.folder / "offers").glob("*.py"))) == 13
    assert "placements exists already" in offers(stack, "export", "--out", ".", "--split").failed().out


def test_members_that_no_program_can_give_survive(stack: Stack, emulator: Emulator) -> None:
    """They are in neither program nor state: nothing clears them, before a refresh or after it, or with a change."""
    emulator.set_readings(offer_statuses="xdm")
    placement = {"name": "Hero", "channel": "https://ns.adobe.com/xdm/channel-types/web", "componentType": "html"}
    hero = emulator.create("placement", placement, org=ORG, sandbox="dev")
    link = {
        "type": "html",
        "format": "text/html",
        "content": "<p>30%</p>",
        "linkURL": "www.example.com",
        "language": ["en_US"],
    }
    asset = {"type": "html", "format": "text/html", "repo:id": "asset"}
    ids = [
        emulator.create("fallback-offer", {"name": name, "representations": [shown], **members}, org=ORG, sandbox="dev")
        for name, component, members in (
            ("Link", link, {"status": "rejected"}),
            ("Asset", asset, {"status": "approved", "characteristics": {"": "x"}}),
        )
        for shown in [{"placement": hero, "channel": "web", "components": [component]}]
    ]
    before = {one["id"]: one for one in stack.offers()}

    offers(stack, "export", "--out", "__main__.py", "--state", "dev.json").succeeded()
    stack.pulumi("stack", "import", "--file", "dev.json").succeeded()
    stack.preview("--expect-no-changes").succeeded()
    stack.up("--skip-preview", "--refresh", "--expect-no-changes").succeeded()
    program = stack.folder / "__main__.py"
    program.write_text(
        program.read_text("utf-8").replace("30%", "25%").replace('name="Asset"', 'name="Asset 2"'), "utf-8"
    )
    stack.up("--skip-preview").succeeded()

    after = {one["id"]: one for one in stack.offers()}
    component = after[ids[0]]["representations"][0]["components"][0]
    assert component == {**link, "content": "<p>25%</p>"}
    assert after[ids[0]]["status"] == "rejected"
    unchanged = ("status", "representations", "characteristics")
    assert {name: after[ids[1]][name] for name in unchanged} == {name: before[ids[1]][name] for name in unchanged}


def test_a_file_of_a_person_is_not_replaced(stack: Stack, emulator: Emulator) -> None:
    """Neither a program by an export, nor one of an export by an empty one; `--force` does both."""
    stack.program("pulumi.export('mine', 1)\n")
    mine = (stack.folder / "__main__.py").read_text("utf-8")

    told = offers(stack, "export", "--out", "__main__.py").failed(1).out

    assert "__main__.py" in told
    assert "--force" in told
    assert (stack.folder / "__main__.py").read_text("utf-8") == mine
    by_hand.fill(emulator, "dev", placements=2, offers=0)
    offers(stack, "export", "--out", "__main__.py", "--force").succeeded()
    offers(stack, "export", "--out", "__main__.py").succeeded()
    written = (stack.folder / "__main__.py").read_text("utf-8")
    assert "empty" in offers(stack, "export", "--out", "__main__.py", "--name", "Nothing*").failed(1).out
    assert (stack.folder / "__main__.py").read_text("utf-8") == written


def test_the_page_by_adoption(stack: Stack, emulator: Emulator) -> None:
    """The page's commands, to the end: the preview shows adoptions alone; `up` reads all, and writes nothing."""
    by_hand.fill(emulator, "dev", placements=40, offers=220)
    export, preview, *rest = commands(PAGE, "## A few objects")

    shell(stack, export).succeeded()
    emulator.clear_requests()
    shown = shell(stack, preview).succeeded().out
    for command in rest:
        shell(stack, command).succeeded()

    adopted = (stack.folder / "__main__.py").read_text("utf-8").count("    adopt_id=")
    assert adopted > 50
    assert shown.count("adoptId") == adopted
    assert shown.endswith(f"Resources:\n    + {adopted + 1} to create\n")
    assert writes(emulator) == []
    assert len({path for method, path in wire(emulator) if method == "GET"}) == adopted
    assert len(stack.ids("Placement")) + len(stack.ids()) == adopted


@pytest.mark.parametrize(
    ("arguments", "env", "told"),
    [
        (["--stack", "nowhere"], {}, "offers: pulumi: no stack named 'nowhere' found\n"),
        ([], {"AEP_CLIENT_SECRET": ""}, "offers: aep:clientSecret is not set: set it with `pulumi config set --secret"),
        ([], {"AEP_CLIENT_SECRET": "wrong"}, "offers: fetch an access token from 127.0.0.1"),
        ([], {"PATH": "/nowhere"}, "offers: there is no Pulumi engine: install Pulumi"),
    ],
)
def test_what_is_missing_is_told_in_a_line(stack: Stack, arguments: list[str], env: dict[str, str], told: str) -> None:
    """Unknown stack, no or a wrong credential, no engine: one line, exit code 1, no file."""
    out = offers(stack, "export", "--out", "x.py", *arguments, env=env).failed().out

    assert out.startswith(told)
    assert out.count("\n") == 1
    assert not (stack.folder / "x.py").exists()

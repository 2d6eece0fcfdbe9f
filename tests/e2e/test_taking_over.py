"""A sandbox made by hand becomes a program: exported, taken over without a write, and nothing left to do."""

from __future__ import annotations

import re

import pytest

from offer_resources.emulator import Emulator
from tests.e2e import by_hand
from tests.e2e.offers import commands, offers, shell
from tests.e2e.stack import CHECKOUT, ORG, Stack, wire

PAGE = CHECKOUT / "docs" / "taking-over.md"


def test_500_objects_are_taken_over_by_a_state(stack: Stack, emulator: Emulator) -> None:
    """Exported, imported and refreshed, a stack manages the sandbox; lists were read, and nothing is left to do."""
    by_hand.fill(emulator, "dev", placements=60, offers=440)

    told = offers(stack, "export", "--out", "__main__.py", "--state", "dev.json").succeeded().out
    stack.pulumi("stack", "import", "--file", "dev.json").succeeded()
    # Writing the state once instead of after each of 480 resources halves the time of this test.
    stack.refresh("--run-program", env={"PULUMI_SKIP_CHECKPOINTS": "true"}).succeeded()
    stack.preview("--expect-no-changes").succeeded()

    held = [*stack.ids("Placement").values(), *stack.ids().values()]
    comments = re.findall(r"^# Not taken over: .*\((.*?)\):", (stack.folder / "__main__.py").read_text("utf-8"), re.M)
    by_people = [
        one["id"]
        for kind in ("placement", "fallback-offer")
        for one in emulator.objects(kind, org=ORG, sandbox="dev")
        if one["createdBy"] != "Mobile_Sheliak"
    ]
    assert set(wire(emulator)) == {("GET", "placements"), ("GET", "offers")}
    assert sorted([*held, *comments]) == sorted(by_people)
    assert len(comments) == told.count("offers: not taken over") == 12


def test_the_page_by_a_state_file(stack: Stack, emulator: Emulator) -> None:
    """The page's commands, to the end: a state, then a program without `adopt_id`, and no write on the way."""
    by_hand.fill(emulator, "dev", placements=6, offers=12)

    for command in [*commands(PAGE, "## Hundreds of objects"), *commands(PAGE, "## Afterwards")]:
        shell(stack, command).succeeded()

    assert "adopt_id" not in (stack.folder / "__main__.py").read_text("utf-8")
    assert {method for method, _ in wire(emulator)} == {"GET"}
    # From here the stack holds something: no state is written that would make the engine forget it, and ...
    told = offers(stack, "export", "--out", "x.py", "--state", "x.json").failed().out
    assert told.startswith("offers: stack dev holds 17 resources")
    assert not (stack.folder / "x.py").exists()
    # ... a folder with a file for each offer is the same program.
    offers(stack, "export", "--out", ".", "--split").succeeded()
    stack.preview("--expect-no-changes").succeeded()
    assert len(list((stack.folder / "offers").glob("*.py"))) == 13
    assert "offers exists already" in offers(stack, "export", "--out", ".", "--split").failed().out


def test_the_page_by_adoption(stack: Stack, emulator: Emulator) -> None:
    """The page's commands, to the end: the preview shows adoptions alone, and `up` reads each object and no more."""
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
    assert [method for method, _ in wire(emulator)] == ["GET"] * adopted
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

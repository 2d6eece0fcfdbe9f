"""`offers report` on the real engine: what the page says is what `up` does, and nothing is written by looking."""

from __future__ import annotations

from pathlib import Path

from offer_resources.emulator import Emulator
from tests.e2e.offers import offers
from tests.e2e.stack import Stack
from tests.support.log import writes

CANARY = "hush-hush-canary"
BEFORE = f"""
banner = Placement("banner", name="Web banner", channel="web", component_type="html")
def html(text): return Component(type="html", format="text/html", content=text)
FallbackOffer("hero", name="Hero", status="approved", description=pulumi.Output.secret("{CANARY}"), representations=[
    Representation(placement=banner.id, channel="web", components=[html("<h1>30 euros</h1>")])])
FallbackOffer("gone", name="Gone", status="approved")
"""
AFTER = (
    BEFORE.replace("30 euros", "25 euros")
    .replace(CANARY, f"{CANARY}-too")
    .replace('FallbackOffer("gone"', 'FallbackOffer("new"')
    .replace('name="Gone"', 'name="Brand new"')
)


def test_the_story(stack: Stack, emulator: Emulator, tmp_path: Path) -> None:
    out, comment = tmp_path / "report.html", tmp_path / "report.md"
    stack.program(BEFORE).up().succeeded()
    nothing = offers(stack, "report", "--out", str(out))
    assert (nothing.code, "changes nothing in sandbox dev" in nothing.out) == (0, True)

    stack.program(AFTER)
    stack.edited_elsewhere(stack.ids()["hero"], {"op": "replace", "path": "/name", "value": "Theirs"})
    emulator.clear_requests()
    state = stack.exported()
    seen = offers(stack, "report", "--refresh", "--out", str(out), "--markdown", str(comment))

    assert (seen.code, writes(emulator), stack.exported()) == (2, [], state)
    assert "The next update will delete 1 object, change 1 object and create 1 object in sandbox dev" in seen.out
    html, markdown = out.read_text(encoding="utf-8"), comment.read_text(encoding="utf-8")
    for text in (html, markdown):
        assert CANARY not in text
        assert "[secret]" in text
        assert text.index("Gone") < text.index("Brand new")
    assert "<del>30</del>" in html
    assert "Theirs" in html
    assert "-<h1>30 euros</h1>\n+<h1>25 euros</h1>" in markdown

    stack.up("--refresh").succeeded()
    assert sorted(offer["name"] for offer in stack.offers()) == ["Brand new", "Hero"]


def test_what_goes_wrong_is_one_line_and_leaves_no_file(stack: Stack, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    said = [
        offers(stack.program("1 / 0"), "report", "--out", str(out)).failed().out,
        offers(stack.program('FallbackOffer("x", name="x", status="lively")'), "report", "--out", str(out))
        .failed()
        .out,
        offers(stack.program(""), "report", "--stack", "none", "--out", str(out)).failed().out,
        offers(stack, "report", "--out", str(tmp_path / "missing" / "report.html")).failed().out,
    ]

    lines = [text.splitlines()[-1] for text in said]
    failed = "offers: pulumi preview of stack dev: "
    assert lines[0] == f"{failed}the program failed in __main__.py, line 3: ZeroDivisionError: division by zero"
    assert lines[1].startswith(failed)
    assert 'got "lively"' in lines[1]
    assert lines[2] == "offers: pulumi: no stack named 'none' found"
    missing = tmp_path / "missing" / "report.html"
    assert lines[3] == f"offers: {missing} cannot be written: No such file or directory"
    assert not out.exists()

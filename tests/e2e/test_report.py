"""`offers report` on the real engine: what the page says is what `up` does, and nothing is written by looking."""

from __future__ import annotations

from pathlib import Path

from offer_resources.emulator import Emulator
from tests.e2e.offers import offers
from tests.e2e.stack import Stack
from tests.support.log import writes
from tests.support.web import PROGRAM

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
    stack.program(BEFORE).up("--skip-preview").succeeded()
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

    stack.up("--skip-preview", "--refresh").succeeded()
    assert sorted(offer["name"] for offer in stack.offers()) == ["Brand new", "Hero"]


# What the API accepts: a live decision whose fallback offer nobody has approved.
CHANGED = (
    PROGRAM.replace("fallback=summer.id", "fallback=rain.id")
    .replace("birthYear < 2008", "birthYear < 2005")
    .replace("ids=[season.id])", "ids=[season.id, snow.id])")
    .replace("season = Tag", 'snow = Tag("snow", name="Snow")\nseason = Tag')
    .replace(
        "winter = Pers",
        """rain = FallbackOffer("rain", name="Rainy day", status="draft", representations=[
    Representation(placement=banner.id, channel="web", components=[html("<h1>Rain</h1>")])])
winter = Pers""",
    )
)
WARNING = 'is live, but its fallback offer FallbackOffer "rain" is draft: approve it'


def test_all_seven_families_by_their_names(stack: Stack, tmp_path: Path) -> None:
    """Before any id is known, and of what is live first; a warning stands beside its object."""
    out, comment = tmp_path / "report.html", tmp_path / "report.md"
    told = ("report", "--out", str(out), "--markdown", str(comment))
    created = offers(stack.program(PROGRAM), *told)
    assert "create 8 objects" in created.out
    markdown = comment.read_text(encoding="utf-8")
    assert "| Created | decision **Web hero** | live | Web banner \\(web\\) |" in markdown
    assert "+fallback: Summer fallback" in markdown
    assert "not known" not in markdown

    stack.up("--skip-preview").succeeded()
    assert offers(stack.program(CHANGED), *told).code == 2
    markdown, html = (file.read_text(encoding="utf-8") for file in (comment, out))
    changed = markdown.partition("<summary>Changed: decision Web hero</summary>")[2].partition("</details>")[0]
    warning, _, difference = changed.strip().partition("\n\n")
    assert warning.startswith('> **Warning:** Decision "hero" ')
    assert warning.endswith(WARNING)
    assert difference == "```diff\n fallback\n-Summer fallback\n+Rainy day\n```"
    assert html.count(WARNING.replace('"', "&#34;")) == 1
    assert " ids\n+Snow\n" in markdown
    assert "-profile.person.birthYear < 2008\n+profile.person.birthYear < 2005\n" in markdown
    rows = [line.split("|")[2].strip() for line in markdown.splitlines() if line.startswith(("| Ch", "| Cr"))]
    assert rows[:3] == ["decision **Web hero**", "collection **Seasonal**", "decision rule **Adults**"]


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

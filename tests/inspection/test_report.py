"""What a preview means for the person who approves it, and how it reads in a comment."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from offer_resources.inspection.preview import parsed
from offer_resources.inspection.report import markdown
from offer_resources.inspection.report.page import About, sentence
from offer_resources.inspection.report.story import Item, Story, tell
from tests.support.previews import PLACE, a_preview, a_step, a_urn, an_html, shown_in

ABOUT = About("offers", "prod", "sandbox prod of organisation E2E@AdobeOrg", "2026-12-01 08:00 UTC")
BANNER = "dps:offer-placement:1"
A_BANNER = a_step("same", "banner", {"name": "Web banner"}, {"name": "Web banner"}, kind="Placement", id_=BANNER)
HERO = {"name": "Hero", "status": "approved", **PLACE}


def a_story(*steps: dict[str, Any], **more: Any) -> Story:
    return tell(parsed(a_preview(A_BANNER, *steps, **more)))


def the_item(*steps: dict[str, Any], **more: Any) -> Item:
    (item,) = a_story(*steps, **more).items
    return item


def test_words_that_differ_are_marked() -> None:
    item = the_item(a_step("update", "hero", HERO, {**HERO, "description": "b"} | {"name": "Hero now"}, ["name"]))

    (member,) = item.members
    assert (member.label, member.before, member.after) == ("name", "Hero", "Hero now")
    assert list(member.words) == [("=", "Hero"), ("+", " now")]


def test_set_shows_what_is_taken_and_added() -> None:
    item = the_item(
        a_step("update", "hero", {**HERO, "labels": ["a", "b"]}, {**HERO, "labels": ["c", "a"]}, ["labels"])
    )

    (member,) = item.members
    assert (member.is_set, member.taken, member.added) == (True, ["b"], ["c"])


def test_content_is_shown_by_the_name_of_its_placement() -> None:
    before, after = ({**HERO, "representations": [shown_in(BANNER, an_html(text))]} for text in ("Old", "New"))
    item = the_item(a_step("update", "hero", before, after, ["representations[0].components[0].content"]))

    assert item.shown_in == ["Web banner (web)"]
    assert [member.label for member in item.members] == ["representations[Web banner].components[0].content"]
    (showing,) = item.showings
    assert (showing.placement, showing.before and showing.before.html, showing.after and showing.after.html) == (
        "Web banner",
        "Old",
        "New",
    )


def test_placement_of_the_same_run_has_its_name_before_its_id() -> None:
    made = a_step("create", "mail", None, {"name": "Mail header", **PLACE}, kind="Placement")
    offer = {**HERO, "representations": [shown_in(UNKNOWN, an_html("New"))]}
    story = a_story(
        made, a_step("create", "hero", None, offer, refers_to={"representations": [a_urn("mail", "Placement")]})
    )

    assert [item.shown_in for item in story.items if item.name == "Hero"] == [["Mail header (web)"]]


def test_member_that_the_engine_does_not_list_is_no_change() -> None:
    item = the_item(a_step("update", "hero", HERO, {**HERO, "name": "Heroine", "description": "x"}, ["name"]))

    assert [member.label for member in item.members] == ["name"]


def test_secret_that_changes_is_named_and_not_shown() -> None:
    secret = {**HERO, "description": "[secret]"}
    item = the_item(a_step("update", "hero", secret, secret, ["description"]))

    assert [(one.label, one.before, one.after) for one in item.members] == [("description", "[secret]", "[secret]")]


def test_what_is_live_is_told_where_it_is_neither() -> None:
    refreshed = a_step("refresh", "hero", HERO, HERO)
    item = the_item(refreshed, a_step("update", "hero", {**HERO, "name": "Theirs"}, {**HERO, "name": "Ours"}, ["name"]))

    (member,) = item.members
    assert (member.before, member.after, member.live) == ("Hero", "Ours", "Theirs")


def test_riskiest_come_first() -> None:
    draft = {**HERO, "status": "draft"}
    story = a_story(
        a_step("create", "new", None, {**draft, "name": "New draft"}),
        a_step("update", "changed", {**HERO, "name": "Live"}, {**HERO, "name": "Live!"}, ["name"]),
        a_step("delete", "draft", {**draft, "name": "Old draft"}, None),
        a_step("delete", "live", {**HERO, "name": "Gone"}, None),
        a_step("replace", "moved", {**HERO, "name": "Moved"}, {**HERO, "name": "Moved", "sandbox": "x"}, ["sandbox"]),
    )

    assert [(item.verb, item.name) for item in story.items] == [
        ("delete", "Gone"),
        ("replace", "Moved"),
        ("change", "Live!"),
        ("delete", "Old draft"),
        ("create", "New draft"),
    ]


def test_adoption_is_no_creation() -> None:
    story = a_story(a_step("create", "hero", None, {**HERO, "adoptId": "dps:fallback-offer:1"}))

    assert (story.items[0].verb, story.items[0].id_) == ("adopt", "dps:fallback-offer:1")
    assert (
        sentence(story, ABOUT)
        == "The next update will take over 1 object in sandbox prod of organisation E2E@AdobeOrg."
    )


def test_warning_stands_at_its_object_and_others_at_the_top() -> None:
    warnings = {a_urn("hero"): "it has ended", "": "this run would delete 12 objects"}
    story = a_story(a_step("delete", "hero", HERO, None), warnings=warnings)

    assert (story.items[0].warnings, story.warnings) == (["it has ended"], ["this run would delete 12 objects"])


def test_nothing_to_do_names_what_stays() -> None:
    story = a_story(a_step("same", "hero", HERO, HERO))

    assert story.items == []
    assert story.unchanged == {"placement": ["Web banner"], "fallback offer": ["Hero"]}
    assert sentence(story, ABOUT) == "The next update changes nothing in sandbox prod of organisation E2E@AdobeOrg."


BREAKOUTS = [
    "```\n</details>@team",
    "`````",
    "~~~\n@team",
    "a | b\n| c",
    "<img src=x onerror=alert(1)>",
    "[click](https://example.com)",
    "https://example.com www.example.com",
    "#1 !2 @team team@example.com",
    "\u202egnp.exe\x1b[2J",
]


@pytest.mark.parametrize("text", BREAKOUTS)
def test_comment_holds_any_text(text: str) -> None:
    story = a_story(a_step("update", "hero", {**HERO, "name": "Hero"}, {**HERO, "name": text}, ["name"]))
    comment = markdown.render(story, ABOUT)

    fence = next(line for line in comment.splitlines() if line.startswith("```"))
    outside, inside = split_at_fence(comment, fence.removesuffix("diff"))
    assert all(fence.removesuffix("diff") not in line for line in inside)
    assert not re.search(r"@\w|https?:/|www\.\w|<img|[#!]\d", outside)
    assert "\x1b" not in comment
    assert "\u202e" not in comment


def split_at_fence(comment: str, fence: str) -> tuple[str, list[str]]:
    """Return what is outside the fenced block, and the lines inside."""
    lines = comment.splitlines()
    start, end = lines.index(f"{fence}diff"), lines.index(fence)
    return "\n".join(lines[:start] + lines[end + 1 :]), lines[start + 1 : end]


def test_long_comment_is_cut_with_a_word_on_what_is_missing() -> None:
    steps = [
        a_step("update", f"o{n}", HERO, {**HERO, "name": f"Offer {n}", "description": "x" * 500}, ["description"])
        for n in range(200)
    ]
    comment = markdown.render(a_story(*steps), ABOUT)

    assert len(comment) <= markdown.MOST_CHARACTERS
    assert re.search(r"Left out here, as a comment may not be longer: details of \d+ objects", comment)
    assert comment.count("<details>") == comment.count("</details>") > 0

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


RULE, OTHER, TAG, COLLECTION = "dps:eligibility-rule:1", "dps:eligibility-rule:2", "dps:tag:1", "dps:offer-filter:1"
A_DECISION = {"name": "Home page", "status": "live", **PLACE, "fallback": "dps:fallback-offer:1"}


def a_criterion(*placements: str, rule: str = RULE) -> dict[str, Any]:
    return {
        "placements": list(placements),
        "optionSelection": {"filter": COLLECTION},
        "profileConstraint": {"profileConstraintType": "eligibilityRule", "eligibilityRule": rule},
    }


def an_object(kind: str, name: str, id_: str, op: str = "same", **members: Any) -> dict[str, Any]:
    inputs = {"name": name, **PLACE, **members}
    return a_step(op, name, inputs, inputs, kind=kind, id_=id_)


OTHERS = [
    an_object("DecisionRule", "Members", RULE),
    an_object("DecisionRule", "Grown-ups", OTHER),
    an_object("Collection", "Season", COLLECTION, ids=[TAG]),
    an_object("FallbackOffer", "Everyday hero", "dps:fallback-offer:1"),
    an_object("FallbackOffer", "Rainy day", "dps:fallback-offer:2"),
]


def test_references_read_as_names_before_and_after() -> None:
    before = {**A_DECISION, "criteria": [a_criterion(BANNER)]}
    after = {**A_DECISION, "fallback": "dps:fallback-offer:2", "criteria": [a_criterion(BANNER, rule=OTHER)]}
    item = the_item(*OTHERS, a_step("update", "home", before, after, ["fallback", "criteria[0]"], kind="Decision"))

    assert [(member.label, member.before, member.after) for member in item.members] == [
        ("fallback", "Everyday hero", "Rainy day"),
        ("criteria[0].profile_constraint.eligibility_rule", "Members", "Grown-ups"),
    ]
    assert item.shown_in == ["Web banner"]


def test_criterion_that_comes_leaves_the_others_alone() -> None:
    before = {**A_DECISION, "criteria": [a_criterion(BANNER)]}
    after = {**A_DECISION, "criteria": [a_criterion("dps:offer-placement:9", rule=OTHER), a_criterion(BANNER)]}
    item = the_item(*OTHERS, a_step("update", "home", before, after, ["criteria[0]"], kind="Decision"))

    assert [(member.label, member.after or list(member.added)) for member in item.members] == [
        ("criteria[0].placements", ["dps:offer-placement:9"]),
        ("criteria[0].option_selection.filter", "Season"),
        ("criteria[0].profile_constraint.profile_constraint_type", "eligibilityRule"),
        ("criteria[0].profile_constraint.eligibility_rule", "Grown-ups"),
    ]


def test_order_of_criteria_is_a_change() -> None:
    first, second = a_criterion(BANNER), a_criterion(BANNER, rule=OTHER)
    before, after = ({**A_DECISION, "criteria": criteria} for criteria in ([first, second], [second, first]))
    item = the_item(*OTHERS, a_step("update", "home", before, after, ["criteria"], kind="Decision"))

    assert [(one.label, one.before, one.after) for one in item.members] == [("criteria, order", "1, 2", "2, 1")]


def test_true_and_false_are_no_items_of_a_set() -> None:
    placement = {"name": "Web hero", **PLACE, "returnContent": True, "returnMetaData": {"offerName": False}}
    item = the_item(a_step("create", "hero", None, placement, kind="Placement"))

    assert [(member.label, member.after) for member in item.members] == [
        ("name", "Web hero"),
        ("return_content", "yes"),
        ("return_metadata.offer_name", "no"),
    ]


def test_ids_of_this_run_are_told_apart_by_kind_and_channel() -> None:
    """The engine knows only from which resources the values of a whole member come."""
    new = [
        a_step("create", "web", None, {"name": "Web hero", "channel": "web"}, kind="Placement"),
        a_step("create", "mail", None, {"name": "Mail header", "channel": "email"}, kind="Placement"),
        a_step("create", "rule", None, {"name": "Members"}, kind="DecisionRule"),
    ]
    sources = [a_urn("web", "Placement"), a_urn("mail", "Placement"), a_urn("rule", "DecisionRule")]
    offer = {**HERO, "representations": [shown_in(UNKNOWN, an_html("A"), channel="email")]}
    decision = {**A_DECISION, "criteria": [a_criterion(UNKNOWN, UNKNOWN, rule=UNKNOWN)]}
    story = a_story(
        *new,
        a_step("create", "hero", None, offer, refers_to={"representations": sources[:2]}),
        a_step("create", "home", None, decision, kind="Decision", refers_to={"criteria": sources}),
    )
    items = {item.resource: item for item in story.items}

    assert items["hero"].shown_in == ["Mail header (email)"]
    assert items["home"].shown_in == ["Mail header (email)", "Web hero (web)"]
    assert items["home"].members[-1].after == "Members"


def test_reference_to_what_is_made_again_keeps_its_name() -> None:
    replaced = a_step("replace", "rule", {"name": "Members"}, {"name": "Members"}, kind="DecisionRule", id_=RULE)
    before, after = ({**A_DECISION, "criteria": [a_criterion(BANNER, rule=rule)]} for rule in (RULE, UNKNOWN))
    sources = {"criteria": [a_urn("rule", "DecisionRule")]}
    step = a_step("update", "home", before, after, ["criteria"], kind="Decision", refers_to=sources)

    members = next(item.members for item in a_story(replaced, step).items if item.resource == "home")
    assert [(one.before, one.after) for one in members] == [("Members", "Members (made again)")]


def test_what_a_live_decision_is_made_of_comes_before_the_rest() -> None:
    decision = {**A_DECISION, "criteria": [a_criterion(BANNER)]}
    rule = {"name": "Members", **PLACE, "condition": {"value": "a = 1"}}
    story = a_story(
        a_step("update", "other", {"name": "A"}, {"name": "B"}, ["name"], kind="Tag", id_="dps:tag:9"),
        a_step("same", "home", decision, decision, kind="Decision", id_="dps:offer-activity:1"),
        a_step("same", "season", {"name": "Season", "ids": [TAG]}, None, kind="Collection", id_=COLLECTION),
        a_step("update", "tag", {"name": "Winter"}, {"name": "Cold"}, ["name"], kind="Tag", id_=TAG),
        a_step(
            "update",
            "rule",
            rule,
            {**rule, "condition": {"value": "a = 2"}},
            ["condition.value"],
            kind="DecisionRule",
            id_=RULE,
        ),
    )

    assert [(item.resource, item.on_air_through) for item in story.items] == [
        ("rule", ["decision Home page"]),
        ("tag", ["decision Home page"]),
        ("other", []),
    ]
    assert list(story.items[0].members[0].words) == [("=", "a = "), ("-", "1"), ("+", "2")]


def test_secret_inside_a_member_is_named_and_not_shown() -> None:
    """The engine lists the member as changed, and both sides read the same."""
    offer = {**HERO, "representations": [shown_in(BANNER, an_html("[secret]"))]}
    item = the_item(a_step("update", "hero", offer, offer, ["representations[0].components[0].content"]))

    assert [(one.label, one.before, one.after) for one in item.members] == [("representations", "[secret]", "[secret]")]


def test_json_that_differs_in_its_spelling_alone_is_shown_as_it_is() -> None:
    """Laid out to read, both would be the same."""
    before, after = ({**HERO, "description": text} for text in ('{"a": 1, "a": 2}', '{"a":2}'))
    item = the_item(a_step("update", "hero", before, after, ["description"]))

    assert [(one.before, one.after) for one in item.members] == [('{"a": 1, "a": 2}', '{"a":2}')]


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
    "GH-1 [vulnerability:1] *iteration:1 :+1: :tada:",
    "ftp://example.com svn+ssh://example.com mailto:team@example.com xmpp:team@example.com",
    "\u202egnp.exe\x1b[2J",
]


@pytest.mark.parametrize("text", BREAKOUTS)
def test_comment_holds_any_text(text: str) -> None:
    story = a_story(a_step("update", "hero", {**HERO, "name": "Hero"}, {**HERO, "name": text}, ["name"]))
    comment = markdown.render(story, ABOUT)

    fence = next(line for line in comment.splitlines() if line.startswith("```"))
    outside, inside = split_at_fence(comment, fence.removesuffix("diff"))
    assert all(fence.removesuffix("diff") not in line for line in inside)
    assert not re.search(r"@\w|\w:/|mailto:|xmpp:|www\.\w|<img|[#!]\d|GH\\?-|\[vuln|\*iter|:\w+:|:\\?\+1:", outside)
    assert "\x1b" not in comment
    assert "\u202e" not in comment


def split_at_fence(comment: str, fence: str) -> tuple[str, list[str]]:
    """Return what is outside the fenced block, and the lines inside."""
    lines = comment.splitlines()
    start, end = lines.index(f"{fence}diff"), lines.index(fence)
    return "\n".join(lines[:start] + lines[end + 1 :]), lines[start + 1 : end]


def test_warnings_that_are_longer_than_a_comment_leave_room_for_the_table() -> None:
    steps = [a_step("update", "hero", HERO, {**HERO, "name": "New"}, ["name"])]
    story = a_story(*steps, warnings={f"urn:{number}": f"{number} {'x' * 500}" for number in range(500)})
    comment = markdown.render(story, ABOUT)

    assert len(comment) <= markdown.MOST_CHARACTERS
    assert re.search(r"> \*\*Warnings:\*\* \d+ more are on the page\.", comment)
    assert "fallback offer **New**" in comment


def test_what_the_program_prints_is_not_for_the_page() -> None:
    """The provider's own lines are; one about an object stands at it."""
    adopted = a_step("create", "hero", None, {**HERO, "adoptId": "dps:fallback-offer:1"})
    lines = [
        ("info", "printed in sandbox dev"),
        ("info#err", "password: hush"),
        ("info#err", 'adopts fallback offer "Hero" (dps:fallback-offer:1) in sandbox dev: name: "A" => "Hero"'),
        ("info#err", "tags move from sandbox dev to stage"),
    ]
    document = a_preview(adopted)
    document["diagnostics"] = [{"severity": severity, "message": f"{text}\n\n"} for severity, text in lines]
    story = tell(parsed(document))

    assert (story.items[0].warnings, story.warnings) == ([lines[2][1]], [lines[3][1]])


def test_long_comment_is_cut_with_a_word_on_what_is_missing() -> None:
    steps = [
        a_step("update", f"o{n}", HERO, {**HERO, "name": f"Offer {n}", "description": "x" * 500}, ["description"])
        for n in range(200)
    ]
    comment = markdown.render(a_story(*steps), ABOUT)

    assert len(comment) <= markdown.MOST_CHARACTERS
    assert re.search(r"Left out here, as a comment may not be longer: details of \d+ objects", comment)
    assert comment.count("<details>") == comment.count("</details>") > 0

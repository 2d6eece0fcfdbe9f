"""The operations that take a live offer to what the program wants."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.objects import patch
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from tests.support.offers import FOOTER, HERO, WEB, Object, a_live, a_representation, an_html, an_image, an_offer

Ops = list[dict[str, Any]]

TAGS = ["t1", "t2"]
REPRESENTATIONS = [a_representation()]
CHANGED = [a_representation(an_html("<h1>Bye</h1>"))]
LINK = {"linkURL": "https://shop.example.com"}


@pytest.mark.parametrize(
    ("live", "before", "after", "operations"),
    [
        pytest.param({"name": "a"}, {"name": "a"}, {"name": "a"}, [], id="name equal"),
        pytest.param(
            {"name": "a"}, {"name": "a"}, {"name": "b"}, [{"op": "replace", "path": "/name", "value": "b"}], id="name"
        ),
        # description: set, changed, cleared, taken away, already there, already absent
        pytest.param(
            {}, {}, {"description": "d"}, [{"op": "add", "path": "/description", "value": "d"}], id="description set"
        ),
        pytest.param(
            {"description": "d"},
            {"description": "d"},
            {"description": "e"},
            [{"op": "replace", "path": "/description", "value": "e"}],
            id="description changed",
        ),
        pytest.param(
            {"description": "d"},
            {"description": "d"},
            {"description": ""},
            [{"op": "remove", "path": "/description"}],
            id="description cleared",
        ),
        pytest.param(
            {"description": "d"},
            {"description": "d"},
            {},
            [{"op": "remove", "path": "/description"}],
            id="description taken away",
        ),
        pytest.param({"description": "d"}, {}, {"description": "d"}, [], id="description already so"),
        pytest.param({}, {"description": "d"}, {"description": ""}, [], id="description already absent"),
        pytest.param({}, {"description": "d"}, {}, [], id="description already taken away"),
        pytest.param({"description": ""}, {}, {"description": ""}, [], id="description empty there too"),
        pytest.param({"description": ""}, {"description": ""}, {}, [], id="description empty and not given"),
        pytest.param(
            {"description": ""},
            {},
            {"description": "d"},
            [{"op": "replace", "path": "/description", "value": "d"}],
            id="description empty there, set here",
        ),
        pytest.param({"description": "theirs"}, {}, {}, [], id="description never given"),
        # status
        pytest.param({"status": "draft"}, {"status": "draft"}, {}, [], id="status is never removed"),
        pytest.param(
            {"status": "draft"},
            {},
            {"status": "approved"},
            [{"op": "replace", "path": "/status", "value": "approved"}],
            id="status given",
        ),
        # tags and labels are sets
        pytest.param({}, {}, {"tags": TAGS}, [{"op": "add", "path": "/tags", "value": TAGS}], id="tags set"),
        pytest.param({"tags": ["t2", "t1", "t2"]}, {"tags": TAGS}, {"tags": TAGS}, [], id="tags in another order"),
        pytest.param(
            {"tags": ["t2", "t1"]},
            {"tags": TAGS},
            {"tags": ["t1", "t3"]},
            [{"op": "replace", "path": "/tags", "value": ["t1", "t3"]}],
            id="tags changed: the whole list",
        ),
        pytest.param({"tags": TAGS}, {"tags": TAGS}, {"tags": []}, [{"op": "remove", "path": "/tags"}], id="no tags"),
        pytest.param(
            {"labels": ["core/C1"]},
            {"labels": ["core/C1"]},
            {},
            [{"op": "remove", "path": "/labels"}],
            id="labels taken away",
        ),
        # characteristics are managed as a whole
        pytest.param(
            {"characteristics": {"a": "1", "b": "2"}},
            {"characteristics": {"a": "1", "b": "2"}},
            {"characteristics": {"a": "1"}},
            [{"op": "replace", "path": "/characteristics", "value": {"a": "1"}}],
            id="a characteristic taken away",
        ),
        pytest.param(
            {"characteristics": {"a": "1"}},
            {"characteristics": {"a": "1"}},
            {"characteristics": {}},
            [{"op": "remove", "path": "/characteristics"}],
            id="no characteristics",
        ),
        # representations
        pytest.param(
            {},
            {},
            {"representations": REPRESENTATIONS},
            [{"op": "add", "path": "/representations", "value": REPRESENTATIONS}],
            id="representations set",
        ),
        pytest.param(
            {},
            {},
            {"representations": [a_representation(an_html(linkURL="", language=[]))]},
            [{"op": "add", "path": "/representations", "value": REPRESENTATIONS}],
            id="empty members of a component are not sent",
        ),
        pytest.param(
            {"representations": REPRESENTATIONS},
            {"representations": REPRESENTATIONS},
            {"representations": CHANGED},
            [{"op": "replace", "path": "/representations", "value": CHANGED}],
            id="representations changed",
        ),
        pytest.param(
            {"representations": REPRESENTATIONS},
            {"representations": REPRESENTATIONS},
            {"representations": []},
            [{"op": "replace", "path": "/representations", "value": []}],
            id="representations cleared",
        ),
        pytest.param(
            {"representations": REPRESENTATIONS},
            {"representations": REPRESENTATIONS},
            {},
            [{"op": "replace", "path": "/representations", "value": []}],
            id="representations taken away",
        ),
        pytest.param({"representations": []}, {"representations": REPRESENTATIONS}, {}, [], id="already cleared"),
        pytest.param({}, {"representations": REPRESENTATIONS}, {"representations": []}, [], id="already absent"),
        pytest.param(
            {"name": "a", "description": "d", "tags": ["t"]},
            {"name": "a", "description": "d", "tags": ["t"]},
            {"name": "b", "labels": ["core/C1"], "tags": ["t"]},
            [
                {"op": "remove", "path": "/description"},
                {"op": "add", "path": "/labels", "value": ["core/C1"]},
                {"op": "replace", "path": "/name", "value": "b"},
            ],
            id="several at once",
        ),
    ],
)
def test_operations_on_members(live: Object, before: Object, after: Object, operations: Ops) -> None:
    """`replace` for changed members, `add` for ones the server lacks, `remove` for ones taken away, nothing else."""
    assert patch.build(FALLBACK_OFFERS, live, before, after) == operations


def test_server_members_are_never_touched() -> None:
    """Etag, dates, authors and members of later versions stay out of every patch."""
    live = a_live(etag=9, _future={"a": 1}, rank={"priority": 1})
    assert patch.build(FALLBACK_OFFERS, live, an_offer(), an_offer()) == []


@pytest.mark.parametrize(
    ("live", "before", "after", "sent"),
    [
        pytest.param(
            [an_image("https://a/1", **{"repo:id": "r1"})],
            [an_image("https://a/1")],
            [an_image("https://a/2")],
            [an_image("https://a/2", **{"repo:id": "r1"})],
            id="content changed",
        ),
        pytest.param(
            [an_html("A", **{"repo:id": "r1"}), an_html("B", **{"repo:id": "r2"})],
            [an_html("A"), an_html("B")],
            [an_html("new"), an_html("A"), an_html("B")],
            [an_html("new"), an_html("A", **{"repo:id": "r1"}), an_html("B", **{"repo:id": "r2"})],
            id="one inserted before",
        ),
        pytest.param(
            [an_html("A", **{"repo:id": "r1"}), an_html("B", **{"repo:id": "r2"})],
            [an_html("A"), an_html("B")],
            [an_html("B"), an_html("A")],
            [an_html("B", **{"repo:id": "r2"}), an_html("A", **{"repo:id": "r1"})],
            id="reordered",
        ),
        pytest.param(
            [an_html("A", **{"repo:id": "r1"}), an_html("B", **{"repo:id": "r2"})],
            [an_html("A"), an_html("B")],
            [an_html("B")],
            [an_html("B", **{"repo:id": "r2"})],
            id="the first taken away",
        ),
        pytest.param(
            [an_html("A", **{"repo:id": "r1"}), an_image("https://a/1", **{"repo:id": "r2"})],
            [an_html("A"), an_image("https://a/1")],
            [an_html("A", type="text", format="text/plain"), an_image("https://a/1")],
            [an_html("A", type="text", format="text/plain"), an_image("https://a/1", **{"repo:id": "r2"})],
            id="another type is another component",
        ),
        pytest.param(
            [an_html("A", **LINK)],
            [an_html("A")],
            [an_html("B")],
            [an_html("B", **LINK)],
            id="a link never given stays",
        ),
        pytest.param(
            [an_html("A", **LINK)],
            [an_html("A", **LINK)],
            [an_html("B")],
            [an_html("B")],
            id="a link given before goes",
        ),
        pytest.param(
            [an_html("A", **LINK)], [an_html("A", **LINK)], [an_html("A")], [an_html("A")], id="only the link goes"
        ),
        pytest.param(
            [an_html("A", language=["en"])],
            [an_html("A", language=["en"])],
            [an_html("A", language=[])],
            [an_html("A")],
            id="languages given empty",
        ),
        pytest.param(
            [an_html("A", **LINK, **{"repo:id": "r1"})],
            [],
            [an_html("A", language=["en"])],
            [an_html("A", **LINK, language=["en"], **{"repo:id": "r1"})],
            id="adopted: nothing was ours before",
        ),
        pytest.param(
            [an_html("A", type="component-html", **{"repo:id": "r1"})],
            [an_html("A")],
            [an_html("B")],
            [an_html("B", type="component-html", **{"repo:id": "r1"})],
            id="the server spells the type otherwise",
        ),
        pytest.param(
            [an_html("A", **LINK, **{"repo:id": "r1"}), an_html("A", **{"repo:id": "r2"})],
            [an_html("A", **LINK), an_html("A")],
            [an_html("A"), an_html("A", **LINK)],
            [an_html("A", **{"repo:id": "r2"}), an_html("A", **LINK, **{"repo:id": "r1"})],
            id="two that differ by a link alone change places",
        ),
    ],
)
def test_what_is_not_managed_inside_a_component_survives(live: Ops, before: Ops, after: Ops, sent: Ops) -> None:
    """Asset references and members never given stay with their component wherever it goes."""
    operations = patch.build(
        FALLBACK_OFFERS,
        {"representations": [a_representation(*live)]},
        {"representations": [a_representation(*before)]},
        {"representations": [a_representation(*after)]},
    )
    assert operations == [{"op": "replace", "path": "/representations", "value": [a_representation(*sent)]}]


def test_what_is_not_managed_inside_a_representation_survives() -> None:
    """A representation is known by its placement, in whatever order the server keeps it."""
    live = [a_representation(placement=FOOTER, extra=2), a_representation(placement=HERO, extra=1)]
    before = [a_representation(placement=HERO), a_representation(placement=FOOTER)]
    after = [a_representation(an_html("new"), placement=HERO), a_representation(placement=FOOTER)]
    value = [a_representation(placement=FOOTER, extra=2), a_representation(an_html("new"), placement=HERO, extra=1)]
    operations = patch.build(
        FALLBACK_OFFERS, {"representations": live}, {"representations": before}, {"representations": after}
    )
    assert operations == [{"op": "replace", "path": "/representations", "value": value}]


def test_what_means_the_same_is_sent_as_the_live_object_has_it() -> None:
    """One word changes, one tag and one representation are new: the rest keeps its spelling and its order."""
    spelled = an_html(type="component-html", format="text/html; charset=UTF-8", language=["en-US", "de"])
    live = {
        "tags": ["t3", "t1", "t2"],
        "representations": [a_representation(an_html("1"), placement=FOOTER), a_representation(spelled, an_html("2"))],
    }
    ours = an_html(format="text/html; charset=utf-8", language=["en-us", "de"])
    new = {"placement": "new", "channel": "Web", "components": [an_html(type="COMPONENT-HTML", language=["de-AT"])]}
    after = {
        "tags": ["t0", "t2", "t3"],
        "representations": [
            new,
            a_representation(ours, an_html("3"), channel="web"),
            a_representation(an_html("1"), placement=FOOTER),
        ],
    }
    assert patch.build(FALLBACK_OFFERS, live, {}, after) == [
        {
            "op": "replace",
            "path": "/representations",
            "value": [
                a_representation(an_html("1"), placement=FOOTER),
                a_representation(spelled, an_html("3")),
                a_representation(an_html(language=["de-AT"]), placement="new"),
            ],
        },
        {"op": "replace", "path": "/tags", "value": ["t3", "t2", "t0"]},
    ]


def test_unmanaged_members_alone_are_no_reason_to_write() -> None:
    """Asset references, links never given and long spellings differ from ours and mean no change."""
    component = an_html(**LINK, **{"repo:id": "r1"}, type="component-html")
    live = {"representations": [a_representation(component)]}
    assert patch.build(FALLBACK_OFFERS, live, {}, {"representations": REPRESENTATIONS}) == []


def test_a_representation_somebody_added_is_taken_away() -> None:
    """A given list of representations is managed whole."""
    live = {"representations": [*REPRESENTATIONS, a_representation(placement=FOOTER)]}
    ours = {"representations": REPRESENTATIONS}
    assert patch.build(FALLBACK_OFFERS, live, ours, ours) == [
        {"op": "replace", "path": "/representations", "value": REPRESENTATIONS}
    ]


@pytest.mark.parametrize(
    ("live", "before", "after", "operations"),
    [
        pytest.param({"itemCount": 1.0}, {}, {"itemCount": 1}, [], id="a float that is whole"),
        pytest.param({"channel": "web"}, {}, {"channel": WEB}, [], id="a short channel"),
        pytest.param(
            {"returnContent": True},
            {"returnContent": True},
            {"returnContent": False},
            [{"op": "replace", "path": "/returnContent", "value": False}],
            id="false is a value",
        ),
        pytest.param(
            {"returnMetaData": {"offerName": True, "later": 1}},
            {"returnMetaData": {"offerName": True}},
            {"returnMetaData": {"offerName": False}},
            [{"op": "replace", "path": "/returnMetaData", "value": {"offerName": False, "later": 1}}],
            id="members of later versions stay",
        ),
        pytest.param(
            {"returnMetaData": {"offerName": True, "channelType": True}},
            {"returnMetaData": {"offerName": True, "channelType": True}},
            {"returnMetaData": {"offerName": True}},
            [{"op": "replace", "path": "/returnMetaData", "value": {"offerName": True}}],
            id="a nested member taken away",
        ),
    ],
)
def test_operations_on_a_placement(live: Object, before: Object, after: Object, operations: Ops) -> None:
    """The same rules hold for every family."""
    assert patch.build(PLACEMENTS, live, before, after) == operations

"""Many spellings of one meaning: what is compared, what is sent, and what is kept as it is written."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.objects import formats
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from offer_resources.objects.family import is_id
from offer_resources.objects.fields import Field, TextList, TextSet
from offer_resources.objects.values import Unknown
from tests.support.offers import EMAIL, FOOTER, HERO, WEB, a_representation, an_html, an_image, an_offer

SHORT = {"placement": HERO, "channel": "Web", "components": [an_html(type="component-html")]}
URI = "https://ns.adobe.com/experience/offer-management/content-component-"


@pytest.mark.parametrize(
    ("field", "given", "canonical"),
    [
        (formats.Channel(), "web", WEB),
        (formats.Channel(), "Email", EMAIL),
        (formats.Channel(), "social_display", "https://ns.adobe.com/xdm/channel-types/social_display"),
        (formats.Channel(), WEB, WEB),
        (formats.Channel(), "https://ns.adobe.com/xdm/channels/web", "https://ns.adobe.com/xdm/channels/web"),
        (formats.component_type(), "html", "html"),
        (formats.component_type(), "HTML", "html"),
        (formats.component_type(), "component-text", "text"),
        (formats.component_type(), "content-component-json", "json"),
        (formats.component_type(), f"{URI}imagelink", "imagelink"),
        (formats.component_type(), f"{URI}html-template", "html-template"),
        (formats.component_type(), "component-component-html", "html"),
        (formats.mime_type(), "Text/HTML; charset=UTF-8", "text/html; charset=utf-8"),
        (formats.language_tag(), "en-US", "en-us"),
        (formats.name_text(), " kept as it is ", " kept as it is "),
    ],
)
def test_spellings_of_one_meaning_become_one(field: Field, given: str, canonical: str) -> None:
    """Short and long names, and letter case where it means nothing, are compared as one."""
    assert field.comparable(given) == canonical


@pytest.mark.parametrize(
    ("field", "given", "sent"),
    [
        (formats.Channel(), "Email", EMAIL),
        (formats.component_type(), f"{URI}imagelink", "imagelink"),
        (formats.mime_type(), "Text/HTML; charset=UTF-8", "Text/HTML; charset=UTF-8"),
        (formats.language_tag(), "en-US", "en-US"),
        (TextSet(), ["b", "a", "b"], ["b", "a"]),
        (TextList(formats.language_tag()), ["en-US", "de", "en-US"], ["en-US", "de", "en-US"]),
    ],
)
def test_what_is_new_is_sent_as_written(field: Field, given: Any, sent: Any) -> None:
    """Except that a component's type goes out short and a channel as its URI; a set has each item once."""
    assert field.sent(given) == sent


@pytest.mark.parametrize(
    ("field", "value", "model", "written"),
    [
        (formats.language_tag(), "en-us", "en-US", "en-US"),
        (formats.language_tag(), "de-de", "en-US", "de-de"),
        (TextList(formats.language_tag()), ["fr", "en-us"], ["en-US", "de"], ["fr", "en-US"]),
        (TextSet(), ["a", "b", "c"], ["c", "d", "a"], ["c", "a", "b"]),
        (TextSet(), ["a"], None, ["a"]),
        (TextSet(), ["a", "b"], ["b", "b", "a"], ["b", "b", "a"]),
    ],
)
def test_one_value_written_like_another(field: Field, value: Any, model: Any, written: Any) -> None:
    """What means the same is spelled as the model has it, in its order where order does not count."""
    assert field.written_like(value, model) == written


@pytest.mark.parametrize(
    ("given", "known"),
    [
        pytest.param({"tags": ["b", "a", "b"]}, {"tags": ["b", "a", "b"]}, id="order and repetition of a set"),
        pytest.param({"tags": []}, {"tags": []}, id="a given empty list stays: it is managed"),
        pytest.param({"description": ""}, {"description": ""}, id="a given empty text stays: it is managed"),
        pytest.param({"description": None}, {}, id="nothing is absence"),
        pytest.param(
            {
                "representations": [
                    a_representation(an_html(language=["en-US"]), channel="web", placement=FOOTER),
                    SHORT,
                ]
            },
            {
                "representations": [
                    a_representation(an_html(language=["en-US"]), channel="web", placement=FOOTER),
                    SHORT,
                ]
            },
            id="order and spelling at any depth",
        ),
        pytest.param(
            {"representations": [a_representation(an_html(**{"repo:id": "1"}), later=1)]},
            {"representations": [a_representation()]},
            id="members we do not know are left out at any depth",
        ),
        pytest.param({"etag": 3, "schemas": [""], "rank": {"priority": 1}}, {}, id="and at the top"),
    ],
)
def test_what_a_program_can_give_of_an_offer(given: dict[str, Any], known: dict[str, Any]) -> None:
    """Its own order and spelling stay."""
    assert FALLBACK_OFFERS.known(given) == known


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"description": ""}, {}, id="empty text"),
        pytest.param({"tags": []}, {}, id="empty list"),
        pytest.param({"characteristics": {}}, {}, id="empty map"),
        pytest.param({"representations": []}, {}, id="no representations"),
        pytest.param({"tags": ["a", "b"]}, {"tags": ["b", "a", "a"]}, id="order and repetition of tags"),
        pytest.param(
            {"representations": [a_representation(placement=FOOTER), a_representation(placement=HERO)]},
            {"representations": [a_representation(placement=HERO), a_representation(placement=FOOTER)]},
            id="order of representations",
        ),
        pytest.param(
            {"representations": [a_representation(an_html(linkURL=""))]},
            {"representations": [a_representation(an_html())]},
            id="empty member of a component",
        ),
        pytest.param(
            {"representations": [a_representation(an_html(type=f"{URI}html"), channel="web")]},
            {"representations": [a_representation()]},
            id="long and short names",
        ),
    ],
)
def test_equal_meaning_is_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    """What means the same to the API compares as equal."""
    assert FALLBACK_OFFERS.comparable(one) == FALLBACK_OFFERS.comparable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"tags": ["a"]}, {"tags": ["b"]}, id="another tag"),
        pytest.param({"name": "x"}, {"name": "x "}, id="a space"),
        pytest.param({"characteristics": {"a": ""}}, {}, id="a characteristic that is empty text"),
        pytest.param(
            {"representations": [a_representation(an_image(), an_html())]},
            {"representations": [a_representation(an_html(), an_image())]},
            id="order of components",
        ),
        pytest.param(
            {"representations": [a_representation(an_html(language=["en", "de"]))]},
            {"representations": [a_representation(an_html(language=["de", "en"]))]},
            id="order of languages",
        ),
        pytest.param({"tags": [Unknown()]}, {"tags": [Unknown()]}, id="unknown values"),
        pytest.param({"description": Unknown()}, {"description": Unknown()}, id="unknown texts"),
    ],
)
def test_different_meaning_differs(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Order counts where it means something, and a value not known yet equals nothing."""
    assert FALLBACK_OFFERS.comparable(one) != FALLBACK_OFFERS.comparable(other)


def test_live_data_with_one_placement_twice_is_compared_as_a_list() -> None:
    """Nothing is overlooked where keys are not unique."""
    twice = [a_representation(an_html("1")), a_representation(an_html("2"))]
    compared = FALLBACK_OFFERS.comparable({"representations": twice})
    assert compared == {"representations": twice}


@pytest.mark.parametrize(
    ("given", "body"),
    [
        pytest.param(an_offer(), {"name": "Summer fallback", "status": "draft"}, id="a draft unless told"),
        pytest.param(
            an_offer(status="approved"), {"name": "Summer fallback", "status": "approved"}, id="its own status"
        ),
        pytest.param(
            an_offer(description="", tags=[], characteristics={}),
            {"name": "Summer fallback", "status": "draft"},
            id="empty is not sent",
        ),
        pytest.param(
            an_offer(representations=[a_representation(an_html(linkURL="", language=[]))]),
            {"name": "Summer fallback", "status": "draft", "representations": [a_representation(an_html())]},
            id="empty is not sent, at any depth",
        ),
        pytest.param(
            an_offer(representations=[]),
            {"name": "Summer fallback", "status": "draft", "representations": []},
            id="but no representations is",
        ),
        pytest.param(
            an_offer(adoptId="x", org="o", sandbox="s"),
            {"name": "Summer fallback", "status": "draft"},
            id="what is ours alone stays here",
        ),
    ],
)
def test_body_of_a_create(given: dict[str, Any], body: dict[str, Any]) -> None:
    """A create sends what is given, without what is empty, and a status always."""
    assert FALLBACK_OFFERS.body(given) == body


def test_a_placement_sends_no_status() -> None:
    """What one family needs on a create, another has never heard of."""
    given = {"name": "Hero", "channel": "web", "componentType": "html", "returnContent": False}
    assert PLACEMENTS.body(given) == {**given, "channel": WEB}


@pytest.mark.parametrize(
    ("live", "ours", "managed"),
    [
        pytest.param({"name": "x", "tags": ["a"]}, {"name": "y"}, {"name": "x"}, id="ungiven members are not ours"),
        pytest.param({"name": "x"}, {"description": "d"}, {}, id="what the server has not"),
        pytest.param({}, {"description": ""}, {"description": ""}, id="given empty and absent are one"),
        pytest.param({"description": "d"}, {"description": ""}, {"description": "d"}, id="given empty, not so there"),
        pytest.param(
            {"representations": [a_representation(an_html(linkURL="https://a.example"), **{"repo:id": "1"})]},
            {"representations": [a_representation(an_html("new"))]},
            {"representations": [a_representation(an_html())]},
            id="inside a component",
        ),
        pytest.param(
            {"representations": [a_representation(placement=FOOTER), a_representation(an_html(linkURL="https://a.b"))]},
            {"representations": [a_representation()]},
            {"representations": [a_representation(), a_representation(placement=FOOTER)]},
            id="a representation that is none of ours is seen whole",
        ),
        pytest.param(
            {"tags": ["c", "a", "b"], "representations": [a_representation(), a_representation(placement=FOOTER)]},
            {"tags": ["b", "a"], "representations": [a_representation(placement=FOOTER), SHORT]},
            {"tags": ["b", "a", "c"], "representations": [a_representation(placement=FOOTER), SHORT]},
            id="as the program writes it",
        ),
    ],
)
def test_managed_part_of_a_live_offer(live: dict[str, Any], ours: dict[str, Any], managed: dict[str, Any]) -> None:
    """Only what the program names is looked at, at every depth."""
    assert FALLBACK_OFFERS.managed(live, ours) == managed


@pytest.mark.parametrize(
    ("answer", "metadata"),
    [
        pytest.param(
            {
                "id": "x",
                "etag": 2,
                "createdDate": "2026-01-15T09:30:00.123Z",
                "lastModifiedDate": "2026-01-15T09:31:00Z",
                "createdBy": "a@b",
                "lastModifiedBy": "c@d",
                "sandboxId": "uuid",
                "createdByClientId": "client",
            },
            {
                "etag": 2,
                "createdDate": "2026-01-15T09:30:00.123Z",
                "lastModifiedDate": "2026-01-15T09:31:00.000Z",
                "createdBy": "a@b",
                "lastModifiedBy": "c@d",
                "sandboxId": "uuid",
            },
            id="a receipt",
        ),
        pytest.param(
            {"etag": "7", "created": "2026-01-15T09:30:00.123+00:00", "modified": "2026-01-15T11:30:00.123+02:00"},
            {"etag": 7, "createdDate": "2026-01-15T09:30:00.123Z", "lastModifiedDate": "2026-01-15T09:30:00.123Z"},
            id="an object: other names, one instant",
        ),
        pytest.param({"createdDate": "2026-01-15T09:30:00"}, {"createdDate": "2026-01-15T09:30:00"}, id="no zone"),
        pytest.param(
            {"createdDate": "yesterday", "createdBy": 7}, {"createdDate": "yesterday", "createdBy": "7"}, id="odd"
        ),
        pytest.param(
            {"createdDate": "0001-01-01T00:00:00+14:00"}, {"createdDate": "0001-01-01T00:00:00+14:00"}, id="no such UTC"
        ),
        pytest.param({"etag": "W/1", "createdDate": None, "createdBy": ""}, {}, id="nothing of use"),
        pytest.param({"etag": True}, {}, id="an etag that is no number"),
    ],
)
def test_metadata_of_an_answer(answer: dict[str, Any], metadata: dict[str, Any]) -> None:
    """Receipts and objects name their dates differently; everything but the id may be missing or odd."""
    assert FALLBACK_OFFERS.metadata(answer) == metadata


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dps:fallback-offer:1b2c3d4e5f607182", True),
        ("fallbackOffer1234", True),
        ("dps::0123", True),
        ("a%2Fb", True),
        ("", False),
        ("a b", False),
        ("a/b", False),
        ("a?b", False),
        ("a#b", False),
        ("a\n", False),
        (".", False),
        ("..", False),
    ],
)
def test_what_an_id_is(text: str, expected: bool) -> None:
    """Ids are opaque; only what cannot be part of a path is refused."""
    assert is_id(text) == expected

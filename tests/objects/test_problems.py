"""What a program may not say: every mistake, all at once, each at its place."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.objects import formats
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from offer_resources.objects.fields import Field
from offer_resources.objects.values import Problem, Unknown, dotted, shown
from tests.support.offers import FOOTER, HERO, a_representation, an_html, an_image, an_offer

REPRESENTATION = ("representations", 0)
COMPONENT = (*REPRESENTATION, "components", 0)


def with_component(**component: Any) -> dict[str, Any]:
    return an_offer(representations=[a_representation(component)])


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        pytest.param({}, Problem(("name",), "nothing", "text that is not empty"), id="no name"),
        pytest.param({"name": ""}, Problem(("name",), "an empty text", "text that is not empty"), id="empty name"),
        pytest.param({"name": "  "}, Problem(("name",), '"  "', "text that is not empty"), id="blank name"),
        pytest.param({"name": 7}, Problem(("name",), "the number 7", "text that is not empty"), id="a number as name"),
        pytest.param(
            an_offer(status="live"),
            Problem(("status",), '"live"', "one of draft, approved, archived"),
            id="unknown status",
        ),
        pytest.param(
            an_offer(status=""),
            Problem(("status",), "an empty text", "one of draft, approved, archived"),
            id="empty status",
        ),
        pytest.param(
            an_offer(description=["x"]), Problem(("description",), "a list of 1", "text"), id="a list as description"
        ),
        pytest.param(
            an_offer(nmae="x"),
            Problem(
                ("nmae",),
                "a member of that name",
                "name",
            ),
            id="unknown member",
        ),
        pytest.param(an_offer(tags="a"), Problem(("tags",), '"a"', "a list of texts"), id="text as tags"),
        pytest.param(
            an_offer(tags=["a", ""]), Problem(("tags", 1), "an empty text", "the id of a tag"), id="an empty tag"
        ),
        pytest.param(
            an_offer(labels=[1]),
            Problem(("labels", 0), "the number 1", "text that is not empty"),
            id="a number as label",
        ),
        pytest.param(
            an_offer(tags=[f"t{n}" for n in range(21)]),
            Problem(("tags",), "21 of them", "at most 20"),
            id="too many tags",
        ),
        pytest.param(
            an_offer(characteristics={f"c{n}": "x" for n in range(31)}),
            Problem(("characteristics",), "31 of them", "at most 30"),
            id="too many characteristics",
        ),
        pytest.param(
            an_offer(characteristics={"discount": 20}),
            Problem(("characteristics", "discount"), "the number 20", "text"),
            id="a number as characteristic",
        ),
        pytest.param(
            an_offer(characteristics={"member": True}),
            Problem(("characteristics", "member"), "true", "text"),
            id="a flag as characteristic",
        ),
        pytest.param(
            an_offer(characteristics={"": "x"}),
            Problem(("characteristics",), "an empty name", "a name for every value"),
            id="a characteristic without name",
        ),
        pytest.param(
            an_offer(characteristics=["x"]),
            Problem(("characteristics",), "a list of 1", "an object of texts"),
            id="a list as characteristics",
        ),
        pytest.param(
            an_offer(representations={}),
            Problem(("representations",), "an empty object", "a list of objects"),
            id="no list",
        ),
        pytest.param(
            an_offer(representations=["x"]),
            Problem(REPRESENTATION, '"x"', "Representation(…), or a dict of its members"),
            id="text as representation",
        ),
        pytest.param(
            an_offer(representations=[a_representation(), a_representation(an_image())]),
            Problem(("representations", 1, "placement"), f'"{HERO}" again', "another one than that of item 0"),
            id="two for one placement",
        ),
        pytest.param(
            an_offer(representations=[a_representation(placement="")]),
            Problem((*REPRESENTATION, "placement"), "an empty text", "the id of a placement"),
            id="empty placement",
        ),
        pytest.param(
            an_offer(representations=[a_representation(channel="the web")]),
            Problem(
                (*REPRESENTATION, "channel"),
                '"the web"',
                "a short name such as web, or a URI such as https://ns.adobe.com/xdm/channel-types/web",
            ),
            id="bad channel",
        ),
        pytest.param(
            an_offer(representations=[{"placement": HERO, "channel": "web"}]),
            Problem((*REPRESENTATION, "components"), "nothing", "a list of objects"),
            id="no components",
        ),
        pytest.param(
            with_component(**an_html(type="video")),
            Problem(
                (*COMPONENT, "type"), '"video"', "one of html, text, json, imagelink, html-template, text-template"
            ),
            id="unknown component type",
        ),
        pytest.param(
            with_component(**an_html(type="css-template")),
            Problem(
                (*COMPONENT, "type"),
                '"css-template"',
                "one of html, text, json, imagelink, html-template, text-template",
            ),
            id="a component type of other schemas",
        ),
        pytest.param(
            with_component(type="html", format="text/html"),
            Problem((*COMPONENT, "content"), "nothing", "a value, as the component's type is html"),
            id="no content",
        ),
        pytest.param(
            with_component(type="text", format="text/plain", content=""),
            Problem((*COMPONENT, "content"), "nothing", "a value, as the component's type is text"),
            id="empty content",
        ),
        pytest.param(
            with_component(type="imagelink", format="image/png"),
            Problem((*COMPONENT, "deliveryURL"), "nothing", "a value, as the component's type is imagelink"),
            id="no address of the image",
        ),
        pytest.param(
            with_component(**an_image("")),
            Problem((*COMPONENT, "deliveryURL"), "nothing", "a value, as the component's type is imagelink"),
            id="an empty address of the image",
        ),
        pytest.param(
            with_component(**an_image(content="<img>")),
            Problem(
                (*COMPONENT, "content"), '"<img>"', "nothing, as the component's type is imagelink; use delivery_url"
            ),
            id="content for an image",
        ),
        pytest.param(
            with_component(**an_html(deliveryURL="https://cdn.example.com/a")),
            Problem(
                (*COMPONENT, "deliveryURL"),
                '"https://cdn.example.com/a"',
                "nothing beside content",
            ),
            id="an address beside content",
        ),
        pytest.param(
            with_component(**an_html(format="html")),
            Problem((*COMPONENT, "format"), '"html"', "a MIME type such as text/html"),
            id="bad MIME type",
        ),
        pytest.param(
            with_component(**an_html(language=["en-us", "english!"])),
            Problem((*COMPONENT, "language", 1), '"english!"', "a language tag such as en-us"),
            id="bad language tag",
        ),
        pytest.param(
            with_component(**an_html(language="en-us")),
            Problem((*COMPONENT, "language"), '"en-us"', "a list of texts"),
            id="text as languages",
        ),
        pytest.param(
            with_component(**an_image("cdn.example.com/b.png")),
            Problem((*COMPONENT, "deliveryURL"), '"cdn.example.com/b.png"', "an absolute http or https URL"),
            id="a delivery URL that is none",
        ),
        pytest.param(
            with_component(**an_html(linkURL="/sale")),
            Problem((*COMPONENT, "linkURL"), '"/sale"', "an absolute URL"),
            id="a link URL that is none",
        ),
        pytest.param(
            an_offer(adoptId=""),
            Problem(("adoptId",), "an empty text", "an id: text without spaces, /, ? or #"),
            id="an empty id to adopt",
        ),
        pytest.param(
            an_offer(adoptId="a/b"),
            Problem(("adoptId",), '"a/b"', "an id: text without spaces, /, ? or #"),
            id="an id that cannot be one",
        ),
        pytest.param(
            an_offer(adoptId="dps:offer-placement:1a0b"),
            Problem(("adoptId",), '"dps:offer-placement:1a0b"', "the id of a fallback offer"),
            id="the id of something else",
        ),
    ],
)
def test_one_mistake_is_one_problem(given: dict[str, Any], problem: Problem) -> None:
    """Each kind of mistake is reported once, with where, what was got, and what is wanted."""
    assert FALLBACK_OFFERS.problems(given) == [problem]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        pytest.param({"channel": None}, Problem(("channel",), "nothing", formats.Channel().wanted), id="no channel"),
        pytest.param({"itemCount": 0}, Problem(("itemCount",), "the number 0", "a whole number from 1 to 30"), id="0"),
        pytest.param(
            {"itemCount": 31}, Problem(("itemCount",), "the number 31", "a whole number from 1 to 30"), id="31"
        ),
        pytest.param(
            {"itemCount": 1.5}, Problem(("itemCount",), "the number 1.5", "a whole number from 1 to 30"), id="½"
        ),
        pytest.param({"itemCount": True}, Problem(("itemCount",), "true", "a whole number from 1 to 30"), id="flag"),
        pytest.param({"returnContent": 1}, Problem(("returnContent",), "the number 1", "true or false"), id="number"),
        pytest.param(
            {"returnMetaData": {"offerName": "yes"}},
            Problem(("returnMetaData", "offerName"), '"yes"', "true or false"),
            id="nested flag",
        ),
        pytest.param(
            {"returnMetaData": True},
            Problem(("returnMetaData",), "true", "ReturnMetadata(…), or a dict of its members"),
            id="flag for all",
        ),
        pytest.param(
            {"componentType": "video"},
            Problem(("componentType",), '"video"', "one of html, text, json, imagelink, html-template, text-template"),
            id="component type",
        ),
    ],
)
def test_mistakes_of_a_placement(given: dict[str, Any], problem: Problem) -> None:
    """The members only placements have are checked by the same rules."""
    good = {"name": "Hero", "channel": "web", "componentType": "html"}
    assert PLACEMENTS.problems({**good, **given}) == [problem]


def test_all_mistakes_come_at_once() -> None:
    """A list of ten mistakes is a list of ten problems, in the order of the program."""
    given = {
        "name": "",
        "status": "on",
        "tags": ["", 3],
        "characteristics": {"a": 1},
        "representations": [
            a_representation({"type": "html", "format": "html"}, an_image("no"), placement=FOOTER),
            a_representation(placement=FOOTER),
        ],
        "adoptId": "?",
    }
    assert [dotted(problem.path) for problem in FALLBACK_OFFERS.problems(given)] == [
        "name",
        "status",
        "tags[0]",
        "tags[1]",
        "characteristics.a",
        "representations[0].components[0].format",
        "representations[0].components[0].content",
        "representations[0].components[1].deliveryURL",
        "representations[1].placement",
        "adoptId",
    ]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(an_offer(), id="a name is enough"),
        pytest.param(an_offer(description="", tags=[], labels=[], characteristics={}, representations=[]), id="empty"),
        pytest.param(an_offer(name="Été ☀ 夏"), id="any script"),
        pytest.param(an_offer(tags=[*(f"t{n}" for n in range(20)), "t0"]), id="twenty different tags"),
        pytest.param(an_offer(characteristics={f"c{n}": "" for n in range(30)}), id="thirty characteristics"),
        pytest.param(an_offer(adoptId="xcore:fallback-offer:0123456789abcdef"), id="an id from before the move"),
        pytest.param(an_offer(adoptId="anything"), id="an id that says nothing"),
        pytest.param(an_offer(org="o", sandbox="s"), id="the place that a check fills in"),
        pytest.param(with_component(type="json", format="application/json", content="{}"), id="json"),
        pytest.param(with_component(**an_image(linkURL="https://shop.example.com")), id="an image with a link"),
        pytest.param(
            with_component(type="html", format="text/html", deliveryURL="https://cdn.example.com/a.html"),
            id="html in a file",
        ),
        pytest.param(with_component(**an_html(linkURL="", deliveryURL="", language=[])), id="empty in a component"),
    ],
)
def test_nothing_wrong(given: dict[str, Any]) -> None:
    """What the API takes is not refused."""
    assert FALLBACK_OFFERS.problems(given) == []


@pytest.mark.parametrize(
    "given",
    [
        {"name": Unknown()},
        an_offer(**dict.fromkeys(("description", "status", "representations", "tags", "labels"), Unknown())),
        an_offer(characteristics=Unknown(), adoptId=Unknown()),
        an_offer(characteristics={"a": Unknown()}, tags=[Unknown()], labels=["x", Unknown()]),
        an_offer(representations=[Unknown(), a_representation(Unknown())]),
        an_offer(representations=[dict.fromkeys(("placement", "channel", "components"), Unknown())]),
        an_offer(representations=[a_representation(placement=Unknown()), a_representation(placement=Unknown())]),
        with_component(type=Unknown(), format=Unknown()),
        with_component(type="html", format="text/html", content=Unknown()),
        with_component(**an_html(language=[Unknown()], linkURL=Unknown())),
        with_component(type="imagelink", format="image/png", deliveryURL=Unknown()),
    ],
)
def test_values_not_known_yet_are_no_problem(given: dict[str, Any]) -> None:
    """In a preview any value at any depth may be unknown; it is checked when it is known."""
    assert FALLBACK_OFFERS.problems(given) == []


@pytest.mark.parametrize(
    ("field", "accepted", "refused"),
    [
        pytest.param(
            formats.mime_type(),
            ["text/html", "application/ld+json", "image/svg+xml", "text/html; charset=utf-8", "TEXT/HTML", "x/y.z-1"],
            ["html", "text/", "/html", "text html", "text/html;", "text/html\n", "text/h/tml", "téxt/html"],
            id="MIME type",
        ),
        pytest.param(
            formats.language_tag(),
            ["en", "en-us", "EN-us", "zh-hant-tw", "de-1996", "es-419", "x-shop", "sl-rozaj-biske", "en-a-bbb-x-a"],
            ["", "e", "english language", "en_us", "en-", "-en", "en--us", "en-us\n", "é"],
            id="language tag",
        ),
        pytest.param(
            formats.Channel(),
            ["web", "Mobile", "in_store", "https://ns.adobe.com/xdm/channels/web", "http://example.com/x"],
            ["", " ", "the web", "web/", "https://", "https:///x", "ftp://example.com/x"],
            id="channel",
        ),
        pytest.param(
            formats.web_url(),
            [
                "",
                "https://cdn.example.com/b.png",
                "HTTP://x/y",
                "{{profile.image}}",
                "https://a/{% if x %}b{% endif %}",
            ],
            ["b.png", "/b.png", "//cdn/b.png", "ftp://cdn/b", "https://", "https://a b/", "https://[::1", "data:x"],
            id="delivery URL",
        ),
        pytest.param(
            formats.link_url(),
            ["", "https://shop.example.com/?a=1#b", "myapp://sale", "mailto:a@b.c", "tel:+41", "{{offer.link}}"],
            ["shop.example.com", "/sale", "https://", "https://a b", "http://[", "myapp:"],
            id="link URL",
        ),
        pytest.param(
            formats.component_type(),
            ["html", "Text", "component-json", "https://x/content-component-imagelink", "html-template"],
            ["", "video", "css-template", "content"],
            id="component type",
        ),
    ],
)
def test_texts_with_a_form(field: Field, accepted: list[str], refused: list[str]) -> None:
    """Each form takes what its specification takes, and nothing else."""
    assert [text for text in accepted + refused if not list(field.problems(text, ()))] == accepted


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("name",), "name"),
        (("representations", 0, "components", 1, "content"), "representations[0].components[1].content"),
        (("characteristics", "shoe size"), "characteristics[shoe size]"),
        ((), ""),
    ],
)
def test_a_path_reads_as_the_engine_writes_it(path: tuple[str | int, ...], text: str) -> None:
    """A person finds the place in the preview's own words."""
    assert dotted(path) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("web", '"web"'),
        ("x" * 61, f'"{"x" * 60}…"'),
        ("", "an empty text"),
        ([], "an empty list"),
        (None, "nothing"),
        (0, "the number 0"),
        (False, "false"),
        (["a", "b"], "a list of 2"),
        ({"a": 1}, "an object"),
        (Unknown(), "(not known yet)"),
    ],
)
def test_a_value_in_a_few_words(value: Any, text: str) -> None:
    """A message never prints a whole page of content."""
    assert shown(value) == text


def test_a_problem_in_one_line() -> None:
    """Where, what was got, what is wanted."""
    assert str(Problem(("tags", 1), "nothing", "text")) == "tags[1]: got nothing, wanted text"


@pytest.mark.parametrize(
    ("name", "public"),
    [("Non-digital", "offline"), ("Non-Digital", "offline"), ("E-mail", "email"), ("Social display", "social_display")],
)
def test_channel_of_the_user_interface_is_told_its_public_name(name: str, public: str) -> None:
    """A name that can be part of no address."""
    assert list(formats.Channel().problems(name, ("channel",))) == [
        Problem(("channel",), f'"{name}"', f"{public}, the channel's public name")
    ]

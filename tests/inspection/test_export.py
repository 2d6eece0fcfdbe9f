"""What `offers export` writes: source that means exactly what the sandbox holds, under names a person would choose."""

from __future__ import annotations

import ast
import keyword
import re
import sys
import unicodedata
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pulumi.runtime import mocks

from offer_resources import FallbackOffer, Placement
from offer_resources.door.tokens import DYNAMIC
from offer_resources.emulator import Emulator
from offer_resources.errors import ConfigError
from offer_resources.inspection.export import program, state
from offer_resources.inspection.export.formatting import formatted, require_formatter
from offer_resources.inspection.export.identifiers import identifiers, resource_name, resource_names
from offer_resources.inspection.export.literals import comment, docstring, literal
from offer_resources.inspection.export.selection import Filter, Found, select
from offer_resources.objects.families import FALLBACK_OFFERS
from offer_resources.objects.values import dotted, instant
from offer_resources.program.resources import RESOURCES
from offer_resources.settings import Place
from tests.objects import strategies
from tests.program.program import Engine, run_in
from tests.support.offers import HERO, WEB, a_live, a_representation, an_html, an_image
from tests.support.place import ORG
from tests.support.programs import KINDS
from tests.support.web import by_hand

Object = dict[str, Any]


def a_live_placement(id_: str = HERO, **members: Any) -> Object:
    """Return a placement as the API returns it, with every member."""
    metadata = dict.fromkeys(
        "decisionName offerName offerAttributes offerPriority placementName channelType contentType".split(), True
    )
    return {
        **a_live(id_),
        "name": "Web hero",
        "channel": WEB,
        "componentType": "html",
        "itemCount": 1,
        "allowDuplicatePlacements": False,
        "returnContent": True,
        "returnMetaData": metadata,
        **members,
    }


def found_in(placements: list[Object], offers: list[Object], wanted: Filter | None = None) -> list[Found]:
    wanted = wanted or Filter()
    return select(Placement, placements, wanted) + select(FallbackOffer, offers, wanted)


class Adopting(Engine):
    """Gives every resource the id it takes over."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        super().new_resource(args)
        return args.inputs["adoptId"], args.inputs


def registered(text: str) -> dict[str, Object]:
    """Return what running the program registers, by the id that is taken over."""
    engine = Adopting(preview=False)
    run_in(engine, lambda: exec(compile(text, "__main__.py", "exec"), {}))
    return {args.inputs["adoptId"]: args.inputs for args in engine.registered}


@given(st.text() | st.text('"\\\n\r\t é\u202e\ud800x', min_size=1, max_size=30))
def test_a_literal_means_its_text(text: str) -> None:
    """Quotes, backslashes, blanks at ends of lines, control characters: what is read back is what was written."""
    assert ast.literal_eval(literal(text)) == text


@given(st.text() | st.text('"\\\n\r\ud800x', min_size=1, max_size=30))
def test_comments_and_docstrings_hold_any_text(text: str) -> None:
    """No text gets out of a comment or a docstring."""
    module = ast.parse(f"{docstring(text)}\n{comment(text)}\n")

    assert ast.get_docstring(module, clean=False) == text
    assert len(module.body) == 1


def test_text_of_several_lines_keeps_its_lines() -> None:
    """Content of several lines reads as such, not as one line full of escapes."""
    assert literal('<p class="a">\n  Hello\n</p>\n') == '"""\\\n<p class="a">\n  Hello\n</p>\n"""'


def test_no_editor_changes_a_text() -> None:
    """What editors take away or turn round is spelled out: blanks at the end of a line, CR, invisible characters."""
    assert literal("a \nb\r\n\u202e\tc") == '"""\\\na\\x20\nb\\r\n\\u202e\\tc"""'


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Web hero", "web_hero"),
        ("Web-Hero (2024)!", "web_hero_2024"),
        ("  spaces  and_underscores__ ", "spaces_and_underscores"),
        ("2024 Banner", "placement_2024_banner"),
        ("Frühling", "frühling"),
        ("夏のバナー", "夏のバナー"),
        ("ﬁne", "fine"),
        ("🎉", "placement"),
        ("", "placement"),
        ("Class", "class_placement"),
        ("match", "match_placement"),
        ("print", "print_placement"),
        ("JSON", "json_placement"),
        ("word " * 20, "word_word_word_word_word_word_word_word_word_word_word_word"),
        ("x" * 100, "x" * 60),
    ],
)
def test_identifiers(name: str, identifier: str) -> None:
    """Names become lower-case identifiers that mean nothing else in Python."""
    assert identifiers([name], "placement") == [identifier]


def test_identifiers_of_equal_names_are_numbered() -> None:
    """Equal names, and names that a number would make equal, all have an identifier of their own."""
    assert identifiers(["A", "a", "A 2", "A!"], "offer") == ["a", "a_2", "a_2_2", "a_3"]


@given(st.lists(st.text(max_size=8)))
def test_any_names_become_identifiers(names: list[str]) -> None:
    """Whatever the names are: as many different identifiers, in the normal form Python compares them in."""
    found = identifiers(names, "offer")

    assert len(set(found)) == len(names)
    for identifier in found:
        assert identifier.isidentifier()
        assert not keyword.iskeyword(identifier)
        assert unicodedata.normalize("NFKC", identifier) == identifier


@pytest.mark.parametrize(
    ("name", "in_the_stack"),
    [
        ("Web hero", "web-hero"),
        ("Web Hero", "Web-Hero"),
        ("Fr\u00fchling", "fr\u00fchling"),
        ("\u590f\u306e\u30d0\u30ca\u30fc", "\u590f\u306e\u30d0\u30ca\u30fc"),
        ("2024", "2024"),
        ("web hero", "web-hero-07eb3e0d"),
        ("Web-hero", "web-hero-ee3a93cf"),
        ("Sale: 50%", "sale-50-9c963213"),
        ("\U0001f389", "offer-6146299c"),
    ],
)
def test_resource_name_is_the_name_in_plain_words(name: str, in_the_stack: str) -> None:
    """A name that its words do not tell has a digest of itself, so that no other name becomes the same."""
    assert resource_name(name, "offer") == in_the_stack


_NAME_PARTS = st.sampled_from(
    [
        "Sale",
        "sale",
        "50",
        "%",
        " ",
        "  ",
        "-",
        "_",
        ":",
        "\u00fc",
        "u\u0308",
        "\U0001f389",
        "\u0410",
        "2",
        "9c963213",
        "ß",
    ]
)


@given(st.lists(st.lists(_NAME_PARTS, max_size=6).map("".join), unique=True, max_size=8), st.randoms())
def test_resource_names_follow_from_the_names_alone(names: list[str], random: Random) -> None:
    """Whatever else is in a sandbox, in whatever order: a name that occurs once has one resource name."""
    one_sandbox = [(f"dps:fallback-offer:{number}", name) for number, name in enumerate(names)]
    another = [(f"dps:fallback-offer:{number + 50}", name) for number, name in enumerate(names[::2])]
    random.shuffle(another)

    ours, theirs = (resource_names(objects, "offer") for objects in (one_sandbox, another))

    assert len(set(ours)) == len(names)
    by_name = dict(zip(names, ours, strict=True))
    assert theirs == [by_name[name] for _, name in another]


def test_resource_names_of_equal_names_follow_from_their_ids() -> None:
    """The name that one of the others has by itself is not taken by them."""
    objects = [("dps:fallback-offer:1", "Hero"), ("dps:fallback-offer:2", "Hero"), ("dps:fallback-offer:3", "Hero 2")]

    names = resource_names(objects, "offer")

    assert names[2] == "hero-2"
    assert len({*names, "hero"}) == 4
    assert resource_names(objects[::-1], "offer") == names[::-1]


def test_a_program_to_be_happy_with() -> None:
    """Placements are variables that offers refer to; what is as a program would have it anyway is left out."""
    offer = a_live(
        status="approved",
        schemas=["x"],
        description="",
        representations=[
            a_representation(an_html("<h1>\n</h1>\n", **{"repo:id": "asset"})),
            a_representation(placement="xcore:offer-placement:1", unknown=True),
        ],
        tags=[],
        labels=["core/C2", "core/C1"],
    )

    text = formatted({"a.py": program.one_file(found_in([a_live_placement()], [offer]), "Sandbox dev.")})["a.py"]

    assert (
        text
        == '''\
"""Sandbox dev."""

from offer_resources import Component, FallbackOffer, Placement, Representation

# Placements

web_hero = Placement(
    "web-hero",
    name="Web hero",
    channel="web",
    component_type="html",
    adopt_id="dps:offer-placement:1a0b1c2d3e4f5061",
)

# Fallback offers

summer_fallback = FallbackOffer(
    "summer-fallback",
    name="Summer fallback",
    status="approved",
    representations=[
        Representation(
            placement=web_hero.id,
            channel="web",
            components=[
                Component(
                    type="html",
                    format="text/html",
                    content="""\\
<h1>
</h1>
""",
                )
            ],
        ),
        Representation(
            placement="xcore:offer-placement:1",
            channel="web",
            components=[
                Component(type="html", format="text/html", content="<h1>Hello</h1>")
            ],
        ),
    ],
    labels=["core/C2", "core/C1"],
    adopt_id="dps:fallback-offer:1b2c3d4e5f607182",
)
'''
    )


def test_what_a_placement_lacks_is_not_sent() -> None:
    """The arguments that have a default are None where the server has nothing, and the program sends nothing there."""
    bare = {name: value for name, value in a_live_placement().items() if name not in ("itemCount", "returnContent")}
    bare["returnMetaData"] = {"offerName": False, "placementName": True}

    text = program.one_file(found_in([bare], []), "Bare.")

    assert "item_count=None" in text
    inputs = registered(text)[HERO]
    assert inputs["returnMetaData"] == {"offerName": False, "placementName": True}
    assert {"itemCount", "returnContent"} & inputs.keys() == set()


@hypothesis_settings(max_examples=10, deadline=None)
@given(st.lists(strategies.offers, max_size=20), st.booleans())
def test_a_program_means_the_offers_it_was_made_of(offers: list[Object], only_some_placements: bool) -> None:
    """Whatever the offers hold, the program registers exactly that, and Ruff's layout changes nothing of it."""
    ids = [f"dps:offer-placement:{n:016x}" for n in range(2 if only_some_placements else 4)]
    placements = [a_live_placement(id_) for id_ in ids]
    live = [
        {**strategies.with_unmanaged_members(offer), "id": f"dps:fallback-offer:{n}"} for n, offer in enumerate(offers)
    ]
    found = found_in(placements, live)

    inputs = registered(formatted({"a.py": program.one_file(found, "Random.")})["a.py"])

    taken = {one.id_: one for one in found if not one.problems}
    assert inputs.keys() == taken.keys()
    for offer in live:
        if offer["id"] in taken:
            assert FALLBACK_OFFERS.comparable(inputs[offer["id"]]) == FALLBACK_OFFERS.comparable(offer)


def test_what_no_program_can_give_becomes_a_comment() -> None:
    """An object is left out only where it would be no resource; a comment says which, and why."""
    offers = [a_live(), a_live("dps:fallback-offer:2", name="A\nB", status="rejected"), {"id": "dps:fallback-offer:3"}]

    text = program.one_file(found_in([], offers), "Mixed.")

    assert registered(text).keys() == {"dps:fallback-offer:1b2c3d4e5f607182", "dps:fallback-offer:2"}
    assert (
        "# Left unmanaged: fallback offer 'A\\\\nB' (dps:fallback-offer:2): status:"
        ' got "rejected", wanted one of draft, approved, archived\n'
    ) in text
    assert "status" not in registered(text)["dps:fallback-offer:2"]
    assert (
        "# Not taken over: fallback offer None (dps:fallback-offer:3): name: got nothing,"
        " wanted text that is not empty\n"
    ) in text


LINK = "representations[0].components[0].linkURL"
ADDRESS = "representations[0].components[0].deliveryURL"


@pytest.mark.parametrize(
    ("members", "unmanaged"),
    [
        pytest.param({"status": "rejected"}, {"status"}, id="a status of other pages"),
        pytest.param({"description": "half \ud83d"}, {"description"}, id="half a surrogate pair"),
        pytest.param({"characteristics": {"": "x", "theme": "light"}}, {"characteristics"}, id="an empty name"),
        pytest.param({"tags": [f"dps:tag:{number}" for number in range(21)]}, {"tags"}, id="too many tags"),
        *(
            pytest.param({"representations": [a_representation(an_html(linkURL=url))]}, {LINK}, id=f"link {url}")
            for url in (
                "www.example.com/sale",
                "/account",
                "#",
                "example.com?a=b c",
                "https://a b",
                "//cdn.example.com/x",
            )
        ),
        *(
            pytest.param(
                {"representations": [a_representation(an_image(url, linkURL="https://a.b"))]},
                {"representations"},
                id=f"image {url}",
            )
            for url in (
                "https://cdn.example.com/a b.png",
                "//cdn.example.com/b.png",
                "data:image/png;base64,AAAA",
                "b.png",
            )
        ),
        pytest.param(
            {"representations": [a_representation(an_image(content="<img>"))]},
            {"representations[0].components[0].content"},
            id="an image link with content",
        ),
        pytest.param(
            {"representations": [a_representation(an_html(deliveryURL="https://a.b/c.html"))]}, {ADDRESS}, id="both"
        ),
        pytest.param(
            {"representations": [a_representation({"type": "html", "format": "text/html", "repo:id": "asset"})]},
            {"representations"},
            id="an asset",
        ),
        pytest.param(
            {"representations": [a_representation(an_html(format="html"))]}, {"representations"}, id="no MIME type"
        ),
        pytest.param(
            {"representations": [a_representation(an_html(language=["en_US"]))]},
            {"representations[0].components[0].language"},
            id="no language tag",
        ),
        pytest.param(
            {"representations": [a_representation(), {"placement": HERO[:-1], "channel": "web", "components": None}]},
            {"representations"},
            id="no components",
        ),
        *(
            pytest.param({"representations": [a_representation(an_html(type=type_))]}, set(), id=type_)
            for type_ in (
                "html-template",
                "https://ns.adobe.com/experience/offer-management/content-component-text-template",
            )
        ),
    ],
)
def test_members_that_no_program_can_give_stay_unmanaged(members: Object, unmanaged: set[str]) -> None:
    """The offer is taken over with all that can be given; program and state leave the rest alone."""
    offer = a_live(**members)
    (found,) = select(FallbackOffer, [offer], Filter())

    inputs = registered(program.one_file([found], "One."))[offer["id"]]
    state = a_state([found])["summer-fallback"]

    assert {dotted(one.path) for one in found.unmanaged} == unmanaged
    assert FALLBACK_OFFERS.problems({name: value for name, value in inputs.items() if not name.startswith("__")}) == []
    for managed in (inputs, state["inputs"], state["outputs"]):
        assert FALLBACK_OFFERS.comparable(managed) == FALLBACK_OFFERS.comparable(
            FALLBACK_OFFERS.managed(offer, found.members)
        )


@pytest.mark.parametrize(
    ("wanted", "identifiers_left"),
    [
        (Filter(), ["approved", "draft", "draft_2"]),
        (Filter(statuses=("approved",)), ["approved"]),
        (Filter(name="Dr*"), ["draft", "draft_2"]),
        (Filter(since=instant("2026-02-01T00:00:00Z")), ["draft"]),
        (
            Filter(statuses=("draft", "approved"), name="*r*", since=instant("2026-01-15T09:30:00.123Z")),
            ["approved", "draft", "draft_2"],
        ),
    ],
)
def test_filters(wanted: Filter, identifiers_left: list[str]) -> None:
    """What is wanted of a sandbox does not change the names in it."""
    offers = [
        a_live(
            "dps:fallback-offer:3", name="Draft", created="2026-01-16T00:00:00Z", modified="2026-02-01T01:00:00+00:00"
        ),
        a_live("dps:fallback-offer:1", name="Approved", status="live"),
        a_live("dps:fallback-offer:2", name="Draft"),
    ]

    assert [one.identifier for one in select(FallbackOffer, offers, wanted)] == identifiers_left


def test_placements_have_no_status_to_ask_for() -> None:
    """A filter by status leaves placements as they are."""
    assert len(select(Placement, [a_live_placement()], Filter(statuses=("approved",)))) == 1


def test_a_folder_has_a_file_for_each_object() -> None:
    """What an object refers to is imported from the file that it is in."""
    offers = [a_live(representations=[a_representation()]), a_live("dps:fallback-offer:2", name="Class")]

    files = program.folder(found_in([a_live_placement()], offers), "Sandbox dev.")

    assert files.keys() == {
        "__main__.py",
        "placements/__init__.py",
        "placements/web_hero.py",
        "offers/__init__.py",
        "offers/class_offer.py",
        "offers/summer_fallback.py",
    }
    assert "from placements.web_hero import web_hero" in files["offers/summer_fallback.py"]
    assert "placements" not in files["offers/class_offer.py"]


def test_no_folder_hides_a_module_of_python() -> None:
    """A folder called as a module of the standard library would be found in its place."""
    assert program.package_of("collections") == "offer_collections"
    assert program.package_of("placements") == "placements"


def test_each_kind_alone_is_a_program(emulator: Emulator) -> None:
    """What its objects refer to is then given by its id."""
    by_hand(emulator, ORG, "dev")
    rows = {cls: emulator.objects(kind, org=ORG, sandbox="dev") for cls, kind in zip(RESOURCES, KINDS, strict=True)}
    everything = [one for cls in RESOURCES for one in select(cls, rows[cls], Filter())]
    together = registered(program.one_file(everything, "All."))

    for cls in RESOURCES:
        found = select(cls, rows[cls], Filter())
        alone = registered(program.one_file(found, "One kind."))
        assert [one.refusal for one in found if one.problems or one.unmanaged] == []
        assert alone == {one.id_: together[one.id_] for one in found}


def test_every_folder_can_be_imported() -> None:
    """Of each family, and each has its own."""
    packages = {program.package_of(resource.provider_class.family.key) for resource in RESOURCES}

    assert len(packages) == len(RESOURCES)
    assert all(package.isidentifier() for package in packages)


def test_no_variable_stands_for_two_objects() -> None:
    """A placement and an object of another kind that is referred to may have one name; each has its variable."""
    (one,) = select(Placement, [a_live_placement()], Filter())

    text = program.one_file([one, replace(one, id_="dps:offer-placement:2")], "Two kinds.")

    assert re.findall(r"(\w+) = Placement", text) == ["web_hero", "web_hero_placement"]


def test_without_the_formatter(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is told with the command that installs it."""
    monkeypatch.setitem(sys.modules, "ruff", None)

    with pytest.raises(ConfigError, match=r"^offers export needs ruff; .*: pip install 'offer-resources\[export\]'$"):
        require_formatter()


def test_unmanaged_members_are_reported_with_the_first_reason() -> None:
    """An image without an address is none: the reason is what was wrong with the address."""
    (found,) = select(
        FallbackOffer, [a_live(representations=[a_representation(an_image("//cdn.example.com/b.png"))])], Filter()
    )

    assert found.reservation == (
        "fallback offer 'Summer fallback' (dps:fallback-offer:1b2c3d4e5f607182): representations, as"
        ' representations[0].components[0].delivery_url: got "//cdn.example.com/b.png",'
        " wanted an absolute http or https URL"
    )


def a_state(found: list[Found]) -> dict[str, Object]:
    """Return the resources of the state for these objects, by the last part of their URNs."""
    written = state.deployment(
        found,
        project="offers",
        stack="dev",
        door=DYNAMIC,
        place=Place("ORG@AdobeOrg", "dev"),
        config={"aep:sandbox": "dev"},
    )
    return {one["urn"].rpartition("::")[2]: one for one in written["deployment"]["resources"]}


def test_a_state_holds_what_the_program_takes_over() -> None:
    """What is a comment in the program is not in the state."""
    found = found_in([a_live_placement()], [a_live(), {"id": "dps:fallback-offer:2"}])

    assert list(a_state(found)) == ["offers-dev", "default", "web-hero", "summer-fallback"]

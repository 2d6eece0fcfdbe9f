"""Problems as a person reads them: where the resource is, the names that the program wrote, texts that are no ids."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi import Output

from offer_resources import (
    Collection,
    Component,
    Criterion,
    Decision,
    DecisionRule,
    FallbackOffer,
    OptionSelection,
    PersonalizedOffer,
    Placement,
    Representation,
    Sandbox,
    SelectionConstraint,
    Tag,
)
from tests.program.program import report, run

Program = Callable[[], Any]


def places(program: Program) -> list[str]:
    """Return the resources that have problems, with their places."""
    with pytest.raises(pulumi.RunError) as caught:
        run(program)
    return [line for line in str(caught.value).splitlines() if line.endswith("):")]


def problems(program: Program) -> list[str]:
    """Return the problems alone."""
    return [line.strip() for line in report(program) if line.startswith("  ")]


def line_with(mark: str, program: Callable[..., Any]) -> str:
    """Return the place of the line that ends with this comment."""
    lines, first = inspect.getsourcelines(program)
    (number,) = [number for number, line in enumerate(lines, first) if line.endswith(f"# {mark}\n")]
    return f"(tests/program/test_problems.py, line {number}):"


def an_offer(name: str) -> FallbackOffer:
    return FallbackOffer(name, name="")  # in a function


class _House(FallbackOffer):
    def __init__(self, name: str) -> None:
        super().__init__(name, name="")


class _Page(pulumi.ComponentResource):
    def __init__(self, name: str) -> None:
        super().__init__("pages:Page", name)
        Tag(f"{name}-tag", name="")  # in a component


def test_every_resource_is_reported_with_its_file_and_line() -> None:
    """Of the person's own code: inside a function or a component, but not in the constructor of a subclass."""

    def program() -> None:
        for number in range(2):
            Placement(f"p{number}", name="", channel="web", component_type="html")  # in a loop
        an_offer("o")
        _House("house")  # a subclass
        _Page("page")

    in_loop = line_with("in a loop", program)
    assert places(program) == [
        f'Placement "p0" {in_loop}',
        f'Placement "p1" {in_loop}',
        f'FallbackOffer "o" {line_with("in a function", an_offer)}',
        f'_House "house" {line_with("a subclass", program)}',
        f'Tag "page-tag" {line_with("in a component", _Page.__init__)}',
    ]


def test_every_kind_of_resource_is_reported_with_its_line() -> None:
    def program() -> None:
        PersonalizedOffer("a", name="", selection_constraint=SelectionConstraint())
        DecisionRule("b", name="", condition={"value": "x"})
        Collection("c", name="", filter_type="any-tags", ids=[])
        Decision("d", name="", fallback="dps:fallback-offer:1", criteria=[])

    lines, first = inspect.getsourcelines(program)
    assert [place.split(" ", 2)[2] for place in places(program)] == [
        f"(tests/program/test_problems.py, line {first + number}):" for number in range(1, len(lines))
    ]


def test_sandbox_is_reported_with_its_line() -> None:
    def program() -> None:
        Sandbox("stage", sandbox="stage", timeout_seconds=-1)  # here

    with pytest.raises(pulumi.RunError) as caught:
        run(program)
    assert str(caught.value).startswith(f'Sandbox "stage" {line_with("here", program)}')


def test_problems_name_members_as_the_program_does() -> None:
    """At any depth, in what is wanted too."""

    def program() -> None:
        image = Component(type="imagelink", format="image/png", delivery_url="b.png", link_url="no url")
        text = Component(type="imagelink", format="image/png", content="b.png", delivery_url="https://example.com")
        shown = Representation(placement="dps:offer-placement:p", channel="web", components=[image, text])
        FallbackOffer("offer", name="Offer", representations=[shown], adopt_id="no id")
        Placement("placement", name="P", channel="web", component_type="html", return_metadata={"offer_name": "yes"})  # type: ignore[arg-type]  # a mistake
        chosen = Criterion(placements=[], option_selection=OptionSelection(filter="dps:tag:1"))
        Decision("decision", name="D", fallback="dps:fallback-offer:1", criteria=[chosen])

    assert problems(program) == [
        'representations[0].components[0].delivery_url: got "b.png", wanted an absolute http or https URL',
        'representations[0].components[0].link_url: got "no url", wanted an absolute URL',
        'representations[0].components[1].content: got "b.png", wanted nothing, as the component\'s type is imagelink;'
        " use delivery_url",
        'adopt_id: got "no id", wanted an id: text without spaces, /, ? or #',
        'return_metadata.offer_name: got "yes", wanted true or false',
        'criteria[0].option_selection.filter: got "dps:tag:1", wanted the id of a collection',
        "criteria[0].placements: got none, wanted at least one id of a placement",
    ]


def shown_in(placement: Any) -> list[Representation]:
    html = Component(type="html", format="text/html", content="<p>")
    return [Representation(placement=placement, channel="web", components=[html])]


@pytest.mark.parametrize(
    ("is_declared", "wanted"),
    [
        (True, 'give the .id of Placement "web-banner"'),
        (False, "give the .id of a resource, or of a look-up by name"),
    ],
)
@pytest.mark.parametrize("text", ["web-banner", "Web banner"])
def test_name_in_place_of_a_placements_id_is_a_problem(text: str, is_declared: bool, wanted: str) -> None:
    """The resource's name or the object's, whether or not the program declares it."""

    def program() -> None:
        if is_declared:
            Placement("web-banner", name="Web banner", channel="web", component_type="html")
        FallbackOffer("offer", name="Offer", representations=shown_in(text))

    assert problems(program) == [f'representations[0].placement: got "{text}", wanted the id of a placement: {wanted}']


def test_name_in_place_of_any_id_is_a_problem() -> None:
    """Whatever family is referred to, and wherever in the program it is declared."""

    def program() -> None:
        PersonalizedOffer(
            "boots",
            name="Boots",
            tags=["season"],
            selection_constraint=SelectionConstraint(
                profile_constraint_type="eligibilityRule", eligibility_rule="adults"
            ),
        )
        Collection("all", name="All", filter_type="offers", ids=["Boots"])
        chosen = Criterion(placements=["hero"], option_selection=OptionSelection(filter="all"))
        Decision("decision", name="D", fallback="house", criteria=[chosen])
        Tag("season", name="Season")
        DecisionRule("adults", name="Adults", condition={"value": "true"})
        FallbackOffer("house", name="House")
        Placement("hero", name="Hero", channel="web", component_type="html")

    assert [line.partition(": give")[0].partition(",")[0] for line in problems(program)] == [
        'selection_constraint.eligibility_rule: got "adults"',
        'tags[0]: got "season"',
        'ids[0]: got "Boots"',
        'fallback: got "house"',
        'criteria[0].placements[0]: got "hero"',
        'criteria[0].option_selection.filter: got "all"',
    ]


def test_ids_and_made_up_tags_are_no_problem() -> None:
    """An Output may have any text, as that of a unit test's mocks; so may a tag that is no resource's name."""

    def program() -> None:
        Placement("z", name="Z", channel="web", component_type="html")
        Placement("dps:offer-placement:1", name="One", channel="web", component_type="html")
        FallbackOffer("a", name="A", tags=["z", "a"], representations=shown_in(Output.from_input("z")))
        FallbackOffer("b", name="B", representations=shown_in("dps:offer-placement:1"))
        Collection("c", name="C", filter_type="any-tags", ids=["z", "a"])
        FallbackOffer("d", name="D", adopt_id="dps:fallback-offer:1", representations=shown_in("z"))

    assert len(run(program).names) == 6


def test_text_that_can_be_no_id_is_a_problem_among_tags_too() -> None:
    """An id has no spaces (docs/reference/offer-library-api.md 3.2)."""
    assert problems(lambda: FallbackOffer("a", name="A", tags=["Summer sale"])) == [
        'tags[0]: got "Summer sale", wanted the id of a tag: give the .id of a resource, or of a look-up by name'
    ]


def test_an_attribute_in_place_of_an_id_is_a_problem() -> None:
    """Its value comes from the engine, and so after this check."""

    def program() -> None:
        web = Placement("web", name="Web hero", channel="web", component_type="html")
        FallbackOffer("a", name="A", representations=[Representation(placement=web.name, channel="web", components=[])])
        FallbackOffer("b", name="B", representations=[Representation(placement=web.id, channel="web", components=[])])

    assert problems(program) == [
        'representations[0].placement: got the name of Placement "web", wanted the id of a placement: give its .id'
    ]


def test_names_inside_a_secret_are_not_told() -> None:
    """Those that the program chose are a part of the secret; those of the API say where it is wrong."""
    page = {"placement": "dps:offer-placement:1", "channel": "web", "components": [], "hush-member": 1}
    values = ([page], {"hush-cap": 1, "hush-too": 2}, {"hush-key": 3}, 3)

    def program() -> None:
        secret: list[Any] = [Output.secret(one) for one in values]
        PersonalizedOffer(
            "winter",
            name="Winter",
            selection_constraint=SelectionConstraint(),
            representations=secret[0],
            capping_constraint=secret[1],
            characteristics=secret[2],
        )
        FallbackOffer("summer", name="Summer", characteristics={"open": secret[3]})

    assert sorted(problems(program)) == [
        "capping_constraint: got [secret], wanted one of globalCap, profileCap",
        "characteristics.open: got [secret], wanted text",
        "characteristics: got [secret], wanted text",
        "representations[0]: got [secret], wanted one of placement, channel, components",
    ]

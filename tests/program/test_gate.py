"""One check of a whole program: every problem of every resource in one run, and nothing sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi import Output

from offer_resources import (
    Collection,
    Component,
    FallbackOffer,
    PersonalizedOffer,
    Placement,
    Rank,
    RankOrder,
    Representation,
    SelectionConstraint,
    Tag,
)
from offer_resources.door.protocol import HINTS, PLAIN
from offer_resources.objects.equality import fingerprint
from tests.program.program import Engine, report, run, run_in

HEAD = "the program has problems, and none of these was sent:"
EMPTY_NAME = "  name: got an empty text, wanted text that is not empty"


@pytest.mark.parametrize("preview", [False, True], ids=["up", "preview"])
def test_all_problems_of_all_resources_come_in_one_run(preview: bool) -> None:
    """In the order of the program, each at its place."""

    def program() -> None:
        FallbackOffer("one", name="", status="live")  # type: ignore[arg-type]  # a mistake
        FallbackOffer("fine", name="Fine")
        FallbackOffer(
            "two",
            name="Two",
            representations=[
                Representation(
                    placement="dps:offer-placement:p",
                    channel="web",
                    components=[Component(type="html", format="html", content="x")],
                )
            ],
        )
        Placement("three", name="Three", channel="web", component_type="video", item_count=0)  # type: ignore[arg-type]  # a mistake

    assert report(program, preview=preview) == [
        HEAD,
        'FallbackOffer "one":',
        EMPTY_NAME,
        '  status: got "live", wanted one of draft, approved, archived',
        'FallbackOffer "two":',
        '  representations[0].components[0].format: got "html", wanted a MIME type such as text/html',
        'Placement "three":',
        '  component_type: got "video", wanted one of html, text, json, imagelink, html-template, text-template',
        "  item_count: got the number 0, wanted a whole number from 1 to 30",
    ]


def test_nothing_of_a_program_with_problems_is_registered() -> None:
    """Not even the offers that are good."""
    engine = Engine(preview=False)

    def program() -> None:
        FallbackOffer("fine", name="Fine")
        FallbackOffer("bad", name="")

    with pytest.raises(pulumi.RunError):
        run_in(engine, program)
    assert engine.names == []


class Foreign:
    """Something that Pulumi cannot send."""


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"description": Foreign()}, "description: got an object of the class Foreign, wanted text"),
        ({"labels": {"core/C1"}}, "labels: got an object of the class set, wanted a list of texts"),
        ({"characteristics": {"theme": Foreign()}}, "characteristics.theme: got an object of the class Foreign,"),
        (
            {"rank": Rank(priority=0, order=RankOrder(order_evaluation_type="ranking-strategy"))},
            "rank.order: got a member of that name,",
        ),
        ({"rank": SelectionConstraint()}, "rank: got an object of the class SelectionConstraint,"),
        ({"representations": [Component(type="html", format="text/html", content="x")]}, "representations[0]: got an"),
    ],
)
def test_what_pulumi_cannot_send_is_a_problem(members: dict[str, Any], problem: str) -> None:
    """It is told like the others, before Pulumi says that it cannot send it."""

    def program() -> None:
        PersonalizedOffer("offer", **{"name": "Offer", "selection_constraint": SelectionConstraint(), **members})

    assert report(program)[2].startswith(f"  {problem}")


@pytest.mark.parametrize("preview", [False, True], ids=["up", "preview"])
def test_the_id_of_a_resource_of_another_family_is_a_problem(preview: bool) -> None:
    """It is told by the resource that it is of, before the id is known."""

    def program() -> None:
        tag, banner = Tag("tag", name="Tag"), Placement("banner", name="Banner", channel="web", component_type="html")
        FallbackOffer("offer", name="Offer", tags=[tag.id, banner.id])
        Collection("by-tag", name="By tag", filter_type="any-tags", ids=[tag.id, Output.from_input(tag.id)])
        Collection("by-offer", name="By offer", filter_type="offers", ids=[tag.id])

    found = report(program, preview=preview)
    assert [line for line in found[1:] if line.startswith("  ")] == [
        '  tags[1]: got the id of Placement "banner", wanted the id of a tag',
        '  ids[0]: got the id of Tag "tag", wanted the id of a personalized offer, as the filter type is offers',
    ]


async def _soon(value: Any) -> Any:
    for _ in range(5):
        await asyncio.sleep(0)
    return value


KNOWN: dict[str, Callable[[], Any]] = {
    "an Output": lambda: Output.from_input(""),
    "an Output of an Output": lambda: Output.from_input("").apply(Output.from_input),
    "a chain of ten": lambda: _chained(Output.from_input(""), 10),
    "all of several": lambda: Output.all("", "").apply("".join),
    "an awaitable": lambda: _soon(""),
    "an Output of an awaitable": lambda: Output.from_input(_soon("")),
}


def _chained(output: Output[str], length: int) -> Output[str]:
    return output if not length else _chained(output.apply(lambda text: text), length - 1)


@pytest.mark.parametrize("name", KNOWN.values(), ids=KNOWN.keys())
def test_outputs_that_need_no_engine_are_checked_too(name: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What will be known without any resource is known to the check."""
    assert report(lambda: FallbackOffer("one", name=name())) == [HEAD, 'FallbackOffer "one":', EMPTY_NAME]


def test_outputs_at_any_depth_are_checked() -> None:
    """The path leads to the value, Output or not."""

    def program() -> None:
        FallbackOffer(
            "one",
            name="One",
            tags=[Output.from_input("t"), Output.from_input("")],
            characteristics={"theme": Output.from_input(7)},  # type: ignore[arg-type]  # the mistake
            representations=[
                Output.from_input(
                    Representation(
                        placement="dps:offer-placement:p",
                        channel=Output.from_input("the web"),
                        components=[Component(type="html", format=Output.from_input("html"), content="x")],
                    )
                )
            ],
        )

    assert [line.strip().split(":")[0] for line in report(program)[2:]] == [
        "representations[0].channel",
        "representations[0].components[0].format",
        "tags[1]",
        "characteristics.theme",
    ]


def test_what_only_the_engine_knows_is_no_problem() -> None:
    """It is checked by the provider once it is known; the program does not wait for it."""

    def program() -> None:
        hero = Placement("hero", name="Hero", channel="web", component_type="html")
        FallbackOffer("one", name=hero.id.apply(lambda _id: ""))

    assert run(program).names == ["hero", "one"]


def test_what_is_unknown_in_a_preview_is_no_problem() -> None:
    """A placement that does not exist yet has no id, and two of them are two."""

    def program() -> None:
        ids = [Placement(name, name=name, channel="web", component_type="html").id for name in ("a", "b")]
        components = [Component(type="html", format="text/html", content="x")]
        FallbackOffer(
            "one",
            name="One",
            representations=[Representation(placement=id_, channel="web", components=components) for id_ in ids],
        )

    assert sorted(run(program, preview=True).names) == ["a", "b", "one"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        pytest.param(
            lambda: {"status": Output.secret("p8e-secret")},
            "  status: got [secret], wanted one of draft, approved, archived",
            id="a secret",
        ),
        pytest.param(
            lambda: {"tags": ["t", Output.secret("").apply(lambda text: text)]},
            "  tags[1]: got [secret], wanted the id of a tag",
            id="a secret in a list",
        ),
        pytest.param(
            lambda: {"characteristics": Output.secret({"a": 1})},
            "  characteristics: got [secret], wanted text",
            id="inside a secret",
        ),
        pytest.param(
            lambda: {"adopt_id": Output.secret("p8e secret")},
            "  adopt_id: got [secret], wanted an id: text without spaces, /, ? or #",
            id="a secret id",
        ),
    ],
)
def test_secrets_are_masked(arguments: Callable[[], Any], line: str) -> None:
    """A problem with a secret is told without the secret."""
    assert report(lambda: FallbackOffer("one", name="One", **arguments()))[2:] == [line]


def test_resources_made_in_a_callback_are_checked_as_well() -> None:
    """They come later, so they have a check of their own."""

    def program() -> Output[Any]:
        hero = Placement("hero", name="Hero", channel="web", component_type="html")
        return hero.id.apply(lambda _id: FallbackOffer("late", name=""))

    assert report(program) == [HEAD, 'FallbackOffer "late":', EMPTY_NAME]


def test_an_output_that_fails_is_reported_as_it_is() -> None:
    """The person's own mistake is not hidden behind ours."""

    def program() -> None:
        FallbackOffer("one", name=Output.from_input("x").apply(lambda text: text[7]))

    with pytest.raises(IndexError):
        run(program)


def test_a_run_with_problems_leaves_nothing_for_the_next() -> None:
    """Tests of a person's own program may fail one after the other."""
    assert report(lambda: FallbackOffer("one", name=""))[1] == 'FallbackOffer "one":'
    assert run(lambda: FallbackOffer("two", name="Two")).names == ["two"]


def test_provider_learns_which_members_hold_no_secret() -> None:
    """By a fingerprint each, so that it notices a value that is put there later, as by a transform."""

    def program() -> None:
        hero = Placement("hero", name=Output.secret("Hero"), channel="web", component_type="html")
        FallbackOffer("one", name="One", description=hero.id, tags=["t", Output.secret("u")], labels=[])

    told = {args.name: args.inputs[HINTS][PLAIN] for args in run(program).registered}

    assert "name" not in told["hero"]
    assert told["one"] == {
        "name": fingerprint("One"),
        "description": fingerprint("dps:made:hero"),
        "labels": fingerprint([]),
    }

"""Options that name properties are understood in both spellings."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from offer_resources import FallbackOffer, Placement
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from offer_resources.objects.family import Family
from offer_resources.program import options
from tests.program.program import report

OUTPUTS = {"created_by": "createdBy"}


@pytest.mark.parametrize(
    ("family", "given", "on_wire"),
    [
        (PLACEMENTS, "item_count", "itemCount"),
        (PLACEMENTS, "itemCount", "itemCount"),
        (PLACEMENTS, "return_metadata.offer_name", "returnMetaData.offerName"),
        (PLACEMENTS, 'return_metadata["offer_name"]', 'returnMetaData["offerName"]'),
        (PLACEMENTS, "adopt_id", "adoptId"),
        (PLACEMENTS, "created_by", "createdBy"),
        (PLACEMENTS, "*", "*"),
        (FALLBACK_OFFERS, "tags[0]", "tags[0]"),
        (
            FALLBACK_OFFERS,
            "representations[*].components[0].delivery_url",
            "representations[*].components[0].deliveryURL",
        ),
        (FALLBACK_OFFERS, "characteristics.link_url", "characteristics.link_url"),
    ],
)
def test_a_path_reaches_the_engine_with_the_api_s_names(family: Family, given: str, on_wire: str) -> None:
    """A name that the program chose itself, as that of an attribute, stays."""
    spelled, problems = options.spelled(pulumi.ResourceOptions(ignore_changes=[given]), family, OUTPUTS)

    assert (spelled.ignore_changes, problems) == ([on_wire], [])


@pytest.mark.parametrize("option", ["ignore_changes", "replace_on_changes", "additional_secret_outputs"])
def test_a_name_that_is_no_property_is_a_problem(option: str) -> None:
    """With the one that was probably meant."""
    given: dict[str, Any] = {option: ["name", "itemcount"]}
    opts = pulumi.ResourceOptions(**given)

    assert report(lambda: Placement("hero", name="Hero", channel="web", component_type="html", opts=opts))[1:] == [
        'Placement "hero":',
        f'  {option}[1]: got "itemcount", wanted the name of a property, such as "item_count"',
    ]


def test_an_import_that_the_door_cannot_do_is_a_problem() -> None:
    """A dynamic host would end with a traceback of the SDK."""
    opts = pulumi.ResourceOptions(import_="dps:offer-placement:1")

    assert report(lambda: Placement("hero", name="Hero", channel="web", component_type="html", opts=opts))[1:] == [
        'Placement "hero":',
        '  import_: got "dps:offer-placement:1", wanted adopt_id in its place, as dynamic providers cannot import, or'
        " aep:door plugin (docs/doors.md)",
    ]


def test_an_import_of_an_object_with_a_secret_is_a_problem() -> None:
    """At any depth: the plugin reads the object before it knows what the program calls secret."""
    pulumi.runtime.set_all_config({"aep:door": "plugin"})
    opts = pulumi.ResourceOptions(import_="dps:fallback-offer:1")

    def program() -> None:
        FallbackOffer("hero", name="Hero", tags=["a", pulumi.Output.secret("b")], opts=opts)

    assert report(program)[1:] == [
        'FallbackOffer "hero":',
        '  import_: got "dps:fallback-offer:1", wanted adopt_id in its place, as an import shows and stores a secret in'
        " plain text (docs/doors.md)",
    ]


def test_a_nested_name_that_is_no_property_is_a_problem() -> None:
    """Where no name is close, all there are."""
    opts = pulumi.ResourceOptions(ignore_changes=["representations[0].zzz"])

    _, problems = options.spelled(opts, FALLBACK_OFFERS, OUTPUTS)

    assert [str(problem) for problem in problems] == [
        'ignore_changes[0]: got "zzz", wanted the name of a property: one of placement, channel, components'
    ]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("description", 'ignore_changes: got "description", wanted a list of names of properties'),
        ([3], "ignore_changes[0]: got the number 3, wanted the path of a property"),
        ([""], "ignore_changes[0]: got an empty text, wanted the path of a property"),
        (["tags."], 'ignore_changes[0]: got "tags.", wanted the path of a property'),
        (
            ["representations.0.channel"],
            'ignore_changes[0]: got "representations.0.channel", wanted an index, such as [0] or [*], at a list',
        ),
        (["tags.a"], 'ignore_changes[0]: got "tags.a", wanted an index, such as [0] or [*], at a list'),
        (["description[0]"], 'ignore_changes[0]: got "description[0]", wanted a path that ends there'),
        (["created_by.x"], 'ignore_changes[0]: got "created_by.x", wanted a path that ends there'),
        (["representations[0][1]"], 'ignore_changes[0]: got "representations[0][1]", wanted a name'),
        (
            ["representations[0].components[0].content.x"],
            'ignore_changes[0]: got "representations[0].components[0].content.x", wanted a path that ends there',
        ),
    ],
)
def test_a_path_that_leads_nowhere_is_a_problem(given: Any, problem: str) -> None:
    """The engine would ignore nothing, and say nothing."""
    _, problems = options.spelled(pulumi.ResourceOptions(ignore_changes=given), FALLBACK_OFFERS, OUTPUTS)

    assert [str(one).startswith(problem) for one in problems] == [True]


def test_an_option_that_is_an_output_is_a_problem() -> None:
    def program() -> None:
        paths: Any = pulumi.Output.from_input(["name"])
        Placement(
            "hero",
            name="Hero",
            channel="web",
            component_type="html",
            opts=pulumi.ResourceOptions(ignore_changes=paths),
        )

    assert report(program)[1:] == [
        'Placement "hero":',
        "  ignore_changes: got an object of the class Output, wanted a list of names of properties",
    ]

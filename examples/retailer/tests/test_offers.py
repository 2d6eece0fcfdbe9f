"""What the program wants of a sandbox, without engine, network or credential: Pulumi's mocks stand in for all three."""

import json
import runpy
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

PROGRAM = Path(__file__).parents[1]
OFFERS = "pulumi-python:dynamic/offers:"


class Sandbox(mocks.Mocks):
    """Remembers the offers it is to have; a placement's id is its name."""

    def __init__(self) -> None:
        self.offers: dict[str, Any] = {}
        self.house_defaults: list[pulumi.ResourceTransform] = []

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise NotImplementedError(args.token)

    def register_transform(self, transform: pulumi.ResourceTransform) -> None:
        self.house_defaults.append(transform)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        if args.resource_id:
            return args.resource_id, {**args.inputs, "objectId": args.resource_id.removeprefix("name:")}
        if args.typ.endswith("Offer"):
            self.offers[args.name] = args.inputs
        return f"id-of-{args.name}", args.inputs


def run(*languages: str) -> Sandbox:
    """The sandbox after a run of the program for these languages."""
    config = {
        "shop": "https://shop.example.com",
        "status": "approved",
        "languages": json.dumps(languages),
        "freeDeliveryFrom": "45",
        "protect": "true",
    }
    pulumi.runtime.set_all_config({f"retailer:{key}": value for key, value in config.items()})
    sandbox = Sandbox()
    mocks.set_mocks(sandbox, project="retailer", stack="test")
    mocks.test(lambda: runpy.run_path(str(PROGRAM)) and None)()  # type: ignore[no-untyped-call]  # the SDK has no types here
    return sandbox


def test_offers_appear_where_they_belong() -> None:
    """Each offer is for the placement of its name."""
    offers = run("en-us").offers

    assert {name: offer["representations"][0]["placement"] for name, offer in offers.items()} == {
        "home": "Home page banner",
        "newsletter": "Newsletter picture",
        "app": "App message",
        "boots": "Home page banner",
    }


def test_every_translation_is_whole() -> None:
    """A language that has a banner has all else, and nothing in it is left to fill in."""
    languages = sorted(path.suffixes[0][1:] for path in (PROGRAM / "content").glob("home.*.html"))

    offers = run(*languages).offers

    for name in ("home", "app", "boots"):
        components = offers[name]["representations"][0]["components"]
        assert [component["language"] for component in components] == [[language] for language in languages]
        assert all("https://shop.example.com" in component["content"] for component in components)


@pytest.mark.parametrize("kind", [f"{OFFERS}FallbackOffer", f"{OFFERS}PersonalizedOffer"])
def test_every_offer_carries_the_access_label(kind: str) -> None:
    """The house default adds the label and keeps what the offer has, other labels included."""
    (house_default,) = run("en-us").house_defaults
    props = {"name": "Any", "labels": ["core/C2"]}

    result = house_default(pulumi.ResourceTransformArgs(True, kind, "any", props, pulumi.ResourceOptions()))

    assert isinstance(result, pulumi.ResourceTransformResult)
    assert result.props == {"name": "Any", "labels": ["core/C2", "core/C1"]}

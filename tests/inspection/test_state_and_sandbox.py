"""What a stack's state holds, beside what its sandbox holds."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from offer_resources.inspection.state_and_sandbox import Duplicates, dangling, duplicates, managed
from offer_resources.objects.families import FALLBACK_OFFERS
from offer_resources.provider import FallbackOfferProvider, PlacementProvider
from offer_resources.settings import Place
from tests.support.offers import FOOTER, HERO, a_live, a_representation

Object = dict[str, Any]

TYPE = "pulumi-python:dynamic/offers:FallbackOffer"
TAG = "dps:tag:4a0b1c2d3e4f5064"
DEV = Place("ORG@AdobeOrg", "dev")
OFFER, PLACEMENT = (
    {"__provider": serialize_provider(provider())} for provider in (FallbackOfferProvider, PlacementProvider)
)


def a_resource(name: str = "summer", **members: Any) -> Object:
    return {
        "urn": f"urn:pulumi:dev::offers::{TYPE}::{name}",
        "type": TYPE,
        "inputs": {"name": "Summer"},
        "outputs": {**OFFER, "org": DEV.org, "sandbox": DEV.sandbox},
        **members,
    }


def test_what_a_stack_manages_in_a_place() -> None:
    """Neither look-ups nor what lives in another sandbox; state from before places were recorded counts.

    The provider tells the kind: a subclass of an early release has a type of its own.
    """
    ours, old = a_resource(), a_resource("old", outputs=OFFER, type="pulumi-python:dynamic:Resource")
    others = [
        a_resource("read", external=True),
        a_resource("stage", outputs={**OFFER, "org": DEV.org, "sandbox": "stage"}),
        a_resource("placement", outputs=PLACEMENT),
        a_resource("another's", outputs={"__provider": "?"}),
    ]

    assert managed([ours, old, *others], "FallbackOfferProvider", DEV) == [ours, old]


@pytest.mark.parametrize(
    ("known", "told"),
    [
        pytest.param({"placement": {HERO}}, [("summer", FOOTER)], id="kinds that were not listed are not missed"),
        pytest.param({"placement": {HERO, FOOTER}, "tag": {FOOTER}}, [("summer", TAG)], id="tags are referred to too"),
        pytest.param({"placement": {HERO}, "tag": {TAG, FOOTER}}, [("summer", FOOTER)], id="of another kind"),
    ],
)
def test_references_to_nothing_are_told(known: dict[str, set[str]], told: list[tuple[str, str]]) -> None:
    """By the resource's name and the id that is not there."""
    shows = [a_representation(placement=id_) for id_ in (HERO, FOOTER)]
    inputs = {"name": "Summer", "representations": shows, "tags": [TAG]}

    assert dangling(FALLBACK_OFFERS, [a_resource(inputs=inputs), a_resource("plain")], known) == told


def test_what_exists_a_second_time_unmanaged_is_told() -> None:
    """Equal in name and content, however it is spelled."""
    rows = [
        a_live("1", labels=["a", "b"]),
        a_live("2", labels=["b", "a"], description="", etag=9),
        a_live("3", labels=["a"]),
    ]

    assert list(duplicates(FALLBACK_OFFERS, {"1", "3"}, rows)) == [Duplicates("Summer fallback", ["1"], ["2"])]


def test_what_is_managed_twice_or_not_at_all_is_nobodys_twin() -> None:
    """Two resources of one content are the program's own affair; so is what the stack does not know."""
    rows = [a_live("1"), a_live("2")]

    assert list(duplicates(FALLBACK_OFFERS, {"1", "2"}, rows)) == []
    assert list(duplicates(FALLBACK_OFFERS, set(), rows)) == []

"""What state calls a resource of ours, by either door."""

from __future__ import annotations

import pytest

from offer_resources.door.tokens import class_name, provider_class_name, provider_settings

# What the SDK pickles of FallbackOfferProvider (tests/dynamic/test_payload.py).
PAYLOAD = "gASVOQAAAAAAAACMGG9mZmVyX3Jlc291cmNlcy5wcm92aWRlcpSMFUZhbGxiYWNrT2ZmZXJQcm92aWRlcpSTlCmBlC4="


@pytest.mark.parametrize(
    ("type_", "properties", "found"),
    [
        ("aep:index:FallbackOffer", {}, "FallbackOfferProvider"),
        ("pulumi-python:dynamic/offers:FallbackOffer", {"__provider": PAYLOAD}, "FallbackOfferProvider"),
        ("pulumi-python:dynamic/house:HouseOffer", {"__provider": PAYLOAD}, "FallbackOfferProvider"),
        ("pulumi-python:dynamic/offers:FallbackOffer", {}, None),
        ("aws:s3:Bucket", {"name": "b"}, None),
    ],
)
def test_a_resource_in_state_belongs_to_a_class(type_: str, properties: dict[str, str], found: str | None) -> None:
    assert provider_class_name(type_, properties) == found


def test_a_type_of_either_door_names_the_class() -> None:
    types = ("aep:index:Tag", "pulumi-python:dynamic/offers:Tag", "aep:other:Tag", "pulumi:providers:aep")

    assert [class_name(type_) for type_ in types] == ["Tag", "Tag", None, None]


def test_a_default_provider_gets_what_the_engine_would_give_it() -> None:
    """The dynamic one all settings, the plugin those of its own namespace without its name."""
    config = {"aep:sandbox": "dev", "retailer:shop": "here"}

    assert provider_settings("pulumi:providers:pulumi-python", config) == config
    assert provider_settings("pulumi:providers:aep", config) == {"sandbox": "dev"}

"""How the provider object travels (docs/reference/pulumi-dynamic-provider.md 1)."""

from __future__ import annotations

from pathlib import Path

from offer_resources.provider import FallbackOfferProvider, PlacementProvider
from tests.dynamic.host import Host, payload_of

# What state files hold: a change of these strings breaks refresh, update and delete of every existing stack.
FALLBACK_OFFER = "gASVOQAAAAAAAACMGG9mZmVyX3Jlc291cmNlcy5wcm92aWRlcpSMFUZhbGxiYWNrT2ZmZXJQcm92aWRlcpSTlCmBlC4="
PLACEMENT = "gASVNQAAAAAAAACMGG9mZmVyX3Jlc291cmNlcy5wcm92aWRlcpSMEVBsYWNlbWVudFByb3ZpZGVylJOUKYGULg=="

CONFIG = {
    "aep:orgId": "ORG@AdobeOrg",
    "aep:sandbox": "dev",
    "aep:clientId": "emulator",
    "aep:clientSecret": "emulator-secret",
}


def test_the_payload_of_offers_is_the_recorded_string() -> None:
    """State written today can be refreshed, updated and deleted by every later version."""
    assert payload_of(FallbackOfferProvider) == FALLBACK_OFFER


def test_the_payload_of_placements_is_the_recorded_string() -> None:
    """State written today can be refreshed, updated and deleted by every later version."""
    assert payload_of(PlacementProvider) == PLACEMENT


def test_a_configured_provider_is_not_what_travels() -> None:
    """A program's provider has no attributes, so 1,500 resources cost no more than one each."""
    assert vars(FallbackOfferProvider()) == {}


def test_a_fresh_process_in_another_folder_understands_the_payload(tmp_path: Path) -> None:
    """The class is found by name in the installed package, wherever the host was started."""
    with Host(CONFIG, cwd=tmp_path) as host:
        assert host.offers.check({"name": "Summer"}).inputs["name"] == "Summer"


def test_importing_the_provider_says_nothing() -> None:
    """What the host writes at start would appear in every run of the user."""
    with Host(CONFIG, env={"PYTHONWARNINGS": "default:::offer_resources"}) as host:
        host.offers.check({"name": "Summer"})
        assert host.stderr == ""

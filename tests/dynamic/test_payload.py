"""How the provider object travels (docs/reference/pulumi-dynamic-provider.md 1)."""

from __future__ import annotations

from pathlib import Path

from offer_resources.program.resources import RESOURCES
from offer_resources.provider import FallbackOfferProvider
from tests.dynamic.calls import payload_of
from tests.dynamic.host import Host

# What state files hold: a change of these strings breaks refresh, update and delete of every existing stack.
PAYLOADS = {
    "FallbackOffer": "gASVOQAAAAAAAACMGG9mZmVyX3Jlc291cmNlcy5wcm92aWRlcpSMFUZhbGxiYWNrT2ZmZXJQcm92aWRlcpSTlCmBlC4=",
    "Placement": "gASVNQAAAAAAAACMGG9mZmVyX3Jlc291cmNlcy5wcm92aWRlcpSMEVBsYWNlbWVudFByb3ZpZGVylJOUKYGULg==",
    "PersonalizedOffer": "gASVPQAAAAAAAACMGG9mZmVyX3Jlc291cmNlcy5wcm92aWRlcpSMGVBlcnNvbmFsaXplZE9mZmVyUHJvdmlkZXKU"
    "k5QpgZQu",
    "Tag": "gASVLwAAAAAAAACMGG9mZmVyX3Jlc291cmNlcy5wcm92aWRlcpSMC1RhZ1Byb3ZpZGVylJOUKYGULg==",
    "DecisionRule": "gASVOAAAAAAAAACMGG9mZmVyX3Jlc291cmNlcy5wcm92aWRlcpSMFERlY2lzaW9uUnVsZVByb3ZpZGVylJOUKYGULg==",
    "Collection": "gASVNgAAAAAAAACMGG9mZmVyX3Jlc291cmNlcy5wcm92aWRlcpSMEkNvbGxlY3Rpb25Qcm92aWRlcpSTlCmBlC4=",
    "Decision": "gASVNAAAAAAAAACMGG9mZmVyX3Jlc291cmNlcy5wcm92aWRlcpSMEERlY2lzaW9uUHJvdmlkZXKUk5QpgZQu",
}

CONFIG = {
    "aep:orgId": "ORG@AdobeOrg",
    "aep:sandbox": "dev",
    "aep:clientId": "emulator",
    "aep:clientSecret": "emulator-secret",
}


def test_the_payload_of_every_resource_is_the_recorded_string() -> None:
    """State written today can be refreshed, updated and deleted by every later version."""
    assert {cls.__name__: payload_of(cls.provider_class) for cls in RESOURCES} == PAYLOADS


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

"""Where the tests' objects live, and what was asked about them."""

from __future__ import annotations

from typing import Any

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Emulator
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from offer_resources.objects.family import Family
from offer_resources.objects.target import Target
from offer_resources.settings import Place, Settings

ORG = "0123456789ABCDEF@AdobeOrg"
DEV = Place(ORG, "dev")
STAGE = Place(ORG, "stage")

COLLECTIONS = tuple(f"/{family.path}" for family in (FALLBACK_OFFERS, PLACEMENTS))

# A ready-made token.
TOKEN = "eyJ-a-ready-made-token"

# A body that needs nothing else to exist.
SUMMER = {"name": "Summer", "status": "draft"}


def settings_for(emulator: Emulator, **other: Any) -> Settings:
    """Settings of sandbox `dev`, with short waits, no patience with a 429, and the emulator's credential."""
    given: dict[str, Any] = {
        "place": DEV,
        "client_id": "emulator",
        "client_secret": "emulator-secret",
        "endpoint": emulator.endpoint,
        "ims_endpoint": emulator.ims_endpoint,
        "retry_wait_seconds": 0.001,
        "throttle_budget_seconds": 0.0,
    }
    return Settings(**{**given, **other})


def a_library(endpoint: str, **other: Any) -> OfferLibrary:
    """Return a client of some other server, with a ready-made token."""
    given: dict[str, Any] = {
        "place": DEV,
        "client_id": "client",
        "access_token": TOKEN,
        "endpoint": endpoint,
        "retry_wait_seconds": 0.001,
    }
    return OfferLibrary(Settings(**{**given, **other}))


def a_target(id_: str | None = None, *, place: Place = DEV, family: Family = FALLBACK_OFFERS) -> Target:
    """One object, or the collection when it has no id yet."""
    return Target(place, family, id_, "Summer")


def last_request_id(emulator: Emulator) -> str:
    """Return the id the last request carried."""
    return emulator.requests[-1].request_id


def offers(emulator: Emulator, place: Place = DEV) -> list[dict[str, Any]]:
    """Return the fallback offers of a sandbox, as a read shows them."""
    return list(emulator.objects(org=place.org, sandbox=place.sandbox))

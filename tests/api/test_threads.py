"""Several calls at once, as the engine makes them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Cut, Emulator
from offer_resources.settings import Settings
from tests.support.at_once import assert_deletes_at_once
from tests.support.place import SUMMER, a_target, offers
from tests.support.wire import in_front_of

ID = "dps:fallback-offer:0123456789abcdef"


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_no_more_requests_at_once_than_allowed(emulator: Emulator, settings: Settings, limit: int) -> None:
    """aep:maxConcurrency is a promise to the API, and it is used to the full."""
    library = OfferLibrary(replace(settings, max_concurrency=limit))
    library.delete(a_target(ID))
    assert_deletes_at_once(emulator, limit, lambda _: library.delete(a_target(ID)), calls=3 * limit)


def test_a_failed_request_gives_its_place_back(emulator: Emulator, settings: Settings) -> None:
    """Errors do not use the limit up."""
    library = OfferLibrary(replace(settings, max_concurrency=1))
    emulator.fault(Cut(), method="GET", times=0)
    for _ in range(2):
        with pytest.raises(Exception, match="no answer was understood"):
            library.get(a_target(ID))
    assert library.create(a_target(), SUMMER)["etag"] == 1


def test_many_threads_share_one_client(emulator: Emulator, library: OfferLibrary) -> None:
    """Every answer reaches the one who asked."""
    names = [f"Offer {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda name: library.create(a_target(), {**SUMMER, "name": name})["id"], names))
        read = list(pool.map(lambda id_: library.get(a_target(id_))["name"], ids))
    assert (read, sorted(offer["name"] for offer in offers(emulator))) == (names, sorted(names))


@pytest.mark.usefixtures("everywhere_is_here")
def test_threads_share_their_connections(
    emulator: Emulator, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One handshake of TLS for requests one after another, whichever thread sends them; no more than are at once."""
    with in_front_of(urlsplit(emulator.url).port or 0, "offers.example") as (front, certificate):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", certificate)
        endpoint = f"https://offers.example:{front.server_address[1]}{urlsplit(emulator.endpoint).path}"
        library = OfferLibrary(replace(settings, endpoint=endpoint, max_concurrency=3))
        for _ in range(8):
            thread = threading.Thread(target=library.delete, args=(a_target(ID),))
            thread.start()
            thread.join()
        one_by_one = front.connections
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(library.delete, [a_target(ID)] * 24))
        assert (one_by_one, front.connections) == (1, 3)

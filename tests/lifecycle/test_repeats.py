"""What is asked for again, and what never is: a second POST could be a second offer."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Answer, Cut, Emulator, Garble, Throttle
from offer_resources.emulator.steering.faults import Effect
from offer_resources.errors import OfferResourcesError, RateLimitedError, ServerError, TransportError
from offer_resources.settings import Settings
from tests.support.log import counted, methods
from tests.support.place import SUMMER, a_library, a_target, offers
from tests.support.wire import silent

ID = "dps:fallback-offer:0123456789abcdef"
RENAME = [{"op": "replace", "path": "/name", "value": "Winter"}]

PASSING = {
    "500": Answer(status=500),
    "502 as a web page": Answer(status=502, shape="html"),
    "503 without a body": Answer(status=503, shape="empty"),
    "504": Answer(status=504),
    "cut before": Cut(when="before"),
}
UNSURE = {
    **PASSING,
    "cut after": Cut(when="after"),
    "broken JSON": Garble(how="broken-json"),
    "half an answer": Garble(how="truncated"),
    "a web page": Garble(how="html"),
    "a list": Garble(how="wrong-shape"),
}


@pytest.mark.parametrize("effect", PASSING.values(), ids=PASSING.keys())
def test_a_read_is_repeated(emulator: Emulator, library: OfferLibrary, effect: Effect) -> None:
    """Trouble that passes is not noticed."""
    id_ = library.create(a_target(), SUMMER)["id"]
    emulator.fault(effect, method="GET", times=2)
    assert library.get(a_target(id_))["name"] == "Summer"
    assert counted(emulator) == {"POST": 1, "GET": 3}


@pytest.mark.parametrize("effect", PASSING.values(), ids=PASSING.keys())
def test_a_delete_is_repeated(emulator: Emulator, library: OfferLibrary, effect: Effect) -> None:
    """Deleting twice is deleting once."""
    id_ = library.create(a_target(), SUMMER)["id"]
    emulator.fault(effect, method="DELETE", times=2)
    library.delete(a_target(id_))
    assert (counted(emulator), offers(emulator)) == ({"POST": 1, "DELETE": 3}, [])


def test_a_delete_whose_answer_was_lost_is_a_success(emulator: Emulator, library: OfferLibrary) -> None:
    """The second one finds nothing, and that was the aim."""
    id_ = library.create(a_target(), SUMMER)["id"]
    emulator.fault(Cut(when="after"), method="DELETE")
    library.delete(a_target(id_))
    assert counted(emulator) == {"POST": 1, "DELETE": 2}


@pytest.mark.parametrize("effect", PASSING.values(), ids=PASSING.keys())
def test_after_five_attempts_the_error_is_told(emulator: Emulator, library: OfferLibrary, effect: Effect) -> None:
    """No sixth attempt follows."""
    emulator.fault(effect, method="GET", times=0)
    with pytest.raises(OfferResourcesError):
        library.get(a_target(ID))
    assert methods(emulator) == ["GET"] * 5


@pytest.mark.parametrize("effect", UNSURE.values(), ids=UNSURE.keys())
def test_a_create_that_may_have_been_executed_is_never_repeated(
    emulator: Emulator, library: OfferLibrary, effect: Effect
) -> None:
    """Exactly one POST, and the error says that its outcome is not known."""
    emulator.fault(effect, method="POST", path="/offers")
    with pytest.raises((ServerError, TransportError)) as caught:
        library.create(a_target(), SUMMER)
    assert (methods(emulator), caught.value.maybe_executed) == (["POST"], True)


def test_a_create_that_timed_out_is_never_repeated() -> None:
    """The answer may still come, and the object with it."""
    with silent() as wire, pytest.raises(TransportError, match="it timed out") as caught:
        a_library(wire.endpoint, timeout_seconds=0.3).create(a_target(), SUMMER)
    assert (wire.methods, caught.value.maybe_executed) == (["POST"], True)


def test_a_create_that_was_refused_is_repeated(emulator: Emulator, patient: OfferLibrary) -> None:
    """After a 429 surely nothing happened: one object, two requests."""
    emulator.fault(Throttle(), method="POST", path="/offers")
    patient.create(a_target(), SUMMER)
    assert (methods(emulator), len(offers(emulator))) == (["POST", "POST"], 1)


@pytest.mark.parametrize("effect", PASSING.values(), ids=PASSING.keys())
def test_a_create_waits_for_its_token(emulator: Emulator, library: OfferLibrary, effect: Effect) -> None:
    """While the token service is down nothing is sent, so the create may try again."""
    emulator.fault(effect, path="/ims", times=2)
    library.create(a_target(), SUMMER)
    assert (methods(emulator), len(offers(emulator))) == (["POST"], 1)


def test_a_create_is_repeated_while_nobody_listens() -> None:
    """A refused connection is worth another attempt, and surely did nothing."""
    library = a_library("http://127.0.0.1:1/", retry_wait_seconds=0.05)
    started = time.monotonic()
    with pytest.raises(TransportError, match="could not be sent"):
        library.create(a_target(), SUMMER)
    # Waits of 1, 2, 4 and 8 times 50 ms.
    assert time.monotonic() - started >= 0.75


@pytest.mark.parametrize("effect", UNSURE.values(), ids=UNSURE.keys())
def test_a_patch_alone_is_never_repeated(emulator: Emulator, library: OfferLibrary, effect: Effect) -> None:
    """Only somebody who has read the object again may send it again; the lifecycle does."""
    id_ = library.create(a_target(), SUMMER)["id"]
    emulator.fault(effect, method="PATCH")
    with pytest.raises((ServerError, TransportError)) as caught:
        library.patch(a_target(id_), RENAME)
    assert (methods(emulator), caught.value.maybe_executed) == (["POST", "PATCH"], True)


def test_a_patch_that_was_refused_is_repeated(emulator: Emulator, patient: OfferLibrary) -> None:
    """After a 429 surely nothing happened."""
    id_ = patient.create(a_target(), SUMMER)["id"]
    emulator.fault(Throttle(), method="PATCH")
    patient.patch(a_target(id_), RENAME)
    assert (methods(emulator), offers(emulator)[0]["etag"]) == (["POST", "PATCH", "PATCH"], 2)


@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
def test_retry_after_is_kept(emulator: Emulator, patient: OfferLibrary, as_date: bool) -> None:
    """The API says how long, in seconds or as a date, and is asked again after that and not before."""
    emulator.fault(Throttle(retry_after=1 + as_date, as_date=as_date), method="POST", path="/offers")
    patient.create(a_target(), SUMMER)
    first, second = emulator.requests[-2:]
    # A date has whole seconds only, so one of two seconds is reached after one at the earliest.
    assert second.at - first.at >= 0.95


def test_any_request_waits_while_it_is_refused(emulator: Emulator, patient: OfferLibrary) -> None:
    """A 429 without a time means a second; it is no attempt of its own."""
    emulator.fault(Throttle(), method="DELETE", times=2)
    patient.delete(a_target(ID))
    waits = [later.at - earlier.at for earlier, later in pairwise(emulator.requests[1:])]
    assert (methods(emulator), min(waits) >= 0.95) == (["DELETE"] * 3, True)


def test_a_refusal_without_end_is_told(emulator: Emulator, settings: Settings) -> None:
    """Patience has a budget."""
    emulator.fault(Throttle(), method="GET", times=0)
    with pytest.raises(RateLimitedError, match=r"429050: Too many requests .*; given up after 0\.5 s$"):
        OfferLibrary(replace(settings, throttle_budget_seconds=0.5)).get(a_target(ID))
    assert methods(emulator) == ["GET", "GET"]


@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
def test_a_retry_after_beyond_all_patience_is_told_at_once(
    emulator: Emulator, patient: OfferLibrary, as_date: bool
) -> None:
    """The run ends at once, as an hour is longer than the budget."""
    emulator.fault(Throttle(retry_after=3600, as_date=as_date), method="GET", times=0)
    with pytest.raises(RateLimitedError, match=r"; it asks to wait 3\d{3}(\.\d+)? s$") as caught:
        patient.get(a_target(ID))
    assert (methods(emulator), round(caught.value.retry_after or 0, -2)) == (["GET"], 3600)


def test_retry_after_of_a_busy_server_is_kept_too(emulator: Emulator, settings: Settings) -> None:
    """A 503 may say how long as well; beyond the budget it is told at once."""
    emulator.fault(Answer(status=503, headers={"retry-after": "3600"}), method="GET", times=0)
    with pytest.raises(ServerError):
        OfferLibrary(settings).get(a_target(ID))
    assert methods(emulator) == ["GET"]


def test_nothing_is_written_once_the_run_has_ended(emulator: Emulator, settings: Settings) -> None:
    """Neither for the first time nor after a wait; reads go on."""
    ends = iter([True, False, False, False])
    library = OfferLibrary(replace(settings, throttle_budget_seconds=300.0), may_write=lambda: next(ends))
    emulator.fault(Throttle(), method="POST", path="/offers")

    for write in (
        lambda: library.create(a_target(), SUMMER),
        lambda: library.patch(a_target(ID), RENAME),
        lambda: library.delete(a_target(ID)),
    ):
        with pytest.raises(OfferResourcesError, match=r"the run has ended; nothing was sent$") as ended:
            write()
        assert not ended.value.maybe_executed
    next(library.pages(a_target()))

    assert methods(emulator) == ["POST", "LIST"]

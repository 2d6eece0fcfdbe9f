"""A write whose answer never came: found out, never doubled, never forgotten."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from offer_resources.api import retry
from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Emulator, running
from offer_resources.emulator.steering.faults import Answer, Cut, Delay, Edit, Effect, Garble, RateLimit, Throttle
from offer_resources.errors import DriftConflictError, OfferResourcesError, RateLimitedError, ServerError
from offer_resources.lifecycle.calls import Lifecycle
from offer_resources.lifecycle.journal import Journal
from offer_resources.objects.families import FALLBACK_OFFERS
from offer_resources.settings import Place, Settings
from tests.support.life import a_lifecycle

PLACE = Place("O@AdobeOrg", "dev")
INPUTS = {"name": "O", "description": "d", "org": PLACE.org, "sandbox": PLACE.sandbox}
POSTS: Any = {"method": "POST", "path": "/data/core/dps/offers"}
PATCHES: Any = {"method": "PATCH", "path": "/data/core/dps/offers/.*"}
DELETES: Any = {"method": "DELETE", "path": "/data/core/dps/offers/.*"}

LOST: dict[str, Effect] = {
    "cut after the commit": Cut(when="after"),
    "cut before it": Cut(when="before"),
    "answered 500": Answer(status=500),
    "answered 502 by a proxy": Answer(status=502, shape="html"),
    "broken JSON": Garble(how="broken-json"),
    "a list instead of a receipt": Garble(how="wrong-shape"),
}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running() as emulator:
        yield emulator


@pytest.fixture
def settings(emulator: Emulator) -> Settings:
    return Settings(
        PLACE,
        "emulator",
        "emulator-secret",
        endpoint=emulator.endpoint,
        ims_endpoint=emulator.ims_endpoint,
        retry_wait_seconds=0.01,
    )


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def lifecycle(settings: Settings, said: list[str]) -> Lifecycle:
    return a_lifecycle(settings, said.append)


def offers(emulator: Emulator) -> list[Any]:
    return emulator.objects(org=PLACE.org, sandbox=PLACE.sandbox)


def sent(emulator: Emulator, method: str) -> int:
    return sum(1 for one in emulator.requests if one.method == method and one.path.startswith("/data/core/dps/offers"))


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST)
def test_a_create_without_an_answer_ends_with_one_object(
    emulator: Emulator, lifecycle: Lifecycle, lost: Effect
) -> None:
    """Whether or not the POST was executed, there is one object in the end, and state has its id."""
    emulator.fault(lost, **POSTS)

    recorded = lifecycle.create(INPUTS)

    assert [offer["id"] for offer in offers(emulator)] == [recorded.id_]


def test_a_create_whose_answers_never_come_fails_without_an_object(emulator: Emulator, lifecycle: Lifecycle) -> None:
    """Refused every time, the create fails, and nothing is there."""
    emulator.fault(Answer(status=503), **POSTS, times=0)

    with pytest.raises(OfferResourcesError, match="503"):
        lifecycle.create(INPUTS)

    assert offers(emulator) == []


def test_a_500_that_stays_is_reported_after_one_more_post(emulator: Emulator, settings: Settings) -> None:
    """It may be a refusal for good. What is waited for is said; for users the waits take 16 s at most."""
    said: list[str] = []
    library = OfferLibrary(settings, say=said.append)
    lifecycle = Lifecycle(FALLBACK_OFFERS, library, settings, say=said.append, journal=Journal(None, said.append))
    emulator.fault(Answer(status=500), **POSTS, times=0)

    with pytest.raises(ServerError, match="500 Injected fault"):
        lifecycle.create(INPUTS)

    assert (sent(emulator, "POST"), sent(emulator, "GET"), offers(emulator)) == (2, 1 + 5 + 5, [])
    assert 2 * retry.seconds_of_looks(Settings(PLACE, "client")) + 2 * Settings.retry_wait_seconds == 16
    # On a busy machine it may also be said that the API is slow.
    slow = "sandbox dev: the API is slow to answer: waiting for up to 30 s (aep:timeoutSeconds)"
    assert [line for line in said if line != slow] == [
        "sandbox dev: the API answers 500 Internal Server Error to a create:"
        " looking for up to 0.15 s whether the object exists"
    ]


def test_an_older_object_of_the_same_content_is_not_ours(
    emulator: Emulator, lifecycle: Lifecycle, settings: Settings
) -> None:
    """What was there before this run is never taken for what the lost POST made."""
    old = a_lifecycle(settings).create(INPUTS).id_
    emulator.fault(Cut(when="before"), **POSTS)

    recorded = lifecycle.create(INPUTS)

    assert {offer["id"] for offer in offers(emulator)} == {old, recorded.id_}
    assert recorded.id_ != old


def test_equal_offers_of_one_run_get_an_object_each(emulator: Emulator, lifecycle: Lifecycle) -> None:
    """Four offers of one content, one answer lost: four objects, each with its own owner."""
    emulator.fault(Cut(when="after"), **POSTS, nth=2)

    with ThreadPoolExecutor(4) as pool:
        ids = [recorded.id_ for recorded in pool.map(lifecycle.create, [INPUTS] * 4)]

    assert sorted(ids) == sorted(offer["id"] for offer in offers(emulator))
    assert len(set(ids)) == 4


def test_several_it_could_be_stop(emulator: Emulator, lifecycle: Lifecycle, settings: Settings) -> None:
    """If somebody else makes the same at the same time, a person decides: the ids and `adopt_id` are named."""
    lifecycle.create({**INPUTS, "name": "first of the run"})
    a_lifecycle(settings).create(INPUTS)
    emulator.fault(Cut(when="after"), **POSTS)

    with pytest.raises(DriftConflictError, match="adopt_id") as stopped:
        lifecycle.create(INPUTS)

    assert all(offer["id"] in str(stopped.value) for offer in offers(emulator) if offer["name"] == "O")
    assert sent(emulator, "POST") == 3


def test_one_look_before_the_first_post_of_a_run(emulator: Emulator, lifecycle: Lifecycle) -> None:
    """However many offers a run creates, it lists once; the rest is one POST each."""
    for number in range(5):
        lifecycle.create({**INPUTS, "name": f"O{number}"})

    assert (sent(emulator, "GET"), sent(emulator, "POST")) == (1, 5)


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST)
def test_an_update_without_an_answer_is_read_again_before_it_is_repeated(
    emulator: Emulator, lifecycle: Lifecycle, lost: Effect
) -> None:
    """In the end the change is there once, and nothing else."""
    made = lifecycle.create(INPUTS)
    emulator.fault(lost, **PATCHES)

    lifecycle.update(made.id_, made.outputs, {**INPUTS, "description": "new"})

    assert [(offer["description"], offer["etag"]) for offer in offers(emulator)] == [("new", 2)]


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST)
def test_a_delete_without_an_answer_is_sent_until_the_offer_is_gone(
    emulator: Emulator, lifecycle: Lifecycle, lost: Effect
) -> None:
    """If it is sent twice, the second may find nothing; no other offer goes with it."""
    made, kept = lifecycle.create(INPUTS), lifecycle.create({**INPUTS, "name": "kept"})
    emulator.fault(lost, **DELETES)

    lifecycle.delete(made.id_, made.outputs)

    assert [offer["id"] for offer in offers(emulator)] == [kept.id_]


def test_an_edit_between_read_and_write_is_told(emulator: Emulator, lifecycle: Lifecycle, said: list[str]) -> None:
    """Where If-Match is ignored, an etag that jumped makes us read again and say what may be lost."""
    made = lifecycle.create(INPUTS)
    theirs = [{"op": "replace", "path": "/description", "value": "theirs"}]
    emulator.fault(Edit(patch=theirs), **PATCHES)

    lifecycle.update(made.id_, made.outputs, {**INPUTS, "description": "new"})

    assert len(said) == 1
    assert 'description: was "d" when read, is "new"' in said[0]


@pytest.mark.parametrize("status", ["409", "412"])
def test_an_enforced_if_match_stops_an_edit_between_read_and_write(settings: Settings, status: str) -> None:
    """Where If-Match is enforced, the colleague's edit is seen as a conflict and stays."""
    with running(flipped={"if-match": status}) as emulator:
        settings = dataclasses.replace(settings, endpoint=emulator.endpoint, ims_endpoint=emulator.ims_endpoint)
        lifecycle = a_lifecycle(settings)
        made = lifecycle.create(INPUTS)
        emulator.fault(Edit(patch=[{"op": "replace", "path": "/description", "value": "theirs"}]), **PATCHES)

        with pytest.raises(DriftConflictError, match='theirs "theirs", ours "new"'):
            lifecycle.update(made.id_, made.outputs, {**INPUTS, "description": "new"})

        assert [offer["description"] for offer in offers(emulator)] == ["theirs"]


def test_the_rate_becomes_what_the_api_takes(emulator: Emulator, lifecycle: Lifecycle) -> None:
    """An API that takes 20 requests a second gets 100 offers from 16 threads; hardly any is sent in vain."""
    emulator.fault(RateLimit(per_second=20), times=0)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: lifecycle.create({**INPUTS, "name": f"O{number}"}), range(100)))

    refused = sum(one.status == 429 for one in emulator.requests)
    assert (len(offers(emulator)), refused < 50) == (100, True)


def test_throttling_ends_at_the_budget(emulator: Emulator, settings: Settings) -> None:
    """Refused for longer than the budget, the request fails with a message that says so."""
    impatient = dataclasses.replace(settings, throttle_budget_seconds=0.2)
    emulator.fault(Throttle(), times=0, **POSTS)

    with pytest.raises(RateLimitedError, match=r"given up after 0\.2 s"):
        a_lifecycle(impatient).create(INPUTS)


def test_a_slow_create_is_looked_up(emulator: Emulator, settings: Settings) -> None:
    """A POST that takes longer than the limit of one exchange is executed while it is looked for, and not repeated."""
    hasty = dataclasses.replace(settings, timeout_seconds=1.0, retry_wait_seconds=0.1)
    emulator.fault(Delay(milliseconds=600_000), **POSTS)

    with ThreadPoolExecutor(1) as pool:
        created = pool.submit(a_lifecycle(hasty).create, INPUTS)
        # One look was before the POST; the next one is because the answer did not come.
        emulator.wait_for("GET", POSTS["path"], count=2)
        emulator.clear_faults()

    assert [offer["id"] for offer in offers(emulator)] == [created.result().id_]
    assert sent(emulator, "POST") == 1


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_slow_change_is_made_once(emulator: Emulator, settings: Settings, method: str) -> None:
    """A PATCH or DELETE without an answer in time starts over, and the late one changes nothing more."""
    made = a_lifecycle(settings).create(INPUTS)
    hasty = dataclasses.replace(settings, timeout_seconds=1.0)
    lifecycle = a_lifecycle(hasty)
    emulator.fault(Delay(milliseconds=600_000), method=method)

    if method == "PATCH":
        lifecycle.update(made.id_, made.outputs, {**INPUTS, "description": "new"})
    else:
        lifecycle.delete(made.id_, made.outputs)
    emulator.clear_faults()
    emulator.wait_for(method, "/offers", count=2, answered=True)

    wanted = ["new"] if method == "PATCH" else []
    assert [offer["description"] for offer in offers(emulator)] == wanted

"""Faults: what goes wrong is what was asked for, as often as asked for, and nothing else."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from offer_resources.emulator import (
    Answer,
    Cut,
    Delay,
    Edit,
    Emulator,
    ExpireTokens,
    Garble,
    RateLimit,
    Redirect,
    ShortTokens,
    Throttle,
)
from tests.emulator.api import FALLBACK, ORG, Api, shown_in, token

Json = Any


def test_the_nth_request_fails_once(emulator: Emulator, api: Api) -> None:
    """A fault waits for its turn and is then used up."""
    emulator.fault(Answer(status=503), method="GET", path="/tags", nth=2)
    assert [api.get("tags").status_code for _ in range(4)] == [200, 503, 200, 200]


def test_a_fault_for_several_requests(emulator: Emulator, api: Api) -> None:
    """A fault may hold for a number of requests."""
    emulator.fault(Answer(status=404), path="/tags/", times=2)
    tag = api.made("tags", {"name": "a"})
    assert [api.get(tag).status_code for _ in range(3)] == [404, 404, 200]


def test_a_fault_for_ever(emulator: Emulator, api: Api) -> None:
    """A fault may hold until it is taken back."""
    emulator.fault(Answer(status=500), query="limit=1", times=0)
    held = [api.get("tags?limit=1").status_code for _ in range(3)]
    emulator.clear_faults()
    assert (held, api.get("tags?limit=1").status_code) == ([500, 500, 500], 200)


def test_only_matching_requests_fail(emulator: Emulator, api: Api) -> None:
    """Requests with another method, path or query are left alone."""
    emulator.fault(Answer(status=500), method="POST", path="/tags$")
    assert [api.get("tags").status_code, api.post("placements", {"name": "a"}).status_code] == [200, 201]


@pytest.mark.parametrize(
    ("effect", "members"),
    [
        (Answer(status=400), {"type", "title", "status", "detail"}),
        (Answer(status=401, shape="gateway"), {"error_code", "message"}),
        (
            Answer(status=409, shape="content"),
            {"type", "title", "status", "detail", "path", "request-id", "report", "error-chain"},
        ),
        (Answer(status=422, shape="trigger"), {"type", "title", "status", "detail", "message", "report", "at"}),
        (Answer(status=409, shape="version"), {"errorMessage"}),
        (Answer(status=418, body={"mine": 1}), {"mine"}),
    ],
)
def test_error_shapes(emulator: Emulator, api: Api, effect: Answer, members: set[str]) -> None:
    """A fault answers in any of the known shapes."""
    emulator.fault(effect)
    response = api.get("tags")
    assert (response.status_code, set(response.json())) == (effect.status, members)


@pytest.mark.parametrize(
    ("effect", "content_type", "start"),
    [
        (Answer(status=502, shape="html"), "text/html", "<html>"),
        (Answer(status=500, shape="empty"), None, ""),
    ],
)
def test_bodies_that_are_no_json(
    emulator: Emulator, api: Api, effect: Answer, content_type: str | None, start: str
) -> None:
    """A fault may answer with HTML or with nothing."""
    emulator.fault(effect)
    response = api.get("tags")
    assert (response.headers.get("content-type"), response.text[:6]) == (content_type, start)


def test_a_fault_does_not_execute(emulator: Emulator, api: Api) -> None:
    """A request answered by a fault changes nothing."""
    emulator.fault(Answer(status=500), method="POST")
    api.post("tags", {"name": "a"})
    assert api.get("tags").json()["total"] == 0


@pytest.mark.parametrize(("when", "total"), [("before", 0), ("after", 1)])
def test_a_cut_connection(emulator: Emulator, api: Api, when: Any, total: int) -> None:
    """A connection cut before the request was executed leaves nothing, cut after the commit leaves the object."""
    emulator.fault(Cut(when=when), method="POST")
    with pytest.raises(requests.ConnectionError):
        api.post("tags", {"name": "a"})
    assert api.get("tags").json()["total"] == total


def test_a_cut_request_has_no_status(emulator: Emulator, api: Api) -> None:
    """The log shows a request whose connection was cut, without a status."""
    emulator.fault(Cut(when="after"), method="POST")
    with pytest.raises(requests.ConnectionError):
        api.post("tags", {"name": "a"})
    assert emulator.requests[-1].status is None


@pytest.mark.parametrize(
    ("effect", "retry_after"),
    [(Throttle(), None), (Throttle(retry_after=7), "7"), (Throttle(retry_after=0), "0")],
)
def test_throttling(emulator: Emulator, api: Api, effect: Throttle, retry_after: str | None) -> None:
    """A throttled request gets 429, with Retry-After where asked for."""
    emulator.fault(effect)
    response = api.get("tags")
    assert (response.status_code, response.headers.get("retry-after")) == (429, retry_after)


def test_retry_after_as_a_date(emulator: Emulator, api: Api) -> None:
    """Retry-After may be a date."""
    emulator.fault(Throttle(retry_after=60, as_date=True))
    assert api.get("tags").headers["retry-after"].endswith(" GMT")


def test_a_rate_limit(emulator: Emulator, api: Api) -> None:
    """Within one second only so many requests are answered."""
    emulator.fault(RateLimit(per_second=5, retry_after=1), path="/tags")
    statuses = [api.get("tags").status_code for _ in range(40)]
    # 40 requests may fall into a few seconds, each with five of its own.
    assert (statuses[:5], 429 in statuses) == ([200] * 5, True)


def test_a_delay(emulator: Emulator, api: Api) -> None:
    """A delayed request takes at least that long."""
    emulator.fault(Delay(milliseconds=200))
    started = time.monotonic()
    api.get("tags")
    assert time.monotonic() - started >= 0.2


def test_a_redirect(emulator: Emulator, api: Api) -> None:
    """A redirect names its place."""
    emulator.fault(Redirect(location="https://example.com/", status=307))
    response = api.get("tags")
    assert (response.status_code, response.headers["location"]) == (307, "https://example.com/")


def test_broken_json(emulator: Emulator, api: Api) -> None:
    """Broken JSON is an answer that ends in the middle."""
    emulator.fault(Garble(how="broken-json"))
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        api.get("tags").json()


def test_a_truncated_answer(emulator: Emulator, api: Api) -> None:
    """A truncated answer promises more bytes than it sends."""
    emulator.fault(Garble(how="truncated"))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        api.get("tags")


def test_html_instead_of_json(emulator: Emulator, api: Api) -> None:
    """A good status may come with a gateway's HTML page."""
    emulator.fault(Garble(how="html"))
    response = api.get("tags")
    assert (response.status_code, response.text[:6]) == (200, "<html>")


def test_a_huge_answer(emulator: Emulator, api: Api) -> None:
    """A huge answer has more than 32 MB."""
    emulator.fault(Garble(how="huge"))
    assert len(api.get("tags").content) > 32 * 1024 * 1024


def test_spoilt_answers(emulator: Emulator, api: Api) -> None:
    """Each way of spoiling changes what it says."""
    offer = api.offer(representations=[shown_in("p")])
    honest = api.get(FALLBACK).json()

    def spoilt(how: Any, path: str = FALLBACK) -> Json:
        emulator.fault(Garble(how=how))
        return api.get(path).json()

    assert {
        "wrong-shape": spoilt("wrong-shape") == ["unexpected", honest],
        "unknown-members": "_future" in spoilt("unknown-members", offer),
        "duplicate-row": [row["id"] for row in spoilt("duplicate-row")["results"]] == [honest["results"][0]["id"]] * 2,
        "self-next": spoilt("self-next")["_links"]["next"] == honest["_links"]["self"],
        "etag-jump": spoilt("etag-jump", offer)["etag"],
        "type-uri": spoilt("type-uri", offer)["representations"][0]["components"][0]["type"].rpartition("/")[2],
    } == {
        "wrong-shape": True,
        "unknown-members": True,
        "duplicate-row": True,
        "self-next": True,
        "etag-jump": 3,
        "type-uri": "content-component-html",
    }


def test_expired_tokens(emulator: Emulator, api: Api) -> None:
    """Tokens end in the middle of a run; a new one works again."""
    emulator.fault(ExpireTokens(), nth=2)
    statuses = [api.get("tags").status_code for _ in range(2)]
    api.session.headers["Authorization"] = f"Bearer {token(emulator)}"
    assert [*statuses, api.get("tags").status_code] == [200, 401, 200]


def test_short_tokens(emulator: Emulator, api: Api) -> None:
    """New tokens may live too short to be used."""
    emulator.fault(ShortTokens(seconds=0), path="/ims/")
    api.session.headers["Authorization"] = f"Bearer {token(emulator)}"
    assert api.get("tags").status_code == 401


def test_an_edit_between_get_and_patch(emulator: Emulator, api: Api) -> None:
    """Somebody else's edit lands exactly between a client's GET and its PATCH."""
    offer = api.offer()
    emulator.fault(Edit(patch=[{"op": "add", "path": "/description", "value": "theirs"}]), method="PATCH")
    seen = api.get(offer).json()["etag"]
    written = api.patch(offer, [{"op": "replace", "path": "/name", "value": "ours"}]).json()["etag"]
    read = api.get(offer).json()
    assert (seen, written, read["name"], read["description"]) == (1, 3, "ours", "theirs")


def test_an_edit_of_an_object(emulator: Emulator, api: Api) -> None:
    """A test edits an object as somebody else would; the author is another."""
    offer = api.get(api.offer()).json()
    emulator.edit(offer["id"], [{"op": "replace", "path": "/name", "value": "theirs"}], org=ORG, sandbox="dev")
    after = emulator.objects(org=ORG, sandbox="dev")[0]
    assert (after["name"], after["lastModifiedBy"] != offer["lastModifiedBy"]) == ("theirs", True)


def test_an_object_deleted_elsewhere(emulator: Emulator, api: Api) -> None:
    """A test deletes an object as somebody else would."""
    offer = api.get(api.offer()).json()["id"]
    emulator.delete(offer, org=ORG, sandbox="dev")
    assert emulator.objects(org=ORG, sandbox="dev") == []


def test_requests_wait_beside_each_other(emulator: Emulator) -> None:
    """Waiting requests do not hold up others."""
    started = time.monotonic()
    emulator.fault(Delay(milliseconds=300), path="/nowhere", times=0)
    _in_parallel(lambda: requests.get(emulator.url + "/nowhere", timeout=10), 20)
    assert time.monotonic() - started < 3


def _in_parallel(send: Any, count: int) -> None:
    with ThreadPoolExecutor(count) as pool:
        for sent in [pool.submit(send) for _ in range(count)]:
            sent.result()

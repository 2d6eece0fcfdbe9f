"""Answers about something else, or that nobody could keep: named in one line, and nothing is done because of them."""

from __future__ import annotations

import gzip
import itertools
import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.api.token import AccessToken
from offer_resources.emulator import Answer, Emulator
from offer_resources.errors import (
    OfferLibraryError,
    OfferResourcesError,
    PlaceError,
    RateLimitedError,
    ServerError,
    TransportError,
)
from offer_resources.settings import Settings
from tests.support.life import Life
from tests.support.log import counted, methods
from tests.support.place import DEV, SUMMER, TOKEN, a_library, a_target, offers
from tests.support.wire import an_answer, saying, untrusted

ID = "dps:fallback-offer:0123456789abcdef"
ANOTHER = "dps:fallback-offer:ffffffffffffffff"
LIST: Any = {"method": "GET", "path": "/offers$"}
POST: Any = {"method": "POST", "path": "/offers$"}

MEGABYTE = 1024 * 1024


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = {"a": value}
    return value


class EndlessPages:
    """Pages of a list, each with a link to another one."""

    def __init__(self) -> None:
        self._numbers = itertools.count()

    def __iter__(self) -> Iterator[bytes]:
        link = {"href": f"/offers?start={next(self._numbers)}"}
        yield an_answer(json.dumps({"results": [], "_links": {"next": link}}).encode())


# Objects


@pytest.mark.parametrize(
    ("member", "fault"),
    [
        pytest.param('{"a": NaN}', "holds a number that is too large, or not a number", id="no number"),
        pytest.param("-Infinity", "holds a number that is too large, or not a number", id="infinity"),
        pytest.param("1e999", "holds a number that is too large, or not a number", id="too large a number"),
        pytest.param("9" * 400, "holds a number that is too large, or not a number", id="too large an integer"),
        pytest.param('["\\ud800"]', "holds text that is not Unicode", id="half a surrogate pair"),
        pytest.param('{"\\udfff": 1}', "holds text that is not Unicode", id="half a pair in a name"),
        pytest.param(json.dumps(nested(99)), "is nested deeper than 100 levels", id="101 levels"),
        pytest.param("[" * 900 + "]" * 900, "is nested deeper than 100 levels", id="900 levels"),
    ],
)
def test_what_state_cannot_keep_is_named(member: str, fault: str) -> None:
    """The engine would fail at it in its own way, after the step was done."""
    body = f'{{"id": "{ID}", "description": {member}}}'.encode()
    with saying(an_answer(body)) as wire, pytest.raises(ServerError, match=f"the answer {fault} "):
        a_library(wire.endpoint, retry_budget_seconds=0.0).get(a_target(ID))


def test_what_state_can_keep_is_taken() -> None:
    """Members of any type and 100 levels are no reason to refuse."""
    found = {"id": ID, "name": ["odd"], "etag": {"odd": 1}, "description": nested(98)}
    with saying(an_answer(json.dumps(found).encode())) as wire:
        assert a_library(wire.endpoint).get(a_target(ID)) == found


@pytest.mark.parametrize("receipt", [{"id": ANOTHER}, {"id": "../x"}, {"id": 7}])
def test_a_receipt_about_another_object_is_looked_into(emulator: Emulator, life: Life, receipt: dict[str, Any]) -> None:
    """Whether the patch was applied is seen in the object itself, and only then it is sent again."""
    created = life.created()
    emulator.fault(Answer(status=200, body=receipt), method="PATCH")
    life.updated(created, description="d")
    assert (methods(emulator), offers(emulator)[0]["description"]) == (["LIST", "POST", *["GET", "PATCH"] * 2], "d")


def test_receipts_that_are_always_about_another_object_end(emulator: Emulator, life: Life) -> None:
    """In one line that names both."""
    created = life.created()
    emulator.fault(Answer(status=200, body={"id": ANOTHER}), method="PATCH", times=0)
    named = rf'^update .*{created.id_}.*: the answer is about another object: "{ANOTHER}"'
    with pytest.raises(ServerError, match=named):
        life.updated(created, description="d")


def test_a_receipt_of_another_sandbox_stops(emulator: Emulator, life: Life) -> None:
    """State knows the sandbox by its id: one PATCH, no other, and both are named."""
    created = life.created()
    emulator.fault(Answer(status=200, body={"id": created.id_, "sandboxId": "elsewhere"}), method="PATCH")
    with pytest.raises(PlaceError) as caught:
        life.updated(created, description="d")
    assert str(caught.value) == (
        f'update fallback offer "Summer" ({created.id_}) in sandbox dev: the answer is about another sandbox:'
        f' "elsewhere", while this one is known as "{created.outputs["sandboxId"]}": check aep:sandbox and'
        " aep:endpoint"
    )
    assert counted(emulator)["PATCH"] == 1


def test_an_object_of_another_sandbox_is_not_read_nor_written(emulator: Emulator, life: Life) -> None:
    """Where a read tells the sandbox it is believed as little; nothing is sent after it."""
    created = life.created()
    emulator.fault(Answer(status=200, body={"id": created.id_, "sandboxId": "elsewhere"}), method="GET", times=0)
    with pytest.raises(PlaceError, match=r"^read "):
        life.read(created)
    with pytest.raises(PlaceError, match=r"^read "):
        life.updated(created, description="d")
    assert methods(emulator) == ["LIST", "POST", "GET", "GET"]


@pytest.mark.parametrize("known_from", ["state", "an earlier receipt"])
def test_a_create_in_another_sandbox_stops(emulator: Emulator, life: Life, settings: Settings, known_from: str) -> None:
    """It is looked for here, and named; no second one is sent there."""
    made = life.created(name="first of the stack")
    run = Life(settings) if known_from == "state" else life
    assert not run.is_different(made, name="first of the stack")
    emulator.fault(Answer(status=201, body={"id": ANOTHER, "sandboxId": "elsewhere"}), **POST, times=0)
    with pytest.raises(PlaceError) as caught:
        run.created()
    assert str(caught.value) == (
        f'create fallback offer "Summer" in sandbox dev: the answer is about {ANOTHER} in another sandbox: "elsewhere",'
        f' while this one is known as "{made.outputs["sandboxId"]}": check aep:sandbox and aep:endpoint'
    )
    assert counted(emulator)["POST"] == 2


def test_a_receipt_of_another_sandbox_hides_no_offer(emulator: Emulator, life: Life) -> None:
    """Where receipts are mixed up the create has worked: the offer is found here, and state has its id."""
    life.created(name="first of the stack")
    id_ = emulator.create("fallback-offer", SUMMER, org=DEV.org, sandbox=DEV.sandbox)
    emulator.fault(Answer(status=201, body={"id": ANOTHER, "sandboxId": "elsewhere"}), **POST)
    assert life.created().id_ == id_
    assert len(offers(emulator)) == 2


# Lists


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"results": None},
        {"results": {"id": ID}},
        {"results": ["x"]},
        {"results": [{"name": "no id"}]},
        {"results": [{"id": "../x"}]},
        {"results": [{"id": ID, "name": nested(200)}]},
    ],
)
def test_nothing_is_created_where_the_list_is_none(emulator: Emulator, life: Life, page: dict[str, Any]) -> None:
    """Taken for an empty list, it would make a lost answer look like an offer that was not made."""
    emulator.fault(Answer(status=200, body=page), **LIST, times=0)
    with pytest.raises(
        ServerError, match=r"^look for .*: the answer is (not a list of objects with ids|nested deeper) "
    ):
        life.created()
    assert set(methods(emulator)) == {"LIST"}


def test_an_object_state_cannot_keep_keeps_nobody_from_theirs(emulator: Emulator, life: Life) -> None:
    """A colleague's odd offer in a list is compared with, and that is all."""
    odd = {"id": ANOTHER, "name": 10**400, "modified": "2026-01-15T09:30:00.123Z"}
    emulator.fault(Answer(status=200, body={"results": [odd]}), **LIST)
    assert life.created().id_ == offers(emulator)[0]["id"]


def test_a_refresh_does_not_take_it_from_a_page(emulator: Emulator, life: Life) -> None:
    """It is asked for by itself, and then named."""
    created = life.created()
    odd = {"id": created.id_, "name": 10**400, "etag": 7}
    life.read(created)
    emulator.fault(Answer(status=200, body={"results": [odd]}), **LIST)
    emulator.fault(Answer(status=200, body=odd), method="GET", path=f"{created.id_}$", times=0)
    with pytest.raises(ServerError, match=rf"^read .*{created.id_}.*: the answer holds a number that is too large"):
        life.read(created)


@pytest.mark.parametrize("link", [{"href": "http://["}, {"href": 7}, {"href": "/offers"}, {"to": "?a=1"}, "?a=1"])
def test_a_link_that_leads_nowhere_is_named(link: Any) -> None:
    """A list cut short could hide the offer a lost answer was about."""
    page = json.dumps({"results": [{"id": ID}], "_links": {"next": link}}).encode()
    with saying(an_answer(page)) as wire, pytest.raises(ServerError, match="the link to the next page cannot be read"):
        list(a_library(wire.endpoint).rows(a_target()))


def test_every_parameter_of_a_link_is_followed() -> None:
    """Repeated ones too; only the family's own are ours."""
    link = {"href": "/offers?property=a&property=b&start=1&offer-type=PERSONALIZED"}
    with saying(an_answer(json.dumps({"results": [], "_links": {"next": link}}).encode())) as wire:
        assert list(a_library(wire.endpoint).rows(a_target())) == []
    assert b"?property=a&property=b&start=1&offer-type=fallback " in wire.heard[1]


def test_a_list_without_end_is_left() -> None:
    """A server that always knows one page more is not followed for ever."""
    with saying() as wire:
        wire.pieces = EndlessPages()
        rows = a_library(wire.endpoint).rows(a_target())
        with pytest.raises(ServerError, match="the list has more than 500 pages: check aep:endpoint"):
            list(rows)


# Bodies


def test_a_small_answer_that_unpacks_to_a_huge_one_is_cut() -> None:
    """A compressed gigabyte is given up at 64 MB, and never held at once."""
    bomb = gzip.compress(b"x" * 200 * MEGABYTE, compresslevel=1)
    with saying(an_answer(bomb, "Content-Encoding: gzip")) as wire:
        library = a_library(wire.endpoint, retry_budget_seconds=0.0)
        tracemalloc.start()
        with pytest.raises(TransportError, match="the answer is larger than 64 MB"):
            library.get(a_target(ID))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 160 * MEGABYTE


def test_an_answer_packed_again_and_again_is_refused() -> None:
    """Not even the first layer is opened."""
    answer = an_answer(b"x", "Content-Encoding: " + ", ".join(["gzip"] * 6))
    with saying(answer) as wire, pytest.raises(TransportError, match="Too many content encodings"):
        a_library(wire.endpoint, retry_budget_seconds=0.0).get(a_target(ID))


@pytest.mark.parametrize("body", [b"<html>Please sign in</html>", b"OK", b"[]"])
def test_a_delete_answered_by_somebody_else_is_no_success(body: bytes) -> None:
    """A proxy's page with a 200 must not make state forget an offer that is live."""
    with saying(an_answer(body)) as wire, pytest.raises(ServerError, match="the answer is not a JSON object"):
        a_library(wire.endpoint, retry_budget_seconds=0.0).delete(a_target(ID))


# Headers


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(an_answer(b"{}", "x-request-id: \x1b[2J\x9bA", status="400 Bad"), id="in the request id"),
        pytest.param(an_answer(b'{"title": "\\u001b[2J\\u202e"}', status="400 Bad"), id="in the words of the API"),
        pytest.param(an_answer(b'{"id": "\\u001b[2J\\u202e"}'), id="in an id"),
        pytest.param(b"\x1b[2J\x07\r\n\r\n", id="instead of HTTP"),
    ],
)
def test_no_answer_moves_the_cursor(answer: bytes) -> None:
    """What a terminal would obey is spelled out."""
    with saying(answer) as wire, pytest.raises(OfferResourcesError, match=r"\\x1b\[2J") as caught:
        a_library(wire.endpoint, retry_budget_seconds=0.0).get(a_target(ID))
    assert str(caught.value).isprintable()


def test_a_request_id_without_end_is_cut() -> None:
    """A message stays one that can be read."""
    answer = an_answer(b"{}", "x-request-id: " + "y" * 60_000, status="400 Bad")
    with saying(answer) as wire, pytest.raises(OfferResourcesError) as caught:
        a_library(wire.endpoint).get(a_target(ID))
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("header", ["soon", "-5", "nan", "1.5", "1000000000", "9" * 400, "9" * 5_000, "\xff"])
def test_an_odd_wait_of_a_429_is_a_refusal_like_any_other(header: str) -> None:
    """It is neither an error of its own nor waited for."""
    answer = an_answer(b"{}", f"Retry-After: {header}", status="429 Slow")
    with saying(answer) as wire, pytest.raises(RateLimitedError, match="429 Too Many Requests"):
        a_library(wire.endpoint, throttle_budget_seconds=0.0).create(a_target(), SUMMER)
    assert wire.methods == ["POST"]


@pytest.mark.parametrize("date", ["", "soon", "Fri, 31 Dec 99999 23:59:59 GMT", f"1 Jan {'9' * 400} 00:00:00 GMT"])
def test_an_odd_date_is_none(date: str) -> None:
    """What the API's clock says is then not known."""
    with saying(an_answer(b"{}", f"Date: {date}")) as wire:
        assert a_library(wire.endpoint).date() is None


# What is sent, and to whom


@pytest.mark.parametrize("id_", ["../placements", "..", ".", "", "a b", "a?b", "a#b", "\ud800", "\x1b[2J", "x" * 256])
def test_what_is_no_id_is_never_sent(emulator: Emulator, library: OfferLibrary, id_: str) -> None:
    """Wherever it comes from, an id is one segment of a path; not even a token is asked for."""
    calls: list[Callable[[], object]] = [
        lambda: library.get(a_target(id_)),
        lambda: library.patch(a_target(id_), []),
        lambda: library.delete(a_target(id_)),
    ]
    for call in calls:
        with pytest.raises(OfferResourcesError, match="that is not an id: it takes text without spaces, /, "):
            call()
    assert emulator.requests == []


def test_a_netrc_does_not_replace_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password somebody keeps for all hosts is not sent to the Offer Library."""
    (tmp_path / "netrc").write_text("default login me password mine")
    with saying(an_answer(b"{}", status="400 Bad")) as proxy:
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        monkeypatch.setenv("http_proxy", f"http://{proxy.host}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        library = a_library("http://offers.example/")
        with pytest.raises(OfferLibraryError, match="400 Bad Request"):
            library.get(a_target(ID))
        library.date()
    assert f"\r\nAuthorization: Bearer {TOKEN}\r\n".encode() in proxy.heard[0]
    assert b"\r\nAuthorization: " not in proxy.heard[1]


# The token service


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 65 * MEGABYTE, "larger than 64 MB", id="huge"),
        pytest.param(an_answer(b"[" * 200_000), "the answer is not a JSON object", id="endlessly nested"),
        pytest.param(an_answer(b"{}", "Content-Encoding: gzip"), "no answer: DecodeError", id="badly packed"),
        pytest.param(
            an_answer(b'{"error": {"a": ["\\u001b[2J"]}}', status="400 Bad"), "x1b[2J", id="an error that is none"
        ),
    ],
)
def test_an_odd_answer_of_the_token_service_is_one_line(answer: bytes, words: str) -> None:
    """Named as the token service's, whatever it is."""
    with saying(answer) as wire, pytest.raises(OfferResourcesError) as caught:
        AccessToken(of_ims(f"http://{wire.host}/")).current()
    assert str(caught.value).startswith(f"fetch an access token from {wire.host}: ")
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_token_that_comes_byte_by_byte_is_given_up() -> None:
    """It gets the time of one exchange, and not that much for every byte."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    with (
        saying(head, *[b" "] * 200, pause_seconds=0.05) as wire,
        pytest.raises(TransportError, match="no answer: the answer takes longer than aep:timeoutSeconds"),
    ):
        AccessToken(of_ims(f"http://{wire.host}/", timeout_seconds=0.2)).current()


def test_a_token_service_that_cannot_prove_itself_gets_no_secret() -> None:
    """The client hangs up before it sends anything."""
    with untrusted() as wire, pytest.raises(TransportError, match=r"no answer: SSLError .*self-signed"):
        AccessToken(of_ims(f"https://{wire.host}/")).current()
    assert wire.heard == []


def of_ims(ims_endpoint: str, **other: Any) -> Settings:
    """Settings of that token service."""
    return Settings(DEV, "client", "secret", ims_endpoint=ims_endpoint, **other)

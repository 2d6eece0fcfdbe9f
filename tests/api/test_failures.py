"""No answer, half an answer, nonsense: what leaves the client is always one of our errors, in one line."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Cut, Emulator, Garble
from offer_resources.errors import OfferResourcesError, ServerError, TransportError
from tests.support.log import methods
from tests.support.place import SUMMER, TOKEN, a_library, a_target, offers
from tests.support.wire import Wire, an_answer, certified, saying, silent, untrusted

ID = "dps:fallback-offer:0123456789abcdef"


def a_free_port() -> int:
    """Return a free port, on which nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def a_hasty_library(endpoint: str) -> OfferLibrary:
    """Return a client that waits for no answer for long."""
    return a_library(endpoint, timeout_seconds=0.3, retry_budget_seconds=0.1)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"

NONSENSE: dict[str, Callable[[], AbstractContextManager[Wire]]] = {
    "closed at once": lambda: saying(b""),
    "never a word": silent,
    "no HTTP": lambda: saying(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "a cut body": lambda: saying(HEAD, b'{"id"'),
    "a body that never ends": lambda: saying(HEAD, b'{"id"', pause_seconds=60),
    "a body byte by byte": lambda: saying(HEAD, *[b"x"] * 200, pause_seconds=0.05),
    "chunks without end": lambda: saying(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"1\r\nx\r\n"] * 200, pause_seconds=0.05
    ),
    "broken chunks": lambda: saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "broken compression": lambda: saying(an_answer(b"no gzip", "Content-Encoding: gzip")),
    "a header without end": lambda: saying(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000 + b"\r\n\r\n"),
}

NO_OBJECT = {
    "empty": b"",
    "broken JSON": b'{"id": ',
    "no UTF-8": b'{"id": "\xff"}',
    "a list": b"[1, 2]",
    "null": b"null",
    "HTML": b"<html>Sign in</html>",
    "endlessly nested": b"[" * 200_000,
    "a number of 10,000 digits": b'{"etag": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_a_transport_error(nonsense: Callable[[], AbstractContextManager[Wire]]) -> None:
    """Whatever a server says or does not say, no error of a library leaves the client, and it ends in time."""
    with nonsense() as wire, pytest.raises(TransportError) as caught:
        a_hasty_library(wire.endpoint).get(a_target(ID))
    assert re.fullmatch(
        rf'read fallback offer "Summer" \({ID}\) in sandbox dev: the request was sent, but no answer was understood: '
        rf"[^\n]+ \(host {wire.host}, request id [0-9a-f-]{{36}}\):"
        r" check the network, aep:endpoint and aep:timeoutSeconds, then run again",
        str(caught.value),
    )


@pytest.mark.parametrize("body", NO_OBJECT.values(), ids=NO_OBJECT.keys())
def test_an_answer_that_is_no_object_is_a_server_error(body: bytes) -> None:
    """A 200 with something else than a JSON object is not believed."""
    with saying(an_answer(body)) as wire, pytest.raises(ServerError, match="the answer is not a JSON object"):
        a_library(wire.endpoint, retry_budget_seconds=0.0).get(a_target(ID))


@pytest.mark.parametrize("body", NO_OBJECT.values(), ids=NO_OBJECT.keys())
def test_a_create_with_such_an_answer_may_have_been_executed(body: bytes) -> None:
    """It is not sent again, and the error says that the object may exist."""
    with saying(an_answer(body)) as wire, pytest.raises(ServerError) as caught:
        a_library(wire.endpoint).create(a_target(), SUMMER)
    assert (wire.methods, caught.value.maybe_executed) == (["POST"], True)


@pytest.mark.parametrize("id_", [None, "", 7, "..", "../x", "a b", "a?b", "\x1b[2J", "x" * 256, ["x"], {"id": "x"}])
def test_a_receipt_without_an_id_may_have_been_executed(id_: Any) -> None:
    """Without an id that can be asked for there is nothing to record; a second POST would be a second object."""
    with (
        saying(an_answer(json.dumps({"id": id_}).encode())) as wire,
        pytest.raises(ServerError, match="holds no id") as caught,
    ):
        a_library(wire.endpoint).create(a_target(), SUMMER)
    assert (wire.methods, caught.value.maybe_executed) == (["POST"], True)


@pytest.mark.parametrize("id_", [b'"dps:fallback-offer:2"', b"null", b"7"])
def test_an_answer_about_another_object_is_not_believed(id_: bytes) -> None:
    """A cache or a proxy that mixes answers up must not mix objects up."""
    body = b'{"name": "Winter", "id": ' + id_ + b"}"
    with saying(an_answer(body)) as wire, pytest.raises(ServerError, match="the answer is about another object"):
        a_library(wire.endpoint).get(a_target(ID))


def test_a_huge_answer_is_cut() -> None:
    """Nothing of 64 MB is an offer: reading stops there."""
    megabyte = b"x" * 1024 * 1024
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    with saying(head, *[megabyte] * 80) as wire, pytest.raises(TransportError, match="larger than 64 MB"):
        a_library(wire.endpoint, retry_budget_seconds=0.0).get(a_target(ID))


def test_a_refused_connection_was_never_sent() -> None:
    """The error says that a create was certainly not executed."""
    with pytest.raises(TransportError, match=r"the request could not be sent: .*Connection refused") as caught:
        a_library(f"http://127.0.0.1:{a_free_port()}/").create(a_target(), SUMMER)
    assert caught.value.maybe_executed is False


@pytest.fixture
def plain() -> Iterator[Wire]:
    """Yield a server that speaks no TLS, and says so at once."""
    with saying(an_answer(b"{}", status="400 Bad Request"), pause_seconds=60, listens=False) as wire:
        yield wire


def test_tls_to_a_plain_port_is_a_transport_error(plain: Wire) -> None:
    """https where only http is spoken ends in one line."""
    with pytest.raises(TransportError, match=r"SSLError \(\[SSL: WRONG_VERSION_NUMBER\]"):
        a_library(f"https://{plain.host}/", retry_budget_seconds=0.0).get(a_target(ID))


def test_a_fault_of_tls_does_not_prove_that_nothing_was_sent(plain: Wire) -> None:
    """A proxy may break a connection after the create went through it: it is not sent again."""
    with pytest.raises(TransportError) as caught:
        a_library(f"https://{plain.host}/").create(a_target(), SUMMER)
    assert caught.value.maybe_executed is True


def test_a_certificate_that_is_not_trusted_proves_it() -> None:
    """The client hung up before it sent anything, and says why."""
    with untrusted() as wire, pytest.raises(TransportError, match=r"could not be sent.*self-signed") as caught:
        a_library(f"https://{wire.host}/").create(a_target(), SUMMER)
    assert (wire.heard, caught.value.maybe_executed) == ([], False)


@pytest.mark.usefixtures("everywhere_is_here")
@pytest.mark.parametrize(
    ("host", "days", "fault"),
    [
        pytest.param(
            "elsewhere.example", 1, "Hostname mismatch, certificate is not valid for 'offers.example'", id="host"
        ),
        pytest.param("offers.example", -1, "certificate has expired", id="expired"),
    ],
)
def test_a_trusted_certificate_of_another_host_or_day_is_none(
    monkeypatch: pytest.MonkeyPatch, host: str, days: int, fault: str
) -> None:
    """Nothing is sent, and the message says why."""
    with certified(host, days) as (wire, file):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", file)
        library = a_library(f"https://offers.example:{wire.server_address[1]}/", retry_budget_seconds=0.0)
        with pytest.raises(TransportError, match=rf"could not be sent: .*{fault}") as caught:
            library.create(a_target(), SUMMER)
    assert (wire.heard, caught.value.maybe_executed) == ([], False)


@pytest.mark.usefixtures("everywhere_is_here")
def test_a_trusted_certificate_of_its_host_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same server is sent the request where host and day are right."""
    with certified("offers.example") as (wire, file):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", file)
        library = a_library(f"https://offers.example:{wire.server_address[1]}/")
        with pytest.raises(ServerError, match="the answer holds no id"):
            library.create(a_target(), SUMMER)
    assert wire.methods == ["POST"]


def test_a_timeout_says_so() -> None:
    """The message names the setting that decides."""
    with silent() as wire, pytest.raises(TransportError, match=r"it timed out .* aep:timeoutSeconds"):
        a_library(wire.endpoint, timeout_seconds=0.1, retry_budget_seconds=0.0).get(a_target(ID))


@pytest.mark.parametrize("header", ["soon", "-5", "1.5", "Fri, 31 Dec 99999 23:59:59 GMT", "9" * 400, "\xff"])
def test_an_odd_retry_after_is_no_error_of_its_own(header: str) -> None:
    """What cannot be understood is ignored, or too long to wait for; the API's answer is reported."""
    answer = an_answer(b"{}", f"Retry-After: {header}", status="503 Busy")
    with saying(answer) as wire, pytest.raises(ServerError, match="503 Service Unavailable"):
        a_library(wire.endpoint, retry_budget_seconds=0.05).get(a_target(ID))


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_cut_connection_is_a_transport_error(emulator: Emulator, library: OfferLibrary, when: str) -> None:
    """Whether the request was executed is not known."""
    emulator.fault(Cut.model_validate({"when": when}), method="POST", path="/offers")
    with pytest.raises(TransportError) as caught:
        library.create(a_target(), SUMMER)
    assert (methods(emulator), len(offers(emulator)), caught.value.maybe_executed) == (
        ["POST"],
        1 if when == "after" else 0,
        True,
    )


@pytest.mark.parametrize("how", ["broken-json", "truncated", "html", "wrong-shape"])
def test_a_spoilt_answer_to_a_read_is_asked_for_again(emulator: Emulator, library: OfferLibrary, how: str) -> None:
    """The object is not the worse for it."""
    id_ = library.create(a_target(), SUMMER)["id"]
    emulator.fault(Garble.model_validate({"how": how}), method="GET")
    assert library.get(a_target(id_))["name"] == "Summer"


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:{port}/", "https://127.0.0.1:{port}/", "http://localhost:{port}/"]
)
def test_no_error_holds_the_token(endpoint: str) -> None:
    """Neither text nor representation of an error ever shows a credential."""
    with saying(b"nonsense " + TOKEN.encode() + b"\r\n\r\n") as wire, pytest.raises(OfferResourcesError) as caught:
        a_hasty_library(endpoint.format(port=wire.server_address[1])).get(a_target(ID))
    assert TOKEN not in f"{caught.value!r} {caught.value}"

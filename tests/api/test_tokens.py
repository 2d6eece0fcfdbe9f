"""One token for all, fetched when it is needed, renewed before it ends and once when it is refused."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.api.token import AccessToken
from offer_resources.emulator import Answer, Delay, Emulator, ExpireTokens, Redirect, Throttle
from offer_resources.errors import (
    AuthenticationError,
    ConfigError,
    OfferResourcesError,
    RateLimitedError,
    ServerError,
    TransportError,
)
from offer_resources.settings import Settings
from tests.support.log import counted, methods
from tests.support.place import SUMMER, a_target, settings_for
from tests.support.wire import in_front_of, silent

ID = "dps:fallback-offer:0123456789abcdef"
THREADS = 8


def issued(emulator: Emulator) -> int:
    """Return how many tokens were asked for in this test."""
    return sum(request.path.startswith("/ims") for request in emulator.requests)


def in_threads(act: Any) -> list[Any]:
    """Return what each of several threads gets that begin at the same moment."""
    together = threading.Barrier(THREADS)

    def once(_number: int) -> Any:
        together.wait()
        return act()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(once, range(THREADS)))


def test_the_token_request(emulator: Emulator, library: OfferLibrary) -> None:
    """OAuth Server-to-Server, all parameters in the body; the secret is in no URL."""
    library.create(a_target(), SUMMER)
    request = emulator.requests[0]
    assert (request.method, request.query, sorted(request.body.split("&"))) == (
        "POST",
        "",
        [
            "client_id=emulator",
            "client_secret=%2A%2A%2A",
            "grant_type=client_credentials",
            "scope=openid%2CAdobeID%2Cread_organizations%2Cadditional_info.projectedProductContext%2Csession",
        ],
    )


def test_nobody_asks_for_a_token_before_it_is_needed(emulator: Emulator, settings: Settings) -> None:
    """Making a client sends nothing."""
    OfferLibrary(settings)
    assert emulator.requests == []


def test_one_token_serves_many_requests(emulator: Emulator, library: OfferLibrary) -> None:
    """It is asked for once."""
    for _ in range(3):
        library.create(a_target(), SUMMER)
    assert (issued(emulator), counted(emulator)) == (1, {"POST": 3})


def test_one_token_serves_many_threads(emulator: Emulator, library: OfferLibrary) -> None:
    """Threads that begin together wait for the one that asks."""
    emulator.fault(Delay(milliseconds=50), path="/ims")
    in_threads(lambda: library.delete(a_target(ID)))
    assert (issued(emulator), counted(emulator)) == (1, {"DELETE": THREADS})


def test_a_refused_token_is_renewed_once(emulator: Emulator, library: OfferLibrary) -> None:
    """A token may end early; the request that finds out is sent again, also a create."""
    library.create(a_target(), SUMMER)
    emulator.expire_tokens()
    library.create(a_target(), SUMMER)
    assert [request.status for request in emulator.requests] == [200, 201, 401, 200, 201]


def test_a_refused_token_is_renewed_once_for_all_threads(emulator: Emulator, library: OfferLibrary) -> None:
    """Many threads find out at the same moment; one of them asks for another."""
    library.delete(a_target(ID))
    emulator.expire_tokens()
    in_threads(lambda: library.delete(a_target(ID)))
    assert issued(emulator) == 2


def test_a_token_that_is_refused_again_is_an_error(emulator: Emulator, library: OfferLibrary) -> None:
    """No thread goes round in circles."""
    emulator.fault(ExpireTokens(), method="GET", times=0)
    with pytest.raises(AuthenticationError, match="401 401013: Oauth token is not valid"):
        library.get(a_target(ID))
    assert (issued(emulator), methods(emulator)) == (2, ["GET", "GET"])


def test_a_ready_made_token_is_never_renewed(emulator: Emulator) -> None:
    """There is nothing to renew it with."""
    library = OfferLibrary(settings_for(emulator, client_secret=None, access_token="eyJ-of-yesterday"))
    with pytest.raises(AuthenticationError, match="check the credential: AEP_ACCESS_TOKEN or aep:accessToken"):
        library.get(a_target(ID))
    assert (issued(emulator), methods(emulator)) == (0, ["GET"])


def test_a_ready_made_token_is_sent_as_it_is(emulator: Emulator) -> None:
    """No token is asked for."""
    library = OfferLibrary(settings_for(emulator, client_secret=None, access_token=emulator.emulation.tokens.issue()))
    library.delete(a_target(ID))
    assert (issued(emulator), methods(emulator)) == (0, ["DELETE"])


def test_a_token_that_ends_at_once_is_renewed_before_each_request(emulator: Emulator, library: OfferLibrary) -> None:
    """The token is renewed before it expires, without a 401."""
    body = {"access_token": emulator.emulation.tokens.issue(), "token_type": "bearer", "expires_in": 0}
    emulator.fault(Answer(status=200, body=body), path="/ims", times=0)
    library.delete(a_target(ID))
    library.delete(a_target(ID))
    assert (issued(emulator), counted(emulator)) == (2, {"DELETE": 2})


@pytest.mark.parametrize(
    ("expires_in", "renewed_after"),
    [
        pytest.param(86_399, 86_339, id="a day: a minute before it ends"),
        pytest.param("3600", 3540, id="a number as text"),
        pytest.param(100, 90, id="a short one: at nine tenths"),
        pytest.param(86_399_992, 86_340, id="milliseconds"),
        pytest.param(None, 3540, id="not told: an hour"),
        pytest.param("1e999", 3540, id="infinite: an hour"),
    ],
)
def test_when_a_token_is_renewed(emulator: Emulator, settings: Settings, expires_in: Any, renewed_after: float) -> None:
    """In time, and not for each request."""
    told = {} if expires_in is None else {"expires_in": expires_in}
    emulator.fault(Answer(status=200, body={"access_token": "eyJ", "token_type": "bearer", **told}), path="/ims")
    token = AccessToken(settings)
    token.current()
    assert token._renew_at - time.monotonic() == pytest.approx(renewed_after, abs=2)


@pytest.mark.parametrize(
    ("effect", "error", "words"),
    [
        pytest.param(
            Answer(status=400, body={"error": "invalid_scope", "error_description": "no such scope"}),
            AuthenticationError,
            "invalid_scope: no such scope. Check aep:clientId, aep:clientSecret and aep:scopes,"
            " or AEP_CLIENT_ID and AEP_CLIENT_SECRET in the environment",
            id="OAuth's own error",
        ),
        pytest.param(
            Answer(status=401, body={"error": "invalid_client"}),
            AuthenticationError,
            "invalid_client: no further detail. Check",
            id="an error without a description",
        ),
        pytest.param(Answer(status=200, body={"error": "x"}), AuthenticationError, "x: no further", id="with a 200"),
        pytest.param(Answer(status=500), ServerError, "it answered 500; try again later", id="500"),
        pytest.param(Answer(status=502, shape="html"), ServerError, "it answered 502; try again later", id="502 page"),
        pytest.param(Throttle(), RateLimitedError, "it answered 429; try again later", id="429"),
        pytest.param(Answer(status=200, body={}), ServerError, "the answer holds no access token", id="no token"),
        pytest.param(
            Answer(status=200, body={"access_token": None}), ServerError, "the answer holds no access token", id="null"
        ),
        pytest.param(
            Answer(status=200, body={"access_token": "a\nb"}),
            ServerError,
            "the answer holds no access token",
            id="lines",
        ),
        pytest.param(
            Answer(status=503, body={"error": "server_error"}),
            ServerError,
            "it answered 503; try again later",
            id="503 with OAuth's own error",
        ),
        pytest.param(
            Answer(status=403, shape="html"),
            AuthenticationError,
            "it answered 403: no further detail. Check aep:clientId, aep:clientSecret and aep:scopes, or AEP_CLIENT_ID"
            " and AEP_CLIENT_SECRET in the environment; and aep:imsEndpoint",
            id="403 page",
        ),
    ],
)
def test_what_the_token_service_may_answer(
    emulator: Emulator, library: OfferLibrary, effect: Any, error: type[OfferResourcesError], words: str
) -> None:
    """Each is one line that names the host and what to do; nothing reaches the Offer Library."""
    emulator.fault(effect, path="/ims", times=0)
    with pytest.raises(OfferResourcesError) as caught:
        library.create(a_target(), SUMMER)
    what = f"fetch an access token from {emulator.url.removeprefix('http://')}: {words}"
    assert (type(caught.value), str(caught.value)[: len(what)], methods(emulator)) == (error, what, [])


@pytest.mark.parametrize(
    ("effect", "answered"),
    [
        pytest.param(Answer(status=200, shape="html"), "200, and the answer is not a JSON object", id="a page"),
        pytest.param(Answer(status=200, body=["eyJ"]), "200, and the answer is not a JSON object", id="a list"),
        pytest.param(Answer(status=404, shape="html"), "404, and the answer is not a JSON object", id="no such page"),
        pytest.param(Answer(status=404, body={"title": "x"}), "404", id="no such path of an API"),
        pytest.param(Answer(status=405, body={}), "405", id="nothing to POST to"),
    ],
)
def test_what_is_no_token_service_is_named_at_once(
    emulator: Emulator, library: OfferLibrary, effect: Any, answered: str
) -> None:
    """A wrong aep:imsEndpoint does not get better by waiting: one request, and the key to look at."""
    emulator.fault(effect, path="/ims", times=0)
    with pytest.raises(ConfigError, match=f": it answered {answered}: check aep:imsEndpoint$"):
        library.create(a_target(), SUMMER)
    assert (issued(emulator), methods(emulator)) == (1, [])


def test_a_redirect_of_the_token_service_is_not_followed(emulator: Emulator, library: OfferLibrary) -> None:
    """The secret never goes to another address."""
    emulator.fault(Redirect(location=f"{emulator.url}/elsewhere", status=307), path="/ims", times=0)
    with pytest.raises(ConfigError, match=r"it answered 307.*: check aep:imsEndpoint"):
        library.create(a_target(), SUMMER)
    assert [request.path for request in emulator.requests] == ["/ims/token/v3"]


@pytest.mark.usefixtures("everywhere_is_here")
def test_a_password_of_the_machine_does_not_replace_the_credential(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`.netrc` is not looked at."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine offers.example login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with in_front_of(urlsplit(emulator.url).port or 0, "offers.example") as (front, certificate):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", certificate)
        where = f"https://offers.example:{front.server_address[1]}{urlsplit(emulator.ims_endpoint).path}"
        AccessToken(settings_for(emulator, ims_endpoint=where)).current()
    assert "authorization" not in emulator.requests[0].headers


def test_a_token_service_that_says_nothing(emulator: Emulator) -> None:
    """It is given as long as any other exchange."""
    with silent() as wire:
        settings = settings_for(
            emulator, ims_endpoint=f"http://{wire.host}/", timeout_seconds=0.1, retry_budget_seconds=0.1
        )
        with pytest.raises(TransportError, match="no answer: it timed out"):
            OfferLibrary(settings).create(a_target(), SUMMER)


def test_a_wrong_secret_is_refused_once_and_never_shown(emulator: Emulator) -> None:
    """The message names the keys, not their values."""
    library = OfferLibrary(settings_for(emulator, client_secret="p8e-very-secret"))
    with pytest.raises(AuthenticationError) as caught:
        library.create(a_target(), SUMMER)
    assert (issued(emulator), "p8e-very-secret" in f"{caught.value!r} {caught.value}") == (1, False)


@pytest.mark.parametrize(
    "echo",
    [
        {"error": "invalid_client", "error_description": "p8e-very-secret is not a secret"},
        {"error": "p8e-very-secret"},
    ],
)
def test_a_secret_that_is_echoed_is_masked(emulator: Emulator, echo: dict[str, str]) -> None:
    """Whatever the token service repeats, the terminal does not show it."""
    emulator.fault(Answer(status=400, body=echo), path="/ims")
    with pytest.raises(AuthenticationError) as caught:
        OfferLibrary(settings_for(emulator, client_secret="p8e-very-secret")).create(a_target(), SUMMER)
    assert "p8e-very-secret" not in f"{caught.value!r} {caught.value}"


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_a_token_that_is_echoed_is_masked(emulator: Emulator, status: int) -> None:
    """Whatever the Offer Library repeats, the terminal does not show it."""
    token = emulator.emulation.tokens.issue()
    emulator.fault(Answer(status=status, body={"title": f"Bad token: {token}"}), path="/offers", times=0)
    with pytest.raises(OfferResourcesError) as caught:
        OfferLibrary(settings_for(emulator, access_token=token)).create(a_target(), SUMMER)
    assert token not in f"{caught.value!r} {caught.value}"

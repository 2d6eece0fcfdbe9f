"""Headers, credentials and paths: what is refused, in which order, with which body."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from offer_resources.emulator import Emulator
from tests.emulator.api import FALLBACK, ORG, SECRET, Api, an_offer, token

Json = Any

FORM = {"grant_type": "client_credentials", "client_id": "emulator", "client_secret": SECRET, "scope": "openid"}


def gateway(code: str, message: str) -> Json:
    return {"error_code": code, "message": message}


@pytest.mark.parametrize(
    ("headers", "status", "body"),
    [
        ({}, 403, gateway("403010", "Oauth token is missing")),
        ({"Authorization": "Bearer wrong"}, 401, gateway("401013", "Oauth token is not valid")),
        ({"Authorization": "Basic abc"}, 401, gateway("401013", "Oauth token is not valid")),
        ({"Authorization": "Bearer {token}"}, 403, gateway("403000", "Api Key is required")),
        (
            {"Authorization": "Bearer {token}", "x-api-key": "other"},
            403,
            gateway("403003", "Api Key is invalid"),
        ),
        (
            {"Authorization": "Bearer {token}", "x-api-key": "emulator"},
            400,
            gateway("400003", "The x-gw-ims-org-id header is missing"),
        ),
        (
            {"Authorization": "Bearer {token}", "x-api-key": "emulator", "x-gw-ims-org-id": ORG},
            400,
            {
                "type": "https://ns.adobe.com/aep/errors/ODE-0001-400",
                "title": "Bad Request",
                "status": 400,
                "detail": "The x-sandbox-name header is missing",
            },
        ),
    ],
)
def test_headers_are_checked_in_order(emulator: Emulator, headers: dict[str, str], status: int, body: Json) -> None:
    """Each missing header has its own answer, the first missing one first."""
    access_token = token(emulator)
    sent = {name: value.format(token=access_token) for name, value in headers.items()}
    response = requests.get(emulator.endpoint + FALLBACK, headers=sent, timeout=10)
    assert (response.status_code, response.json()) == (status, body)


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({}, 200, None),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"scope": ""}, 400, "invalid_request"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_token_requests(emulator: Emulator, changed: dict[str, str], status: int, error: str | None) -> None:
    """The token endpoint wants all four parameters and the right credential."""
    response = requests.post(emulator.ims_endpoint, data=FORM | changed, timeout=10)
    assert (response.status_code, response.json().get("error")) == (status, error)


def test_token_parameters_in_the_query(emulator: Emulator) -> None:
    """The parameters are accepted in the query too."""
    assert requests.post(emulator.ims_endpoint, params=FORM, timeout=10).json()["token_type"] == "bearer"


def test_secrets_are_not_logged(emulator: Emulator, api: Api) -> None:
    """Neither a token nor a client secret is found anywhere in the request log."""
    requests.post(emulator.ims_endpoint, params=FORM, json=FORM, timeout=10)
    requests.post(emulator.ims_endpoint, data=FORM, timeout=10)
    api.get("tags")
    secret = str(api.session.headers["Authorization"]).split()[1]
    assert [word for word in (SECRET, secret) if word in repr(emulator.requests)] == []


def test_the_log_tells_a_request(emulator: Emulator, api: Api) -> None:
    """The log holds what was sent and what was answered."""
    emulator.clear_requests()
    api.post(FALLBACK, an_offer(), headers={"x-request-id": "mine"})
    seen = emulator.requests[0]
    assert (seen.method, seen.path, seen.query, seen.body, seen.status, seen.request_id) == (
        "POST",
        "/data/core/dps/offers",
        "offer-type=fallback",
        an_offer(),
        201,
        "mine",
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "offers", 400),
        ("GET", "offers?offer-type=other", 400),
        ("POST", "offers", 400),
        ("GET", "offers/dps:fallback-offer:1", 400),
        ("GET", "offers/dps:fallback-offer:1?offer-type=fallback", 404),
        ("DELETE", "tags/none", 404),
        ("GET", "campaigns", 404),
        ("GET", "tags/a/b", 404),
        ("PUT", "tags", 405),
        ("DELETE", "tags", 405),
        ("POST", "tags/none", 405),
    ],
)
def test_refused_requests(api: Api, method: str, path: str, status: int) -> None:
    """What is asked for wrongly is refused with a problem."""
    response = api.send(method, path, **({"json": {}} if method in ("POST", "PUT") else {}))
    assert (response.status_code, response.json()["status"]) == (status, status)


def test_paths_outside_the_service(emulator: Emulator) -> None:
    """A path of no service gets the gateway's body."""
    response = requests.get(emulator.url + "/data/core/other", timeout=10)
    assert (response.status_code, sorted(response.json())) == (404, ["error_code", "message"])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b'{"name": NaN}', id="NaN"),
        pytest.param(b'{"name": "\\ud800"}', id="lone surrogate"),
        pytest.param(b"\xff", id="not UTF-8"),
        pytest.param(b"[]", id="list"),
        pytest.param(b'"x"', id="text"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[" * 100_000, id="far too deep"),
        pytest.param(b'{"name": "a", "deep": ' + b"[" * 300 + b"]" * 300 + b"}", id="too deep"),
    ],
)
def test_bodies_that_are_no_object(api: Api, body: bytes) -> None:
    """A body that is not a JSON object is refused with 400."""
    response = api.send("POST", "tags", data=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400


def test_a_body_without_its_type(api: Api) -> None:
    """A body without a JSON content type gets the content-type fault."""
    assert api.send("POST", "tags", data="{}").json() == {
        "type": "/placeholder/type/uri",
        "status": 400,
        "title": "BadRequestError",
        "detail": "A valid content-type must be specified",
    }


def test_sandboxes_and_orgs_are_apart(emulator: Emulator, api: Api) -> None:
    """An object of one sandbox is not found in another, nor in another org."""
    item = api.made("tags", {"name": "Summer"})
    places = [{"x-sandbox-name": "stage"}, {"x-gw-ims-org-id": "FFFF@AdobeOrg"}, {}]
    assert [api.get(item, headers=place).status_code for place in places] == [404, 404, 200]


def test_permissions(emulator: Emulator, api: Api) -> None:
    """Each permission allows what its page says, and nothing else."""
    held = {
        "view": ["view-decisions"],
        "offers": ["manage-offers"],
        "all": ["manage-decisions"],
        "none": [],
    }
    emulator.access(held)  # type: ignore[arg-type]  # literal texts in a dict
    answers = {
        sandbox: [
            api.get("tags", headers={"x-sandbox-name": sandbox}).status_code,
            api.post("tags", {"name": "a"}, headers={"x-sandbox-name": sandbox}).status_code,
            api.post("offer-decisions", {"name": "a"}, headers={"x-sandbox-name": sandbox}).status_code,
        ]
        for sandbox in held
    }
    assert answers == {
        "view": [200, 403, 403],
        "offers": [200, 201, 403],
        "all": [200, 201, 201],
        "none": [403, 403, 403],
    }


def test_expired_tokens(emulator: Emulator, api: Api) -> None:
    """An expired token is answered as an invalid one."""
    emulator.expire_tokens()
    assert api.get("tags").json()["error_code"] == "401013"

"""What a person reads when the Offer Library refuses something."""

from __future__ import annotations

import json
from typing import Any

import pytest

from offer_resources.api import error_responses
from offer_resources.errors import (
    AuthenticationError,
    ConflictError,
    ForbiddenError,
    InvalidOfferError,
    OfferLibraryError,
    OfferNotFoundError,
    OfferResourcesError,
    RateLimitedError,
    ServerError,
)

ATTEMPTED = 'update fallback offer "Summer" (dps:fallback-offer:1) in sandbox dev'

GATEWAY = {"error_code": "401013", "message": "Oauth token is not valid"}
PLATFORM = {
    "type": "https://ns.adobe.com/aep/errors/ODE-0001-404",
    "title": "Not Found",
    "status": 404,
    "detail": "No object with id 'x' was found",
    "report": {},
}
CONTENT_TYPE = {
    "type": "/placeholder/type/uri",
    "status": 400,
    "title": "BadRequestError",
    "detail": "A valid content-type must be specified",
}
CONTENT = {
    **PLATFORM,
    "path": "/data/core/dps",
    "request-id": ["1"],
    "report": {"additionalContext": {"detailedMessage": "name is missing"}},
    "error-chain": [{"serviceId": "DPS", "errorCode": "DPS-0001", "unixTimeStampMs": 0}],
}
TRIGGER = {
    "title": "Bad Request",
    "message": "Something is missing",
    "status": 400,
    "report": {"tenantInfo": {"requestId": "1"}, "additionalContext": "text"},
    "at": "2026-01-15T09:30:00.123Z",
}
VERSION = {"errorMessage": "Supplied version=[1] does not match the current version on entity=[2]"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(GATEWAY, "401013: Oauth token is not valid", id="A gateway"),
        pytest.param(PLATFORM, "Not Found: No object with id 'x' was found", id="B platform problem"),
        pytest.param(CONTENT_TYPE, "BadRequestError: A valid content-type must be specified", id="C content type"),
        pytest.param(CONTENT, "Not Found: No object with id 'x' was found: name is missing", id="D content"),
        pytest.param(TRIGGER, "Bad Request: Something is missing", id="E trigger"),
        pytest.param(VERSION, "Supplied version=[1] does not match the current version on entity=[2]", id="F version"),
        pytest.param({"error_code": 429050, "message": "Too many"}, "429050: Too many", id="a code as a number"),
        pytest.param({"title": "Same", "detail": "Same"}, "Same", id="nothing is said twice"),
        pytest.param({"detail": "x" * 1000}, "x" * 300, id="a long story is cut"),
        pytest.param({"title": ["odd"], "detail": None, "report": []}, None, id="odd types"),
        pytest.param({}, None, id="an empty object"),
        pytest.param(["title"], None, id="a list"),
        pytest.param("title", None, id="a text"),
        pytest.param(None, None, id="null"),
    ],
)
def test_what_an_error_body_says(body: Any, said: str | None) -> None:
    """All known shapes are read; of an unknown one nothing is quoted."""
    assert error_responses.quote(json.dumps(body).encode()) == said


@pytest.mark.parametrize("body", [b"", b"<html><body>502</body></html>", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_json_says_nothing(body: bytes) -> None:
    """G: empty, HTML, cut, undecodable or endlessly nested bodies are no reason to fail."""
    assert error_responses.quote(body) is None


@pytest.mark.parametrize(
    ("status", "kind", "advice"),
    [
        (400, InvalidOfferError, "correct what it names and run again"),
        (401, AuthenticationError, "check the credential: AEP_ACCESS_TOKEN or aep:accessToken, else the client secret"),
        (
            403,
            ForbiddenError,
            "give the credential a role with 'Manage offers' in this sandbox, and check aep:clientId",
        ),
        (404, OfferNotFoundError, "run `pulumi refresh` if it was deleted elsewhere, and check aep:endpoint"),
        (
            409,
            ConflictError,
            "it is in use or was changed meanwhile: remove what refers to it, or run `pulumi refresh`",
        ),
        (412, ConflictError, "it was changed meanwhile: run `pulumi refresh`"),
        (422, InvalidOfferError, "correct what it names and run again"),
        (429, RateLimitedError, "too many requests: run again later, with a lower aep:maxConcurrency"),
        (500, ServerError, "run again; if the error stays, give Adobe the request id"),
        (502, ServerError, "run again; if the error stays, give Adobe the request id"),
        (599, ServerError, "run again; if the error stays, give Adobe the request id"),
        (302, OfferLibraryError, "check aep:endpoint"),
        (418, OfferLibraryError, "check aep:endpoint"),
    ],
)
def test_each_status_has_its_error_and_advice(status: int, kind: type[OfferResourcesError], advice: str) -> None:
    """What was tried, the status, what was said, the request id, what to do: in one line."""
    error = error_responses.to_error(ATTEMPTED, status, b'{"title": "Bad\\nnews"}', request_id="r-1", write=False)
    assert (type(error), str(error)) == (kind, f"{ATTEMPTED}: {status} Bad news (request id r-1): {advice}")


@pytest.mark.parametrize(
    ("status", "words"), [(503, "503 Service Unavailable"), (404, "404 Not Found"), (599, "599 an unknown status")]
)
def test_without_a_body_the_status_speaks(status: int, words: str) -> None:
    """An empty answer is explained by its status."""
    assert f": {words} (request id r-1):" in str(
        error_responses.to_error(ATTEMPTED, status, b"", request_id="r-1", write=False)
    )


def test_a_web_page_is_no_word_about_an_object() -> None:
    """A 404 of a proxy or of the gateway must never make anybody believe that an offer is gone."""
    for body in (b"\n <html>404</html>", b"404 page not found\n", b'{"error_code": "404000", "message": "No path"}'):
        error = error_responses.to_error(ATTEMPTED, 404, body, request_id="r-1", write=False)
        assert type(error) is OfferLibraryError


@pytest.mark.parametrize(
    ("status", "write", "maybe_executed"),
    [(500, True, True), (503, True, True), (500, False, False), (429, True, False), (400, True, False)],
)
def test_only_a_write_that_broke_may_have_been_executed(status: int, write: bool, maybe_executed: bool) -> None:
    """After a 5xx a write may have been executed; after any other status it was not."""
    assert (
        error_responses.to_error(ATTEMPTED, status, b"", request_id="r", write=write).maybe_executed == maybe_executed
    )


def test_the_wait_that_was_asked_for_is_kept() -> None:
    """`Retry-After` travels with the error."""
    assert error_responses.to_error(ATTEMPTED, 429, b"", request_id="r", write=True, retry_after=7.0).retry_after == 7.0

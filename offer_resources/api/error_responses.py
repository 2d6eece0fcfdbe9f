"""Turns an error answer of the Offer Library into one of our errors, whose message says what to do."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from ..errors import (
    AuthenticationError,
    ConflictError,
    ForbiddenError,
    InvalidOfferError,
    OfferLibraryError,
    OfferNotFoundError,
    RateLimitedError,
    ServerError,
)
from ..masking import mask
from .responses import BadAnswer, parsed

_LONGEST_QUOTE = 300

_ERRORS: dict[int, tuple[type[OfferLibraryError], str]] = {
    400: (InvalidOfferError, "correct what it names and run again"),
    401: (AuthenticationError, "check the credential: AEP_ACCESS_TOKEN or aep:accessToken, else the client secret"),
    403: (ForbiddenError, "give the credential a role with 'Manage offers' in this sandbox, and check aep:clientId"),
    404: (OfferNotFoundError, "run `pulumi refresh` if it was deleted elsewhere, and check aep:endpoint"),
    409: (ConflictError, "it is in use or was changed meanwhile: remove what refers to it, or run `pulumi refresh`"),
    412: (ConflictError, "it was changed meanwhile: run `pulumi refresh`"),
    422: (InvalidOfferError, "correct what it names and run again"),
    429: (RateLimitedError, "too many requests: run again later, with a lower aep:maxConcurrency"),
}
_SERVER_ERROR = (ServerError, "run again; if the error stays, give Adobe the request id")
_OTHER = (OfferLibraryError, "check aep:endpoint")


def to_error(
    attempted: str,
    status: int,
    body: bytes,
    *,
    request_id: str,
    write: bool,
    retry_after: float | None = None,
    hidden: Iterable[str] = (),
) -> OfferLibraryError:
    """Return the error for an answer with this status.

    Args:
        attempted: what was tried, on which object, in which sandbox.
        write: whether the request is a write, which a server may have executed before it answered with a 5xx.
        hidden: texts that the message must not repeat.
    """
    said = quote(body, hidden)
    if status == 404 and _is_of_the_gateway(body):
        # A gateway's 404 is about the path, not about an object, so it must not make the provider forget an object.
        answer = said or "a web page"
        return OfferLibraryError(f"{attempted}: 404 {answer}, but not from the Offer Library: check aep:endpoint")
    kind, advice = _ERRORS.get(status, _SERVER_ERROR if status >= 500 else _OTHER)
    message = f"{attempted}: {status} {said or reason(status)} (request id {request_id}): {advice}"
    return kind(
        message,
        maybe_executed=write and status >= 500,
        retry_after=retry_after,
        status_code=status,
        because=f"the API answers {status} {reason(status)}",
    )


def _is_of_the_gateway(body: bytes) -> bool:
    """Return whether a web server or the gateway answered; the Offer Library itself sends no `error_code`.

    Source: docs/reference/offer-library-api.md 14.1, 14.2.
    """
    try:
        return bool(body.strip()) and "error_code" in parsed(body)
    except BadAnswer:
        return True


def reason(status: int) -> str:
    """Return the standard name of a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "an unknown status"


def quote(body: bytes, hidden: Iterable[str] = ()) -> str | None:
    """Return what an error body says, with hidden texts masked; None if its shape is not a known one.

    The shapes: gateway, platform problem, content-type fault, content API, campaign trigger, old version conflict
    (docs/reference/offer-library-api.md 14.1).
    """
    try:
        said = parsed(body)
    except BadAnswer:
        return None
    parts = [_text(said, name) for name in ("error_code", "title", "detail", "message", "errorMessage")]
    report = said.get("report")
    context = report.get("additionalContext") if isinstance(report, dict) else None
    if isinstance(context, dict):
        parts.append(_text(context, "detailedMessage"))
    different = dict.fromkeys(part for part in parts if part)
    return mask(": ".join(different)[:_LONGEST_QUOTE], hidden) or None


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return str(value) if isinstance(value, (str, int)) else ""

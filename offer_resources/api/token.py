"""Fetches the access token when first needed, renews it before it expires, and once after the API refuses it."""

from __future__ import annotations

import math
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import requests

from ..errors import AuthenticationError, ConfigError, RateLimitedError, ServerError, TransportError
from ..masking import mask
from ..settings import Settings
from . import debug_log
from .responses import FAILURES, BadAnswer, Unreadable, body, describe, parsed, retry_after
from .session import open_session
from .waiting import Waiting

# A token is renewed this long before it expires, or after nine tenths of its life if that is later.
_RENEW_BEFORE_SECONDS = 60.0

# The retired JWT exchange reported milliseconds; no token lives for 11 days (docs/reference/offer-library-api.md 2.3).
_LARGEST_SECONDS = 1_000_000

# If the answer does not say how long the token lives, an hour is assumed.
_USUAL_SECONDS = 3600.0

# Statuses after which another attempt may succeed, besides all 5xx; statuses that always mean a refusal.
_PASSING = (408, 429)
_REFUSED = (400, 401, 403)

_LONGEST_QUOTE = 300


class AccessToken:
    """The bearer token of one credential, shared by all threads."""

    def __init__(self, settings: Settings, waiting: Waiting | None = None) -> None:
        self._settings = settings
        self._waiting = waiting or Waiting(lambda _line: None)
        self._lock = threading.Lock()
        self._token = settings.access_token or ""
        self._renew_at = float("inf") if settings.access_token else 0.0

    def current(self) -> str:
        """Return the token to send now.

        Raises:
            AuthenticationError: the credential is not accepted.
            ConfigError: there is no token service at that address.
            TransportError, RateLimitedError, ServerError: the token service cannot be used now; nothing was sent to
                the Offer Library, so the request may be repeated.
        """
        with self._lock:
            if time.monotonic() >= self._renew_at:
                self._fetch()
            return self._token

    def renew(self, refused: str) -> bool:
        """Forget a token that the API refused, unless another thread has done so; False if there is no other token."""
        with self._lock:
            if self._settings.access_token:
                return False
            if self._token == refused:
                self._renew_at = 0.0
            return True

    def _fetch(self) -> None:
        started = time.monotonic()
        try:
            with self._waiting.unless_quick(
                self._settings.place,
                "the token service is slow",
                f"waiting for up to {self._settings.timeout_seconds:g} s (aep:timeoutSeconds)",
            ):
                response, text = self._ask(started)
        except (*FAILURES, Unreadable) as failure:
            why = f"no answer: {describe(failure, self._hidden())}"
            self._log(why, started)
            raise TransportError(
                f"{self._what()}: {why}: check the network and aep:imsEndpoint",
                because="the token service does not answer",
            ) from None
        self._log(str(response.status_code), started)
        answer = self._parse(response, text)
        token, seconds = answer.get("access_token"), _seconds(answer.get("expires_in"))
        # Other characters cannot be sent in a header, and libraries quote in errors what they cannot send.
        if not isinstance(token, str) or not token or not (token.isascii() and token.isprintable()):
            raise ServerError(
                f"{self._what()}: the answer holds no access token: check aep:imsEndpoint",
                because="the token service sends no token",
            )
        self._token = token
        self._renew_at = time.monotonic() + seconds - min(_RENEW_BEFORE_SECONDS, seconds / 10)

    def _ask(self, started: float) -> tuple[requests.Response, bytes]:
        """POST the credential in the body: RFC 6749 section 4.4, docs/reference/offer-library-api.md 2.3."""
        settings = self._settings
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.client_id,
            "client_secret": settings.client_secret,
            "scope": settings.scopes,
        }
        with (
            open_session(settings.ims_endpoint) as session,
            session.post(
                settings.ims_endpoint,
                data=form,
                headers={"Accept": "application/json"},
                timeout=settings.timeout_seconds,
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            return response, body(response, started + settings.timeout_seconds)

    def _parse(self, response: requests.Response, text: bytes) -> dict[str, Any]:
        """Return the parsed answer, or raise an error for an answer without a token."""
        status = response.status_code
        if status in _PASSING or status >= 500:
            error = RateLimitedError if status == 429 else ServerError
            raise error(
                f"{self._what()}: it answered {status}; try again later",
                retry_after=retry_after(response),
                because=f"the token service answers {status}",
            )
        try:
            answer, fault = parsed(text), ""
        except BadAnswer as bad:
            answer, fault = {}, f", and the answer {bad}"
        if answer.get("error") or status in _REFUSED:
            raise self._refused(answer, status)
        if status != 200 or fault:
            raise ConfigError(f"{self._what()}: it answered {status}{fault}: check aep:imsEndpoint")
        return answer

    def _refused(self, answer: dict[str, Any], status: int) -> AuthenticationError:
        error = answer.get("error") or f"it answered {status}"
        said = mask(
            f"{error}: {answer.get('error_description') or 'no further detail'}"[:_LONGEST_QUOTE], self._hidden()
        )
        return AuthenticationError(
            f"{self._what()}: {said}. Check aep:clientId, aep:clientSecret and aep:scopes, or AEP_CLIENT_ID and"
            f" AEP_CLIENT_SECRET in the environment{'' if answer.get('error') else '; and aep:imsEndpoint'}"
        )

    def _hidden(self) -> list[str]:
        return [self._settings.client_secret] if self._settings.client_secret else []

    def _log(self, outcome: str, started: float) -> None:
        """Log the exchange without what was sent and answered: all of it is about secrets."""
        if debug_log.is_on():
            debug_log.log_exchange(f"POST {self._settings.ims_endpoint}", outcome, started)

    def _what(self) -> str:
        return f"fetch an access token from {urlsplit(self._settings.ims_endpoint).netloc}"


def _seconds(told: Any) -> float:
    """Return how long a token lives, in seconds."""
    try:
        seconds = float(told)
    except (TypeError, ValueError, OverflowError):
        return _USUAL_SECONDS
    if not math.isfinite(seconds):
        return _USUAL_SECONDS
    return max(0.0, seconds / 1000 if seconds > _LARGEST_SECONDS else seconds)

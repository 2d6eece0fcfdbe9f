"""The access token: fetched when first needed, shared by all threads, renewed before it ends and once when refused."""

from __future__ import annotations

import io
import math
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import requests

from ..errors import AuthenticationError, OfferResourcesError, RateLimitedError, ServerError, TransportError
from ..masking import masked
from ..settings import Settings, is_loopback
from . import debug_log
from .responses import FAILURES, Unreadable, Unusable, body, in_words, parsed, refuse_too_deep, retry_after

# A token is renewed this long before it ends, or at nine tenths of its life if that is sooner.
_RENEW_BEFORE_SECONDS = 60.0

# The retired JWT exchange told milliseconds; no token lives for 11 days (docs/reference/offer-library-api.md 2.3).
_LARGEST_SECONDS = 1_000_000

# A token whose answer does not tell is taken to live for an hour.
_USUAL_SECONDS = 3600.0

_LONGEST_QUOTE = 300


class AccessToken:
    """The bearer token of one credential."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._token = settings.access_token or ""
        self._renew_at = float("inf") if settings.access_token else 0.0

    def current(self) -> str:
        """The token to send now.

        Raises:
            AuthenticationError: the credential is not accepted.
            TransportError, RateLimitedError, ServerError: the token service cannot be used now; nothing was sent to
                the Offer Library, so the request may be repeated.
        """
        with self._lock:
            if time.monotonic() >= self._renew_at:
                self._fetch()
            return self._token

    def renew(self, refused: str) -> bool:
        """Forget a token the API refused, unless another thread has done so already; False if there is no other."""
        with self._lock:
            if self._settings.access_token:
                return False
            if self._token == refused:
                self._renew_at = 0.0
            return True

    def _fetch(self) -> None:
        started = time.monotonic()
        try:
            answer = self._answer(started)
        except requests.HTTPError as failure:
            raise self._unavailable(failure.response) from None
        except (*FAILURES, Unreadable) as failure:
            outcome = f"no answer: {in_words(failure, self._hidden())}"
            self._tell(outcome, started)
            raise TransportError(f"{self._what()}: {outcome}: check the network and aep:imsEndpoint") from None
        except (Unusable, TypeError, ValueError, OverflowError):
            answer = {}
        token, seconds = answer.get("access_token"), _seconds(answer.get("expires_in"))
        # Anything else fits in no header, and libraries quote what they cannot send.
        if not isinstance(token, str) or not token or not (token.isascii() and token.isprintable()):
            raise ServerError(f"{self._what()}: the answer holds no access token")
        self._token = token
        self._renew_at = time.monotonic() + seconds - min(_RENEW_BEFORE_SECONDS, seconds / 10)

    def _answer(self, started: float) -> dict[str, Any]:
        # Imported here: a fifth of a second that previews and ready-made tokens never need.
        from authlib.integrations.base_client import OAuthError
        from authlib.integrations.requests_client import OAuth2Session

        settings = self._settings

        def whole(response: requests.Response) -> requests.Response:
            """authlib would read without end, and take every JSON object for OAuth's own; others keep their status."""
            with response:
                text = body(response, started + settings.timeout_seconds)
            self._tell(str(response.status_code), started)
            if b'"error"' not in text:
                response.raise_for_status()
            refuse_too_deep(parsed(text))
            response.raw = io.BytesIO(text)
            return response

        with OAuth2Session(
            settings.client_id,
            settings.client_secret,
            scope=settings.scopes,
            token_endpoint_auth_method="client_secret_post",
        ) as session:
            session.trust_env = not is_loopback(settings.ims_endpoint)
            session.register_compliance_hook("access_token_response", whole)
            try:
                return dict(
                    session.fetch_token(
                        settings.ims_endpoint,
                        grant_type="client_credentials",
                        timeout=settings.timeout_seconds,
                        allow_redirects=False,
                        stream=True,
                    )
                )
            except OAuthError as refusal:
                raise self._refused(f"{refusal.error}: {refusal.description or 'no further detail'}") from None

    def _hidden(self) -> list[str]:
        return [self._settings.client_secret] if self._settings.client_secret else []

    def _tell(self, outcome: str, started: float) -> None:
        """Nothing of what was sent or answered, as all of it is about secrets."""
        if debug_log.is_on():
            debug_log.tell(f"POST {self._settings.ims_endpoint}", outcome, started=started, notes={})

    def _what(self) -> str:
        return f"fetch an access token from {urlsplit(self._settings.ims_endpoint).netloc}"

    def _refused(self, said: str) -> AuthenticationError:
        return AuthenticationError(
            f"{self._what()}: {masked(said[:_LONGEST_QUOTE], self._hidden())}. Check aep:clientId, aep:clientSecret and"
            " aep:scopes, or AEP_CLIENT_ID and AEP_CLIENT_SECRET in the environment"
        )

    def _unavailable(self, response: requests.Response | None) -> OfferResourcesError:
        status = response.status_code if response is not None else 0
        error = RateLimitedError if status == 429 else ServerError
        wait = retry_after(response) if response is not None else None
        return error(f"{self._what()}: it answered {status}; try again later", retry_after=wait)


def _seconds(told: Any) -> float:
    """How long a token lives."""
    try:
        seconds = float(told)
    except (TypeError, ValueError, OverflowError):
        return _USUAL_SECONDS
    if not math.isfinite(seconds):
        return _USUAL_SECONDS
    return max(0.0, seconds / 1000 if seconds > _LARGEST_SECONDS else seconds)

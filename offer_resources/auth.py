"""The access token: fetched when first needed, shared by all threads, renewed before it ends and once when refused."""

from __future__ import annotations

import threading
import time
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from .errors import AuthenticationError, OfferResourcesError, RateLimitedError, ServerError, TransportError
from .settings import Settings, is_loopback

# A token is renewed this long before it ends, or at nine tenths of its life if that is sooner.
_RENEW_BEFORE_SECONDS = 60.0

# The retired JWT exchange told milliseconds; no token lives for 11 days (offer-library-api.md 2.3).
_LARGEST_SECONDS = 1_000_000


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
        # Imported here: a fifth of a second that previews and ready-made tokens never need.
        from authlib.integrations.base_client import OAuthError
        from authlib.integrations.requests_client import OAuth2Session

        settings = self._settings
        with OAuth2Session(
            settings.client_id,
            settings.client_secret,
            scope=settings.scopes,
            token_endpoint_auth_method="client_secret_post",
        ) as session:
            session.trust_env = not is_loopback(settings.ims_endpoint)
            session.register_compliance_hook("access_token_response", _raise_for_status)
            try:
                answer = session.fetch_token(
                    settings.ims_endpoint,
                    grant_type="client_credentials",
                    timeout=settings.timeout_seconds,
                    allow_redirects=False,
                )
                token, seconds = answer["access_token"], float(answer.get("expires_in", 3600))
            except OAuthError as refusal:
                raise self._refused(f"{refusal.error}: {refusal.description or 'no further detail'}") from None
            except requests.HTTPError as failure:
                raise self._unavailable(failure.response) from None
            except requests.RequestException as failure:
                raise TransportError(f"{self._what()}: no answer ({type(failure).__name__})") from None
            except (KeyError, TypeError, ValueError):
                token = None
        # Anything else fits in no header, and libraries quote what they cannot send.
        if not isinstance(token, str) or not token or not (token.isascii() and token.isprintable()):
            raise ServerError(f"{self._what()}: the answer holds no access token")
        if seconds > _LARGEST_SECONDS:
            seconds /= 1000
        self._token = token
        self._renew_at = time.monotonic() + seconds - min(_RENEW_BEFORE_SECONDS, seconds / 10)

    def _what(self) -> str:
        return f"fetch an access token from {urlsplit(self._settings.ims_endpoint).netloc}"

    def _refused(self, said: str) -> AuthenticationError:
        if self._settings.client_secret:
            said = said.replace(self._settings.client_secret, "***")
        return AuthenticationError(
            f"{self._what()}: {said}. Check aep:clientId, aep:clientSecret and aep:scopes,"
            " or AEP_CLIENT_ID and AEP_CLIENT_SECRET in the environment"
        )

    def _unavailable(self, response: requests.Response | None) -> OfferResourcesError:
        status = response.status_code if response is not None else 0
        error = RateLimitedError if status == 429 else ServerError
        wait = retry_after(response) if response is not None else None
        return error(f"{self._what()}: it answered {status}; try again later", retry_after=wait)


def _raise_for_status(response: requests.Response) -> requests.Response:
    """authlib takes every JSON object for OAuth's own; a gateway's, such as a 429, keeps its status."""
    if b'"error"' not in response.content:
        response.raise_for_status()
    return response


def retry_after(response: requests.Response) -> float | None:
    """Seconds the answer asks us to wait; the header holds seconds or a date, and is ignored if it holds neither."""
    try:
        return Retry().get_retry_after(response.raw)
    except (InvalidHeader, ValueError, OverflowError):  # the latter for dates and numbers out of range
        return None

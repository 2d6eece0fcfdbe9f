"""The Offer Library over HTTP: paths, headers, limits, status codes. Knows nothing of what an object contains."""

from __future__ import annotations

import json
import re
import ssl
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import requests
from urllib3.exceptions import HTTPError, LocationParseError, NewConnectionError

from . import answers, retry
from .auth import AccessToken, retry_after
from .errors import AuthenticationError, OfferNotFoundError, RateLimitedError, ServerError, TransportError
from .families import Family
from .pace import Pace
from .settings import Place, Settings, is_loopback

# The largest documented offer is 300 KB and a page holds 50 (offer-library-api.md 12); more is not an Offer Library.
_LARGEST_BODY = 64 * 1024 * 1024
_CHUNK = 64 * 1024

# The order and page size of the vendor's own links; nothing is known to be refused at 50.
_NEWEST = {"orderby": "-modified", "limit": "50"}

Body = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """What a request is about: a family in a place, or one object of it."""

    place: Place
    family: Family
    id_: str | None = None
    name: str | None = None

    def __str__(self) -> str:
        name = f' "{self.name}"' if self.name else ""
        id_ = f" ({self.id_})" if self.id_ else ""
        return f"{self.family.kind}{name}{id_} in sandbox {self.place.sandbox}"


@dataclass(frozen=True)
class _Exchange:
    """One request, as it may be sent several times."""

    verb: str
    method: str
    target: Target
    body: Any = None
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def attempted(self) -> str:
        return f"{self.verb} {self.target}"

    @property
    def is_write(self) -> bool:
        return self.method in ("POST", "PATCH")

    @property
    def path(self) -> str:
        # Half a surrogate pair is no text; let the API say so.
        item = f"/{quote(self.target.id_, safe='', errors='surrogatepass')}" if self.target.id_ else ""
        return self.target.family.path + item


class OfferLibrary:
    """All requests to one Offer Library endpoint; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._token = AccessToken(settings)
        self._pace = Pace(settings.max_concurrency)
        self._local = threading.local()

    def create(self, target: Target, body: Body) -> Body:
        """POST an object and return the receipt, whose `id` is text that is not empty.

        Raises:
            OfferResourcesError: with `maybe_executed` set where the object may exist all the same.
        """
        exchange = _Exchange("create", "POST", target, body)
        receipt = self._send(exchange)
        if not isinstance(receipt.get("id"), str) or not receipt["id"]:
            raise ServerError(f"{exchange.attempted}: the answer holds no id", maybe_executed=True)
        return receipt

    def get(self, target: Target) -> Body:
        """GET one object.

        Raises:
            OfferNotFoundError: it does not exist in that sandbox.
        """
        exchange = _Exchange("read", "GET", target)
        found = self._send(exchange)
        if found.get("id") != target.id_:
            raise ServerError(f"{exchange.attempted}: the answer is about another object: {found.get('id')!r}")
        return found

    def patch(self, target: Target, operations: list[Body], etag: int | None = None) -> Body:
        """PATCH one object with RFC 6902 operations and return the receipt.

        Args:
            etag: refuse if the object has another one. The vendor's pages do not mention `If-Match`; the API's
                predecessor enforced it (offer-library-api.md 3.8), and where it is ignored it does no harm.

        Raises:
            ConflictError: the etag is another one.
            OfferResourcesError: with `maybe_executed` set where the patch may have been applied all the same.
        """
        headers = {} if etag is None else {"If-Match": f'"{etag}"'}
        return self._send(_Exchange("update", "PATCH", target, operations, headers=headers))

    def newest_page(self, target: Target) -> list[Body]:
        """The 50 most recently modified objects of a family in a place, in one request."""
        return _rows(self._page(target, _NEWEST))

    def newest(self, target: Target) -> Iterator[Body]:
        """The family's objects in a place, the most recently modified first; one request for each 50."""
        seen: set[str] = set()
        params: Mapping[str, str] | None = _NEWEST
        asked: list[Mapping[str, str]] = []
        while params is not None and params not in asked:
            asked.append(params)
            page = self._page(target, params)
            rows = _rows(page)
            # A row that is modified between two pages comes twice.
            yield from (row for row in rows if row["id"] not in seen)
            seen |= {row["id"] for row in rows}
            params = _next_page(page)

    def delete(self, target: Target) -> None:
        """DELETE one object; one that is gone already is a success."""
        try:
            self._send(_Exchange("delete", "DELETE", target))
        except OfferNotFoundError:
            return

    def date(self) -> datetime | None:
        """What time it is where the API is, to the second; None if it does not tell.

        Raises:
            TransportError: there is no answer.
        """
        endpoint, seconds = self._settings.endpoint, self._settings.timeout_seconds
        try:
            # Whatever it answers to somebody without a token, its headers tell.
            with self._session().get(endpoint, timeout=seconds, allow_redirects=False, stream=True) as response:
                told = response.headers.get("Date", "")
        except (requests.RequestException, HTTPError) as failure:
            raise TransportError(
                f"reach {urlsplit(endpoint).netloc}: {_in_words(failure, None)}: check the network and aep:endpoint"
            ) from None
        try:
            return parsedate_to_datetime(told)
        except ValueError:
            return None

    def _page(self, target: Target, params: Mapping[str, str]) -> Body:
        return self._send(_Exchange("look for", "GET", target, params=params))

    def _send(self, exchange: _Exchange) -> Body:
        worth = retry.was_not_executed if exchange.is_write else retry.passes_by_itself
        return retry.repeating(self._settings, worth)(self._accepted, exchange)

    def _accepted(self, exchange: _Exchange) -> Body:
        """The answer, once the API no longer refuses with 429; a refused request was not executed."""
        budget = self._settings.throttle_budget_seconds
        try:
            return retry.while_throttled(budget)(self._in_turn, exchange)
        except RateLimitedError as refusal:
            asked = refusal.retry_after or 0.0
            why = f"it asks to wait {asked:g} s" if asked > budget else f"given up after {budget:g} s"
            raise RateLimitedError(f"{refusal}; {why}", retry_after=refusal.retry_after) from None

    def _in_turn(self, exchange: _Exchange) -> Body:
        with self._pace.turn() as turn:
            try:
                answer = self._authorized(exchange)
            except RateLimitedError as refusal:
                # A pause beyond the budget is nobody's to wait for: each request gives up by itself.
                if (refusal.retry_after or 0.0) <= self._settings.throttle_budget_seconds:
                    self._pace.refused(turn, refusal.retry_after)
                raise
            self._pace.accepted()
            return answer

    def _authorized(self, exchange: _Exchange) -> Body:
        token = self._token.current()
        try:
            return self._exchange(exchange, token)
        except AuthenticationError:
            if not self._token.renew(token):
                raise
        return self._exchange(exchange, self._token.current())

    def _exchange(self, exchange: _Exchange, token: str) -> Body:
        request_id = str(uuid.uuid4())
        deadline = time.monotonic() + self._settings.timeout_seconds
        try:
            response = self._session().request(
                exchange.method,
                self._settings.endpoint + exchange.path,
                # A link to the next page spells the family's own parameters its own way; ours hold.
                params={**exchange.params, **exchange.target.family.params},
                data=None if exchange.body is None else json.dumps(exchange.body).encode(),
                headers=self._headers(exchange, token, request_id),
                timeout=self._settings.timeout_seconds,
                allow_redirects=False,
                stream=True,
            )
            with response:
                body = _body(response, deadline)
        except (requests.RequestException, HTTPError, _Unreadable) as failure:
            raise self._no_answer(exchange, failure, request_id, token) from None
        request_id = response.headers.get("x-request-id", request_id)
        if not 200 <= response.status_code < 300:
            raise answers.error(
                exchange.attempted,
                response.status_code,
                body.replace(token.encode(), b"***"),
                request_id=request_id,
                write=exchange.is_write,
                retry_after=retry_after(response),
            )
        return {} if exchange.method == "DELETE" else _object(exchange, body, request_id)

    def _headers(self, exchange: _Exchange, token: str, request_id: str) -> dict[str, str]:
        headers = {
            "Authorization": f"Bearer {token}",
            "x-api-key": self._settings.client_id,
            "x-gw-ims-org-id": exchange.target.place.org,
            "x-sandbox-name": exchange.target.place.sandbox,
            "x-request-id": request_id,
            "Accept": "application/json",
        }
        if exchange.method != "GET":
            headers["Content-Type"] = "application/json"
        return {**headers, **exchange.headers}

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            session = requests.Session()
            # A proxy of the environment is for hosts elsewhere.
            session.trust_env = not is_loopback(self._settings.endpoint)
            self._local.session = session
        session = self._local.session
        assert isinstance(session, requests.Session)
        return session

    def _no_answer(self, exchange: _Exchange, failure: Exception, request_id: str, token: str) -> TransportError:
        host = urlsplit(self._settings.endpoint).netloc
        sent = not _never_sent(failure)
        what = "the request was sent, but no answer was understood" if sent else "the request could not be sent"
        return TransportError(
            f"{exchange.attempted}: {what}: {_in_words(failure, token)} (host {host}, request id {request_id}):"
            " check the network, aep:endpoint and aep:timeoutSeconds, then run again",
            maybe_executed=exchange.is_write and sent,
        )


def _rows(page: Body) -> list[Body]:
    rows = page.get("results")
    if not isinstance(rows, list):
        return []
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]


def _next_page(page: Body) -> Mapping[str, str] | None:
    """The parameters of the next page; its link is relative to the endpoint, and only its query is ours to follow."""
    links = page.get("_links")
    link = links.get("next") if isinstance(links, dict) else None
    href = link.get("href") if isinstance(link, dict) else None
    if not isinstance(href, str):
        return None
    return dict(parse_qsl(urlsplit(href).query))


class _Unreadable(Exception):
    """The body is too large, or takes too long."""


def _body(response: requests.Response, deadline: float) -> bytes:
    """The whole body, within the limits of one exchange."""
    body = bytearray()
    # `iter_content` would wait for a whole chunk, however slowly it comes; this returns what has arrived.
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise _Unreadable(f"the answer is larger than {_LARGEST_BODY // 1024 // 1024} MB")
        if time.monotonic() > deadline:
            raise _Unreadable("the answer takes longer than aep:timeoutSeconds")
    return bytes(body)


def _object(exchange: _Exchange, body: bytes, request_id: str) -> Body:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ServerError(
            f"{exchange.attempted}: the answer is not a JSON object (request id {request_id}): check aep:endpoint",
            maybe_executed=exchange.is_write,
        )
    return found


def _never_sent(failure: Exception) -> bool:
    """Whether the connection failed before anything of the request left.

    Of all faults of TLS only a certificate that is not trusted proves it: others may come after the handshake.
    """
    if isinstance(failure, (requests.ConnectTimeout, requests.exceptions.InvalidURL, LocationParseError)):
        return True
    reason = getattr(_first(failure), "reason", None)
    return isinstance(reason, NewConnectionError) or isinstance(_first(reason), ssl.SSLCertVerificationError)


def _in_words(failure: Exception, token: str | None) -> str:
    """The failure without addresses of objects, URLs, bodies or the token."""
    if isinstance(failure, _Unreadable):
        return str(failure)
    if isinstance(failure, requests.Timeout):
        return "it timed out"
    cause = _first(failure) or failure
    inner = str(getattr(cause, "reason", cause))
    inner = inner.replace(token, "***") if token else inner
    # urllib3 puts the connection first: `HTTPSConnection(host='…', port=443): Failed to …`.
    return f"{type(failure).__name__} ({re.sub(r'^<?[^ ]*Connection.*?[>)]: ', '', inner)[:200]})"


def _first(failure: Any) -> Any:
    """What an error is about: libraries wrap the cause of an error as its first argument."""
    return failure.args[0] if isinstance(failure, Exception) and failure.args else None

"""The Offer Library over HTTP: paths, headers, limits, status codes. Knows nothing of what an object contains."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from requests.adapters import HTTPAdapter

from ..errors import (
    AuthenticationError,
    OfferNotFoundError,
    OfferResourcesError,
    RateLimitedError,
    ServerError,
    TransportError,
)
from ..masking import masked, without
from ..objects.family import is_id
from ..objects.target import Target
from ..settings import Settings, is_loopback
from . import debug_log, error_responses, responses, retry
from .request import Body, Exchange
from .throttle import Pace
from .token import AccessToken

# The order and page size of the vendor's own links; nothing is known to be refused at 50.
PAGE_ROWS = 50
_NEWEST = {"orderby": "-modified", "limit": str(PAGE_ROWS)}
_OLDEST = {"orderby": "created", "limit": str(PAGE_ROWS)}

# Of 50 objects each; a sandbox holds 10,000 offers (docs/reference/offer-library-api.md 12).
_MOST_PAGES = 500

_LONGEST_REQUEST_ID = 100


class OfferLibrary:
    """All requests to one Offer Library endpoint; safe to use from several threads.

    Args:
        may_write: asked before every attempt of a write, those after a wait included.
    """

    def __init__(self, settings: Settings, may_write: Callable[[], bool] = lambda: True) -> None:
        self._settings = settings
        self._may_write = may_write
        self._token = AccessToken(settings)
        self._pace = Pace(settings.max_concurrency)
        # Connections are shared by all threads, so that there are no more of them, and no more handshakes of TLS, than
        # requests at once; sessions are not safe to share.
        self._connections = HTTPAdapter(pool_maxsize=settings.max_concurrency)
        self._local = threading.local()

    def create(self, target: Target, body: Body) -> Body:
        """POST an object and return the receipt, whose `id` is one.

        Raises:
            OfferResourcesError: with `maybe_executed` set where the object may exist all the same.
        """
        return self._send(Exchange("create", "POST", target, body))

    def get(self, target: Target) -> Body:
        """GET one object.

        Raises:
            OfferNotFoundError: it does not exist in that sandbox.
        """
        return self._send(Exchange("read", "GET", target))

    def patch(self, target: Target, operations: list[Body], etag: int | None = None, live: Body | None = None) -> Body:
        """PATCH one object with RFC 6902 operations and return the receipt.

        Args:
            etag: refuse if the object has another one. The vendor's pages do not mention `If-Match`; the API's
                predecessor enforced it, and where it is ignored it does no harm
                (docs/reference/offer-library-api.md 3.8).
            live: the object as it was read; what is secret in it is in no error.

        Raises:
            ConflictError: the etag is another one.
            OfferResourcesError: with `maybe_executed` set where the patch may have been applied all the same.
        """
        headers = {} if etag is None else {"If-Match": f'"{etag}"'}
        return self._send(Exchange("update", "PATCH", target, operations, headers=headers, live=live or {}))

    def newest_page(self, target: Target) -> list[Body]:
        """The 50 most recently modified objects of a family in a place, in one request."""
        return list(self._send(_page_of(target, _NEWEST))["results"])

    def newest(self, target: Target) -> Iterator[Body]:
        """The family's objects in a place, the most recently modified first; one request for each 50.

        Raises:
            ServerError: the list is none, or has no end.
        """
        return chain.from_iterable(self._pages(target, _NEWEST))

    def newest_pages(self, target: Target) -> Iterator[list[Body]]:
        """The same, page by page."""
        return self._pages(target, _NEWEST)

    def oldest_pages(self, target: Target) -> Iterator[list[Body]]:
        """The same in the order of their creation, which no update changes."""
        return self._pages(target, _OLDEST)

    def _pages(self, target: Target, first: Mapping[str, Any]) -> Iterator[list[Body]]:
        seen: set[str] = set()
        asked: list[Mapping[str, Any]] = []
        params: Mapping[str, Any] | None = first
        while params is not None and params not in asked:
            if len(asked) == _MOST_PAGES:
                raise ServerError(f"look for {target}: the list has more than {_MOST_PAGES} pages: check aep:endpoint")
            asked.append(params)
            exchange = _page_of(target, params)
            page = self._send(exchange)
            # A row that is modified between two pages may come twice.
            yield [row for row in page["results"] if row["id"] not in seen]
            seen |= {row["id"] for row in page["results"]}
            params = exchange.next_page(page)

    def delete(self, target: Target) -> None:
        """DELETE one object; one that is gone already is a success."""
        try:
            self._send(Exchange("delete", "DELETE", target))
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
        except responses.FAILURES as failure:
            why = responses.in_words(failure, [])
            raise TransportError(
                f"reach {urlsplit(endpoint).netloc}: {why}: check the network and aep:endpoint"
            ) from None
        try:
            return parsedate_to_datetime(told)
        except (ValueError, OverflowError):
            return None

    def _send(self, exchange: Exchange) -> Body:
        id_ = exchange.target.id_
        if id_ is not None and not is_id(id_):
            raise OfferResourcesError(f"{exchange.attempted}: that is no id: it takes text without spaces, /, ? or #")
        worth = retry.was_not_executed if exchange.is_write else retry.passes_by_itself
        return retry.repeating(self._settings, worth)(self._accepted, exchange)

    def _accepted(self, exchange: Exchange) -> Body:
        """The answer, once the API no longer refuses with 429; a refused request was not executed."""
        budget = self._settings.throttle_budget_seconds
        try:
            return retry.while_throttled(budget)(self._in_turn, exchange)
        except RateLimitedError as refusal:
            asked = refusal.retry_after or 0.0
            why = f"it asks to wait {asked:g} s" if asked > budget else f"given up after {budget:g} s"
            raise RateLimitedError(f"{refusal}; {why}", retry_after=refusal.retry_after) from None

    def _in_turn(self, exchange: Exchange) -> Body:
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

    def _authorized(self, exchange: Exchange) -> Body:
        token = self._token.current()
        try:
            return self._exchange(exchange, token)
        except AuthenticationError:
            if not self._token.renew(token):
                raise
        return self._exchange(exchange, self._token.current())

    def _exchange(self, exchange: Exchange, token: str) -> Body:
        if exchange.method != "GET" and not self._may_write():
            raise OfferResourcesError(f"{exchange.attempted}: the run was ended; nothing was sent")
        request_id = str(uuid.uuid4())
        hidden = [token, *exchange.secrets, *filter(None, [self._settings.client_secret])]
        started = time.monotonic()
        try:
            response = self._session().request(
                exchange.method,
                self._settings.endpoint + exchange.path,
                params=exchange.query,
                data=None if exchange.body is None else json.dumps(exchange.body).encode(),
                headers=self._headers(exchange, token, request_id),
                timeout=self._settings.timeout_seconds,
                allow_redirects=False,
                stream=True,
            )
            with response:
                body = responses.body(response, started + self._settings.timeout_seconds)
        except (*responses.FAILURES, responses.Unreadable) as failure:
            why = responses.in_words(failure, hidden)
            self._tell(exchange, f"no answer: {why}", started, request_id, hidden)
            raise self._no_answer(exchange, failure, why, request_id) from None
        request_id = masked(response.headers.get("x-request-id", request_id)[:_LONGEST_REQUEST_ID], hidden)
        self._tell(exchange, str(response.status_code), started, request_id, hidden, response, body)
        if not 200 <= response.status_code < 300:
            raise error_responses.error(
                exchange.attempted,
                response.status_code,
                body,
                request_id=request_id,
                write=exchange.is_write,
                retry_after=responses.retry_after(response),
                hidden=hidden,
            )
        return exchange.read(body, request_id)

    def _tell(
        self,
        exchange: Exchange,
        outcome: str,
        started: float,
        request_id: str,
        hidden: list[str],
        response: requests.Response | None = None,
        body: bytes = b"",
    ) -> None:
        if not debug_log.is_on():
            return
        try:
            got: Any = responses.parsed(body)
            responses.refuse_what_state_cannot_keep(got)
        except responses.Unusable as fault:
            got = f"{len(body)} bytes: the answer {fault}" if body else None
        secret = exchange.target.secret
        query = urlencode(exchange.query, doseq=True)
        debug_log.tell(
            f"{exchange.method} {self._settings.endpoint}{exchange.path}{'?' if query else ''}{query}",
            outcome,
            started=started,
            notes={
                "sandbox": exchange.target.place.sandbox,
                "request id": request_id,
                "If-Match": exchange.headers.get("If-Match"),
                "Retry-After": response.headers.get("Retry-After") if response is not None else None,
            },
            sent=without(secret, exchange.body),
            got=without(secret, got),
            hidden=hidden,
        )

    def _headers(self, exchange: Exchange, token: str, request_id: str) -> dict[str, str]:
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
            session.auth = _as_it_is
            session.mount("https://", self._connections)
            session.mount("http://", self._connections)
            self._local.session = session
        session = self._local.session
        assert isinstance(session, requests.Session)
        return session

    def _no_answer(self, exchange: Exchange, failure: Exception, why: str, request_id: str) -> TransportError:
        host = urlsplit(self._settings.endpoint).netloc
        sent = not responses.was_never_sent(failure)
        what = "the request was sent, but no answer was understood" if sent else "the request could not be sent"
        return TransportError(
            f"{exchange.attempted}: {what}: {why} (host {host}, request id {request_id}):"
            " check the network, aep:endpoint and aep:timeoutSeconds, then run again",
            maybe_executed=exchange.is_write and sent,
        )


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Where requests is told of no other authentication, a password of the machine's `.netrc` replaces the token."""
    return request


def _page_of(target: Target, params: Mapping[str, Any]) -> Exchange:
    return Exchange("look for", "GET", replace(target, id_=None), params=params)

"""The Offer Library over HTTP: paths, headers, limits, status codes. Knows nothing of what an object contains."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import Enum
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
from ..masking import mask, mask_members
from ..objects.family import is_id
from ..objects.patch import Patch
from ..objects.target import Target
from ..objects.values import Body, Live, Receipt
from ..settings import Settings
from . import debug_log, error_responses, responses, retry
from .request import CREATE, DELETE, LIST, READ, UPDATE, Answer, Request
from .session import open_session
from .throttle import Throttle
from .token import AccessToken
from .waiting import Waiting

# The page size of the vendor's own links; nothing is known to be refused at 50.
PAGE_ROWS = 50

# Of 50 objects each; a sandbox holds 10,000 offers (docs/reference/offer-library-api.md 12).
_MOST_PAGES = 500

_LONGEST_REQUEST_ID = 100


class Order(Enum):
    """The order of a list, by the vendor's own names."""

    NEWEST = "-modified"  # the object modified last comes first
    OLDEST = "created"  # no update changes this order


@dataclass(frozen=True)
class _Attempt:
    """One sending of a request.

    Attributes:
        hidden: texts that no message and no log may show.
        id_: what the API's own log knows it by.
        started: on the monotonic clock.
    """

    request: Request
    token: str
    hidden: list[str]
    id_: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.monotonic)


class OfferLibrary:
    """All requests to one Offer Library endpoint; safe to use from several threads.

    Args:
        may_write: asked before every attempt of a write, those after a wait included.
        say: reports one line to the person; what is waited for, for example.
    """

    def __init__(
        self,
        settings: Settings,
        may_write: Callable[[], bool] = lambda: True,
        say: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self._settings = settings
        self._may_write = may_write
        self.waiting = Waiting(say)
        self._token = AccessToken(settings, self.waiting)
        self._throttle = Throttle(settings.max_concurrency)
        # Connections are shared by all threads, so that there are no more of them, and no more handshakes of TLS, than
        # requests at once; sessions are not safe to share.
        self._connections = HTTPAdapter(pool_maxsize=settings.max_concurrency)
        self._local = threading.local()

    def create(self, target: Target, body: Body) -> Receipt:
        """POST an object and return the receipt, whose `id` is one.

        Raises:
            OfferResourcesError: with `maybe_executed` set where the object may exist all the same.
        """
        return self._send_repeating(Request(CREATE, target, body))

    def get(self, target: Target) -> Live:
        """GET one object.

        Raises:
            OfferNotFoundError: it does not exist in that sandbox.
        """
        return self._send_repeating(Request(READ, target))

    def patch(self, target: Target, operations: Patch, etag: int | None = None, live: Live | None = None) -> Receipt:
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
        return self._send_repeating(Request(UPDATE, target, operations, headers=headers, live=live or {}))

    def pages(self, target: Target, order: Order = Order.NEWEST) -> Iterator[list[Live]]:
        """The family's objects in a place, page by page; one request for each page of 50.

        Raises:
            ServerError: the answer is not a list, or the list has no end.
        """
        seen: set[str] = set()
        asked: list[Mapping[str, Any]] = []
        params: Mapping[str, Any] | None = {"orderby": order.value, "limit": str(PAGE_ROWS)}
        while params is not None and params not in asked:
            if len(asked) == _MOST_PAGES:
                raise ServerError(f"look for {target}: the list has more than {_MOST_PAGES} pages: check aep:endpoint")
            asked.append(params)
            request = Request(LIST, replace(target, id_=None), params=params)
            page = self._send_repeating(request)
            # A row that is modified between two pages may come twice.
            yield [row for row in page["results"] if row["id"] not in seen]
            seen |= {row["id"] for row in page["results"]}
            params = request.next_page(page)

    def rows(self, target: Target) -> Iterator[Live]:
        """The same objects one by one, those that were modified last first."""
        return chain.from_iterable(self.pages(target))

    def first_page(self, target: Target) -> list[Live]:
        """The 50 objects of a family in a place that were modified last, in one request."""
        return next(self.pages(target))

    def delete(self, target: Target) -> None:
        """DELETE one object; one that is gone already is a success."""
        try:
            self._send_repeating(Request(DELETE, target))
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
            why = responses.describe(failure, [])
            raise TransportError(
                f"reach {urlsplit(endpoint).netloc}: {why}: check the network and aep:endpoint"
            ) from None
        try:
            return parsedate_to_datetime(told)
        except (ValueError, OverflowError):
            return None

    def report_retries(self, target: Target, error: BaseException) -> None:
        """Report, once for each cause in each place, that something is tried again."""
        seconds = self._settings.retry_budget_seconds
        self._report(target, error, f"trying again up to {retry.MOST_ATTEMPTS - 1} times, for up to {seconds:g} s")

    def _report(self, target: Target, error: BaseException, until: str) -> None:
        if isinstance(error, OfferResourcesError):
            self.waiting.report(target.place, error.because, until)

    # Each of these calls the next and repeats it for one reason that no other repeats for, so that attempts do not
    # multiply (docs/architecture.md has the table).

    def _send_repeating(self, request: Request) -> Answer:
        """Repeat what is safe to send again, while there is no answer or a 5xx."""
        id_ = request.target.id_
        if id_ is not None and not is_id(id_):
            raise OfferResourcesError(
                f"{request.attempted}: that is not an id: it takes text without spaces, /, ? or #"
            )
        worth = retry.was_not_executed if request.is_write else retry.passes_by_itself

        def report(error: BaseException) -> None:
            self.report_retries(request.target, error)

        return retry.retrying(self._settings, worth, report)(self._send_unless_throttled, request)

    def _send_unless_throttled(self, request: Request) -> Answer:
        """Repeat while the API refuses with 429; what it refuses was not executed."""
        budget = self._settings.throttle_budget_seconds

        def report(error: BaseException) -> None:
            what = f"requests go out more slowly, and each is sent again for up to {budget:g} s"
            self._report(request.target, error, what)

        try:
            return retry.while_throttled(budget, report)(self._send_in_turn, request)
        except RateLimitedError as refusal:
            asked = refusal.retry_after or 0.0
            why = f"it asks to wait {asked:g} s" if asked > budget else f"given up after {budget:g} s"
            raise RateLimitedError(f"{refusal}; {why}", retry_after=refusal.retry_after) from None

    def _send_in_turn(self, request: Request) -> Answer:
        """Wait for a slot; after a 429 all threads wait."""
        with self._throttle.slot() as slot:
            try:
                answer = self._send_authorized(request)
            except RateLimitedError as refusal:
                # A pause beyond the budget is nobody's to wait for: each request gives up by itself.
                if (refusal.retry_after or 0.0) <= self._settings.throttle_budget_seconds:
                    self._throttle.refused(slot, refusal.retry_after)
                raise
            self._throttle.accepted()
            return answer

    def _send_authorized(self, request: Request) -> Answer:
        """Repeat once with another token, after a 401."""
        token = self._token.current()
        try:
            return self._send_once(request, token)
        except AuthenticationError:
            if not self._token.renew(token):
                raise
        return self._send_once(request, self._token.current())

    def _send_once(self, request: Request, token: str) -> Answer:
        if request.method != "GET" and not self._may_write():
            raise OfferResourcesError(f"{request.attempted}: the run has ended; nothing was sent")
        attempt = _Attempt(request, token, [token, *request.secrets, *filter(None, [self._settings.client_secret])])
        until = f"waiting for up to {self._settings.timeout_seconds:g} s (aep:timeoutSeconds)"
        with self.waiting.unless_quick(request.target.place, "the API is slow to answer", until):
            response, body = self._answer_to(attempt)
        request_id = mask(response.headers.get("x-request-id", attempt.id_)[:_LONGEST_REQUEST_ID], attempt.hidden)
        self._log(replace(attempt, id_=request_id), str(response.status_code), response.headers, body)
        if not 200 <= response.status_code < 300:
            raise error_responses.to_error(
                request.attempted,
                response.status_code,
                body,
                request_id=request_id,
                write=request.is_write,
                retry_after=responses.retry_after(response),
                hidden=attempt.hidden,
            )
        return request.parse(body, request_id)

    def _answer_to(self, attempt: _Attempt) -> tuple[requests.Response, bytes]:
        request = attempt.request
        try:
            response = self._session().request(
                request.method,
                self._settings.endpoint + request.path,
                params=request.query,
                data=None if request.body is None else json.dumps(request.body).encode(),
                headers=self._headers(attempt),
                timeout=self._settings.timeout_seconds,
                allow_redirects=False,
                stream=True,
            )
            with response:
                return response, responses.body(response, attempt.started + self._settings.timeout_seconds)
        except (*responses.FAILURES, responses.Unreadable) as failure:
            why = responses.describe(failure, attempt.hidden)
            self._log(attempt, f"no answer: {why}")
            raise self._no_answer(attempt, failure, why) from None

    def _log(
        self, attempt: _Attempt, outcome: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> None:
        if not debug_log.is_on():
            return
        request, secret = attempt.request, attempt.request.target.secret
        query = urlencode(request.query, doseq=True)
        details = {
            "sandbox": request.target.place.sandbox,
            "request id": attempt.id_,
            "If-Match": request.headers.get("If-Match"),
            "Retry-After": (headers or {}).get("Retry-After"),
            "sent": None if request.body is None else debug_log.Json(mask_members(secret, request.body)),
            "got": debug_log.Json(mask_members(secret, _loggable(body))) if body else None,
        }
        address = f"{self._settings.endpoint}{request.path}{'?' if query else ''}{query}"
        debug_log.log_exchange(f"{request.method} {address}", outcome, attempt.started, details, attempt.hidden)

    def _headers(self, attempt: _Attempt) -> dict[str, str]:
        request = attempt.request
        headers = {
            "Authorization": f"Bearer {attempt.token}",
            "x-api-key": self._settings.client_id,
            "x-gw-ims-org-id": request.target.place.org,
            "x-sandbox-name": request.target.place.sandbox,
            "x-request-id": attempt.id_,
            "Accept": "application/json",
        }
        if request.method != "GET":
            headers["Content-Type"] = "application/json"
        return {**headers, **request.headers}

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            session = open_session(self._settings.endpoint)
            session.mount("https://", self._connections)
            session.mount("http://", self._connections)
            self._local.session = session
        session = self._local.session
        assert isinstance(session, requests.Session)
        return session

    def _no_answer(self, attempt: _Attempt, failure: Exception, why: str) -> TransportError:
        request, host = attempt.request, urlsplit(self._settings.endpoint).netloc
        sent = not responses.was_never_sent(failure)
        what = "the request was sent, but no answer was understood" if sent else "the request could not be sent"
        return TransportError(
            f"{request.attempted}: {what}: {why} (host {host}, request id {attempt.id_}):"
            " check the network, aep:endpoint and aep:timeoutSeconds, then run again",
            maybe_executed=request.is_write and sent,
            because="the API does not answer" if sent else "the API cannot be reached",
        )


def _loggable(body: bytes) -> Any:
    try:
        answer = responses.parsed(body)
        responses.refuse_what_state_cannot_keep(answer)
    except responses.BadAnswer as fault:
        return f"{len(body)} bytes: the answer {fault}"
    return answer

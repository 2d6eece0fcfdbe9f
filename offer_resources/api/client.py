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
from ..objects.values import Body, Live, Outputs, Receipt
from ..settings import Settings
from . import debug_log, error_responses, responses, retry
from .request import CREATE, DELETE, LIST, READ, UPDATE, Answer, Request
from .session import open_session
from .throttle import Throttle
from .token import AccessToken
from .waiting import Waiting

# The page size in the vendor's own links; no page of 50 is known to be refused.
PAGE_ROWS = 50

# Pages of 50 objects; a sandbox holds up to 10,000 offers (docs/reference/offer-library-api.md 12).
_MOST_PAGES = 500

_LONGEST_REQUEST_ID = 100


class Order(Enum):
    """The order of a list, by the vendor's names."""

    NEWEST = "-modified"  # the object modified last comes first
    LATEST = "-created"  # no update changes this order, nor its opposite
    OLDEST = "created"


@dataclass(frozen=True)
class _Attempt:
    """One attempt to send a request.

    Attributes:
        hidden: texts that no message and no log may show.
        id_: the request id, by which the API's own log knows the attempt.
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
        may_write: called before every attempt of a write, also after a wait; False stops it.
        say: reports one line to the user, such as what the run waits for.
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
        # All threads share these connections, so that there are never more connections and TLS handshakes than
        # simultaneous requests. Sessions are not safe to share: each thread has its own.
        self._connections = HTTPAdapter(pool_maxsize=settings.max_concurrency)
        self._local = threading.local()

    def create(self, target: Target, body: Body) -> Receipt:
        """POST an object and return the receipt, which has a usable `id`.

        Raises:
            OfferResourcesError: the create failed; with `maybe_executed` if the object may exist anyway.
        """
        return self._send_repeating(Request(CREATE, target, body))

    def get(self, target: Target, known: Outputs | None = None) -> Live:
        """GET one object.

        Args:
            known: the object as state has it; errors mask its secret members.

        Raises:
            OfferNotFoundError: it does not exist in that sandbox.
        """
        return self._send_repeating(Request(READ, target, live=known or {}))

    def patch(self, target: Target, operations: Patch, etag: int | None = None, live: Live | None = None) -> Receipt:
        """PATCH one object with RFC 6902 operations and return the receipt.

        Args:
            etag: sent as `If-Match`, so that the API refuses if the object has another one. The vendor's pages do not
                mention the header; the API's predecessor enforced it, and an API that ignores it does no harm
                (docs/reference/offer-library-api.md 3.8).
            live: the object as it was read; errors mask its secret members.

        Raises:
            ConflictError: the object has another etag.
            OfferResourcesError: the update failed; with `maybe_executed` if the patch may have been applied anyway.
        """
        headers = {} if etag is None else {"If-Match": f'"{etag}"'}
        return self._send_repeating(Request(UPDATE, target, operations, headers=headers, live=live or {}))

    def pages(self, target: Target, order: Order = Order.NEWEST) -> Iterator[list[Live]]:
        """Yield the family's objects in a place, page by page, with one request for each page of 50.

        Raises:
            ServerError: the answer is not a list, or the list does not end.
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
            # A row that is modified between two requests may be on two pages.
            yield [row for row in page["results"] if row["id"] not in seen]
            seen |= {row["id"] for row in page["results"]}
            params = request.next_page(page)

    def rows(self, target: Target) -> Iterator[Live]:
        """Yield the same objects one by one, the most recently modified first."""
        return chain.from_iterable(self.pages(target))

    def delete(self, target: Target, known: Outputs | None = None) -> None:
        """DELETE one object; a missing object is a success.

        Args:
            known: the object as state has it; errors mask its secret members.
        """
        try:
            self._send_repeating(Request(DELETE, target, live=known or {}))
        except OfferNotFoundError:
            return

    def date(self) -> datetime | None:
        """Return the API's time, to the second; None if it does not report one.

        Raises:
            TransportError: no answer arrived.
        """
        endpoint, seconds = self._settings.endpoint, self._settings.timeout_seconds
        try:
            # A request without a token is refused, but the answer has a Date header.
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
        """Report that the provider tries again, once for each cause and place."""
        seconds = self._settings.retry_budget_seconds
        self._report(target, error, f"trying again up to {retry.MOST_ATTEMPTS - 1} times, for up to {seconds:g} s")

    def _report(self, target: Target, error: BaseException, until: str) -> None:
        if isinstance(error, OfferResourcesError):
            self.waiting.report(target.place, error.because, until)

    # Each of these methods calls the next one and repeats it for one reason of its own, so that attempts add up and do
    # not multiply (the table is in docs/architecture.md).

    def _send_repeating(self, request: Request) -> Answer:
        """Repeat after a 5xx or a missing answer, if it is safe to send the request again."""
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
        """Repeat after a 429, which means that the request was not executed."""
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
        """Wait for a slot, and after a 429 let all threads wait for theirs."""
        with self._throttle.slot() as slot:
            try:
                answer = self._send_authorized(request)
            except RateLimitedError as refusal:
                # If the API asks for a pause beyond the budget, no thread waits for it: each request gives up.
                if (refusal.retry_after or 0.0) <= self._settings.throttle_budget_seconds:
                    self._throttle.refused(slot, refusal.retry_after)
                raise
            self._throttle.accepted()
            return answer

    def _send_authorized(self, request: Request) -> Answer:
        """Repeat once after a 401, with another token."""
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

"""Logs the requests to the emulator, without tokens and secrets."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from .. import strict_json

Json = Any

KEPT = 10_000
KEPT_BYTES = 64 * 1024 * 1024
MASK = "***"
_SECRET_NAMES = frozenset({"client_secret", "access_token", "token"})
_SECRET_MEMBERS = re.compile(rf'("(?:{"|".join(_SECRET_NAMES)})"\s*:\s*)"(?:[^"\\]|\\.)*"', re.IGNORECASE)
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass
class LoggedRequest:
    """One request; `status` is None until it is answered, and if the connection was cut."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Json
    request_id: str
    raw_path: str = ""
    size: int = 0
    at: float = field(default_factory=time.time)
    status: int | None = None
    milliseconds: float | None = None


class RequestLog:
    """The last requests, oldest first; safe to read from any thread."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._requests: deque[LoggedRequest] = deque()
        self._bytes = 0

    def add(self, request: LoggedRequest) -> None:
        """Add a request that just arrived."""
        with self._change:
            self._requests.append(request)
            self._bytes += request.size
            while len(self._requests) > KEPT or (self._bytes > KEPT_BYTES and len(self._requests) > 1):
                self._bytes -= self._requests.popleft().size
            self._change.notify_all()

    def answer(self, request: LoggedRequest, status: int, milliseconds: float) -> None:
        """Note that a request was executed and its answer is about to be sent."""
        with self._change:
            request.status, request.milliseconds = status, milliseconds
            self._change.notify_all()

    def wait_for(self, method: str, path: str, count: int, timeout_seconds: float, *, answered: bool = False) -> bool:
        """Wait for `count` such requests; False if fewer have arrived in time. `path` is an expression as in a fault.

        Args:
            answered: count only those that have an answer.
        """

        def have_come() -> bool:
            ours = [one for one in self._requests if one.method == method and re.search(path, one.path)]
            return sum(one.status is not None or not answered for one in ours) >= count

        with self._change:
            return self._change.wait_for(have_come, timeout_seconds)

    def requests(self) -> list[LoggedRequest]:
        """Return all requests in the log."""
        with self._change:
            return list(self._requests)

    def clear(self) -> None:
        """Empty the log."""
        with self._change:
            self._requests.clear()
            self._bytes = 0


def safe_headers(headers: dict[str, str]) -> dict[str, str]:
    """Return the headers with credentials masked."""
    return {name: MASK if name in _SECRET_HEADERS else value for name, value in headers.items()}


def safe_query(query: str) -> str:
    """Return the raw query with secret parameters masked."""
    names = "|".join(_SECRET_NAMES)
    return re.sub(rf"(^|[?&])({names})=[^&]*", rf"\1\2={quote(MASK)}", query, flags=re.IGNORECASE)


def safe_body(body: bytes, content_type: str) -> Json:
    """Return the body as JSON if it is JSON that can be shown, else as text; None if it is empty."""
    if not body:
        return None
    text = body.decode("utf-8", errors="replace")
    if "form-urlencoded" in content_type:
        return urlencode([(name, _masked(name, value)) for name, value in parse_qsl(text, keep_blank_values=True)])
    try:
        return _masked_json(strict_json.parsed(text))
    except ValueError:
        return _SECRET_MEMBERS.sub(rf'\1"{MASK}"', text)


def _masked(name: str, value: Json) -> Json:
    return MASK if name.lower() in _SECRET_NAMES else value


def _masked_json(value: Json) -> Json:
    if isinstance(value, dict) and _SECRET_NAMES & value.keys():
        return {name: _masked(name, item) for name, item in value.items()}
    return value

"""Faults: what goes wrong, for which requests, and how often."""

from __future__ import annotations

import itertools
import re
import threading
import time
from concurrent.futures import Future
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

Json = Any

# Ten years, so that a date can be computed from seconds.
Seconds = Annotated[int, Field(ge=0, le=10 * 366 * 86_400)]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
# RFC 9110 section 5.5: visible characters, with spaces and tabs between them.
HeaderValue = Annotated[
    str, StringConstraints(pattern=r"^([\x21-\x7e\x80-\xff]([\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$")
]
# Headers that the server itself sets to mark the end of a message.
FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Answer(_Model):
    """Answer instead of the Offer Library; the request is not executed."""

    do: Literal["answer"] = "answer"
    status: Annotated[int, Field(ge=200, le=599)] = 500
    shape: Literal["problem", "gateway", "content", "trigger", "version", "html", "empty"] = "problem"
    body: Json = None
    headers: dict[HeaderName, HeaderValue] = {}

    @field_validator("headers")
    @classmethod
    def _is_not_framing(cls, headers: dict[str, str]) -> dict[str, str]:
        if refused := FRAMING & {name.lower() for name in headers}:
            raise ValueError(f"set by the server: {', '.join(sorted(refused))}")
        return headers


class Cut(_Model):
    """Cut the connection, before the request is executed or after its commit."""

    do: Literal["cut"] = "cut"
    when: Literal["before", "after"] = "before"


class Delay(_Model):
    """Wait before executing; no longer than until all faults are taken out of force."""

    do: Literal["delay"] = "delay"
    milliseconds: Annotated[int, Field(ge=0, le=600_000)]


class Throttle(_Model):
    """Answer 429; `retry_after` in seconds, as a number or as a date."""

    do: Literal["throttle"] = "throttle"
    retry_after: Seconds | None = None
    as_date: bool = False


class RateLimit(_Model):
    """Answer 429 to whatever goes beyond so many requests in a second; holds until it is taken back."""

    do: Literal["rate-limit"] = "rate-limit"
    per_second: Annotated[int, Field(ge=1)]
    retry_after: Seconds | None = None


class Redirect(_Model):
    """Answer with a redirect."""

    do: Literal["redirect"] = "redirect"
    location: HeaderValue
    status: Literal[301, 302, 303, 307, 308] = 302


class Garble(_Model):
    """Execute the request, then spoil the answer."""

    do: Literal["garble"] = "garble"
    how: Literal[
        "broken-json",
        "truncated",
        "huge",
        "html",
        "wrong-shape",
        "unknown-members",
        "duplicate-row",
        "self-next",
        "etag-jump",
        "type-uri",
    ]


class ExpireTokens(_Model):
    """End every token given out so far, then go on."""

    do: Literal["expire-tokens"] = "expire-tokens"


class ShortTokens(_Model):
    """From now on tokens live this long; goes on."""

    do: Literal["short-tokens"] = "short-tokens"
    seconds: Seconds


class Edit(_Model):
    """Edit an object as somebody else would, just before the request is executed.

    Without an `id`, the object the request is about: so a fault on PATCH lands between a client's GET and
    its PATCH.
    """

    do: Literal["edit"] = "edit"
    patch: list[dict[str, Json]]
    id: str | None = None


Effect = Annotated[
    Answer | Cut | Delay | Throttle | RateLimit | Redirect | Garble | ExpireTokens | ShortTokens | Edit,
    Field(discriminator="do"),
]


class Fault(_Model):
    """An effect and its requests: from the nth match on, `times` times (0: always)."""

    effect: Effect
    method: str | None = None
    path: Annotated[str, Field(description="regular expression found in the decoded path")] | None = None
    query: Annotated[str, Field(description="text found in the raw query")] | None = None
    nth: Annotated[int, Field(ge=1)] = 1
    times: Annotated[int, Field(ge=0)] = 1

    @field_validator("path")
    @classmethod
    def _is_expression(cls, path: str | None) -> str | None:
        try:
            re.compile(path or "")
        except (re.error, OverflowError, RecursionError) as exc:
            raise ValueError(f"not a regular expression: {exc}") from exc
        return path

    def matches(self, method: str, path: str, query: str) -> bool:
        """Return whether the fault applies to a request."""
        return (
            (self.method is None or self.method.upper() == method)
            and (self.path is None or re.search(self.path, path) is not None)
            and (self.query is None or self.query in query)
        )


class ActiveFault(_Model):
    """A fault with its counts so far."""

    id: int
    fault: Fault
    seen: int = 0
    fired: int = 0


class Faults:
    """The active faults, in the order in which they were added."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._active: list[ActiveFault] = []
        self._window: dict[int, tuple[int, int]] = {}
        self._cleared: Future[None] = Future()

    def add(self, fault: Fault) -> ActiveFault:
        """Add a fault."""
        with self._lock:
            active = ActiveFault(id=next(self._ids), fault=fault)
            self._active.append(active)
            return active

    def active(self) -> list[ActiveFault]:
        """Return all faults with their counts."""
        with self._lock:
            return [active.model_copy() for active in self._active]

    def clear(self) -> None:
        """Remove every fault."""
        with self._lock:
            self._active.clear()
            cleared, self._cleared = self._cleared, Future()
        cleared.set_result(None)

    @property
    def cleared(self) -> Future[None]:
        """Return a future that is done when every fault has been removed."""
        with self._lock:
            return self._cleared

    def remove(self, id_: int) -> bool:
        """Remove one fault; False if there is none with that number."""
        with self._lock:
            kept = [active for active in self._active if active.id != id_]
            found = len(kept) < len(self._active)
            self._active = kept
            return found

    def take(self, method: str, path: str, query: str) -> list[Effect]:
        """Return the effects for a request that just arrived, and count them as used."""
        with self._lock:
            matching = [active for active in self._active if active.fault.matches(method, path, query)]
            return [active.fault.effect for active in matching if self._fires(active)]

    def _fires(self, active: ActiveFault) -> bool:
        active.seen += 1
        fault = active.fault
        if active.seen < fault.nth:
            return False
        if isinstance(fault.effect, RateLimit):
            if not self._over_limit(active.id, fault.effect.per_second):
                return False
        elif fault.times and active.fired >= fault.times:
            return False
        active.fired += 1
        return True

    def _over_limit(self, id_: int, per_second: int) -> bool:
        second = int(time.monotonic())
        started, count = self._window.get(id_, (second, 0))
        count = count + 1 if started == second else 1
        self._window[id_] = (second, count)
        return count > per_second

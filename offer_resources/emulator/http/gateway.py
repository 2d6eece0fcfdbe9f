"""The gateway before the Offer Library: request ids, credentials, the log, latency and faults.

Plain ASGI. It holds every answer until it is complete, so that it can log, spoil or cut it.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .. import problems
from ..emulation import Emulation
from ..library.store import Place
from ..problems import GatewayProblem, Problem
from ..steering import faults, request_log
from . import answers
from .answers import Answer

BASE = "/data/core/dps"
TOKEN = "/ims/token/v3"
# Not the service's own: the web page, the control API and the description of both.
ASIDE = ("/__emulator__", "/library", "/assets", "/openapi.json")


class Caller(NamedTuple):
    """The client of a request, and the sandbox that it asks for."""

    place: Place
    client: str


@dataclass(frozen=True)
class Incoming:
    """One request, read completely."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    logged: request_log.LoggedRequest


class Gateway:
    """ASGI middleware around the Offer Library."""

    def __init__(self, app: ASGIApp, emulation: Emulation) -> None:
        self._app = app
        self._emulation = emulation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_aside(scope["path"]):
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        incoming = await _read(scope, receive)
        if incoming is None:
            return
        self._emulation.log.add(incoming.logged)
        try:
            answer = await self._answer(scope, incoming)
        except Problem as problem:
            answer = self._refused(problem)
        if answer is None:
            await _cut(scope, receive)
            return
        milliseconds = round((time.perf_counter() - started) * 1000, 3)
        self._emulation.log.answer(incoming.logged, answer.status, milliseconds)
        await _send(self._labelled(answer, incoming), scope, receive, send)

    async def _answer(self, scope: Scope, incoming: Incoming) -> Answer | None:
        """Return the answer; None to cut the connection."""
        cleared = self._emulation.faults.cleared
        effects = self._emulation.faults.take(incoming.method, incoming.path, incoming.query)
        await self._wait(effects, cleared)
        for effect in effects:
            self._interfere(effect, incoming)
        for effect in effects:
            if isinstance(effect, faults.Cut) and effect.when == "before":
                return None
            if isinstance(effect, (faults.Answer, faults.Throttle, faults.RateLimit, faults.Redirect)):
                return answers.of_fault(effect)
        answer = await self._executed(scope, incoming)
        for effect in effects:
            if isinstance(effect, faults.Cut):
                return None
            if isinstance(effect, faults.Garble):
                answer = answers.garbled(answer, effect.how)
        return answer

    async def _wait(self, effects: list[faults.Effect], cleared: Future[None]) -> None:
        if self._emulation.settings.latency_ms:
            await asyncio.sleep(self._emulation.settings.latency_ms / 1000)
        delays = [effect.milliseconds for effect in effects if isinstance(effect, faults.Delay)]
        if delays:
            await asyncio.wait([asyncio.wrap_future(cleared)], timeout=sum(delays) / 1000)

    def _interfere(self, effect: faults.Effect, incoming: Incoming) -> None:
        if isinstance(effect, faults.ExpireTokens):
            self._emulation.tokens.expire_all()
        elif isinstance(effect, faults.ShortTokens):
            self._emulation.tokens.lifetime_seconds = effect.seconds
        elif isinstance(effect, faults.Edit):
            place = Place(incoming.headers.get("x-gw-ims-org-id", ""), incoming.headers.get("x-sandbox-name", ""))
            id_ = effect.id or incoming.path.rpartition("/")[2]
            self._emulation.library.edit_as_somebody_else(place, id_, effect.patch)

    async def _executed(self, scope: Scope, incoming: Incoming) -> Answer:
        if incoming.path.startswith(f"{BASE}/"):
            try:
                scope = {**scope, "caller": self._caller(incoming)}
            except Problem as problem:
                return self._refused(problem)
        elif incoming.path != TOKEN:
            # docs/reference/offer-library-api.md 14.2 gives no code for an unknown path; this one is inferred from the
            # pattern of the others.
            return answers.of_problem(GatewayProblem(404, "404000", "The requested resource was not found"))
        return await _run(self._app, scope, incoming.body)

    def _refused(self, problem: Problem) -> Answer:
        return answers.of_problem(problem, self._emulation.library.readings.problem_shape)

    def _labelled(self, answer: Answer, incoming: Incoming) -> Answer:
        """Return the answer with its request id."""
        reading = self._emulation.library.readings.request_id
        if reading == "absent":
            return answer
        id_ = incoming.logged.request_id if reading == "echoed" else str(uuid.uuid4())
        return replace(answer, headers={**answer.headers, "x-request-id": id_})

    def _caller(self, incoming: Incoming) -> Caller:
        """Return the client and its sandbox.

        Source of the checks, their order and their codes: docs/reference/offer-library-api.md 14.2, 17.
        """
        headers, tokens = incoming.headers, self._emulation.tokens
        authorization = headers.get("authorization", "")
        if not authorization:
            status = int(self._emulation.library.readings.missing_token)
            raise GatewayProblem(status, "403010", "Oauth token is missing")
        kind, _, token = authorization.partition(" ")
        if kind.lower() != "bearer" or not tokens.is_valid(token.strip()):
            raise GatewayProblem(401, "401013", "Oauth token is not valid")
        api_key = headers.get("x-api-key", "")
        if not api_key:
            raise GatewayProblem(403, "403000", "Api Key is required")
        if api_key != tokens.client_id:
            raise GatewayProblem(403, "403003", "Api Key is invalid")
        org, sandbox = headers.get("x-gw-ims-org-id", ""), headers.get("x-sandbox-name", "")
        if not org:
            raise GatewayProblem(400, "400003", "The x-gw-ims-org-id header is missing")
        if not sandbox:
            raise problems.bad_request("The x-sandbox-name header is missing")
        if not self._emulation.access.knows(sandbox):
            raise self._unknown_sandbox(sandbox)
        return Caller(Place(org, sandbox), api_key)

    def _unknown_sandbox(self, sandbox: str) -> Problem:
        # Inferred: docs/reference/offer-library-api.md 2.4, 17 only say that sandboxes are checked.
        titles = {"400": "Bad Request", "403": "Forbidden", "404": "Not Found"}
        status = self._emulation.library.readings.unknown_sandbox
        return Problem(int(status), titles[status], f"There is no sandbox '{sandbox}' in this org")


def is_aside(path: str) -> bool:
    """Return whether a path belongs to the emulator, and not to the service that it imitates."""
    return path == "/" or any(path == prefix or path.startswith(f"{prefix}/") for prefix in ASIDE)


async def _read(scope: Scope, receive: Receive) -> Incoming | None:
    """Return the whole request; None if the client disconnected."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    query = scope["query_string"].decode("latin-1")
    logged = request_log.LoggedRequest(
        method=scope["method"],
        path=scope["path"],
        query=request_log.safe_query(query),
        headers=request_log.safe_headers(headers),
        body=request_log.safe_body(bytes(body), headers.get("content-type", "")),
        request_id=headers.get("x-request-id") or str(uuid.uuid4()),
        size=len(body),
        raw_path=scope.get("raw_path", b"").decode("latin-1"),
    )
    return Incoming(scope["method"], scope["path"], query, headers, bytes(body), logged)


async def _run(app: ASGIApp, scope: Scope, body: bytes) -> Answer:
    """Return the application's whole answer."""
    status, headers, parts = 500, {}, bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]}
        else:
            parts.extend(message.get("body", b""))

    await app(scope, receive, send)
    return Answer(status, bytes(parts), {name: headers[name] for name in headers if name != "content-length"})


async def _send(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    headers = {**answer.headers, "content-length": str(len(answer.body))}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    if answer.cut_after is None:
        await send({"type": "http.response.body", "body": answer.body})
        return
    await send({"type": "http.response.body", "body": answer.body[: answer.cut_after], "more_body": True})
    await _cut(scope, receive, flush=True)


async def _cut(scope: Scope, receive: Receive, *, flush: bool = False) -> None:
    """Break the client's connection; server.py puts the transport into the state."""
    transport: Any = scope["state"]["transport"]
    if flush:
        transport.close()
    else:
        transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass

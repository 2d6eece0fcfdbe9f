"""Builds answers that the Offer Library does not give: errors in every known shape, and spoilt answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from time import time
from typing import Any

from .. import problems
from ..steering import faults

Json = Any

PROBLEM_TYPE = "application/problem+json"
HTML = b"<html>\n<head><title>%d</title></head>\n<body><center><h1>%d</h1></center><hr>gateway</body>\n</html>\n"
# docs/reference/offer-library-api.md 14.2: the code that goes with a status; other statuses have none.
GATEWAY_CODES = {400: "400003", 401: "401013", 403: "403025", 429: "429050"}
# RFC 9110 section 15: answers that have no body.
BODILESS = (204, 205, 304)
HUGE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """A whole HTTP answer; `cut_after` breaks the connection after so many bytes of the body."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None


# What shapes D and E of docs/reference/offer-library-api.md 14.1 add to a platform problem.
_EXTRAS: dict[str, dict[str, Json]] = {
    "content": {
        "path": "/data/core/dps",
        "request-id": ["00000000-0000-4000-8000-000000000000"],
        "report": {"additionalContext": {"detailedMessage": "Injected fault"}},
        "error-chain": [{"serviceId": "DPS", "errorCode": "DPS-0001", "unixTimeStampMs": 0}],
    },
    "trigger": {"message": "Injected fault", "report": {"tenantInfo": {}}, "at": "2026-01-15T09:30:00.123Z"},
}


def of_json(status: int, body: Json, content_type: str = "application/json") -> Answer:
    """Return a JSON answer."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    # A refusal may quote half a surrogate pair, which this writes as JSON does.
    return Answer(status, text.encode("utf-8", "backslashreplace"), {"content-type": content_type})


def of_problem(problem: problems.Problem, shape: str = "platform") -> Answer:
    """Return the answer to a refused request; refusals of the gateway have their own shape."""
    if isinstance(problem, problems.GatewayProblem):
        return of_json(problem.status, problem.body())
    return of_json(problem.status, {**problem.body(), **_EXTRAS.get(shape, {})}, PROBLEM_TYPE)


def of_fault(effect: faults.Answer | faults.Throttle | faults.RateLimit | faults.Redirect) -> Answer:
    """Return the answer that a fault asks for."""
    if isinstance(effect, faults.Redirect):
        return Answer(effect.status, b"", {"location": effect.location})
    if isinstance(effect, faults.Answer):
        answer = _shaped(effect)
        return replace(answer, headers={**answer.headers, **effect.headers})
    # docs/reference/offer-library-api.md 14.2: the code is a sibling's, "Too many requests".
    answer = of_problem(problems.GatewayProblem(429, "429050", "Too many requests"))
    if effect.retry_after is None:
        return answer
    as_date = isinstance(effect, faults.Throttle) and effect.as_date
    after = formatdate(time() + effect.retry_after, usegmt=True) if as_date else str(effect.retry_after)
    return replace(answer, headers={**answer.headers, "retry-after": after})


def _shaped(effect: faults.Answer) -> Answer:
    """Return an error body in one of the shapes of docs/reference/offer-library-api.md 14.1."""
    status = effect.status
    if status in BODILESS:
        return Answer(status)
    if effect.body is not None:
        return of_json(status, effect.body)
    if effect.shape == "html":
        return Answer(status, HTML % (status, status), {"content-type": "text/html"})
    if effect.shape == "empty":
        return Answer(status)
    if effect.shape == "gateway":
        code = GATEWAY_CODES.get(status, f"{status}000")
        return of_json(status, {"error_code": code, "message": "Injected fault"})
    problem = problems.Problem(status, "Injected fault", "Asked for through the control API").body()
    if effect.shape == "version":
        text = "Supplied version=[1] does not match the current version on entity=[2]"
        return of_json(status, {"errorMessage": text})
    return of_json(status, {**problem, **_EXTRAS.get(effect.shape, {})}, PROBLEM_TYPE)


def garbled(answer: Answer, how: str) -> Answer:
    """Return the answer, spoilt in this way."""
    if how == "broken-json":
        return replace(answer, body=answer.body[: len(answer.body) // 2])
    if how == "truncated":
        return replace(answer, cut_after=len(answer.body) // 2)
    if how == "html":
        return Answer(answer.status, HTML % (answer.status, answer.status), {"content-type": "text/html"})
    try:
        body = json.loads(answer.body)
    except ValueError:
        return answer
    return replace(answer, body=json.dumps(_SPOILERS[how](body), ensure_ascii=False).encode())


def _rows(body: Json) -> Json:
    return body["results"] if isinstance(body, dict) and "results" in body else [body]


def _unknown_members(body: Json) -> Json:
    for row in _rows(body):
        row["_future"] = {"added": ["by", "the", "server"]}
    return body


def _duplicate_row(body: Json) -> Json:
    rows = body.get("results")
    if rows:
        body["results"] = [*rows, rows[0]]
        body["count"] = len(body["results"])
    return body


def _self_next(body: Json) -> Json:
    links = body.get("_links", {})
    if links:
        links["next"] = links["self"]
    return body


def _etag_jump(body: Json) -> Json:
    for row in _rows(body):
        if "etag" in row:  # a refusal has none
            row["etag"] += 2
    return body


def _type_uri(body: Json) -> Json:
    prefix = "https://ns.adobe.com/experience/offer-management/content-component-"
    for row in _rows(body):
        for representation in row.get("representations", ()):
            for component in representation["components"]:
                component["type"] = prefix + component["type"].rsplit("-", 1)[-1]
    return body


def _wrong_shape(body: Json) -> Json:
    return ["unexpected", body]


def _huge(body: Json) -> Json:
    return {**body, "padding": "x" * HUGE_BYTES}


_SPOILERS = {
    "unknown-members": _unknown_members,
    "duplicate-row": _duplicate_row,
    "self-next": _self_next,
    "etag-jump": _etag_jump,
    "type-uri": _type_uri,
    "wrong-shape": _wrong_shape,
    "huge": _huge,
}

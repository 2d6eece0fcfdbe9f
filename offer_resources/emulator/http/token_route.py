"""Serves the OAuth Server-to-Server token endpoint (docs/reference/offer-library-api.md 2.3)."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from ..emulation import Emulation
from . import answers, description
from .gateway import TOKEN

NEEDED = ("grant_type", "client_id", "client_secret", "scope")


def router(emulation: Emulation) -> APIRouter:
    """Return the one route of the identity service."""
    routes = APIRouter(tags=["token"])

    @routes.post(TOKEN, **description.token())
    async def issue_token(request: Request) -> Response:
        """Return a new access token."""
        # docs/reference/offer-library-api.md 2.3: parameters are accepted in the query too.
        body = (await request.body()).decode("utf-8", "replace")
        answer = _answer(emulation, {**dict(parse_qsl(request.url.query)), **dict(parse_qsl(body))})
        return Response(answer.body, answer.status, answer.headers)

    return routes


def _answer(emulation: Emulation, form: Mapping[str, str]) -> answers.Answer:
    # docs/reference/offer-library-api.md 2.3: all four parameters are needed; the error bodies are inferred from OAuth.
    missing = [name for name in NEEDED if not form.get(name)]
    if missing:
        return _error(400, "invalid_request", f"missing: {', '.join(missing)}")
    if form["grant_type"] != "client_credentials":
        return _error(400, "unsupported_grant_type", "only client_credentials")
    if not emulation.tokens.knows(form["client_id"], form["client_secret"]):
        return _error(401, "invalid_client", "invalid client_id or client_secret")
    token, seconds = emulation.tokens.issue(), emulation.tokens.lifetime_seconds
    expires_in = seconds if emulation.library.readings.expires_in == "seconds" else seconds * 1000
    return answers.of_json(200, {"access_token": token, "token_type": "bearer", "expires_in": expires_in})


def _error(status: int, error: str, text: str) -> answers.Answer:
    return answers.of_json(status, {"error": error, "error_description": text})

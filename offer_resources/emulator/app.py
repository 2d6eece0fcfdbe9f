"""The application: gateway, routes, control API, put together."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from offer_resources.emulator import answers, control, problems, routes
from offer_resources.emulator.emulation import Emulation
from offer_resources.emulator.gateway import Gateway, is_aside


def build(emulation: Emulation) -> ASGIApp:
    """The ASGI application of one emulator."""
    # No /docs: that page would load its scripts from a foreign host.
    app = FastAPI(title="Offer Library emulator", version="1", docs_url=None, redoc_url=None, redirect_slashes=False)
    app.include_router(routes.token_router(emulation))
    app.include_router(routes.library_router(emulation))
    if emulation.settings.control:
        app.include_router(control.router(emulation))
    app.add_exception_handler(problems.Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    return Gateway(app, emulation)


def _as_response(answer: answers.Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers)


async def _problem(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, problems.Problem)
    return _as_response(answers.of_problem(exc))


async def _invalid(request: Request, exc: Exception) -> Response:
    """Parameters of the wrong type: 400 as the service says, 422 on the control API."""
    assert isinstance(exc, RequestValidationError)
    detail = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in exc.errors())
    problem = problems.bad_request(detail)
    problem.status = 422 if is_aside(request.url.path) else 400
    return _as_response(answers.of_problem(problem))


async def _http(request: Request, exc: Exception) -> Response:
    """No such path, or not with this method."""
    assert isinstance(exc, HTTPException)
    answer = answers.of_problem(problems.Problem(exc.status_code, exc.detail, exc.detail))
    response = _as_response(answer)
    response.headers.update(exc.headers or {})
    return response

"""Puts the application together: gateway, routes, control API, pages."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from .. import problems
from ..emulation import Emulation
from ..web import pages
from . import answers, control, description, routes, token_route
from .gateway import BASE, Gateway, is_aside
from .routes import answered, method_not_allowed


def build(emulation: Emulation) -> ASGIApp:
    """Return the ASGI application of one emulator, with its gateway."""
    return Gateway(behind_gateway(emulation), emulation)


def behind_gateway(emulation: Emulation) -> FastAPI:
    """Return the application without the gateway; it knows its own OpenAPI."""
    # No /docs: that page would load its scripts from a foreign host.
    app = FastAPI(title="Offer Library emulator", version="1", docs_url=None, redoc_url=None, redirect_slashes=False)
    app.include_router(token_route.router(emulation))
    app.include_router(routes.router(emulation))
    if emulation.settings.control:
        app.include_router(control.router(emulation))
    app.include_router(pages.router(emulation))
    _add_problems(app, emulation)
    description.complete(app)
    return app


def _add_problems(app: FastAPI, emulation: Emulation) -> None:
    async def problem(request: Request, exc: Exception) -> Response:
        assert isinstance(exc, problems.Problem)
        return answered(answers.of_problem(exc, emulation.library.readings.problem_shape))

    async def invalid(request: Request, exc: Exception) -> Response:
        """Refuse parameters of the wrong type: with 400, as the service does, and with 422 in the control API."""
        assert isinstance(exc, RequestValidationError)
        detail = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in exc.errors())
        status, title = (422, "Unprocessable Entity") if is_aside(request.url.path) else (400, "Bad Request")
        return await problem(request, problems.Problem(status, title, detail))

    async def http(request: Request, exc: Exception) -> Response:
        """Refuse an unknown path, or an unknown method of a path."""
        assert isinstance(exc, HTTPException)
        if exc.status_code == 405:
            return method_not_allowed(_allowed(request.url.path))
        return await problem(request, problems.Problem(exc.status_code, exc.detail, exc.detail))

    app.add_exception_handler(problems.Problem, problem)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


def _allowed(path: str) -> str:
    inside = path.removeprefix(f"{BASE}/")
    if inside == path:
        return "POST" if path.startswith("/ims/") else "GET"
    return "GET, PATCH, DELETE" if "/" in inside else "GET, POST"

"""The control API under `/__emulator__`: the request log, faults, edits, readings; only with `--control`."""

from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import BaseModel

from .. import problems, readings, strict_json
from ..emulation import Emulation
from ..library import views
from ..library.store import Place
from ..steering.access import Access
from ..steering.faults import ActiveFault, Fault, Seconds
from . import description

Json = Any


class SeenRequest(BaseModel):
    """One request of the log, credentials masked; without a status its connection was cut."""

    method: str
    path: str
    raw_path: str
    query: str
    headers: dict[str, str]
    body: Json
    status: int | None
    request_id: str
    at: float
    milliseconds: float | None


class SomebodyElsesEdit(BaseModel):
    """An edit of an object, under another client's name."""

    org: str
    sandbox: str
    id: str
    patch: list[dict[str, Json]]


class TokenSettings(BaseModel):
    """How the token endpoint behaves from now on."""

    expires_in: Seconds | None = None
    expire_all: bool = False


class TokenCount(BaseModel):
    """How many tokens were given out, and how long new ones live."""

    issued: int
    expires_in: int


def router(emulation: Emulation) -> APIRouter:
    """The routes of the control API."""
    routes = APIRouter(
        prefix="/__emulator__",
        tags=["control"],
        responses=description.refused((400, 422)),
        dependencies=[Depends(_strict)],
    )
    _add_log(routes, emulation)
    _add_faults(routes, emulation)
    _add_settings(routes, emulation)
    return routes


async def _strict(request: Request) -> None:
    """Refuse JSON that the web framework would take and no answer could show."""
    body = await request.body()
    try:
        if body:
            strict_json.parsed(body)
    except ValueError as exc:
        raise problems.Problem(422, "Unprocessable Entity", f"The body is not valid JSON: {exc}") from exc


def _add_log(routes: APIRouter, emulation: Emulation) -> None:
    @routes.get("/requests")
    async def requests() -> list[SeenRequest]:
        """The requests seen so far, oldest first."""
        return [SeenRequest.model_validate(vars(request)) for request in emulation.log.requests()]

    @routes.delete("/requests", status_code=204)
    async def forget_requests() -> Response:
        """Empty the request log."""
        emulation.log.clear()
        return Response(status_code=204)


def _add_faults(routes: APIRouter, emulation: Emulation) -> None:
    @routes.get("/faults")
    async def faults() -> list[ActiveFault]:
        """The faults asked for, with how often each matched and fired."""
        return emulation.faults.active()

    @routes.post("/faults", status_code=201)
    async def add_fault(fault: Fault) -> ActiveFault:
        """Put a fault in force."""
        return emulation.faults.add(fault)

    @routes.delete("/faults", status_code=204)
    async def clear_faults() -> Response:
        """Take all faults out of force."""
        emulation.faults.clear()
        return Response(status_code=204)

    @routes.delete("/faults/{number}", status_code=204, responses={404: {"description": "no such fault"}})
    async def remove_fault(number: int) -> Response:
        """Take one fault out of force."""
        if not emulation.faults.remove(number):
            raise HTTPException(404, "no such fault")
        return Response(status_code=204)


def _add_settings(routes: APIRouter, emulation: Emulation) -> None:
    library = emulation.library

    @routes.post("/edits", responses=description.refused((400, 403, 404, 409)))
    async def edit(wanted: SomebodyElsesEdit) -> dict[str, Json]:
        """Edit an object as somebody else would; answers with the object."""
        obj = library.edit_as_somebody_else(Place(wanted.org, wanted.sandbox), wanted.id, wanted.patch)
        answer: dict[str, Json] = views.document(obj, library.readings)
        return answer

    @routes.get("/readings")
    async def current_readings() -> dict[str, str]:
        """The readings in force."""
        return library.readings.model_dump(by_alias=True)

    @routes.put("/readings")
    async def flip_readings(flipped: dict[str, str]) -> dict[str, str]:
        """From now on these readings, all others at their default; what is stored stays as it is."""
        try:
            library.readings = readings.named(flipped)
        except ValueError as exc:
            raise problems.Problem(422, "Unprocessable Entity", str(exc)) from exc
        return library.readings.model_dump(by_alias=True)

    @routes.put("/access")
    async def set_access(access: Access) -> Access:
        """From now on these permissions, by sandbox."""
        emulation.access = access
        return access

    @routes.get("/tokens")
    async def tokens() -> TokenCount:
        """What the token endpoint did so far."""
        return TokenCount(issued=emulation.tokens.issued, expires_in=emulation.tokens.lifetime_seconds)

    @routes.put("/tokens")
    async def set_tokens(wanted: TokenSettings) -> TokenCount:
        """Shorten the life of new tokens, or end all tokens given out so far."""
        if wanted.expires_in is not None:
            emulation.tokens.lifetime_seconds = wanted.expires_in
        if wanted.expire_all:
            emulation.tokens.expire_all()
        return TokenCount(issued=emulation.tokens.issued, expires_in=emulation.tokens.lifetime_seconds)

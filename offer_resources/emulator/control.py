"""The control API under `/__emulator__`: the request log, faults, edits; only with `--control`."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from offer_resources.emulator.emulation import Emulation
from offer_resources.emulator.faults import ActiveFault, Fault

Json = Any


class SeenRequest(BaseModel):
    """One request of the log, credentials masked."""

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


def router(emulation: Emulation) -> APIRouter:
    """The routes of the control API."""
    routes = APIRouter(prefix="/__emulator__", tags=["control"])

    @routes.get("/requests")
    async def requests() -> list[SeenRequest]:
        """The requests seen so far, oldest first."""
        return [SeenRequest.model_validate(vars(request)) for request in emulation.log.requests()]

    @routes.delete("/requests", status_code=204)
    async def forget_requests() -> Response:
        """Empty the request log."""
        emulation.log.clear()
        return Response(status_code=204)

    @routes.get("/faults")
    async def faults() -> list[ActiveFault]:
        """The faults in force, with how often each matched and fired."""
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

    return routes

"""HTTP in, HTTP out: the seven families."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from .. import problems
from ..emulation import Emulation
from ..library import listing, views
from ..library.families import FAMILIES, Family
from ..library.store import StoredObject
from . import answers, description
from .gateway import BASE, Caller
from .parameters import IfMatch, Parameters

Json = Any


def router(emulation: Emulation) -> APIRouter:
    """All families under the service's base path."""
    routes = APIRouter(prefix=BASE, dependencies=description.CREDENTIALS)
    for collection in dict.fromkeys(family.collection for family in FAMILIES):
        families = tuple(family for family in FAMILIES if family.collection == collection)
        _add_collection(routes, emulation, collection, Parameters(emulation, families))
        _add_items(routes, emulation, collection, Parameters(emulation, families))
    return routes


def _add_collection(routes: APIRouter, emulation: Emulation, collection: str, parameters: Parameters) -> None:
    library = emulation.library

    @routes.post(f"/{collection}", tags=[collection], **description.create(parameters.families))
    async def create(request: Request, family: Annotated[Family, Depends(parameters.family)]) -> Response:
        """Create an object; answers with a receipt."""
        body = await parameters.body(request)
        caller: Caller = request.scope["caller"]
        obj = library.create(caller.place, family, body, client=caller.client)
        return _written(emulation, obj, int(library.readings.create_status))

    @routes.get(f"/{collection}", tags=[collection], **description.page())
    async def list_page(
        request: Request,
        family: Annotated[Family, Depends(parameters.family)],
        query: Annotated[listing.Query, Depends(parameters.page)],
    ) -> Response:
        """One page of a list."""
        caller: Caller = request.scope["caller"]
        return answered(answers.of_json(200, listing.page(library, caller.place, family, query)))


def _add_items(routes: APIRouter, emulation: Emulation, collection: str, parameters: Parameters) -> None:
    library = emulation.library
    path = f"/{collection}/{{id}}"

    @routes.get(path, tags=[collection], **description.look_up())
    async def look_up(
        request: Request,
        family: Annotated[Family, Depends(parameters.family)],
        id_: Annotated[str, Depends(parameters.object_id)],
    ) -> Response:
        """One object."""
        caller: Caller = request.scope["caller"]
        obj = library.read(caller.place, family, id_)
        answer = answers.of_json(200, views.document(obj, library.readings))
        return answered(answer, _etag(emulation, obj))

    @routes.patch(path, tags=[collection], **description.update())
    async def update(
        request: Request,
        family: Annotated[Family, Depends(parameters.family)],
        id_: Annotated[str, Depends(parameters.object_id)],
        if_match: IfMatch = None,
    ) -> Response:
        """Apply a JSON Patch; answers with a receipt."""
        patch = await parameters.body(request)
        caller: Caller = request.scope["caller"]
        obj = library.patch(caller.place, family, id_, patch, client=caller.client, if_match=if_match)
        return _written(emulation, obj, int(library.readings.update_status), updated=True)

    @routes.put(path, tags=[collection], **description.replace(parameters.families))
    async def replace(
        request: Request,
        family: Annotated[Family, Depends(parameters.family)],
        id_: Annotated[str, Depends(parameters.object_id)],
        if_match: IfMatch = None,
    ) -> Response:
        """Replace an object; refused unless by reading `put`."""
        if library.readings.put == "refused":
            return method_not_allowed("GET, PATCH, DELETE")
        body = await parameters.body(request)
        caller: Caller = request.scope["caller"]
        obj = library.put(caller.place, family, id_, body, client=caller.client, if_match=if_match)
        return _written(emulation, obj, int(library.readings.update_status), updated=True)

    @routes.delete(path, tags=[collection], **description.delete())
    async def delete(
        request: Request,
        family: Annotated[Family, Depends(parameters.family)],
        id_: Annotated[str, Depends(parameters.object_id)],
    ) -> Response:
        """Delete an object; answers with an empty body."""
        caller: Caller = request.scope["caller"]
        library.delete(caller.place, family, id_)
        return Response(status_code=int(library.readings.delete_status))


def answered(answer: answers.Answer, headers: Mapping[str, str] | None = None) -> Response:
    """An answer as the web framework's response."""
    return Response(answer.body, answer.status, {**answer.headers, **(headers or {})})


def method_not_allowed(allow: str) -> Response:
    """405: inferred; no page tells what an unknown method does."""
    problem = problems.Problem(405, "Method Not Allowed", f"Allowed: {allow}")
    return answered(answers.of_problem(problem), {"allow": allow})


def _written(emulation: Emulation, obj: StoredObject, status: int, *, updated: bool = False) -> Response:
    receipt = views.receipt(obj, emulation.library.readings, updated=updated)
    return answered(answers.of_json(status, receipt), _etag(emulation, obj))


def _etag(emulation: Emulation, obj: StoredObject) -> Mapping[str, str]:
    return {"etag": f'"{obj.etag}"'} if emulation.library.readings.etag_header == "present" else {}

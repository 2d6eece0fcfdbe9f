"""HTTP in, HTTP out: the seven families and the token endpoint."""

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Query, Request, Response

from offer_resources.emulator import answers, problems, views
from offer_resources.emulator import library as domain
from offer_resources.emulator.emulation import Emulation
from offer_resources.emulator.families import FAMILIES, OFFER_TYPES, Family
from offer_resources.emulator.gateway import BASE, TOKEN, Caller

Json = Any
FamilyOf = Callable[..., Family]


def token_router(emulation: Emulation) -> APIRouter:
    """The OAuth Server-to-Server token endpoint (2.3)."""
    router = APIRouter(tags=["token"])

    @router.post(TOKEN)
    async def issue_token(request: Request) -> Response:
        """A new access token."""
        form = dict(parse_qsl(request.url.query)) | dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        return _answer(_token_answer(emulation, form))

    return router


def library_router(emulation: Emulation) -> APIRouter:
    """All families under the service's base path."""
    router = APIRouter(prefix=BASE)
    for collection in dict.fromkeys(family.collection for family in FAMILIES):
        families = [family for family in FAMILIES if family.collection == collection]
        _add_family(router, emulation, collection, _family_of(families))
    return router


def _add_family(router: APIRouter, emulation: Emulation, collection: str, family_of: FamilyOf) -> None:
    library = emulation.library

    @router.post(f"/{collection}", tags=[collection])
    async def create(request: Request, family: Annotated[Family, Depends(family_of)]) -> Response:
        """Create an object; answers with a receipt."""
        caller: Caller = request.scope["caller"]
        obj = library.create(caller.place, family, await _body(request), client=caller.client)
        receipt = views.receipt(obj, library.readings)
        return _answer(answers.of_json(int(library.readings.create_status), receipt))

    @router.get(f"/{collection}", tags=[collection])
    async def list_page(
        request: Request,
        family: Annotated[Family, Depends(family_of)],
        query: Annotated[domain.Query, Depends(_query)],
    ) -> Response:
        """One page of a list."""
        caller: Caller = request.scope["caller"]
        return _answer(answers.of_json(200, library.page(caller.place, family, query)))

    @router.get(f"/{collection}/{{id}}", tags=[collection])
    async def look_up(request: Request, id: str, family: Annotated[Family, Depends(family_of)]) -> Response:
        """One object."""
        caller: Caller = request.scope["caller"]
        obj = library.read(caller.place, family, _valid_id(id))
        return _answer(answers.of_json(200, views.document(obj, library.readings)))

    @router.patch(f"/{collection}/{{id}}", tags=[collection])
    async def update(request: Request, id: str, family: Annotated[Family, Depends(family_of)]) -> Response:
        """Apply a JSON Patch; answers with a receipt."""
        caller: Caller = request.scope["caller"]
        patch = await _body(request)
        obj = library.patch(caller.place, family, _valid_id(id), patch, client=caller.client)
        return _answer(answers.of_json(200, views.receipt(obj, library.readings, updated=True)))

    @router.delete(f"/{collection}/{{id}}", tags=[collection])
    async def delete(request: Request, id: str, family: Annotated[Family, Depends(family_of)]) -> Response:
        """Delete an object; answers with an empty body."""
        caller: Caller = request.scope["caller"]
        library.delete(caller.place, family, _valid_id(id))
        return Response(status_code=200)


def _family_of(families: list[Family]) -> FamilyOf:
    """How a request to a collection path tells its family: by `offer-type` for offers."""
    if len(families) == 1:
        return lambda: families[0]

    def by_offer_type(offer_type: Annotated[str | None, Query(alias="offer-type")] = None) -> Family:
        # 4.1 asks for it on every verb; what a missing one does is inferred. Matching ignores case (15 #12).
        if offer_type is None:
            raise problems.bad_request("The query parameter 'offer-type' is missing")
        family = OFFER_TYPES.get(offer_type.lower())
        if family is None:
            raise problems.bad_request(f"'{offer_type}' is not an offer-type: fallback or personalized")
        return family

    return by_offer_type


def _query(
    limit: Annotated[int | None, Query(ge=1)] = None,
    property: Annotated[list[str] | None, Query()] = None,
    orderby: Annotated[list[str] | None, Query()] = None,
    order_by: Annotated[list[str] | None, Query(alias="orderBy")] = None,
    start: Annotated[str | None, Query()] = None,
) -> domain.Query:
    # 15 #10: tables say orderBy, examples and links say orderby.
    return domain.Query(
        limit=min(limit or domain.Query.limit, 10_000),
        orderby=(*(orderby or ()), *(order_by or ())),
        properties=tuple(property or ()),
        start=start,
    )


async def _body(request: Request) -> Json:
    """The JSON body of a request that says it has one."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json" and not content_type.endswith("+json"):
        raise problems.ContentTypeProblem
    try:
        text = (await request.body()).decode("utf-8")
        body = json.loads(text, parse_constant=_no_constant)
        # An escaped lone surrogate is a str in Python but no text in JSON's sense.
        json.dumps(body, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as exc:
        raise problems.bad_request("The body is not valid JSON") from exc
    return body


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


def _valid_id(id_: str) -> str:
    # 3.2: an id with spaces was seen to give 400, not 404.
    if any(character.isspace() or character in "/?#" for character in id_):
        raise problems.bad_request(f"'{id_}' is not a valid id")
    return id_


def _token_answer(emulation: Emulation, form: Mapping[str, str]) -> answers.Answer:
    # 2.3: all four parameters are needed; the error bodies are inferred from OAuth.
    missing = [name for name in ("grant_type", "client_id", "client_secret", "scope") if not form.get(name)]
    if missing:
        return _oauth_error(400, "invalid_request", f"missing: {', '.join(missing)}")
    if form["grant_type"] != "client_credentials":
        return _oauth_error(400, "unsupported_grant_type", "only client_credentials")
    if not emulation.tokens.knows(form["client_id"], form["client_secret"]):
        return _oauth_error(401, "invalid_client", "invalid client_id or client_secret")
    token, seconds = emulation.tokens.issue(), emulation.tokens.lifetime_seconds
    return answers.of_json(200, {"access_token": token, "token_type": "bearer", "expires_in": seconds})


def _oauth_error(status: int, error: str, description: str) -> answers.Answer:
    return answers.of_json(status, {"error": error, "error_description": description})


def _answer(answer: answers.Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers)

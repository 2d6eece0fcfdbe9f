"""The OpenAPI of the Library: bodies from the models, and every answer each operation can give."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Response
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from ..library import patching
from ..library.families import FAMILIES, Family

Json = Any
Route = dict[str, Any]

REF = "#/components/schemas/{model}"
JSON, PROBLEM, FORM = "application/json", "application/problem+json", "application/x-www-form-urlencoded"
REFUSALS = (400, 401, 403, 404)


class Receipt(BaseModel):
    """The answer to a write (docs/reference/offer-library-api.md 3.1)."""

    id: str
    etag: int
    createdBy: str
    lastModifiedBy: str
    sandboxId: str
    createdDate: str
    lastModifiedDate: str
    createdByClientId: str | None = None
    lastModifiedByClientId: str | None = None
    datasetId: str | None = None


class Object(BaseModel):
    """The members every read carries beside those of its family (docs/reference/offer-library-api.md 3.1)."""

    id: str
    etag: int
    created: str
    modified: str
    schemas: list[str]
    createdBy: str
    lastModifiedBy: str
    name: str


class Link(BaseModel):
    """A link, relative to the base path."""

    href: str
    type: str


class Page(BaseModel):
    """One page of a list (docs/reference/offer-library-api.md 3.5)."""

    results: list[Object]
    count: int
    total: int
    _links: dict[str, Link]


class ProblemBody(BaseModel):
    """Shapes B to E of docs/reference/offer-library-api.md 14.1."""

    type: str
    title: str
    status: int
    detail: str


class GatewayBody(BaseModel):
    """Shape A of docs/reference/offer-library-api.md 14.1."""

    error_code: str
    message: str


class Token(BaseModel):
    """An access token."""

    access_token: str
    token_type: str
    expires_in: int


class TokenRefusal(BaseModel):
    """An OAuth error."""

    error: str
    error_description: str


class TokenRequest(BaseModel):
    """The parameters of the client credentials grant."""

    grant_type: str
    client_id: str
    client_secret: str
    scope: str


async def _headers(
    api_key: Annotated[str | None, Header(alias="x-api-key")] = None,
    org: Annotated[str | None, Header(alias="x-gw-ims-org-id")] = None,
    sandbox: Annotated[str | None, Header(alias="x-sandbox-name")] = None,
) -> None:
    """The gateway has checked them already; here they are only described."""


CREDENTIALS = [Depends(_headers), Depends(HTTPBearer(auto_error=False))]
_MODELS: Sequence[type[BaseModel]] = (
    Receipt, Object, Link, Page, ProblemBody, GatewayBody, Token, TokenRefusal, TokenRequest,
)  # fmt: skip


def create(families: Sequence[Family]) -> Route:
    """Of POST on a collection."""
    return _route(_object_of(families), {200: "Receipt", 201: "Receipt"}, (*REFUSALS, 409, 415, 422, 500))


def page() -> Route:
    """Of GET on a collection."""
    return _route(None, {200: "Page"}, REFUSALS)


def look_up() -> Route:
    """Of GET on an item."""
    return _route(None, {200: "Object"}, REFUSALS)


def update() -> Route:
    """Of PATCH on an item."""
    return _route(_ref("Patch"), {200: "Receipt", 202: "Receipt"}, (*REFUSALS, 409, 412, 415, 422, 500))


def replace(families: Sequence[Family]) -> Route:
    """Of PUT on an item."""
    refusals = (*REFUSALS, 405, 409, 412, 415, 422, 500)
    return _route(_object_of(families), {200: "Receipt", 202: "Receipt"}, refusals)


def delete() -> Route:
    """Of DELETE on an item."""
    route = _route(None, {200: None, 202: None, 204: None}, (*REFUSALS, 409, 422))
    # Without a class of its own FastAPI would describe a JSON body.
    return {**route, "response_class": Response}


def token() -> Route:
    """Of the token endpoint."""
    route = _route(None, {200: "Token"}, ())
    route["responses"] |= {code: _content("refused", _ref("TokenRefusal")) for code in (400, 401)}
    route["openapi_extra"] = {"requestBody": {"required": True, "content": {FORM: {"schema": _ref("TokenRequest")}}}}
    return route


def refused(statuses: Sequence[int]) -> dict[int | str, Json]:
    """Refusals, in the Library's shape or the gateway's."""
    content = {PROBLEM: {"schema": _ref("ProblemBody")}, JSON: {"schema": _ref("GatewayBody")}}
    return {status: {"description": "refused", "content": content} for status in statuses}


def complete(app: FastAPI) -> None:
    """Let the application's OpenAPI name the models that its routes refer to."""
    original = app.openapi

    def openapi() -> dict[str, Json]:
        document = original()
        document["components"].setdefault("schemas", {}).update(_schemas())
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _schemas() -> dict[str, Json]:
    bodies = [family.model for family in FAMILIES]
    _, definitions = models_json_schema([(model, "validation") for model in (*_MODELS, *bodies)], ref_template=REF)
    patch = patching.PATCH.json_schema(ref_template=REF)
    operations = patch.pop("$defs")
    return {**definitions["$defs"], **operations, "Patch": patch}


def _route(body: Json, success: dict[int, str | None], refusals: Sequence[int]) -> Route:
    responses: dict[int | str, Json] = {
        status: _content("done", _ref(model)) if model else {"description": "done, empty"}
        for status, model in success.items()
    }
    responses |= refused(refusals)
    route: Route = {"responses": responses, "status_code": min(success)}
    if body is not None:
        route["openapi_extra"] = {"requestBody": {"required": True, "content": {JSON: {"schema": body}}}}
    return route


def _content(text: str, schema: Json) -> Json:
    return {"description": text, "content": {JSON: {"schema": schema}}}


def _ref(name: str) -> Json:
    return {"$ref": REF.format(model=name)}


def _object_of(families: Sequence[Family]) -> Json:
    refs = [_ref(family.model.__name__) for family in families]
    return refs[0] if len(refs) == 1 else {"anyOf": refs}

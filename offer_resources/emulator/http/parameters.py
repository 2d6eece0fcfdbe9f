"""Reads a request to the Library: client, family, object, page, body."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Header, Path, Query, Request

from .. import problems, strict_json
from ..emulation import Emulation
from ..library.families import BY_KIND, FALLBACK, OFFER_TYPES, Family
from ..library.listing import Query as ListQuery
from .gateway import Caller

Json = Any

OfferType = Annotated[
    str | None,
    Query(
        alias="offer-type",
        description="fallback or personalized; required",
        json_schema_extra={"enum": list(OFFER_TYPES)},
    ),
]
Id = Annotated[str, Path(description="opaque; raw or percent-encoded", json_schema_extra={"pattern": r"^[^\s/?#]+$"})]
IfMatch = Annotated[str | None, Header(alias="if-match", description="heard by reading `if-match` only")]


@dataclass(frozen=True)
class Parameters:
    """The dependencies of the routes of one collection path."""

    emulation: Emulation
    families: tuple[Family, ...]

    async def of_offer(self, request: Request, offer_type: OfferType = None) -> Family:
        """Return the family of a request about offers, if this client has the permission."""
        readings = self.emulation.library.readings
        id_ = request.path_params.get("id")
        if offer_type is None:
            # docs/reference/offer-library-api.md 4.1 asks for it on every verb; what a missing one does is inferred.
            if id_ is None or readings.missing_offer_type == "400":
                raise problems.bad_request("The query parameter 'offer-type' is missing")
            return self._permitted(request, self._stored_family(request, id_))
        # docs/reference/offer-library-api.md 15 #12: lower case in requests, upper case in the API's own links.
        spelling = offer_type.lower() if readings.offer_type_case == "any" else offer_type
        if spelling not in OFFER_TYPES:
            raise problems.bad_request(f"'{offer_type}' is not an offer-type: {' or '.join(OFFER_TYPES)}")
        return self._permitted(request, OFFER_TYPES[spelling])

    async def of_path(self, request: Request) -> Family:
        """Return the one family of this path, if this client has the permission."""
        return self._permitted(request, self.families[0])

    @property
    def family(self) -> Callable[..., Awaitable[Family]]:
        """Return the dependency that finds the family of requests to this path."""
        return self.of_offer if len(self.families) > 1 else self.of_path

    def _permitted(self, request: Request, family: Family) -> Family:
        caller: Caller = request.scope["caller"]
        if not self.emulation.access.allows(caller.place.sandbox, family, request.method):
            # docs/reference/offer-library-api.md 14.2: "profile not valid".
            raise problems.GatewayProblem(403, "403025", "Profile is not valid")
        return family

    def _stored_family(self, request: Request, id_: str) -> Family:
        caller: Caller = request.scope["caller"]
        found = self.emulation.library.store.find(caller.place, id_)
        return BY_KIND[found.kind] if found and BY_KIND[found.kind] in self.families else FALLBACK

    async def page(
        self,
        limit: Annotated[int | None, Query(ge=1)] = None,
        property: Annotated[list[str] | None, Query(description="filter, as `name==Banner`")] = None,
        orderby: Annotated[list[str] | None, Query(description="fields, `-` before one to descend")] = None,
        order_by: Annotated[list[str] | None, Query(alias="orderBy")] = None,
        start: Annotated[str | None, Query(description="the cursor of a link")] = None,
        href: Annotated[str | None, Query(description="the cursor, by reading `cursor-parameter`")] = None,
    ) -> ListQuery:
        """Return the page that a list request asks for."""
        readings = self.emulation.library.readings
        # docs/reference/offer-library-api.md 15 #10: tables say orderBy, examples and links say orderby.
        heard = {"either": [orderby, order_by], "lower": [orderby], "camel": [order_by]}[readings.orderby_spelling]
        return ListQuery(
            limit=limit or ListQuery.limit,
            orderby=tuple(text for parameter in heard for text in parameter or ()),
            properties=tuple(property or ()),
            start=start if readings.cursor_parameter == "start" else href,
        )

    async def object_id(self, request: Request, id: Id) -> str:
        """Return the id in the path, percent-decoded."""
        readings = self.emulation.library.readings
        if any(character.isspace() or character in "/?#" for character in id):
            # docs/reference/offer-library-api.md 3.2: an id with spaces was seen to give 400, not 404.
            unknown = readings.malformed_id == "404"
            raise problems.not_found(id) if unknown else problems.bad_request(f"'{id}' is not an id")
        raw_id = request.scope.get("raw_path", b"").rpartition(b"/")[2]
        if readings.colons_in_paths == "encoded" and b":" in raw_id:
            raise problems.not_found(id)
        return id

    async def body(self, request: Request) -> Json:
        """Return the JSON body of a request with a JSON content type."""
        readings = self.emulation.library.readings
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        # docs/reference/offer-library-api.md 2.2: documented for PATCH too; the type of RFC 6902 was seen to work.
        patch = request.method == "PATCH" and readings.patch_content_type == "json-or-json-patch"
        if content_type not in ("application/json", *(("application/json-patch+json",) if patch else ())):
            raise problems.ContentTypeProblem(int(readings.missing_content_type))
        try:
            return strict_json.parsed(await request.body())
        except ValueError as exc:
            raise problems.bad_request(f"The body is not valid JSON: {exc}") from exc

"""Serves the web pages: sandboxes, objects, one object with its content and history, and the request log.

The pages are rendered here, from `templates/`, without foreign scripts, styles or fonts. The content of offers is not
trusted: HTML is shown in a frame that runs no scripts, and everything else as text.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from fastapi import APIRouter, Request, Response

from ... import look
from .. import instants
from ..emulation import Emulation
from ..library import references, views
from ..library.families import BY_KIND, DECISION, FALLBACK, FAMILIES, Family
from ..library.store import Place
from . import decisions, view_models

Json = Any

WEB = Path(__file__).parent
ASSETS = {
    "style.css": (look.FOLDER, "text/css"),
    "icon.svg": (look.FOLDER, "image/svg+xml"),
    "page.js": (WEB / "assets", "text/javascript"),
    "example-banner.svg": (WEB / "assets", "image/svg+xml"),
}
ROWS_PER_PAGE = 50
REQUESTS_SHOWN = 200

_STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# The page of one object: a frame inherits its page's policy, and an offer's HTML has styles of its own and
# images from anywhere. Scripts stay forbidden to it twice, here and by the frame's sandbox.
_WITH_CONTENT = {**_STRICT, "style-src": "'self' 'unsafe-inline'", "img-src": "'self' https: http: data:"}


class Pages:
    """The pages of one emulator."""

    def __init__(self, emulation: Emulation) -> None:
        self._emulation = emulation
        self._store = emulation.library.store
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader([WEB / "templates", look.FOLDER]), autoescape=True
        )
        self._templates.filters["instant"] = instants.for_a_person

    def sandboxes(self, base: str) -> Response:
        """Show every sandbox that is not empty."""
        places = self._store.places()
        return self._page("sandboxes.html", here="sandboxes", places=places, families=FAMILIES, base=base)

    def objects(self, place: Place, family: Family, search: str, number: int) -> Response:
        """Show the objects of a family, the newest first, with a search in all their text."""
        clause, values = view_models.search(search)
        total = self._store.count(place, family.kind, clause, values)
        pages = max(1, -(-total // ROWS_PER_PAGE))
        number = min(max(number, 1), pages)
        window = (ROWS_PER_PAGE, (number - 1) * ROWS_PER_PAGE)
        rows = self._store.select(
            place, family.kind, f"{clause} ORDER BY modified DESC LIMIT ? OFFSET ?", (*values, *window)
        )
        return self._page(
            "objects.html",
            here="sandboxes",
            place=place,
            family=family,
            families=FAMILIES,
            counts=self._store.places().get(place, {}),
            search=search,
            rows=rows,
            total=total,
            page=number,
            pages=pages,
        )

    def object(self, place: Place, id_: str) -> Response:
        """Show one object: its content rendered, its JSON, its history."""
        obj = self._store.find(place, id_)
        if obj is None:
            return self.missing("There is no such object; it may have been deleted.")
        is_decision = BY_KIND[obj.kind] is DECISION
        fallback = decisions.fallback(self._store, obj) if is_decision else None
        return self._page(
            "object.html",
            _WITH_CONTENT,
            here="sandboxes",
            place=place,
            family=BY_KIND[obj.kind],
            obj=obj,
            body=view_models.known(obj),
            representations=view_models.representations(self._store, obj),
            choices=decisions.choices(self._store, obj) if is_decision else [],
            fallback=fallback,
            fallback_content=view_models.representations(self._store, fallback) if fallback else [],
            users=references.users(self._store, obj),
            document=view_models.pretty(views.document(obj, self._emulation.library.readings)),
            history=[view_models.change(entry) for entry in self._store.history(place, id_)],
        )

    def requests(self, template: str = "requests.html") -> Response:
        """Show the request log, the newest request first."""
        seen = self._emulation.log.requests()[-REQUESTS_SHOWN:][::-1]
        return self._page(
            template, here="requests", requests=[view_models.request(one) for one in seen], most=REQUESTS_SHOWN
        )

    def missing(self, what: str) -> Response:
        """Show a page for a 404."""
        return self._page("missing.html", here="", what=what, status=404)

    def _page(
        self, template: str, policy: Mapping[str, str] = _STRICT, *, status: int = 200, **values: Any
    ) -> Response:
        html = self._templates.get_template(template).render(**values)
        headers = {
            "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cache-control": "no-store",
        }
        return Response(html, status, headers, media_type="text/html; charset=utf-8")


def router(emulation: Emulation) -> APIRouter:
    """Return the routes of the pages, which are not part of the API's description."""
    routes = APIRouter(include_in_schema=False)
    pages = Pages(emulation)
    _add_pages(routes, pages)

    @routes.get("/assets/{name}")
    async def asset(name: str) -> Response:
        if name not in ASSETS:
            return pages.missing("There is no such file.")
        folder, media_type = ASSETS[name]
        return Response((folder / name).read_bytes(), media_type=media_type)

    return routes


def _add_pages(routes: APIRouter, pages: Pages) -> None:
    @routes.get("/")
    async def sandboxes(request: Request) -> Response:
        return pages.sandboxes(str(request.base_url).rstrip("/"))

    @routes.get("/library")
    async def objects(org: str, sandbox: str, kind: str = FALLBACK.kind, search: str = "", page: int = 1) -> Response:
        family = BY_KIND.get(kind)
        if family is None:
            return pages.missing(f"There is no family called {kind}.")
        return pages.objects(Place(org, sandbox), family, search, page)

    @routes.get("/library/object")
    async def one_object(org: str, sandbox: str, id: str) -> Response:
        return pages.object(Place(org, sandbox), id)

    @routes.get("/library/requests")
    async def requests() -> Response:
        return pages.requests()

    @routes.get("/library/requests/rows")
    async def request_rows() -> Response:
        return pages.requests("rows.html")

"""One request about an object of the Offer Library, and what an answer to it must be to be believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from ..errors import PlaceError, ServerError
from ..masking import texts_of
from ..objects.family import is_id
from ..objects.target import Target
from ..objects.values import shown
from . import responses

Body = dict[str, Any]


@dataclass(frozen=True)
class Exchange:
    """One request, as it may be sent several times, and what is made of its answer.

    Attributes:
        verb: what is tried, in a message.
        live: the object as it was read before.
    """

    verb: str
    method: str
    target: Target
    body: Any = None
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    live: Body = field(default_factory=dict)

    @property
    def attempted(self) -> str:
        return f"{self.verb} {self.target}"

    @property
    def is_write(self) -> bool:
        return self.method in ("POST", "PATCH")

    @property
    def path(self) -> str:
        item = f"/{quote(self.target.id_, safe='')}" if self.target.id_ else ""
        return self.target.family.path + item

    @property
    def query(self) -> Mapping[str, Any]:
        # A link to the next page spells the family's own parameters its own way; ours hold.
        return {**self.params, **self.target.family.params}

    @property
    def secrets(self) -> frozenset[str]:
        """What an answer may repeat of what we sent, or of the object as it was."""
        return texts_of(self.target.secret, self.body) | texts_of(self.target.secret, self.live)

    def read(self, body: bytes, request_id: str) -> Body:
        """What the answer tells: an object, a receipt, a page, or nothing of a delete.

        Raises:
            ServerError: it is none of these, or not about the target.
            PlaceError: it is about another sandbox.
        """
        try:
            return self._believed(body)
        except responses.Unusable as fault:
            raise ServerError(
                f"{self.attempted}: the answer {fault} (request id {request_id}): check aep:endpoint",
                maybe_executed=self.is_write,
            ) from None

    def _believed(self, body: bytes) -> Body:
        if self.method == "DELETE" and not body:
            return {}
        found = responses.parsed(body)
        if self.method == "POST" and not _has_id(found):
            raise responses.Unusable("holds no id")
        if self.method == "GET" and self.target.id_ is None:
            return {**found, "results": self._rows(found.get("results"))}
        self._refuse_another(found)
        responses.refuse_what_state_cannot_keep(found)
        return found

    def _rows(self, rows: Any) -> list[Body]:
        if not isinstance(rows, list) or not all(map(_has_id, rows)):
            raise responses.Unusable("is no list of objects with ids")
        for row in rows:
            self._refuse_another_sandbox(row)
        responses.refuse_too_deep(rows)
        return rows

    def _refuse_another(self, found: Body) -> None:
        """A cache or a proxy may mix answers up. A receipt need not tell its id."""
        known = self.target.id_
        if known is not None and found.get("id", None if self.method == "GET" else known) != known:
            raise responses.Unusable(f"is about another object: {shown(found.get('id'))}")
        self._refuse_another_sandbox(found)

    def _refuse_another_sandbox(self, found: Body) -> None:
        known, told = self.target.sandbox_id, found.get("sandboxId")
        if known is not None and told is not None and str(told) != known:
            what = f"{found['id']} in another" if self.method == "POST" else "another"
            raise PlaceError(
                f"{self.attempted}: the answer is about {what} sandbox: {shown(told)}, while this one is known as"
                f" {shown(known)}: check aep:sandbox and aep:endpoint",
                maybe_executed=self.method == "POST",
            )

    def next_page(self, page: Body) -> Mapping[str, Any] | None:
        """The next page's parameters; its link is relative to the endpoint, and only its query is ours to follow."""
        links = page.get("_links")
        link = links.get("next") if isinstance(links, dict) else None
        if not link:
            return None
        try:
            params = parse_qs(urlsplit(link["href"]).query)
        except (KeyError, TypeError, ValueError, AttributeError):
            params = {}
        if not params:
            raise ServerError(f"{self.attempted}: the answer links to no next page: check aep:endpoint")
        return params


def _has_id(found: Any) -> bool:
    return isinstance(found, dict) and isinstance(found.get("id"), str) and is_id(found["id"])

"""Builds one request about an object of the Offer Library, and decides whether to believe the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from ..errors import PlaceError, ServerError
from ..masking import texts_of
from ..objects.family import is_id
from ..objects.target import Target
from ..objects.values import Live, Receipt, shown
from . import responses
from .responses import BadAnswer

Page = dict[str, Any]
Answer = Live | Receipt | Page


@dataclass(frozen=True)
class Action:
    """What a request does, and which answers to it are not believed.

    Attributes:
        verb: the action's name in messages.
        refused: functions that each raise BadAnswer or PlaceError for one kind of answer.
    """

    verb: str
    method: str
    refused: tuple[Callable[[Request, Answer], None], ...]


@dataclass(frozen=True)
class Request:
    """One request, which may be sent several times.

    Attributes:
        live: the object as it was before: as it was read, or as state has it.
    """

    action: Action
    target: Target
    body: Any = None
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    live: Live = field(default_factory=dict)

    @property
    def method(self) -> str:
        return self.action.method

    @property
    def attempted(self) -> str:
        return f"{self.action.verb} {self.target}"

    @property
    def is_write(self) -> bool:
        """Whether sending it twice may change something twice; a second DELETE does not."""
        return self.method in ("POST", "PATCH")

    @property
    def path(self) -> str:
        item = f"/{quote(self.target.id_, safe='')}" if self.target.id_ else ""
        return self.target.family.path + item

    @property
    def query(self) -> Mapping[str, Any]:
        # A link to the next page may spell the family's own parameters differently: ours win.
        return {**self.params, **self.target.family.params}

    @property
    def secrets(self) -> frozenset[str]:
        """The secret texts that an answer may repeat: of what we sent, or of the object as it was before."""
        secret = self.target.secret
        named = {"name": self.target.name, "id": self.target.id_}
        return texts_of(secret, self.body) | texts_of(secret, self.live) | texts_of(secret, named)

    def parse(self, body: bytes, request_id: str) -> Answer:
        """Return the parsed answer: an object, a receipt or a page; an empty dict after a delete.

        Raises:
            ServerError: the answer is not one of these, or it is about another object.
            PlaceError: the answer is about another sandbox.
        """
        if self.action is DELETE and not body:
            return {}
        try:
            answer = responses.parsed(body)
            for refuse in self.action.refused:
                refuse(self, answer)
        except BadAnswer as fault:
            raise ServerError(
                f"{self.attempted}: the answer {fault} (request id {request_id}): check aep:endpoint",
                maybe_executed=self.is_write,
                because="the API sends an answer that cannot be believed",
            ) from None
        return answer

    def next_page(self, page: Page) -> Mapping[str, Any] | None:
        """Return the parameters of the next page, from the query of the link to it; None on the last page."""
        links = page.get("_links")
        link = links.get("next") if isinstance(links, dict) else None
        if not link:
            return None
        try:
            params = parse_qs(urlsplit(link["href"]).query)
        except (KeyError, TypeError, ValueError, AttributeError):
            params = {}
        if not params:
            raise ServerError(f"{self.attempted}: the link to the next page cannot be read: check aep:endpoint")
        return params


def _without_an_id(_request: Request, answer: Answer) -> None:
    if not _has_id(answer):
        raise BadAnswer("holds no id")


def _of_another_object(request: Request, answer: Answer) -> None:
    """Refuse an answer about another object; a cache or a proxy may mix answers up."""
    if answer.get("id") != request.target.id_:
        raise BadAnswer(f"is about another object: {shown(answer.get('id'))}")


def _of_another_object_if_it_tells(request: Request, answer: Answer) -> None:
    """Refuse a receipt about another object; a receipt without an id is accepted."""
    if "id" in answer:
        _of_another_object(request, answer)


def _of_another_sandbox(request: Request, answer: Answer) -> None:
    known, told = request.target.sandbox_id, answer.get("sandboxId")
    if known is not None and told is not None and str(told) != known:
        what = f"{answer.get('id')} in another" if request.action is CREATE else "another"
        raise PlaceError(
            f"{request.attempted}: the answer is about {what} sandbox: {shown(told)}, while this one is known as"
            f" {shown(known)}: check aep:sandbox and aep:endpoint",
            maybe_executed=request.action is CREATE,
        )


def _that_state_cannot_keep(_request: Request, answer: Answer) -> None:
    responses.refuse_what_state_cannot_keep(answer)


def _without_rows(request: Request, answer: Answer) -> None:
    rows = answer.get("results")
    if not isinstance(rows, list) or not all(map(_has_id, rows)):
        raise BadAnswer("is not a list of objects with ids")
    for row in rows:
        _of_another_sandbox(request, row)
    # A row that state cannot keep does not spoil the others: the code that uses a row checks it.
    responses.refuse_too_deep(rows)


def _has_id(found: Any) -> bool:
    return isinstance(found, dict) and isinstance(found.get("id"), str) and is_id(found["id"])


# Any JSON object is believed unless one of these functions refuses it. Before that, responses.py checks the answer's
# size, time and JSON, and error_responses.py its status.
CREATE = Action("create", "POST", (_without_an_id, _of_another_sandbox, _that_state_cannot_keep))
READ = Action("read", "GET", (_of_another_object, _of_another_sandbox, _that_state_cannot_keep))
LIST = Action("look for", "GET", (_without_rows,))
UPDATE = Action("update", "PATCH", (_of_another_object_if_it_tells, _of_another_sandbox, _that_state_cannot_keep))
DELETE = Action("delete", "DELETE", (_of_another_object_if_it_tells, _of_another_sandbox, _that_state_cannot_keep))

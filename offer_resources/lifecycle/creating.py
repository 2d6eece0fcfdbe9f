"""Creates an object once, whatever becomes of the answer. The reasoning is in docs/design/lost-answers.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..api import retry
from ..api.client import OfferLibrary
from ..errors import DriftConflictError, OfferResourcesError, PlaceError, TransportError
from ..objects import equality
from ..objects.family import Family
from ..objects.target import Target
from ..settings import Settings
from .baseline import Snapshot, changed_since
from .hints import About
from .journal import Journal, subject
from .ownership import Holdings

Object = dict[str, Any]


class Creation:
    """Creates the objects of one family.

    Args:
        say: tells the person at the terminal one line.
    """

    def __init__(
        self,
        family: Family,
        library: OfferLibrary,
        settings: Settings,
        holdings: Holdings,
        journal: Journal,
        say: Callable[[str], None],
    ) -> None:
        self._family = family
        self._library = library
        self._settings = settings
        self._holdings = holdings
        self._journal = journal
        self._say = say

    def create(self, target: Target, body: Object, before: Snapshot, about: About) -> Object:
        """Make the object; returns the receipt, or the object that a POST without an answer has made.

        Raises:
            DriftConflictError: there are several it could be, and only a person can tell.
        """
        what = subject(self._settings, target, about.stack)
        entry = self._journal.begin(what, equality.digest(self._family, body), before.newest)
        is_unknown = False

        def attempt() -> Object:
            nonlocal is_unknown
            try:
                return self._library.create(target, body)
            except OfferResourcesError as error:
                if not error.maybe_executed:
                    raise
                is_unknown = True
                row = self._made_all_the_same(target, body, before, error)
                if row is None:
                    is_unknown = False
                    raise
                self._say(f"the answer to create {target} was lost, but {row['id']} is there: going on with it")
                return row

        try:
            answer = retry.repeating(self._settings, _is_worth_another)(attempt)
        except OfferResourcesError:
            (self._journal.give_up if is_unknown else self._journal.forget)(entry)
            raise
        self._journal.made(entry, answer["id"], self._family.metadata(answer).get("createdDate", ""))
        self._holdings.make((target.place, answer["id"]))
        return answer

    def _made_all_the_same(
        self, target: Target, body: Object, before: Snapshot, lost: OfferResourcesError
    ) -> Object | None:
        """The object a POST made whose answer was lost; None if, after several looks, there is none."""
        look = retry.until(self._settings, bool)
        try:
            rows: list[Object] = look(self._new_of_content, target, body, before)
        except OfferResourcesError as trouble:
            raise TransportError(f"{lost}; whether it was created could not be found out: {trouble}") from None
        if len(rows) > 1:
            ids = ", ".join(str(row["id"]) for row in rows)
            raise DriftConflictError(
                f"create {target}: the answer was lost, and {len(rows)} objects of this very content were made since:"
                f" {ids}. Take one over with adopt_id, and delete what nobody needs"
            )
        return rows[0] if rows else None

    def _new_of_content(self, target: Target, body: Object, before: Snapshot) -> list[Object]:
        return [
            row
            for row in changed_since(self._library, target, before.newest)
            if not before.has(row)
            and not self._holdings.is_held((target.place, row["id"]))
            and equality.is_made_by(self._family, row, body)
        ]


def _is_worth_another(error: BaseException) -> bool:
    """Where one create has ended in another sandbox, the next one would too."""
    return retry.outcome_is_unknown(error) and not isinstance(error, PlaceError)

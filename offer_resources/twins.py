"""What a killed run left behind, found before a create makes it a second time.

The reasoning is in docs/design/interrupted-runs.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from . import contents, retry
from .about import About
from .client import OfferLibrary, Target
from .errors import DriftConflictError, OfferNotFoundError
from .families import Family
from .families.family import instant
from .holdings import Holdings
from .journal import Begun, Journal, subject
from .settings import Settings
from .snapshot import Snapshot, changed_since
from .updating import Updating

Object = dict[str, Any]

# Whoever comes back to a killed run does so within a week; what is older was made on purpose.
_YOUNG = timedelta(days=7)


class Twins:
    """Finds the objects that creates of one family are about to make a second time.

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
        updating: Updating,
        say: Callable[[str], None],
    ) -> None:
        self._family = family
        self._library = library
        self._settings = settings
        self._holdings = holdings
        self._journal = journal
        self._updating = updating
        self._say = say

    def taken_over(
        self, target: Target, body: Object, members: Object, before: Snapshot, about: About
    ) -> Object | None:
        """The object that a killed run made for this create, as the program wants it by now; None if there is none.

        Raises:
            DriftConflictError: there is an object of this very content, and only a person can tell whose it is.
        """
        content = contents.digest(self._family, body)
        for begun in sorted(self._begun(target, about), key=lambda begun: begun.content != content):
            id_ = begun.id_ or self._made_without_an_answer(target, body, begun)
            if id_ is None:
                self._journal.forget(begun.entry)
            elif (answer := self._gone_on_with(replace(target, id_=id_), members, begun)) is not None:
                return {**answer, "id": id_}
        # Where it is not known what the stack has, what a killed run on another machine left goes unseen.
        if about.elsewhere is not None:
            self._stop_at_a_twin(target, body, before, about.elsewhere)
        return None

    def _begun(self, target: Target, about: About) -> list[Begun]:
        """What other runs have begun for an object of this name and state does not have.

        An answer that another process still waits for is waited for.
        """
        look = retry.until(
            self._settings,
            lambda found: not any(begun.is_under_way for begun in found),
            within_seconds=self._settings.timeout_seconds,
        )
        found: list[Begun] = look(self._journal.left, subject(self._settings, target, about.stack))
        if found:
            self._wait_for_the_engine()
        recorded = about.elsewhere or ()
        return [begun for begun in found if begun.id_ is None or (begun.created or "") not in recorded]

    def _made_without_an_answer(self, target: Target, body: Object, begun: Begun) -> str | None:
        """The id of what a killed process has made whose answer it did not live to see."""
        look = retry.until(self._settings, bool)
        ids: list[str] = look(self._made_since, target, body, begun)
        if len(ids) > 1:
            raise DriftConflictError(
                f"create {target}: a run that was interrupted has begun it, and {len(ids)} objects of its content were"
                f" made since: {', '.join(ids)}. Take one over with adopt_id, and delete what nobody needs"
            )
        return ids[0] if ids else None

    def _made_since(self, target: Target, body: Object, begun: Begun) -> list[str]:
        return [
            row["id"]
            for row in changed_since(self._library, target, begun.since)
            if _is_later(row, begun.since)
            and not self._holdings.is_held((target.place, row["id"]))
            and self._is_content_of(row, body, begun)
        ]

    def _is_content_of(self, row: Object, body: Object, begun: Begun) -> bool:
        if contents.digest(self._family, body) == begun.content:
            return contents.is_made_by(self._family, row, body)
        return row.get("name") == body["name"] and contents.digest(self._family, row) == begun.content

    def _gone_on_with(self, target: Target, members: Object, begun: Begun) -> Object | None:
        key = (target.place, str(target.id_))
        if not self._holdings.claim(key):
            return None
        try:
            # As recently written as it was begun: reads may lag behind.
            answer = self._updating.bring_about(target, {"createdDate": begun.at.isoformat()}, members)
        except OfferNotFoundError:
            self._holdings.disclaim(key)
            self._journal.forget(begun.entry)
            return None
        except BaseException:
            self._holdings.disclaim(key)
            raise
        self._journal.made(begun.entry, str(target.id_), self._family.metadata(answer).get("createdDate"))
        self._say(f"{target} was made by a run that was interrupted: going on with it")
        return answer

    def _stop_at_a_twin(self, target: Target, body: Object, before: Snapshot, elsewhere: Sequence[str]) -> None:
        if not self._twins(target, body, before, elsewhere):
            return
        self._wait_for_the_engine()
        look = retry.until(self._settings, lambda rows: not rows)
        rows: list[Object] = look(self._twins_still_there, target, body, before, elsewhere)
        if rows:
            found = ", ".join(f"{row['id']} (created {row.get('created')})" for row in rows)
            raise DriftConflictError(
                f"create {target}: an object of exactly this content is there already, and this stack is not known to"
                f" have it: {found}. If an interrupted run left it, or it is to be managed here, give its id as"
                " adopt_id; if nobody needs it, delete it; if there are to be two, let them differ"
            )

    def _twins(self, target: Target, body: Object, before: Snapshot, elsewhere: Sequence[str]) -> list[Object]:
        twins = [
            row
            for id_, row in before.rows.items()
            if not self._holdings.is_held((target.place, id_))
            and _is_young(row)
            and contents.is_made_by(self._family, row, body)
        ]
        unknown = sum(1 for created in elsewhere if not created)
        held = {instant(created) for created in elsewhere}
        return [row for row in twins if instant(row.get("created")) not in held][unknown:]

    def _twins_still_there(self, target: Target, *description: Any) -> list[Object]:
        return [row for row in self._twins(target, *description) if self._is_there(replace(target, id_=row["id"]))]

    def _is_there(self, target: Target) -> bool:
        """Lists may show what is deleted for a while."""
        try:
            self._library.get(target)
        except OfferNotFoundError:
            return False
        return True

    def _wait_for_the_engine(self) -> None:
        """Until the engine has shown what the stack holds: it compares many objects a second, then none any more."""
        quiet = 2 * self._settings.retry_wait_seconds
        while (rest := quiet - self._holdings.seconds_since_last_shown()) > 0:
            time.sleep(rest)


def _is_later(row: Object, since: datetime | None) -> bool:
    created = instant(row.get("created"))
    return since is None or created is None or created > since


def _is_young(row: Object) -> bool:
    created = instant(row.get("created"))
    return created is None or abs(datetime.now(timezone.utc) - created) < _YOUNG

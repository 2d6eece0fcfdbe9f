"""Finds what a killed run left behind, before a create makes it a second time.

The reasoning is in docs/design/interrupted-runs.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from ..api import retry
from ..errors import DriftConflictError, OfferNotFoundError
from ..objects import equality
from ..objects.target import Target
from ..objects.values import Body, Live, instant
from .baseline import Baseline, changed_since
from .hints import Hint, StateOfName
from .journal import Begun, subject
from .run import Run


class Leftovers:
    """The search for objects that creates of one family are about to make a second time."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._family = run.family
        self._journal = run.journal

    def of(self, target: Target, body: Body, hint: Hint) -> Iterator[tuple[Begun, str]]:
        """Return the creates of other runs for the same resource, each with its object's id, the likeliest first.

        Raises:
            DriftConflictError: it is not clear what such a create made; only the user can decide.
        """
        content = equality.digest(self._family, body)
        begun = self._begun(target, hint)
        for one in sorted(begun, key=lambda one: one.content != content):
            id_ = one.id_ or self._made_without_an_answer(target, body, one, hint)
            if id_ is None:
                self._journal.forget(one.entry)
            elif not self._run.ownership.is_held((target.place, id_)):
                yield one, id_

    def refuse_a_duplicate(self, target: Target, body: Body, baseline: Baseline, hint: Hint) -> None:
        """Stop before a duplicate: of what a run on another machine left behind, or of somebody else's object.

        Raises:
            DriftConflictError: an object of exactly this content exists, and state does not have it.
        """
        if hint.state_of_name is None:
            return  # it is not known which objects the stack has
        look = self._look(
            target, lambda rows: not rows, "the list shows an object with the same content as one to be created"
        )
        rows: list[Live] = look(self._duplicates, target, body, baseline, hint)
        if rows:
            raise DriftConflictError(
                f"create {target}: the sandbox already has an object of exactly this content, and this stack's state"
                f" does not have it: {_named(rows)}. If an interrupted run created it, `offers link --state FILE` and"
                " `pulumi stack import --file FILE` take over all that it left. To manage this one here, give its id as"
                " adopt_id. If it is not needed, delete it. To have two, let them differ in a member"
            )

    def _look(
        self, target: Target, is_enough: Callable[[Any], bool], cause: str, at_least_seconds: float = 0.0
    ) -> Callable[..., Any]:
        seconds = retry.seconds_of_looks(self._run.settings, at_least_seconds)

        def report() -> None:
            self._run.library.waiting.report(target.place, cause, f"looking again for up to {seconds:.0f} s")

        return retry.until(self._run.settings, is_enough, at_least_seconds, report)

    def _begun(self, target: Target, hint: Hint) -> list[Begun]:
        """Return the creates of other runs for an object of this name that state does not have.

        If another process still waits for an answer, wait for it too.
        """
        look = self._look(
            target,
            lambda found: not any(one.is_under_way for one in found),
            "another run on this machine is creating an object of the same name",
            at_least_seconds=self._run.settings.timeout_seconds,
        )
        found: list[Begun] = look(self._journal.unfinished, subject(self._run.settings, target, hint.stack))
        state = hint.state_of_name or StateOfName()
        return [one for one in found if one.id_ is None or not state.may_have(one.created)]

    def _made_without_an_answer(self, target: Target, body: Body, begun: Begun, hint: Hint) -> str | None:
        """Return the id of the object that a create made whose process ended before the answer, if any."""
        age = (datetime.now(timezone.utc) - begun.at).total_seconds()
        look = self._look(
            target,
            lambda rows: any(self._is_of(row, begun, body) for row in rows),
            "an interrupted run may have created an object that the list does not show yet",
            at_least_seconds=self._run.settings.timeout_seconds - age,
        )
        rows: list[Live] = look(self._made_since, target, begun, hint)
        of_content = [row for row in rows if self._is_of(row, begun, body)]
        if len(of_content) == 1:
            id_ = str(of_content[0]["id"])
            self._journal.made(begun.entry, id_, self._created(of_content[0]))
            return id_
        if doubtful := [row for row in of_content or rows if self._is_there(target, row)]:
            raise DriftConflictError(
                f"create {target}: an interrupted run began to create it and may have created"
                f" {_named(doubtful)}. Adopt one with adopt_id, and delete the ones that are not needed"
            )
        return None

    def _made_since(self, target: Target, begun: Begun, hint: Hint) -> list[Live]:
        """Return the objects that the create may have made, by name and date: their content may have been edited."""
        rows = [
            row
            for row in changed_since(self._run.library, target, begun.since)
            if _is_later(row, begun.since) and not self._journal.has(row["id"])
        ]
        return self._unknown(target, rows, hint.state_of_name or StateOfName())

    def _is_of(self, row: Live, begun: Begun, body: Body) -> bool:
        if equality.digest(self._family, body) == begun.content:
            return equality.is_made_by(self._family, row, body)
        return equality.digest(self._family, row) == begun.content

    def _duplicates(self, target: Target, body: Body, baseline: Baseline, hint: Hint) -> list[Live]:
        same = [row for row in baseline.young(target.name) if equality.is_made_by(self._family, row, body)]
        unknown = self._unknown(target, same, hint.state_of_name or StateOfName())
        return [row for row in unknown if self._is_there(target, row)]

    def _unknown(self, target: Target, rows: Iterable[Live], state: StateOfName) -> list[Live]:
        """Return the rows of the target's name that neither this run nor state is known to have, the latest first.

        State may have objects without their dates. These are assumed to be the oldest rows.
        """
        unknown = [
            row
            for row in rows
            if row.get("name") == target.name
            and not self._run.ownership.is_held((target.place, row["id"]))
            and not state.may_have(self._created(row))
        ]
        return unknown[: max(0, len(unknown) - state.undated)]

    def _created(self, row: Live) -> str:
        return str(self._family.metadata(row).get("createdDate", ""))

    def _is_there(self, target: Target, row: Live) -> bool:
        """Return whether the object still exists: lists may show a deleted one for a while."""
        try:
            self._run.library.get(replace(target, id_=row["id"]))
        except OfferNotFoundError:
            return False
        return True


def _named(rows: Iterable[Live]) -> str:
    return ", ".join(f"{row['id']} (created {row.get('created')})" for row in rows)


def _is_later(row: Live, since: datetime | None) -> bool:
    created = instant(row.get("created"))
    return since is None or created is None or created > since

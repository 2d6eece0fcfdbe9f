"""Creates an object once, even if answers are lost. The reasoning is in docs/design/lost-answers.md."""

from __future__ import annotations

from http import HTTPStatus

from ..api import retry
from ..errors import DriftConflictError, OfferResourcesError, PlaceError, TransportError
from ..objects import equality
from ..objects.target import Target
from ..objects.values import Body, Live, Receipt
from .baseline import Baseline, changed_since
from .hints import Hint
from .journal import subject
from .run import Run


class _MadeNothing(OfferResourcesError):
    """The answer to a POST was lost, but the POST created nothing."""

    def __init__(self, lost: OfferResourcesError) -> None:
        super().__init__(str(lost), retry_after=lost.retry_after)
        self.lost = lost


# A 500 may be permanent, so only one more POST follows, with a look in the list after each.
_MOST_REFUSALS = 2


class _Attempts:
    """Decides whether to send a POST again after it created nothing."""

    def __init__(self) -> None:
        self._refusals = 0

    def may_go_on(self, error: BaseException) -> bool:
        # After a create that ended in another sandbox the next one would end there too.
        if not isinstance(error, _MadeNothing) or isinstance(error.lost, PlaceError):
            return False
        self._refusals += error.lost.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        return self._refusals < _MOST_REFUSALS


class Creator:
    """Creates the objects of one family."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def create(self, target: Target, body: Body, baseline: Baseline, hint: Hint) -> Receipt | Live:
        """Create the object. Return the receipt, or the object that a POST without an answer created.

        Raises:
            DriftConflictError: several objects may be the one that was created; only the user can decide.
        """
        journal, family = self._run.journal, self._run.family
        what = subject(self._run.settings, target, hint.stack)
        entry = journal.begin(what, equality.digest(family, body), baseline.newest)
        try:
            attempts = retry.retrying(self._run.settings, _Attempts().may_go_on)
            answer: Receipt | Live = attempts(self._post_or_find, target, body, baseline)
        except _MadeNothing as nothing:
            journal.forget(entry)
            raise nothing.lost from None
        except OfferResourcesError as error:
            if error.maybe_executed:
                journal.give_up(entry)
            else:
                journal.forget(entry)
            raise
        journal.made(entry, answer["id"], family.metadata(answer).get("createdDate", ""))
        self._run.ownership.make((target.place, answer["id"]))
        return answer

    def _post_or_find(self, target: Target, body: Body, baseline: Baseline) -> Receipt | Live:
        try:
            return self._run.library.create(target, body)
        except OfferResourcesError as error:
            if not error.maybe_executed:
                raise
            lost = error
        row = self._find_created(target, body, baseline, lost)
        if row is None:
            raise _MadeNothing(lost)
        self._run.say(f"no answer came to the create of {target}, but {row['id']} exists: using it")
        return row

    def _find_created(self, target: Target, body: Body, baseline: Baseline, lost: OfferResourcesError) -> Live | None:
        """Return the object that a POST with a lost answer created; None if several looks find none."""

        def report() -> None:
            until = f"looking for up to {retry.seconds_of_looks(self._run.settings):g} s whether the object exists"
            self._run.library.waiting.report(target.place, f"{lost.because} to a create", until)

        look = retry.until(self._run.settings, bool, before_wait=report)
        try:
            rows: list[Live] = look(self._new_of_content, target, body, baseline)
        except OfferResourcesError as trouble:
            raise TransportError(
                f"{lost}; the provider could not find out whether it was created: {trouble}", maybe_executed=True
            ) from None
        if len(rows) > 1:
            ids = ", ".join(str(row["id"]) for row in rows)
            raise DriftConflictError(
                f"create {target}: no answer came, and {len(rows)} objects of exactly this content were created since:"
                f" {ids}. Adopt one with adopt_id, and delete the ones that are not needed",
                maybe_executed=True,
            )
        return rows[0] if rows else None

    def _new_of_content(self, target: Target, body: Body, baseline: Baseline) -> list[Live]:
        return [
            row
            for row in changed_since(self._run.library, target, baseline.newest)
            if not baseline.has(row)
            and not self._run.ownership.is_held((target.place, row["id"]))
            and equality.is_made_by(self._run.family, row, body)
        ]

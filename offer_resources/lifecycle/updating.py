"""Updates a live object to what the program wants, without overwriting somebody else's change unseen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..api import retry
from ..errors import ConflictError, DriftConflictError, InvalidOfferError, OfferResourcesError
from ..masking import SECRET
from ..objects import change_words, patch
from ..objects.diff import Change, between
from ..objects.family import Family
from ..objects.target import Target
from ..objects.values import Inputs, Live, Outputs, Receipt, contains_unknown, shown
from .reading import Reader
from .run import Run
from .sent_members import SentMembers

_WHAT_TO_DO = (
    "Run `pulumi refresh` to take their values into state and see them in the next preview, or set aep:onConflict to"
    " overwrite"
)


def _id(family: Family, id_: str) -> str:
    return id_


@dataclass(frozen=True)
class _Failed:
    """A PATCH without a receipt: the object as it was read before, what was sent, and the error."""

    live: Live
    operations: patch.Patch
    if_match: int | None
    error: OfferResourcesError


class _Attempts:
    """The failed PATCHes of one update so far."""

    def __init__(self) -> None:
        self._failed: list[_Failed] = []

    def failed(self, live: Live, operations: patch.Patch, if_match: int | None, error: OfferResourcesError) -> None:
        self._failed.append(_Failed(live, operations, if_match, error))

    @property
    def any(self) -> bool:
        return bool(self._failed)

    @property
    def lost(self) -> _Failed | None:
        """The last attempt, if it may have been executed."""
        last = self._failed[-1] if self._failed else None
        return last if last and retry.outcome_is_unknown(last.error) else None

    def may_go_on(self, error: BaseException) -> bool:
        """Return whether another attempt, which reads the object again, may succeed."""
        moved = isinstance(error, ConflictError) and bool(self._failed) and self._failed[-1].if_match is not None
        return moved or retry.outcome_is_unknown(error)

    def if_match(self, etag: int | None) -> int | None:
        """Return the etag that the next attempt sends as If-Match; None to leave the header out.

        If the API refuses the same etag each time although the object has not changed, its If-Match does not mean this
        etag, and the header is left out. But reads may lag behind a write (docs/reference/offer-library-api.md 13), so
        an object that seems unchanged may have changed. Therefore only the last attempt leaves it out.
        """
        refusals = sum(isinstance(one.error, ConflictError) and one.if_match == etag for one in self._failed)
        return None if refusals == retry.MOST_ATTEMPTS - 1 else etag


class Updater:
    """Updates the objects of one family."""

    def __init__(self, run: Run, reader: Reader, sent_members: SentMembers) -> None:
        self._run = run
        self._family = run.family
        self._reader = reader
        self._sent_members = sent_members

    def update(self, target: Target, known: Outputs, after: Inputs, *, is_ours: bool = False) -> Live:
        """GET, compare, PATCH; return the object with the receipt's metadata.

        After a PATCH whose answer was lost, or that was refused because the object had changed, the object is read
        again before anything is sent: if it already is as wanted, nothing is.

        Args:
            known: state's outputs; empty if the object is being adopted.
            after: the members that the program gives.
            is_ours: whether the object was created for this very resource, so that all its members are the program's.

        Raises:
            DriftConflictError: a managed member is neither as in state nor as the program wants it, or it has a final
                value.
        """
        target = replace(target, sandbox_id=known.get("sandboxId"))
        attempts = _Attempts()
        repeated = retry.retrying(
            self._run.settings, attempts.may_go_on, lambda error: self._run.library.report_retries(target, error)
        )
        updated: Live = repeated(self._attempt, target, known, after, attempts, is_ours=is_ours)
        return updated

    def report_adoption(self, target: Target, live: Live, after: Inputs) -> None:
        """Report in one line what the adoption changes in the live object."""
        known = {name: value for name, value in after.items() if not contains_unknown(value)}
        lines = self._told(target, patch.changes(self._family, live, {}, known), "{} => {}")
        lines += [f"{name}: not known yet" for name in after if name not in known]
        if lines:
            self._run.say(f"adopts {target}: {'; '.join(lines)}")

    def _attempt(self, target: Target, known: Outputs, after: Inputs, attempts: _Attempts, *, is_ours: bool) -> Live:
        live = self._reader.before_update(target, known)
        if attempts.lost:
            self._report_what_came_between(target, attempts.lost.live, live, attempts.lost.operations)
        before = self._managed_before(target, live, known, is_ours=is_ours)
        conflicts = self._conflicts(live, before, after)
        self._refuse_final(target, live, after, conflicts)
        self._settle_conflicts(target, conflicts)
        if not known and not is_ours and not attempts.any:
            self.report_adoption(target, live, after)
        operations = patch.build(self._family, live, before, after)
        if not operations:
            return live
        receipt = self._patch(target, live, known, after, operations, attempts)
        self._report_what_came_between(target, live, receipt, operations)
        return {**live, **receipt}

    def _managed_before(self, target: Target, live: Live, known: Outputs, *, is_ours: bool) -> Outputs:
        """Return the members that the program has managed so far, as it last saw them."""
        if is_ours:
            return self._family.known(live)
        return self._sent_members.managed_before(live, str(target.id_), known)

    def _patch(
        self,
        target: Target,
        live: Live,
        known: Outputs,
        after: Inputs,
        operations: patch.Patch,
        attempts: _Attempts,
    ) -> Receipt:
        if_match = attempts.if_match(self._family.metadata(live).get("etag"))
        noted = self._sent_members.begin(target, known, operations, after)
        try:
            return self._run.library.patch(target, operations, if_match, live)
        except OfferResourcesError as error:
            if not retry.outcome_is_unknown(error):
                self._sent_members.refused(str(target.id_), noted)
            attempts.failed(live, operations, if_match, error)
            raise self._stuck(target, live, after, error) from None

    def _report_what_came_between(
        self, target: Target, live: Live, answer: Live | Receipt, operations: patch.Patch
    ) -> None:
        """Report changes that somebody else made during an update, and that the update may have overwritten.

        An etag that is more than one step higher than the one read shows such a change.

        Args:
            live: the object as it was read before.
            answer: the receipt, or without one the object as it was read afterwards.
            operations: what was sent in between.
        """
        read, written = self._family.metadata(live).get("etag"), self._family.metadata(answer).get("etag")
        if read is None or written is None or written <= read + 1:
            return
        comparable = self._family.comparable
        sent = {str(operation["path"]).removeprefix("/"): operation.get("value") for operation in operations}
        ours = {**live, **sent}
        now, unread = ours, ""
        try:
            now = self._reader.get(target, self._family.metadata(answer))
        except OfferResourcesError as error:  # the PATCH has succeeded, so the call must not fail any more
            unread = f"; it could not be read again: {error}"
        replaced = [change for change in between(comparable(live), comparable(now)) if change.path[0] in sent]
        theirs = between(comparable(ours), comparable(now))
        told = [
            *self._told(target, replaced, "was {} when read, is {}"),
            *self._told(target, theirs, "ours {}, theirs {}"),
        ]
        self._run.say(
            f"{target} was changed elsewhere while it was updated (etag {read} when read, {written} afterwards);"
            f" what they put there may be lost: {'; '.join(told)}{unread}."
            " Run `pulumi refresh` to see what it is now"
        )

    def _conflicts(self, live: Live, before: Outputs, after: Inputs) -> list[Change]:
        """Return the differences between live and wanted values, where live is also not as in state."""
        comparable, managed = self._family.comparable, self._family.managed
        wanted = patch.wanted(self._family, live, before, after)
        conflicts = []
        for name, was in before.items():
            if not self._family.is_managed(name, after):
                continue
            if not self._family.is_same({name: was}, managed(live, {name: was})):
                conflicts += between(comparable({name: live.get(name)}), comparable({name: wanted.get(name)}))
        return conflicts

    def _refuse_final(self, target: Target, live: Live, after: Inputs, conflicts: list[Change]) -> None:
        """Raise if somebody else has ended the object's use: neither a refresh nor an overwrite would help."""
        stuck = {*self._family.stuck(live, after)} & {change.path[0] for change in conflicts}
        if stuck:
            raise DriftConflictError(f"update {target}: {self._final_in_words(target, live, sorted(stuck))}")

    def _settle_conflicts(self, target: Target, conflicts: list[Change]) -> None:
        if not conflicts:
            return
        words = "theirs {}, ours {}"
        if self._run.settings.on_conflict == "overwrite":
            fields = "; ".join(self._told(target, conflicts, words))
            self._run.say(f"{target} was changed elsewhere and is overwritten, as aep:onConflict says: {fields}")
            return
        # The run stops here, so requests for the names of placements are worth their time.
        lines = self._told(target, conflicts, words, self._name_reader(target))
        head = f"update {target}: it was changed elsewhere since the last run:"
        if len(lines) == 1:
            raise DriftConflictError(f"{head} {lines[0]}. {_WHAT_TO_DO}")
        raise DriftConflictError(head, details=(*lines, _WHAT_TO_DO))

    def _told(self, target: Target, changes: list[Change], words: str, name_of: change_words.NameOf = _id) -> list[str]:
        return change_words.told(self._family, changes, words, secret=target.secret, name_of=name_of)

    def _name_reader(self, target: Target) -> change_words.NameOf:
        """Return a function that reads the names of objects for a message, each once."""
        names: dict[str, str] = {}

        def name_of(family: Family, id_: str) -> str:
            if id_ not in names:
                names[id_] = self._reader.name_of(replace(target, family=family, id_=id_, name=None))
            return names[id_]

        return name_of

    def _stuck(self, target: Target, live: Live, after: Inputs, refusal: OfferResourcesError) -> OfferResourcesError:
        """Return the error of a refused PATCH; a permanent one if it would have changed a final value."""
        stuck = self._family.stuck(live, after)
        if not stuck or not isinstance(refusal, (ConflictError, InvalidOfferError)):
            return refusal
        return DriftConflictError(f"{refusal}; {target}: {self._final_in_words(target, live, stuck)}")

    def _final_in_words(self, target: Target, live: Live, stuck: list[str]) -> str:
        values = (f"{name} is {SECRET if name in target.secret else shown(live[name])}" for name in stuck)
        return (
            f"it cannot be changed back: {', '.join(values)}, which is final. To replace it with a new object, remove"
            " adopt_id if the program gives it, and run `pulumi up --replace URN`; `pulumi stack --show-urns` lists the"
            " URNs"
        )

"""Deletes an object, unless somebody has edited it since the last run."""

from __future__ import annotations

from ..errors import ConflictError, DriftConflictError, ForbiddenError, InvalidOfferError
from ..objects.target import Target
from ..objects.values import Live, Outputs
from .reading import Reader
from .run import Run
from .sent_members import SentMembers
from .users import users_in_words


class Deleter:
    """Deletes the objects of one family."""

    def __init__(self, run: Run, reader: Reader, sent_members: SentMembers) -> None:
        self._run = run
        self._family = run.family
        self._reader = reader
        self._sent_members = sent_members

    def delete(self, target: Target, known: Outputs) -> None:
        """Read, compare, DELETE; a missing object is a success.

        Args:
            known: state's outputs. If they hold no member to compare, nothing is read.

        Raises:
            DriftConflictError: a managed member differs from state, and `aep:onConflict` is `stop`.
            OfferLibraryError: the API refuses; the error names what still refers to the object.
        """
        if any(name in self._family.record.members for name in known):
            live = self._reader.before_delete(target, known)
            # Also sent if the object seems to be missing: a read may lag behind the create.
            self._settle_edits(target, [] if live is None else self._edited(target, live, known))
        self._send(target, known)
        self._run.journal.is_in_state(str(target.id_))

    def _send(self, target: Target, known: Outputs) -> None:
        """Send the DELETE; its refusal names what still refers to the object, if the sandbox shows that."""
        try:
            self._run.library.delete(target, known)
        except (ConflictError, InvalidOfferError, ForbiddenError) as refusal:
            users = users_in_words(self._run, target)
            if not users:
                raise
            told = f"{refusal}. It is still referred to by {users}: change or delete that first"
            raise type(refusal)(told, status_code=refusal.status_code, because=refusal.because) from None

    def _edited(self, target: Target, live: Live, known: Outputs) -> list[str]:
        """Return the managed members with changes of somebody else, which a delete would lose."""
        ours = self._sent_members.unchanged_in(live, str(target.id_), known)
        return [
            name
            for name, was in known.items()
            if name in self._family.record.members
            and name not in ours
            and not self._family.is_final(name, live.get(name))
            and not self._family.is_same({name: was}, self._family.managed(live, {name: was}))
        ]

    def _settle_edits(self, target: Target, edited: list[str]) -> None:
        """Stop or report, without values: the next preview after a refresh shows them."""
        if not edited:
            return
        if self._run.settings.on_conflict == "overwrite":
            self._run.say(f"{target} was changed elsewhere and is deleted, as aep:onConflict says: {', '.join(edited)}")
            return
        raise DriftConflictError(
            f"delete {target}: it was changed elsewhere since the last run: {', '.join(edited)}. Run `pulumi refresh`"
            " to see what was changed and to take it into state, which lets the next run delete it; or set"
            " aep:onConflict to overwrite; or let the object go with `pulumi state delete`"
        )

"""Makes a live object what the program wants, without overwriting somebody else's change unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..api import retry
from ..api.client import OfferLibrary
from ..errors import ConflictError, DriftConflictError, OfferResourcesError
from ..masking import SECRET
from ..objects import patch
from ..objects.diff import Change, between
from ..objects.family import Family
from ..objects.target import Target
from ..objects.values import dotted, shown
from ..settings import Settings
from .reading import LiveObjects
from .sent_members import Unrecorded

Object = dict[str, Any]

# An object that seems not to have moved may have: reads may lag behind a write (docs/reference/offer-library-api.md
# 13), so only the last attempt goes without If-Match.
_MOST_REFUSALS = retry.MOST_ATTEMPTS - 1


@dataclass(frozen=True)
class _Failed:
    """A PATCH that brought no receipt: the object as it was read before, what was sent, and why."""

    live: Object
    operations: patch.Patch
    if_match: int | None
    error: OfferResourcesError


class Updating:
    """Updates the objects of one family.

    Args:
        say: tells the person at the terminal one line.
    """

    def __init__(
        self,
        family: Family,
        library: OfferLibrary,
        live: LiveObjects,
        settings: Settings,
        unrecorded: Unrecorded,
        say: Callable[[str], None],
    ) -> None:
        self._family = family
        self._library = library
        self._live = live
        self._settings = settings
        self._unrecorded = unrecorded
        self._say = say

    def bring_about(self, target: Target, known: Object, after: Object, *, is_ours: bool = False) -> Object:
        """GET, compare, PATCH; returns what tells the object's metadata now.

        A PATCH whose answer was lost, or that was refused because the object had moved, is not sent again before the
        object was read again: what is already as wanted needs no second one.

        Args:
            known: state's outputs, empty where an object is taken over.
            after: the members the program gives.
            is_ours: whether all that the object has was put there for this very resource.

        Raises:
            DriftConflictError: a managed member is neither as state says nor as the program wants it.
        """
        target = replace(target, sandbox_id=known.get("sandboxId"))
        failed: list[_Failed] = []
        steps = retry.repeating(self._settings, lambda error: _may_be_over(error, failed))
        return steps(self._read_compare_patch, target, known, after, failed, is_ours=is_ours)

    def _read_compare_patch(
        self, target: Target, known: Object, after: Object, failed: list[_Failed], *, is_ours: bool
    ) -> Object:
        live = self._live.before_update(target, known)
        if failed and retry.outcome_is_unknown(failed[-1].error):
            self._tell_what_came_between(target, failed[-1].live, live, failed[-1].operations)
        id_ = str(target.id_)
        recorded = self._family.canonical(live) if is_ours else known | self._unrecorded.of(live, id_, known)
        before = {name: value for name, value in recorded.items() if name in self._family.record.members}
        self._settle_conflicts(target, self._conflicts(live, before, after))
        operations = patch.build(self._family, live, before, after)
        if not operations:
            return live
        etag = self._family.metadata(live).get("etag")
        # Refused although the object has not moved: then the header does not speak of this etag, and we go without.
        refusals = sum(isinstance(one.error, ConflictError) and one.if_match == etag for one in failed)
        if_match = None if refusals == _MOST_REFUSALS else etag
        self._unrecorded.begin(id_, known, operations)
        try:
            receipt = self._library.patch(target, operations, if_match, live)
        except OfferResourcesError as error:
            failed.append(_Failed(live, operations, if_match, error))
            raise
        self._tell_what_came_between(target, live, receipt, operations)
        return {**live, **receipt}

    def _tell_what_came_between(self, target: Target, live: Object, answer: Object, operations: patch.Patch) -> None:
        """An etag more than one step on means that somebody wrote after we had read; if before us, we went over it.

        Args:
            live: the object as it was read.
            answer: the receipt; the object as it was read again, if there is none.
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
            now = self._live.get(target, self._family.metadata(answer))
        except OfferResourcesError as error:  # the PATCH is done: nothing after it may fail the step
            unread = f"; it could not be read again: {error}"
        replaced = [change for change in between(comparable(live), comparable(now)) if change.path[0] in sent]
        theirs = between(comparable(ours), comparable(now))
        told = [
            *_told(target, replaced, "was {} when read, is {}"),
            *_told(target, theirs, "ours {}, theirs {}"),
        ]
        self._say(
            f"{target} was changed elsewhere while it was updated (etag {read} when read, {written} afterwards);"
            f" what they put there may be lost: {'; '.join(told)}{unread}."
            " Run `pulumi refresh` to see what it is now"
        )

    def _conflicts(self, live: Object, before: Object, after: Object) -> list[Change]:
        """Their values and ours where live is neither what state says nor what the program wants."""
        comparable, managed = self._family.comparable, self._family.managed
        wanted = patch.wanted(self._family, live, before, after)
        conflicts = []
        for name, was in before.items():
            if not self._family.is_managed(name, after):
                continue
            if between(comparable({name: was}), comparable(managed(live, {name: was}))):
                conflicts += between(comparable({name: live.get(name)}), comparable({name: wanted.get(name)}))
        return conflicts

    def _settle_conflicts(self, target: Target, conflicts: list[Change]) -> None:
        if not conflicts:
            return
        fields = "; ".join(_told(target, conflicts, "theirs {}, ours {}"))
        if self._settings.on_conflict == "overwrite":
            self._say(f"{target} was changed elsewhere and is overwritten, as aep:onConflict says: {fields}")
            return
        raise DriftConflictError(
            f"update {target}: it was changed elsewhere since the last run: {fields}. Run `pulumi refresh` to take"
            " their values into state and see them in the next preview, or set aep:onConflict to overwrite"
        )


def _told(target: Target, changes: list[Change], words: str) -> list[str]:
    """Each change in words; of a secret member no more than its name, as a path may hold a tag."""
    lines = []
    for change in changes:
        name = str(change.path[0])
        if name in target.secret:
            lines.append(f"{name}: {words.format(SECRET, SECRET)}")
        else:
            lines.append(f"{dotted(change.path)}: {words.format(shown(change.before), shown(change.after))}")
    return list(dict.fromkeys(lines))


def _may_be_over(error: BaseException, failed: list[_Failed]) -> bool:
    return retry.outcome_is_unknown(error) or (
        isinstance(error, ConflictError) and bool(failed) and failed[-1].if_match is not None
    )

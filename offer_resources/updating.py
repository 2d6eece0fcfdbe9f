"""Makes a live object what the program wants, without overwriting somebody else's change unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import patch, retry
from .client import OfferLibrary, Target
from .diff import Change, between
from .errors import ConflictError, DriftConflictError, OfferResourcesError
from .families import Family
from .families.values import dotted, shown
from .live import LiveObjects
from .settings import Settings

Object = dict[str, Any]


@dataclass
class _Moved:
    """An If-Match that was refused: with which etag."""

    etag: int | None = None


class Updating:
    """Updates the objects of one family.

    Args:
        say: tells the person at the terminal one line.
    """

    def __init__(
        self, family: Family, library: OfferLibrary, live: LiveObjects, settings: Settings, say: Callable[[str], None]
    ) -> None:
        self._family = family
        self._library = library
        self._live = live
        self._settings = settings
        self._say = say

    def bring_about(self, target: Target, known: Object, after: Object) -> Object:
        """GET, compare, PATCH; returns what tells the object's metadata now.

        A PATCH whose answer was lost, or that was refused because the object had moved, is not sent again before the
        object was read again: what is already as wanted needs no second one.

        Args:
            known: state's outputs, empty where an object is taken over.
            after: the members the program gives.

        Raises:
            DriftConflictError: a managed member is neither as state says nor as the program wants it.
        """
        moved = _Moved()
        steps = retry.repeating(self._settings, lambda error: _may_be_over(error, moved))
        return steps(self._read_compare_patch, target, known, after, moved)

    def _read_compare_patch(self, target: Target, known: Object, after: Object, moved: _Moved) -> Object:
        live = self._live.get(target, known)
        before = {name: value for name, value in known.items() if name in self._family.record.members}
        self._settle_conflicts(target, self._conflicts(live, before, after))
        operations = patch.build(self._family, live, before, after)
        if not operations:
            return live
        etag = self._family.metadata(live).get("etag")
        # Refused although the object has not moved: then the header does not speak of this etag, and we go without.
        if_match = None if etag == moved.etag else etag
        moved.etag = if_match
        receipt = self._library.patch(target, operations, if_match)
        self._tell_what_came_between(target, live, receipt, operations)
        return {**live, **receipt}

    def _tell_what_came_between(self, target: Target, live: Object, receipt: Object, operations: patch.Patch) -> None:
        """Where If-Match is ignored, an etag more than one step on means that somebody wrote after we had read."""
        read, written = self._family.metadata(live).get("etag"), self._family.metadata(receipt).get("etag")
        if read is None or written is None or written <= read + 1:
            return
        names = [str(operation["path"]).removeprefix("/") for operation in operations]
        try:
            now = self._library.get(target)
        except OfferResourcesError as error:  # the PATCH is done: nothing after it may fail the step
            self._say(f"{target} was changed elsewhere while it was updated, and could not be read again: {error}")
            return
        ours = {**live, **{name: operation.get("value") for name, operation in zip(names, operations, strict=True)}}
        after_us = between(self._family.comparable(ours), self._family.comparable(now))
        replaced = "; ".join(
            f"{name}: was {shown(live.get(name))} when read, is {shown(now.get(name))}" for name in names
        )
        theirs = "".join(
            f"; {dotted(change.path)}: ours {shown(change.before)}, theirs {shown(change.after)}" for change in after_us
        )
        self._say(
            f"{target} was changed elsewhere between our read (etag {read}) and our write (etag {written});"
            f" what they put there may be lost: {replaced}{theirs}. Run `pulumi refresh` to see what it is now"
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
        fields = "; ".join(
            f"{dotted(change.path)}: theirs {shown(change.before)}, ours {shown(change.after)}" for change in conflicts
        )
        if self._settings.on_conflict == "overwrite":
            self._say(f"{target} was changed elsewhere and is overwritten, as aep:onConflict says: {fields}")
            return
        raise DriftConflictError(
            f"update {target}: it was changed elsewhere since the last run: {fields}. Run `pulumi refresh` to take"
            " their values into state and see them in the next preview, or set aep:onConflict to overwrite"
        )


def _may_be_over(error: BaseException, moved: _Moved) -> bool:
    return retry.outcome_is_unknown(error) or (isinstance(error, ConflictError) and moved.etag is not None)

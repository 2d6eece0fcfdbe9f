"""Finds objects by name: ids differ from sandbox to sandbox, but names can be the same."""

from __future__ import annotations

import difflib
import threading

from ..api import retry
from ..errors import LookupFailedError
from ..objects.target import Target
from ..settings import Place
from .run import Run

_MOST_SHOWN = 5

# The ids of the objects with a name, by name.
Index = dict[str, list[str]]


class NameLookup:
    """The names of one family's objects, listed once for each place; safe to use from several threads."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._lock = threading.Lock()
        self._listed: dict[Place, Index] = {}

    def find(self, target: Target, *, may_be_new: bool) -> str:
        """Return the id of the one object that has the target's name.

        Args:
            may_be_new: the object may have been created just now, so that the list does not show it yet.

        Raises:
            LookupFailedError: no object has the name, or several have it.
        """
        with self._lock:
            ids = self._listed.get(target.place, {}).get(str(target.name), [])
            if not ids:
                look = retry.until(
                    self._run.settings,
                    lambda found: found or not may_be_new,
                    before_wait=lambda: self._report_a_wait(target),
                )
                ids = look(self._listed_anew, target)
            names = list(self._listed[target.place])
        if len(ids) == 1:
            return ids[0]
        if ids:
            raise LookupFailedError(
                f"find {target}: {len(ids)} have this name: {', '.join(ids[:_MOST_SHOWN])}."
                " Use `get` with one of the ids, or rename all but one"
            )
        # A name that is close to a secret one tells much of it.
        near = [] if target.secret else difflib.get_close_matches(str(target.name), names, _MOST_SHOWN)
        close = ", ".join(f'"{name}"' for name in near)
        there_is = f"; there is {close}" if close else ""
        raise LookupFailedError(
            f"find {target}: none has this name{there_is}. Correct the name, or create the object first"
        )

    def _report_a_wait(self, target: Target) -> None:
        until = f"as it may be new, looking for up to {retry.seconds_of_looks(self._run.settings):g} s"
        self._run.library.waiting.report(target.place, "the list shows no object of the name that is looked up", until)

    def _listed_anew(self, target: Target) -> list[str]:
        index: Index = {}
        for row in self._run.library.rows(target):
            index.setdefault(str(row.get("name")), []).append(row["id"])
        self._listed[target.place] = index
        return index.get(str(target.name), [])

"""Remembers the members of updates whose result did not reach state: the run was killed, or the answer was lost.

Once the program no longer gives such a member, only this shows that it was the program's and has to be removed
(docs/design/interrupted-runs.md).
"""

from __future__ import annotations

from collections.abc import Callable

from ..objects import equality, patch
from ..objects.values import Inputs, Live, Outputs
from .run import Run


class SentMembers:
    """The members that updates of one family's objects have sent since state (the `known` outputs) was written."""

    def __init__(self, run: Run) -> None:
        self._family = run.family
        self._journal = run.journal

    def begin(self, id_: str, known: Outputs, operations: patch.Patch) -> None:
        """Note that a patch is about to be sent, unless the object is being adopted: then state has no etag to note."""
        if "etag" in known:
            for operation in operations:
                name, value = str(operation["path"]).removeprefix("/"), operation.get("value")
                self._journal.sends(id_, known["etag"], name, equality.digest(self._family, {name: value}))

    def end(self, id_: str, known: Outputs, news: Inputs) -> None:
        """Forget the members that neither program nor state has: the object is now as the program wants it."""
        self._forget(id_, lambda etag, name: name not in news and name not in known)

    def is_in_state(self, id_: str, known: Outputs) -> None:
        """Forget the members that were sent at another etag than state's: state has the later object.

        Do not call it in a comparison: the preview of a refresh compares outputs that state does not have yet.
        """
        self._forget(id_, lambda etag, name: etag != known.get("etag"))

    def names(self, id_: str, known: Outputs) -> set[str]:
        """Return the members that state does not have and the object may have."""
        return {name for name, _ in self._sent(id_, known)} - known.keys() - self._family.never_removed

    def of(self, live: Live, id_: str, known: Outputs) -> Outputs:
        """Return the members that state does not have and that are as they were sent: not changed by somebody else."""
        members, sent = self._family.known(live), self.unchanged_in(live, id_, known)
        new = sent - known.keys() - self._family.never_removed
        return {name: value for name, value in members.items() if name in new}

    def unchanged_in(self, live: Live, id_: str, known: Outputs) -> set[str]:
        """Return the names of the members that are as they were sent, including those that were removed."""
        members = self._family.known(live)
        return {
            name
            for name, content in self._sent(id_, known)
            if content == equality.digest(self._family, {name: members.get(name)})
        }

    def _sent(self, id_: str, known: Outputs) -> set[tuple[str, str]]:
        return {(name, content) for etag, name, content in self._journal.sent(id_) if etag == known.get("etag")}

    def _forget(self, id_: str, is_over: Callable[[int, str], bool]) -> None:
        for etag, name, _ in self._journal.sent(id_):
            if is_over(etag, name):
                self._journal.forget_sent(id_, etag, name)

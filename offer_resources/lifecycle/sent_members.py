"""Members that an update has sent while state has the object as it was before: the run was killed, or lost the answer.

Nothing else knows that they are the program's, once it gives them no longer (docs/design/interrupted-runs.md).
"""

from __future__ import annotations

from collections.abc import Callable

from ..objects import equality, patch
from ..objects.values import Inputs, Live, Outputs
from .run import Run


class SentMembers:
    """What updates of one family's objects have sent while state, the `known` outputs, was as it still is."""

    def __init__(self, run: Run) -> None:
        self._family = run.family
        self._journal = run.journal

    def begin(self, id_: str, known: Outputs, operations: patch.Patch) -> None:
        """A patch is about to be sent. Of an object that is just being taken over state has nothing to go by."""
        if "etag" in known:
            for operation in operations:
                name, value = str(operation["path"]).removeprefix("/"), operation.get("value")
                self._journal.sends(id_, known["etag"], name, equality.digest(self._family, {name: value}))

    def end(self, id_: str, known: Outputs, news: Inputs) -> None:
        """The object is as the program wants it: of what neither it nor state has, nothing is left to remove."""
        self._forget(id_, lambda etag, name: name not in news and name not in known)

    def is_in_state(self, id_: str, known: Outputs) -> None:
        """State has the object as it became later.

        Not to be asked of a comparison: the preview of a refresh compares what state does not have yet.
        """
        self._forget(id_, lambda etag, name: etag != known.get("etag"))

    def names(self, id_: str, known: Outputs) -> set[str]:
        """The members that state does not have and the object may."""
        return {name for name, _ in self._sent(id_, known)} - known.keys() - self._family.never_removed

    def of(self, live: Live, id_: str, known: Outputs) -> Outputs:
        """The members that state does not have and that are as they were sent; a later change is somebody else's."""
        members, sent = self._family.known(live), self.unchanged_in(live, id_, known)
        new = sent - known.keys() - self._family.never_removed
        return {name: value for name, value in members.items() if name in new}

    def unchanged_in(self, live: Live, id_: str, known: Outputs) -> set[str]:
        """The members of a live object that are as they were sent, those that were removed included."""
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

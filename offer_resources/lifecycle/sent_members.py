"""Members that an update has sent while state has the object as it was before: the run was killed, or lost the answer.

Nothing else knows that they are the program's, once it gives them no longer (docs/design/interrupted-runs.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..objects import equality, patch
from ..objects.values import Inputs, Live, Outputs
from .run import Run


class SentMembers:
    """What updates of one family's objects have sent besides the members that state, the `known` outputs, has."""

    def __init__(self, run: Run) -> None:
        self._family = run.family
        self._journal = run.journal

    def begin(self, id_: str, known: Outputs, operations: patch.Patch) -> None:
        """A patch is about to be sent. Of an object that is just being taken over state has nothing to go by."""
        if "etag" in known:
            for name, value in self._new(known, operations):
                self._journal.sends(id_, known["etag"], name, equality.digest(self._family, {name: value}))

    def end(self, id_: str, news: Inputs) -> None:
        """The object is as the program wants it: of what it does not give, nothing is left to remove."""
        self._forget(id_, lambda etag, name: name not in news)

    def is_in_state(self, id_: str, known: Outputs) -> None:
        """State has the object as it became later.

        Not to be asked of a comparison: the preview of a refresh compares what state does not have yet.
        """
        self._forget(id_, lambda etag, name: etag != known.get("etag"))

    def names(self, id_: str, known: Outputs) -> set[str]:
        """The members that state does not have and the object may."""
        return {name for name, _ in self._sent(id_, known)} - known.keys()

    def of(self, live: Live, id_: str, known: Outputs) -> Live:
        """Those of a live object that are as they were sent; what was changed since is somebody else's."""
        sent, members = self._sent(id_, known), self._family.known(live)
        return {
            name: value
            for name, value in members.items()
            if name not in known and (name, equality.digest(self._family, {name: value})) in sent
        }

    def _sent(self, id_: str, known: Outputs) -> set[tuple[str, str]]:
        return {(name, content) for etag, name, content in self._journal.sent(id_) if etag == known.get("etag")}

    def _forget(self, id_: str, is_over: Callable[[int, str], bool]) -> None:
        for etag, name, _ in self._journal.sent(id_):
            if is_over(etag, name):
                self._journal.forget_sent(id_, etag, name)

    def _new(self, known: Outputs, operations: patch.Patch) -> Iterator[tuple[str, Any]]:
        for operation in operations:
            name = str(operation["path"]).removeprefix("/")
            if "value" in operation and name not in known and name not in self._family.never_removed:
                yield name, operation["value"]

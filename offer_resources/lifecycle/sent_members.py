"""Remembers the members of updates whose result did not reach state: the run was killed, or the answer was lost.

Where state does not have what was sent, only this shows that it is the program's, and not somebody else's
(docs/design/interrupted-runs.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container

from ..objects import checked, equality, patch
from ..objects.target import Target
from ..objects.values import Inputs, Live, Members, Outputs
from .journal import Sent
from .run import Run


class SentMembers:
    """The members that updates of one family's objects have sent since state (the `known` outputs) was written.

    A patch replaces whole members, and so also sends what somebody else has put into their records. The outline of what
    the program gave tells which part of a member is the program's.
    """

    def __init__(self, run: Run) -> None:
        self._family = run.family
        self._journal = run.journal

    def begin(self, target: Target, known: Outputs, operations: patch.Patch, after: Inputs) -> list[Sent]:
        """Note that a patch is about to be sent; return the notes that are new.

        There are none for an object that is being adopted, as state has no etag to note.
        """
        if "etag" not in known:
            return []
        sent = [self._note(known["etag"], operation, after, target.secret) for operation in operations]
        return [one for one in sent if self._journal.sends(str(target.id_), one)]

    def refused(self, id_: str, sent: list[Sent]) -> None:
        """Forget the notes of a patch that was certainly not executed."""
        for one in sent:
            self._journal.forget_sent(id_, one)

    def end(self, id_: str, news: Inputs) -> None:
        """Forget what is not as the program gives it now: the object has been brought in line."""
        self._forget(id_, lambda sent: not self._is_given(sent, news))

    def is_in_state(self, id_: str, known: Outputs) -> None:
        """Forget the members that were sent at another etag than state's: state has the later object.

        Do not call it in a comparison: the preview of a refresh compares outputs that state does not have yet.
        """
        self._forget(id_, lambda sent: sent.etag != known.get("etag"))

    def differing(self, id_: str, known: Outputs, news: Inputs) -> set[str]:
        """Return the members that the object may have otherwise than the program gives them."""
        return {
            sent.member
            for sent in self._sent(id_, known)
            if self._family.is_managed(sent.member, news) and not self._is_given(sent, news)
        }

    def secret(self, id_: str, known: Outputs) -> set[str]:
        """Return the members that were sent as secrets; in state they may be plain, or missing."""
        return {sent.member for sent in self._since_state(id_, known) if sent.is_secret}

    def managed_before(self, live: Live, id_: str, known: Outputs) -> Outputs:
        """Return the members that the program has managed so far: as they were sent if they still are, else as state
        has them. Where both mean the same, they are spelled as in state.
        """
        stored, record = checked.members(self._family, known), self._family.record
        unmanaged = self._family.never_removed - stored.keys()
        parts = {name: part for name, part in self._parts(live, id_, known).items() if name not in unmanaged}
        unsent = {name: value for name, value in stored.items() if name not in parts}
        return {**unsent, **record.merged(stored, stored, parts)}

    def unchanged_in(self, live: Live, id_: str, known: Outputs) -> set[str]:
        """Return the names of the members that are as they were sent, including those that were removed."""
        return {*self._parts(live, id_, known)}

    def _parts(self, live: Live, id_: str, known: Outputs) -> Members:
        """Return the program's part of each member that is as it was sent; None for one that was removed."""
        as_sent = (sent for sent in self._sent(id_, known) if sent.content == self._content(sent.member, live))
        outlines = {sent.member: json.loads(sent.outline or "null") for sent in as_sent}
        return {**dict.fromkeys(outlines), **self._family.record.part(live, outlines)}

    def _since_state(self, id_: str, known: Outputs) -> list[Sent]:
        return [sent for sent in self._journal.sent(id_) if sent.etag == known.get("etag")]

    def _sent(self, id_: str, known: Outputs) -> list[Sent]:
        # Without an outline, as older versions noted it, the program's part of a member that state has is not known.
        return [
            sent
            for sent in self._since_state(id_, known)
            if sent.member not in self._family.never_returned and (sent.outline is not None or sent.member not in known)
        ]

    def _content(self, name: str, members: Members) -> str:
        return equality.digest(self._family, {name: members.get(name)})

    def _note(self, etag: int, operation: patch.Operation, after: Inputs, secret: Container[str]) -> Sent:
        name = str(operation["path"]).removeprefix("/")
        content = self._content(name, {name: operation.get("value")})
        outline = self._family.record.outline(after).get(name)
        return Sent(etag, name, content, self._content(name, after), json.dumps(outline), name in secret)

    def _is_given(self, sent: Sent, news: Inputs) -> bool:
        """Return whether the program still gives the member as it was sent."""
        return (sent.given or sent.content) == self._content(sent.member, news)

    def _forget(self, id_: str, is_over: Callable[[Sent], bool]) -> None:
        for sent in self._journal.sent(id_):
            if is_over(sent):
                self._journal.forget_sent(id_, sent)

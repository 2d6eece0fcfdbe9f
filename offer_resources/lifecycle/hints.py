"""Keeps what a program knows of a resource besides its inputs, from `check` until the call that needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..objects import equality
from ..objects.values import Inputs


@dataclass(frozen=True)
class StateOfName:
    """The objects of one name in state, by when they were created.

    Attributes:
        created: the dates that state knows.
        undated: the number of objects without a date in state.
    """

    created: frozenset[str] = frozenset()
    undated: int = 0

    @classmethod
    def of(cls, dates: Iterable[str]) -> StateOfName:
        """Build it from one date for each object, "" if state has none."""
        dates = list(dates)
        return cls(frozenset(filter(None, dates)), dates.count(""))

    def may_have(self, created: str) -> bool:
        """Return whether an object that was created then may be one of them; "" if its date is not known."""
        return created in self.created if created else self.undated > 0


@dataclass(frozen=True)
class Hint:
    """What a program knows of one resource besides its inputs.

    Attributes:
        stack: project and stack, as `project/stack`; "" if no program reports it.
        state_of_name: the stack's other objects of this name; None if it is not known which objects the stack has.
        secret: the members that hold a secret, or may hold one.
        creates: how many objects of the family this run is going to create in one sandbox, at most; 0 where no program
            reports it.
    """

    stack: str = ""
    state_of_name: StateOfName | None = None
    secret: frozenset[str] = frozenset()
    creates: int = 0


NO_HINT = Hint()


class Hints:
    """The hints of one run, by the inputs they came with; safe to use from several threads.

    The engine passes only what it stores from `check` to `create` and `update`. So a hint among the inputs would be
    stored, and every change of it would show as an update. The checked inputs are the only thing that both calls see,
    so they are the key; two resources with equal inputs share a hint. A process lives for one run, so no hint is ever
    dropped.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hints: dict[str, Hint] = {}

    def remember(self, inputs: Inputs, hint: Hint) -> None:
        """Keep the hint for later calls with these checked inputs; what an earlier one calls secret stays so."""
        key = equality.fingerprint(inputs)
        if hint != NO_HINT:
            with self._lock:
                before = self._hints.get(key, NO_HINT)
                self._hints[key] = replace(hint, secret=hint.secret | before.secret)

    def recall(self, inputs: Inputs, secret: frozenset[str] = frozenset()) -> Hint:
        """Return the hint for these inputs, or `NO_HINT`; what the engine calls secret is so in either."""
        with self._lock:
            hint = self._hints.get(equality.fingerprint(inputs), NO_HINT)
        return replace(hint, secret=hint.secret | secret)

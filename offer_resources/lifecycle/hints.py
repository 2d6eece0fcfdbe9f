"""What a program knows of a resource besides its inputs, from `check` until the call that needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from ..objects import equality
from ..objects.values import Inputs


@dataclass(frozen=True)
class StateOfName:
    """When the objects of one name that state has were created.

    Attributes:
        created: the dates of those whose date state knows.
        undated: how many others there are.
    """

    created: frozenset[str] = frozenset()
    undated: int = 0

    @classmethod
    def of(cls, dates: Iterable[str]) -> StateOfName:
        """From one date for each object, "" where state has none."""
        dates = list(dates)
        return cls(frozenset(filter(None, dates)), dates.count(""))

    def may_have(self, created: str) -> bool:
        """Whether an object created then may be one of them; "" if its date is not known."""
        return created in self.created if created else self.undated > 0


@dataclass(frozen=True)
class Hint:
    """What is known of one resource.

    Attributes:
        stack: the project's and the stack's name; "" where no program reports it.
        state_of_name: the stack's other objects of this name; None if it is not known what the stack has.
        secret: the members that hold a secret.
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

    The engine passes from `check` to `create` and `update` what it stores, and nothing else. A hint among the inputs
    would therefore be stored, and every change of it would show as an update. The checked inputs are the only thing
    both calls see, so they are the key; two resources of equal inputs share a hint. A process lives for one run, so
    nothing is ever dropped.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hints: dict[str, Hint] = {}

    def remember(self, inputs: Inputs, hint: Hint) -> None:
        """Keep the hint for the calls that will come with these checked inputs."""
        if hint != NO_HINT:
            with self._lock:
                self._hints[equality.fingerprint(inputs)] = hint

    def recall(self, inputs: Inputs) -> Hint:
        """The hint that came with these inputs, `NO_HINT` if none did."""
        with self._lock:
            return self._hints.get(equality.fingerprint(inputs), NO_HINT)

"""Counts the objects that a run will create, so that the provider knows how many a killed run may have created."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .identity import Identity
from .stack_before import Recorded


class CreatesAhead:
    """The number of a program's resources that the stack does not have yet, or has in another sandbox.

    Replacements for other reasons are not counted.
    """

    def __init__(self, before: Sequence[Recorded]) -> None:
        self._has = {(one.parent, one.kind, one.name): one.told.get("sandbox") for one in before}
        self._has_by_name = {(one.kind, one.name): one.told.get("sandbox") for one in before}
        self._count: Counter[tuple[str, str | None]] = Counter()

    def add(self, declared: Iterable[Identity]) -> None:
        """Add further resources that the program declares."""
        self._count.update((one.kind, one.sandbox) for one in declared if self._is_created(one))

    def most(self, kind: str) -> int:
        """Return how many objects of a kind one sandbox will get; of several sandboxes, the largest number."""
        return max((count for (one, _), count in self._count.items() if one == kind), default=0)

    def _is_created(self, one: Identity) -> bool:
        places = [
            self._has_by_name[one.kind, name] for name in one.former_names if (one.kind, name) in self._has_by_name
        ]
        if (one.parent, one.kind, one.name) in self._has:
            places.append(self._has[one.parent, one.kind, one.name])
        return not any(None in (place, one.sandbox) or place == one.sandbox for place in places)

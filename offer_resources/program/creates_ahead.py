"""Counts the objects that a run will create, so that the provider knows how many a killed run may have created."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .identity import Identity
from .stack_before import Recorded


class CreatesAhead:
    """The number of a program's resources that the stack does not have yet, or has in another sandbox."""

    def __init__(self, before: Sequence[Recorded]) -> None:
        self._has = {(one.parent, one.kind, one.name): one.told.get("sandbox") for one in before}
        self._has_by_name = {(one.kind, one.name): one.told.get("sandbox") for one in before}
        self._new: set[tuple[str, str, str]] = set()
        self._creates: Counter[tuple[str, str | None]] = Counter()
        self._declared: Counter[tuple[str, str | None]] = Counter()

    def add(self, declared: Iterable[Identity]) -> None:
        """Add further resources that the program declares."""
        for one in declared:
            self._declared[one.kind, one.sandbox] += 1
            if self._is_new(one):
                self._new.add((one.parent, one.kind, one.name))
                self._creates[one.kind, one.sandbox] += 1

    def most(self, parent: str, kind: str, name: str) -> int:
        """Return how many objects of a resource's kind one sandbox may get, if this resource is created.

        A resource that the stack has already is created only in a replacement. Then all of its kind may be replaced, as
        a program does not know what `--replace` names. Of several sandboxes, the largest number counts, and what
        may be in any of them is added.
        """
        counted = self._creates if (parent, kind, name) in self._new else self._declared
        in_each = [count for (one, sandbox), count in counted.items() if one == kind and sandbox is not None]
        return max(in_each, default=0) + counted[kind, None]

    def _is_new(self, one: Identity) -> bool:
        places = [
            self._has_by_name[one.kind, name] for name in one.former_names if (one.kind, name) in self._has_by_name
        ]
        if (one.parent, one.kind, one.name) in self._has:
            places.append(self._has[one.parent, one.kind, one.name])
        return not any(None in (place, one.sandbox) or place == one.sandbox for place in places)

"""How many objects a run is going to create, which tells the provider how far back a killed run may have come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .identity import Identity
from .stack_before import Recorded


class CreatesAhead:
    """Counts the resources of a program that the stack does not have yet, or has in another sandbox.

    What is replaced for another reason is not counted.
    """

    def __init__(self, before: Sequence[Recorded]) -> None:
        self._has = {(one.parent, one.kind, one.name): one.told.get("sandbox") for one in before}
        self._has_by_name = {(one.kind, one.name): one.told.get("sandbox") for one in before}
        self._count: Counter[tuple[str, str | None]] = Counter()

    def add(self, declared: Iterable[Identity]) -> None:
        """The program has declared these too."""
        self._count.update((one.kind, one.sandbox) for one in declared if self._is_created(one))

    def most(self, kind: str) -> int:
        """How many of a kind are going to be created in one sandbox, of several in the one that gets the most."""
        return max((count for (one, _), count in self._count.items() if one == kind), default=0)

    def _is_created(self, one: Identity) -> bool:
        places = [
            self._has_by_name[one.kind, name] for name in one.former_names if (one.kind, name) in self._has_by_name
        ]
        if (one.parent, one.kind, one.name) in self._has:
            places.append(self._has[one.parent, one.kind, one.name])
        return not any(None in (place, one.sandbox) or place == one.sandbox for place in places)

"""Compares two objects and lists what differs. Knows DeepDiff; knows nothing of Pulumi, HTTP or families."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .values import Path, dotted


class Missing:
    """The type of `MISSING`, which stands where one side has no value."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = Missing()


@dataclass(frozen=True)
class Change:
    """One difference: at `path` one side has `before` and the other `after`; `MISSING` where a side has no value."""

    path: Path
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{dotted(self.path)}: {self.before!r} => {self.after!r}"


def between(before: Any, after: Any) -> list[Change]:
    """Return the changes that lead from one comparable object to the other, in order of their paths."""
    return sorted(_between((), before, after), key=lambda change: [str(part) for part in change.path])


def _between(path: Path, before: Any, after: Any) -> Iterator[Change]:
    """Compare member by member. Only which items of two lists belong together is left to DeepDiff, as it is slow."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from _between((*path, name), before.get(name, MISSING), after.get(name, MISSING))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _between_lists(path, before, after)
    else:
        yield Change(path, before, after)


def _between_lists(path: Path, before: list[Any], after: list[Any]) -> Iterator[Change]:
    if len(before) == len(after):
        differing = [index for index in range(len(before)) if before[index] != after[index]]
        if len(differing) == 1:
            yield from _between((*path, differing[0]), before[differing[0]], after[differing[0]])
            return
    # Imported here, as it takes long: a run in which no list differs does not need it.
    from deepdiff import DeepDiff

    tree = DeepDiff(
        before,
        after,
        view="tree",
        threshold_to_diff_deeper=0,
        ignore_numeric_type_changes=True,
        ignore_private_variables=False,  # a tag may be called __x
    )
    for levels in tree.values():
        for level in levels:
            where = (*path, *level.path(output_format="list"))
            yield Change(where, _present(level.t1), _present(level.t2))


def _present(value: Any) -> Any:
    # DeepDiff's own marker for a missing side is not one of its public names.
    return MISSING if type(value).__name__ == "NotPresent" else value

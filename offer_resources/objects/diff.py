"""Compares two objects and lists what differs. Knows DeepDiff; knows nothing of Pulumi, HTTP or families."""

from __future__ import annotations

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
    if before == after:
        return []
    # Imported here, as it takes long: a run in which nothing differs does not need it.
    from deepdiff import DeepDiff

    tree = DeepDiff(
        before,
        after,
        view="tree",
        threshold_to_diff_deeper=0,
        ignore_numeric_type_changes=True,
        ignore_private_variables=False,  # a tag may be called __x
    )
    changes = [
        Change(tuple(level.path(output_format="list")), _present(level.t1), _present(level.t2))
        for levels in tree.values()
        for level in levels
    ]
    return sorted(changes, key=lambda change: [str(part) for part in change.path])


def _present(value: Any) -> Any:
    # DeepDiff's own marker for a missing side is not one of its public names.
    return MISSING if type(value).__name__ == "NotPresent" else value

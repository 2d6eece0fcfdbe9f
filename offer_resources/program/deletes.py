"""How many of its objects a run may delete: the guard against a program that has lost half of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .stack_before import Recorded

# Unless aep:maxDeletes says otherwise: up to ten objects, and beyond that up to 30 % of what the stack has.
_FEW = 10
_PERCENT = 30

_MOST_NAMED = 10


@dataclass(frozen=True)
class Declared:
    """A resource of the program, as far as it tells which one of state it is.

    Attributes:
        type_: its type token, after that of its parent if it has one: `parent$type`.
        name: the resource's name.
        former_names: the names its aliases give.
        sandbox: where its object is to be; None if that is not known here.
    """

    type_: str
    name: str
    former_names: frozenset[str] = frozenset()
    sandbox: str | None = None


def deleted(before: Sequence[Recorded], program: Sequence[Declared]) -> list[Recorded]:
    """The resources of state whose objects a run deletes: the program has them no more, or wants them elsewhere."""
    wanted = {(one.type_, one.name): one for one in program}
    renamed = {name: one for one in program for name in one.former_names}

    def is_deleted(one: Recorded) -> bool:
        now = wanted.get((one.type_, one.name)) or renamed.get(one.name)
        return now is None or now.sandbox not in (None, one.told.get("sandbox", now.sandbox))

    return [one for one in before if is_deleted(one)]


def too_many(before: Sequence[Recorded], gone: Sequence[Recorded], most: int | None) -> str | None:
    """Why a run may not delete these; None if it may."""
    percent = 100 * len(gone) / max(len(before), 1)
    if len(gone) <= (_FEW if most is None else most) or (most is None and percent <= _PERCENT):
        return None
    allowed = f"more than {_FEW} and more than {_PERCENT} %" if most is None else f"more than aep:maxDeletes {most}"
    names = ", ".join(one.name for one in gone[:_MOST_NAMED]) + (", …" if len(gone) > _MOST_NAMED else "")
    return (
        f"this run would delete {len(gone)} of the stack's {len(before)} objects ({percent:.0f} %), which is {allowed}:"
        f" {names}. If that is meant, run again with OFFERS_MAX_DELETES={len(gone)} in the environment"
    )

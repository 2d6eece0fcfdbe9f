"""Decides which form of a program's inputs `check` stores: the program's own, unless a preview would then show a change
that will not happen.

The reasoning is in docs/design/canonical-form.md.
"""

from __future__ import annotations

from typing import Any

from .family import Family
from .values import Inputs, Members, Outputs

# A hidden mark among the inputs: the others are spelled as the program spells them, or as a refresh found them later.
# It is missing in what older versions have stored, and in an object that was imported.
AS_GIVEN = "__asGiven"


def members(family: Family, props: Inputs | Outputs) -> Members:
    """Return the object's members among its inputs or outputs."""
    return {name: value for name, value in props.items() if name in family.record.members}


def to_store(family: Family, olds: Inputs, given: Inputs) -> Inputs:
    """Return the inputs for state to keep.

    State may have another spelling than the program: an older version's, or the one that a refresh found. While another
    member changes, unchanged members keep that spelling, as a preview compares texts and would show them as changed.

    Args:
        olds: the inputs in state; empty for a new object.
        given: the members that the program gives.
    """
    before = {name: value for name, value in members(family, olds).items() if family.is_managed(name, given)}
    is_changed = bool(before) and not family.is_same(before, given)
    if olds.get(AS_GIVEN) or not is_changed:
        return {**given, AS_GIVEN: True}
    return {name: _as_stored(family, name, value, before) for name, value in given.items()}


def _as_stored(family: Family, name: str, value: Any, before: Inputs) -> Any:
    is_same = name in before and family.is_same({name: value}, {name: before[name]})
    return before[name] if is_same else value

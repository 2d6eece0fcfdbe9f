"""Builds the JSON Patch (RFC 6902) that takes a live object to what the program wants. No network."""

from __future__ import annotations

from typing import Any

from . import diff
from .family import Family
from .values import Live, Members, is_empty

Operation = dict[str, Any]
Patch = list[Operation]


def wanted(family: Family, live: Live, before: Members, after: Members) -> Live:
    """Return the live object as the program wants it; unmanaged parts, at any depth, stay as they are.

    Unchanged values keep the live object's spelling and order; new values have the program's.

    Args:
        live: the object as the API returns it.
        before: the members that were managed so far; those that `after` does not have are removed.
        after: the members that the program gives.
    """
    ours = {name: value for name, value in before.items() if name in after or name not in family.never_removed}
    sent = {name: value for name, value in after.items() if _may_be_compared(family, name, before, value)}
    return dict(family.record.merged(live, ours, sent))


def _may_be_compared(family: Family, name: str, before: Members, value: Any) -> bool:
    """Return whether to compare a member: one that the API never returns only if state has its value and it changed."""
    if name not in family.never_returned:
        return True
    return name in before and not family.record.members[name].is_same(before[name], value)


def changes(family: Family, live: Live, before: Members, after: Members) -> list[diff.Change]:
    """Return what the operations of `build` change in the live object."""
    return diff.between(family.comparable(live), family.comparable(wanted(family, live, before, after)))


def build(family: Family, live: Live, before: Members, after: Members) -> Patch:
    """Return operations on top-level members, the only depth that the vendor documents; none if nothing differs."""
    then = wanted(family, live, before, after)
    old, new = family.comparable(live), family.comparable(then)
    names = sorted(name for name in {**old, **new} if old.get(name) != new.get(name))
    return [_operation(family, name, live, then) for name in names]


def _operation(family: Family, name: str, live: Live, then: Live) -> Operation:
    # The members' names hold no character that RFC 6901 requires to escape.
    path = f"/{name}"
    if is_empty(then.get(name)):
        if name in family.cleared_to:
            return {"op": "replace", "path": path, "value": family.cleared_to[name]}
        return {"op": "remove", "path": path}
    return {"op": "replace" if name in live else "add", "path": path, "value": then[name]}

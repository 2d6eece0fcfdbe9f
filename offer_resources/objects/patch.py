"""Builds the JSON Patch (RFC 6902) that takes a live object to what the program wants. No network."""

from __future__ import annotations

from typing import Any

from . import diff
from .family import Family
from .values import Live, Members, is_empty

Operation = dict[str, Any]
Patch = list[Operation]


def wanted(family: Family, live: Live, before: Members, after: Members) -> Live:
    """The live object as the program wants it; what we do not manage of it, at whatever depth, is as it was.

    What means the same is written as the live object has it, and in its order; what is new, as the program has it.

    Args:
        live: the object as the API returns it.
        before: the members we managed so far; what it names and `after` does not is removed.
        after: the members the program gives.
    """
    ours = {name: value for name, value in before.items() if name in after or name not in family.never_removed}
    sent = {name: value for name, value in after.items() if _may_be_compared(family, name, before, value)}
    return dict(family.record.merged(live, ours, sent))


def _may_be_compared(family: Family, name: str, before: Members, value: Any) -> bool:
    """A member that no answer shows is sent only where it was known before and has changed."""
    if name not in family.never_returned:
        return True
    return name in before and not family.record.members[name].is_same(before[name], value)


def changes(family: Family, live: Live, before: Members, after: Members) -> list[diff.Change]:
    """What the operations of `build` change of the live object."""
    return diff.between(family.comparable(live), family.comparable(wanted(family, live, before, after)))


def build(family: Family, live: Live, before: Members, after: Members) -> Patch:
    """The operations on top-level members, the only depth the vendor documents; none if nothing differs."""
    then = wanted(family, live, before, after)
    names = {str(change.path[0]) for change in changes(family, live, before, after)}
    return [_operation(family, name, live, then) for name in sorted(names)]


def _operation(family: Family, name: str, live: Live, then: Live) -> Operation:
    # Member names are ours and hold no character that RFC 6901 would have us escape.
    path = f"/{name}"
    if is_empty(then.get(name)):
        if name in family.cleared_to:
            return {"op": "replace", "path": path, "value": family.cleared_to[name]}
        return {"op": "remove", "path": path}
    return {"op": "replace" if name in live else "add", "path": path, "value": then[name]}

"""Builds the JSON Patch (RFC 6902) that takes a live object to what the program wants. No network."""

from __future__ import annotations

from typing import Any

from . import diff
from .families import Family
from .families.values import is_empty

Patch = list[dict[str, Any]]


def build(family: Family, live: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> Patch:
    """The operations on top-level members, the only depth the vendor documents; none if nothing differs.

    Args:
        live: the object as the API returns it.
        before: the members we managed so far, in canonical form; what it names and `after` does not is removed.
        after: the members the program gives, in canonical form.
    """
    removed = {name for name in before if name not in after and name not in family.never_removed}
    ours = {**{name: before[name] for name in removed}, **after}
    have = family.comparable(family.managed(live, ours))
    want = family.comparable(after)
    touched = sorted({str(change.path[0]) for change in diff.between(have, want)})
    return [_operation(family, name, live, before, after) for name in touched]


def _operation(
    family: Family, name: str, live: dict[str, Any], before: dict[str, Any], after: dict[str, Any]
) -> dict[str, Any]:
    # Member names are ours and hold no character that RFC 6901 would have us escape.
    path = f"/{name}"
    if is_empty(after.get(name)):
        if name in family.cleared_to:
            return {"op": "replace", "path": path, "value": family.cleared_to[name]}
        return {"op": "remove", "path": path}
    value = family.record.members[name].laid_over(live.get(name), before.get(name), after[name])
    return {"op": "replace" if name in live else "add", "path": path, "value": value}

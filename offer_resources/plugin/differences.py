"""A difference as the engine shows it: which path of which side is added, taken away or changed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pulumi.runtime.proto import provider_pb2

from ..lifecycle.calls import Difference
from ..objects.diff import MISSING, Change
from ..objects.family import Family
from ..objects.values import Inputs, Path

_KIND = provider_pb2.PropertyDiff
_REPLACING = {_KIND.ADD: _KIND.ADD_REPLACE, _KIND.DELETE: _KIND.DELETE_REPLACE, _KIND.UPDATE: _KIND.UPDATE_REPLACE}


def answer(family: Family, difference: Difference, olds: Inputs, news: Inputs) -> provider_pb2.DiffResponse:
    """Return the answer to Diff.

    Args:
        olds: the inputs that state has. A removed value is shown at its place there, any other at its place in `news`.
    """
    some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=some if difference.is_any else none,
        replaces=difference.replaces,
        detailedDiff=dict(_details(family, difference, olds, news)),
        hasDetailedDiff=bool(difference.changes),
    )


def _details(
    family: Family, difference: Difference, olds: Inputs, news: Inputs
) -> Iterator[tuple[str, provider_pb2.PropertyDiff]]:
    for change in difference.changes:
        kind = _kind(change)
        path = family.located(olds if kind == _KIND.DELETE else news, change.path)
        if path[0] in difference.replaces:
            kind = _REPLACING[kind]
        yield _written(path), provider_pb2.PropertyDiff(kind=kind, inputDiff=True)


def _kind(change: Change) -> provider_pb2.PropertyDiff.Kind.ValueType:
    if change.before is MISSING:
        return _KIND.ADD
    return _KIND.DELETE if change.after is MISSING else _KIND.UPDATE


def _written(path: Path) -> str:
    """`representations[0].components[1].content`, and `["a.b"]` for a name that is not an identifier."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if part.isidentifier() else f"[{json.dumps(part, ensure_ascii=False)}]"
    return text.removeprefix(".")

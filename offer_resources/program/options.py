"""Translates resource options that name properties, such as `ignore_changes`, into the API's names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import pulumi

from ..objects.family import ADOPT_ID, Family
from ..objects.fields import Field
from ..objects.records import Record
from ..objects.values import Problem

# The resource options that name properties.
_PATHS = ("ignore_changes", "replace_on_changes")
_NAMES = ("additional_secret_outputs",)

# `name`, `.name`, `[0]`, `[*]`, `["name"]`: a part of a path.
_PARTS = re.compile(r"""\.?([^.\[\]]+)|\[(\d+|\*)\]|\["([^"]+)"\]""")


def spelled(
    opts: pulumi.ResourceOptions, family: Family, outputs: dict[str, str]
) -> tuple[pulumi.ResourceOptions, list[Problem]]:
    """Return the options with all properties in the API's names, and a problem for every unknown name.

    Args:
        outputs: the API's names, by Python names, of the outputs that are not members.
    """
    spelled, problems = pulumi.ResourceOptions.merge(opts, None), []
    for option in (*_PATHS, *_NAMES):
        given: list[str] | None = getattr(opts, option)
        if given:
            paths = [_Path(path, family, outputs) for path in given]
            setattr(spelled, option, [path.on_wire for path in paths])
            problems += [Problem((option, number), *found) for number, path in enumerate(paths) for found in path.wrong]
    return spelled, problems


class _Path:
    """One path, as the program gave it.

    Attributes:
        on_wire: the same path with the API's names; unknown names stay as they are.
        wrong: the unknown name and what is wanted instead, if there is one.
    """

    def __init__(self, given: str, family: Family, outputs: dict[str, str]) -> None:
        self.on_wire, self.wrong = "", list[tuple[str, str]]()
        names = {family.record.python_name(name): name for name in family.record.members}
        self._names = names | {"adopt_id": ADOPT_ID} | outputs
        field: Field | None = family.record
        for part in _PARTS.finditer(given):
            self.on_wire += self._spelled(part, field, is_first=not self.on_wire)
            field = _inside(field, self.on_wire)

    def _spelled(self, part: re.Match[str], field: Field | None, *, is_first: bool) -> str:
        name = part[1] or part[3]
        if name is None or not (is_first or isinstance(field, Record)) or name == "*":
            return part[0]
        if not is_first and isinstance(field, Record):
            self._names = {field.python_name(wire): wire for wire in field.members}
        wire = self._names.get(name, name)
        if wire not in self._names.values():
            close = difflib.get_close_matches(name, self._names, 1)
            hint = f', such as "{close[0]}"' if close else f": one of {', '.join(self._names)}"
            self.wrong.append((f'"{name}"', f"the name of a property{hint}"))
        return part[0].replace(name, wire)


def _inside(field: Field | None, path: str) -> Field | None:
    """Return the field that the last part of a path leads to."""
    last = list(_PARTS.finditer(path))[-1]
    name = last[1] or last[3]
    if isinstance(field, Record):
        return field.members.get(name or "")
    inner: Iterator[Field] = iter(field.inner if field else ())
    return next(inner, None)

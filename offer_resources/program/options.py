"""Translates resource options that name properties, such as `ignore_changes`, into the API's names."""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Iterator

import pulumi

from ..objects.family import ADOPT_ID, Family
from ..objects.fields import Field, Json, JsonList, TextList, TextMap
from ..objects.records import Record, Records
from ..objects.values import Problem, shown

# The resource options that name properties.
_PATHS = ("ignore_changes", "replace_on_changes")
_NAMES = ("additional_secret_outputs",)

# `name`, `.name`, `[0]`, `[*]`, `["name"]`: a part of a path.
_PARTS = re.compile(r"""\.?([^.\[\]]+)|\[(\d+|\*)\]|\["([^"]+)"\]""")
_WHOLE = re.compile(rf"(?:{_PARTS.pattern})+")

_LISTS = (Records, TextList, JsonList)
# Fields inside which a program chooses the names.
_FREE = (TextMap, Json)


def spelled(
    opts: pulumi.ResourceOptions | None, family: Family, outputs: dict[str, str]
) -> tuple[pulumi.ResourceOptions, list[Problem]]:
    """Return the options with all properties in the API's names, and a problem for all that names no property.

    Args:
        outputs: the API's names, by Python names, of the outputs that are not members.
    """
    found, problems = copy.copy(opts or pulumi.ResourceOptions()), list[Problem]()
    for option in (*_PATHS, *_NAMES):
        given = getattr(found, option)
        if given is None:
            continue
        is_list = isinstance(given, (list, tuple))
        if not is_list:
            problems.append(Problem((option,), shown(given), "a list of names of properties"))
        paths = [_Path(path, family, outputs) for path in given] if is_list else []
        setattr(found, option, [path.on_wire for path in paths])
        problems += [Problem((option, number), *wrong) for number, path in enumerate(paths) for wrong in path.wrong]
    return pulumi.ResourceOptions.merge(found, None), problems


class _Path:
    """One path, as the program gave it.

    Attributes:
        on_wire: the same path with the API's names; unknown names stay as they are.
        wrong: what is wrong and what is wanted instead, if anything is.
    """

    def __init__(self, given: object, family: Family, outputs: dict[str, str]) -> None:
        self.on_wire, self.wrong = "", list[tuple[str, str]]()
        names = {family.record.python_name(name): name for name in family.record.members}
        self._names = names | {"adopt_id": ADOPT_ID} | outputs
        if not isinstance(given, str) or not _WHOLE.fullmatch(given):
            self.wrong.append((shown(given), 'the path of a property, such as "tags" or "representations[0].channel"'))
            return
        field: Field | None = family.record
        for part in _PARTS.finditer(given):
            if trouble := _misplaced(part, field):
                self.wrong.append((shown(given), trouble))
            if self.wrong:
                return
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


def _misplaced(part: re.Match[str], field: Field | None) -> str | None:
    """Return what is wanted in place of a part that leads to nothing in this field; None if it may lead somewhere."""
    if part[1] == "*" or part[2] == "*" or isinstance(field, _FREE) or type(field) is Field:
        return None
    if isinstance(field, _LISTS):
        return None if part[2] else "an index, such as [0] or [*], at a list"
    if isinstance(field, Record):
        return "a name in place of an index" if part[2] else None
    return "a path that ends there, as nothing is inside"


def _inside(field: Field | None, path: str) -> Field | None:
    """Return the field that the last part of a path leads to."""
    last = list(_PARTS.finditer(path))[-1]
    name = last[1] or last[3]
    if isinstance(field, Record):
        return field.members.get(name or "")
    inner: Iterator[Field] = iter(field.inner if field else ())
    return next(inner, None)

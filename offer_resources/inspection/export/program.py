"""Writes objects as a Pulumi program, in one file or in a folder; a formatter does the layout."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from typing import Any

from ...objects.family import ADOPT_ID, Reference
from ...objects.fields import Field, Spelled
from ...objects.records import Record
from ...objects.values import is_empty
from ...program.resources import RESOURCES
from ...program.resources.base import VALUE_CLASSES, OfferLibraryResource
from .literals import Expression, comment, docstring, literal
from .selection import Found

_PUBLIC = {"offer_resources": {cls.__name__ for cls in (*RESOURCES, *VALUE_CLASSES.values())}}

# The keys of the families that other families refer to.
_REFERRED = frozenset[str]().union(*(resource.provider_class.family.refers_to for resource in RESOURCES))

_ALL_OF_A_FOLDER = """\
import importlib
import pkgutil

# A new file in this folder is a part of the program.
for module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{module.name}")
"""


def one_file(found: Sequence[Found], about: str, *, portable: bool = False) -> str:
    """Return the whole program as one file.

    Args:
        about: its first line.
        portable: leave out the ids of this sandbox.
    """
    variables = _variables(found)
    sections = [
        "\n\n".join(
            [
                f"# {resource.provider_class.family.kind.capitalize()}s",
                *_statements(group, variables, portable=portable),
            ]
        )
        for resource, group in _by_resource(found).items()
    ]
    return _module("\n\n".join(sections), _PUBLIC, about)


def folder(found: Sequence[Found], about: str, *, portable: bool = False) -> dict[str, str]:
    """Return the program's files by their paths: a folder for each family, and a file for each object.

    Args:
        about: the first line of the main file.
        portable: leave out the ids of this sandbox.
    """
    variables = _variables(found)
    public = _PUBLIC | {_module_of(one): {variables[one.id_]} for one in found if one.id_ in variables}
    files: dict[str, str] = {}
    packages = []
    for resource, group in _by_resource(found).items():
        package = package_of(resource.provider_class.family.key)
        packages.append(package)
        files[f"{package}/__init__.py"] = _ALL_OF_A_FOLDER
        for one, statement in zip(group, _statements(group, variables, portable=portable), strict=True):
            files[f"{_module_of(one).replace('.', '/')}.py"] = _module(statement, public)
    imports = "".join(f"import {package}  # noqa: F401\n" for package in sorted(packages))
    return {"__main__.py": _module(imports, {}, about), **files}


def package_of(key: str) -> str:
    """Return the folder's name for a family's objects: a package's name, and not one of Python's own modules."""
    name = key.replace("-", "_")
    return f"offer_{name}" if name in sys.stdlib_module_names else name


def _module_of(one: Found) -> str:
    return f"{package_of(one.family.key)}.{one.identifier}"


def _by_resource(found: Sequence[Found]) -> dict[type[OfferLibraryResource], list[Found]]:
    groups = {resource: [one for one in found if one.resource is resource] for resource in RESOURCES}
    return {resource: group for resource, group in groups.items() if group}


def _variables(found: Sequence[Found]) -> dict[str, str]:
    """Return the variables, by id, of objects that others refer to; equal identifiers get their kind added."""
    variables: dict[str, str] = {}
    taken: set[str] = set()
    for one in found:
        if one.family.key in _REFERRED and not one.problems:
            variable = one.identifier
            while variable in taken:
                variable += f"_{one.family.noun}"
            taken.add(variable)
            variables[one.id_] = variable
    return variables


def _statements(found: Sequence[Found], variables: Mapping[str, str], *, portable: bool) -> Iterator[str]:
    """Yield each object as a statement, or as a comment that says why it cannot be one."""

    def written(field: Field, value: Any) -> Any:
        if isinstance(field, Reference) and value in variables:
            return Expression(f"{variables[value]}.id")
        return field.brief(field.sent(value)) if isinstance(field, Spelled) and isinstance(value, str) else value

    for one in found:
        if one.problems:
            yield comment(f"Not taken over: {one.refusal}")
            continue
        members = dict(one.family.record.mapped(one.members, written))
        if not portable:
            members[ADOPT_ID] = one.id_
        # The comma at the end makes a formatter put every argument on a line of its own.
        call = _call(one.resource, one.family.record, members, literal(one.resource_name), end=",")
        statement = f"{variables[one.id_]} = {call}" if one.family.key in _REFERRED else call
        yield f"{comment(f'Left unmanaged: {one.reservation}')}\n{statement}" if one.unmanaged else statement


def _call(cls: type, record: Record, members: Mapping[str, Any], *positional: str, end: str = "") -> str:
    """Return a call of the class with these members (in the API's names), without those that equal a default."""
    arguments = list(positional)
    for python, parameter in inspect.signature(cls).parameters.items():
        name = ADOPT_ID if python == "adopt_id" else record.wire_name(python)
        is_other_spelling = name in record.members and record.python_name(name) != python
        if parameter.kind is parameter.KEYWORD_ONLY and not is_other_spelling:
            value = members.get(name)
            if parameter.default is not parameter.empty and is_empty(value):
                value = None
            source = _source(record.members.get(name, Field()), value)
            if source != _assumed(parameter.default):
                arguments.append(f"{python}={source}")
    return f"{cls.__name__}({', '.join(arguments)}{end})"


def _assumed(default: Any) -> str:
    return f"{type(default).__name__}()" if is_dataclass(default) else repr(default)


def _source(field: Field, value: Any) -> str:
    """Return the value of a member as source."""
    if isinstance(value, list) and field.inner:
        return f"[{', '.join(_source(field.inner[0], item) for item in value)}]"
    if isinstance(value, dict) and isinstance(field, Record) and field.value_class:
        return _call(VALUE_CLASSES[field.value_class], field, value)
    return literal(value)


def _module(source: str, public: Mapping[str, set[str]], about: str | None = None) -> str:
    """Return the source with the imports that it needs; `public` has the importable names by module."""
    nodes = ast.walk(ast.parse(source))
    used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    imports = [
        f"from {module} import {', '.join(sorted(used & names))}" for module, names in public.items() if used & names
    ]
    return "\n\n".join([*([docstring(about)] if about else []), *imports, source, ""])

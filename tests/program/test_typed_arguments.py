"""What an editor shows: words for every argument of a value class, and the values of enumerations.

tests/repository/test_resource_pages.py asks the same of the arguments of resources.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import pytest

from offer_resources.objects.fields import Field
from offer_resources.objects.records import Record
from offer_resources.program.resources import RESOURCES
from offer_resources.program.resources.base import VALUE_CLASSES

VALUES = sorted(VALUE_CLASSES)


@pytest.mark.parametrize("name", VALUES)
def test_value_class_documents_every_argument(name: str) -> None:
    fields = [field.name for field in dataclasses.fields(VALUE_CLASSES[name])]

    assert _described(VALUE_CLASSES[name], "Attributes") == fields


@pytest.mark.parametrize("name", VALUES)
def test_dict_form_has_the_members_of_its_value_class(name: str) -> None:
    module = inspect.getmodule(VALUE_CLASSES[name])
    fields = {field.name for field in dataclasses.fields(VALUE_CLASSES[name])}

    assert set(getattr(module, f"{name}Dict").__annotations__) == fields


def test_enumerations_are_literal_types() -> None:
    found = list(_enumerations())

    assert len(found) >= 10
    for where, values, annotation in found:
        assert values <= _literals(annotation), where


def _described(documented: Any, heading: str) -> list[str]:
    section = (inspect.getdoc(documented) or "").partition(f"\n{heading}:\n")[2].partition("\n\n")[0]
    return re.findall(r"^    (\w+): \S", section, re.MULTILINE)


def _enumerations() -> Iterator[tuple[str, set[str], Any]]:
    """Yield where each is, its values, and the annotation of its argument."""
    for resource in RESOURCES:
        record = resource.provider_class.family.record
        yield from _of_record(resource.__name__, record, resource.__init__.__annotations__)


def _of_record(where: str, record: Record, annotations: dict[str, Any]) -> Iterator[tuple[str, set[str], Any]]:
    for name, field in record.members.items():
        member = record.python_name(name)
        if field.wanted.startswith("one of "):
            values = set(re.findall(r"[\w-]+", field.wanted.removeprefix("one of ")))
            yield f"{where}.{member}", values, annotations[member]
        for inner in _records(field):
            if inner.value_class:
                yield from _of_record(inner.value_class, inner, VALUE_CLASSES[inner.value_class].__annotations__)


def _records(field: Field) -> Iterator[Record]:
    for one in (field, *field.inner):
        if isinstance(one, Record):
            yield one


def _literals(annotation: Any) -> set[str]:
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return {value for part in get_args(annotation) for value in _literals(part)}

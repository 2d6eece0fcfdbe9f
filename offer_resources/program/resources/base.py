"""The base of all resource classes: declares, reads and looks up objects.

It translates Python's snake_case names to the API's camelCase; each family has the names.

The modules here do without `from __future__ import annotations`: the SDK would evaluate a class's annotations again for
every resource.
"""

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from datetime import datetime
from inspect import isawaitable
from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi.dynamic import Resource
from pulumi.dynamic.dynamic import serialize_provider
from typing_extensions import Self

from ...door import output_texts
from ...door.protocol import BY_NAME, HINTS, NOT_GIVEN, PROVIDER
from ...door.tokens import PLUGIN
from ...dynamic.provider import OfferLibraryProvider
from ...objects.family import ADOPT_ID, Family, Reference
from ...objects.fields import Field
from ...objects.records import Record
from .. import gate, options
from ..chosen_door import chosen
from ..source_line import source_line

# The value classes by name, as records name them.
VALUE_CLASSES: dict[str, type] = {}

Value = TypeVar("Value")


def value_class(cls: type[Value]) -> type[Value]:
    """Register a dataclass that a program may give in place of a plain dict."""
    VALUE_CLASSES[cls.__name__] = cls
    return cls


OUTPUTS = {
    "etag": "etag",
    "created_date": "createdDate",
    "last_modified_date": "lastModifiedDate",
    "created_by": "createdBy",
    "last_modified_by": "lastModifiedBy",
    "sandbox_id": "sandboxId",
    "org": "org",
    "sandbox": "sandbox",
}

# What every object has besides its required members, so that in a preview it is missing only if it is not known yet.
_ALWAYS_THERE = ("etag", "org", "sandbox", "objectId")


class OfferLibraryResource(Resource):
    """The base class of the resources of all families."""

    provider_class: ClassVar[type[OfferLibraryProvider]]

    # Each class annotates its integers itself: with an annotation here the SDK would return floats.
    adopt_id: Output[str | None]
    created_date: Output[str]
    last_modified_date: Output[str]
    created_by: Output[str]
    last_modified_by: Output[str]
    sandbox_id: Output[str | None]
    org: Output[str]
    sandbox: Output[str]

    def __init_subclass__(cls, module: str = "", name: str = "Resource", **kwargs: Any) -> None:
        """Give a subclass of a resource class the type of its parent, by which state knows the object."""
        super().__init_subclass__(module=module, name=name, **kwargs)
        if isinstance(constructor := vars(cls).get("__init__"), FunctionType):
            # The SDK stores a stack trace with each resource, nearly half of its state, if it finds three functions of
            # the name `__init__` (docs/reference/pulumi-dynamic-provider.md 13). Two are its own.
            constructor.__code__ = constructor.__code__.replace(co_name="declare")
        parent = next(base for base in cls.__mro__[1:] if issubclass(base, OfferLibraryResource))
        if parent is not OfferLibraryResource:
            cls._resource_type_name = parent._resource_type_name

    def _declare(self, name: str, inputs: Mapping[str, Any], opts: ResourceOptions | None) -> None:
        """Register the object, or read it if `opts` has an id.

        Args:
            inputs: the arguments by their Python names.

        Raises:
            RunError: the resource has no name; Pulumi would end the program with a traceback.
        """
        family = self.provider_class.family
        _refuse_no_name(family, name)
        names = {python: family.record.wire_name(python) for python in inputs} | OUTPUTS | {"adopt_id": ADOPT_ID}
        given = {names[python]: _on_wire(value, _field(family, names[python])) for python, value in inputs.items()}
        hidden: dict[str, Any] = {}
        if opts is None or opts.id is None:
            not_given = sorted(member for member in family.never_removed if given.get(member) is None)
            opts, wrong = options.spelled(opts, family, OUTPUTS)
            opts = ResourceOptions.merge(opts, ResourceOptions(ignore_changes=not_given))
            # The hints are a Future, which the SDK awaits: it registers nothing before the gate opens.
            hidden[HINTS] = gate.declare(self, self.provider_class, name, given, opts, wrong)
            if not_given:
                hidden[NOT_GIVEN] = not_given
        else:
            names["object_id"] = "objectId"
        # The base class makes attributes of the properties that it gets, and of no others.
        properties: dict[str, Any] = {**dict.fromkeys(names.values()), **given}
        # What is hidden comes first: Pulumi awaits the inputs in order, and the gate has better words for a bad value.
        # From here the engine takes over. It calls the provider in another process: dynamic/provider.py, or
        # plugin/servicer.py, by which state gets the payload too, so that the other door can take the stack back as it
        # is. What the constructor of `Resource` does besides is done here, as it would be a third `__init__`.
        hidden[PROVIDER] = _pickled(self.provider_class)  # type: ignore[arg-type]  # a class can be hashed
        is_dynamic = chosen() is not PLUGIN
        type_ = f"pulumi-python:{self._resource_type_name}" if is_dynamic else PLUGIN.prefix + family.type_name
        pulumi.CustomResource.__init__(self, type_, name, {**hidden, **properties}, opts)
        _leave_unwatched(self.__dict__[name] for name in (*hidden, *properties))
        for python, wire in names.items():
            self.__dict__[python] = self.__dict__.pop(wire)
        if pulumi.runtime.is_dry_run():
            there = {*family.record.required, *_ALWAYS_THERE}
            self._previewed = {python: self.__dict__.pop(python) for python, wire in names.items() if wire not in there}
        if "object_id" in names:
            # The engine returns the id that was asked for, which is unknown in previews; `read` returns the real one.
            self.__dict__["id"] = self.__dict__.pop("object_id")

    if not TYPE_CHECKING:  # a type checker would believe in every attribute

        def __getattr__(self, name: str) -> Output[Any]:
            """Return an output of a preview that the object may lack; each is made when a program first wants it."""
            output = self.__dict__.get("_previewed", {}).pop(name, None)
            if output is None:
                return object.__getattribute__(self, name)
            self.__dict__[name] = found = _known_with(self.etag, output)
            return found

    @classmethod
    def get(cls, resource_name: str, id: Input[str], opts: ResourceOptions | None = None) -> Self:
        """Read an object that this stack does not manage, by its id."""
        _refuse_text_of_output(f'get "{resource_name}"', id)
        return cls._looked_up(resource_name, id, opts)

    @classmethod
    def _looked_up(cls, name: str, id_: Input[str], opts: ResourceOptions | None) -> Self:
        found = cls.__new__(cls)
        family = cls.provider_class.family
        members = dict.fromkeys(map(family.record.python_name, family.record.members))
        found._declare(name, members, ResourceOptions.merge(opts, ResourceOptions(id=id_)))
        return found


def _refuse_no_name(family: Family, name: object) -> None:
    if not isinstance(name, str) or not name:
        got = "empty" if name == "" else f"of type {type(name).__name__}"
        raise pulumi.RunError(
            f"{family.type_name} ({source_line()}): the resource's name is {got}, wanted text that is not empty"
        )


def _known_with(etag: Output[int], output: Output[Any]) -> Output[Any]:
    """Return an output that is known as soon as the etag is, as then the object is as state has it or as it was read.

    In a preview the SDK takes an output that the engine does not have for one that is not known yet, and a resource
    with that output as an argument would show as changed (`pulumi.runtime.rpc.resolve_properties`).
    """

    async def is_known() -> bool:
        return await output.is_known() or await etag.is_known()

    return Output(output.resources(), output.future(with_unknowns=True), is_known(), output.is_secret())


def _leave_unwatched(outputs: Iterable[Output[Any]]) -> None:
    """Let the SDK wait for a resource's URN and id alone: its other Outputs get their values together with these.

    At every value that arrives the SDK looks at all Outputs that it waits for, so the time of a program grows with the
    square of their number (docs/reference/pulumi-dynamic-provider.md 14 #8). What a program makes of an Output is an
    Output of its own, and waited for.
    """
    for output in outputs:
        # A private method, and no more than time is lost without it.
        getattr(output, "_untrack", lambda: None)()


@functools.cache
def _pickled(provider: type[OfferLibraryProvider]) -> str:
    return str(serialize_provider(provider()))


def _refuse_text_of_output(where: str, text: Input[str]) -> None:
    if output_texts.is_of_output(text):
        raise pulumi.RunError(f"{where} ({source_line()}): got {output_texts.GOT}, wanted {output_texts.WANTED}")


def by_name(resource_name: str, name: Input[str], opts: ResourceOptions | None) -> Output[str]:
    """Return the id that stands for a name; unknown while a resource that the look-up depends on is about to change."""
    _refuse_text_of_output(f'find "{resource_name}"', name)
    if name is None:
        raise pulumi.RunError(
            f'find "{resource_name}" ({source_line()}): the name is None, wanted the name of an object in the sandbox'
        )
    id_ = Output.concat(BY_NAME, name)
    after: Any = _after(id_, opts.depends_on if opts else None)
    return Output.all(id_, after).apply(lambda both: str(both[0]))


async def _after(value: Output[Any], depends_on: Any) -> Output[Any]:
    """Return an Output of all resources that a value and `depends_on` need; unknown in a preview if one will change."""
    given = await Output.from_input(depends_on).future()
    explicit = given if isinstance(given, (list, tuple)) else [given] if given else []
    needed = _with_children({*await value.resources(), *explicit})
    return Output.all(*(getattr(one, "etag", getattr(one, "id", None)) for one in needed))


def _with_children(resources: set[pulumi.Resource]) -> set[pulumi.Resource]:
    """Return the resources, and the resources inside those that are components."""
    inside = {child for one in resources for child in getattr(one, "_childResources", ())} - resources
    return _with_children(resources | inside) if inside else resources


def _on_wire(value: Any, field: Field) -> Any:
    """Return the value with the members of its records under the API's names; Outputs in it stay."""
    if isawaitable(value):
        value = Output.from_input(value)
    if isinstance(value, Output) and isinstance(field, Reference):
        return value  # unchanged: the checks across objects identify resources by this Output
    if isinstance(value, Output):
        return value.apply(lambda known: _on_wire(known, field))
    if isinstance(value, (list, tuple)):
        item = next(iter(field.inner), field)
        return [_on_wire(one, item) for one in value]
    if isinstance(field, Record):
        return _record_on_wire(value, field)
    return value.isoformat() if isinstance(value, datetime) else value


def _record_on_wire(value: Any, record: Record) -> Any:
    members = _members(value, VALUE_CLASSES.get(record.value_class or ""))
    if members is None:
        return value
    given = {record.wire_name(python): item for python, item in members.items() if item is not None}
    return {name: _on_wire(item, record.members.get(name, Field())) for name, item in given.items()}


def _field(family: Family, name: str) -> Field:
    return family.record.members.get(name, Field())


def _members(value: Any, value_class: type | None) -> dict[str, Any] | None:
    """Return the members of a value class, or of a plain dict with the class's defaults filled in."""
    if isinstance(value, Mapping):
        return {**(_defaults(value_class) if value_class else {}), **value}
    return vars(value) if value_class and isinstance(value, value_class) else None


def _defaults(value_class: type) -> dict[str, Any]:
    return {field.name: field.default for field in dataclasses.fields(value_class) if _has_default(field)}


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is not dataclasses.MISSING and field.default is not None

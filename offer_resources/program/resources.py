"""What a Pulumi program writes: resources, and the values they are made of.

Names are snake_case here and the API's own camelCase from here on; each family says which is which.

Annotations are values here, not text: the SDK evaluates those of a resource's class anew for every resource.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from inspect import isawaitable
from typing import Any, ClassVar, Literal, TypedDict

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi.dynamic import Resource
from typing_extensions import NotRequired, Self

from ..dynamic import output_texts
from ..dynamic.protocol import BY_NAME, HINTS, NOT_GIVEN
from ..dynamic.provider import OfferLibraryProvider
from ..objects.family import ADOPT_ID, Family, referred_first
from ..objects.fields import Field
from ..objects.records import Record
from ..provider import FallbackOfferProvider, PlacementProvider
from . import gate, options

ComponentType = Literal["html", "text", "json", "imagelink", "html-template", "text-template"]
OfferStatus = Literal["draft", "approved", "archived"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Component:
    """One piece of content.

    Attributes:
        type: `html`, `text`, `json`, `imagelink`, `html-template` or `text-template`.
        format: the MIME type, such as `text/html`.
        content: the content itself; for every type but `imagelink`.
        delivery_url: where the image is, for `imagelink`; where a file with the content is, in place of `content`.
        link_url: where a click leads.
        language: BCP 47 tags, such as `["en-us"]`.
    """

    type: Input[ComponentType]
    format: Input[str]
    content: Input[str] | None = None
    delivery_url: Input[str] | None = None
    link_url: Input[str] | None = None
    language: Input[Sequence[Input[str]]] | None = None


class ComponentDict(TypedDict):
    """A `Component` as a plain dict."""

    type: Input[ComponentType]
    format: Input[str]
    content: NotRequired[Input[str]]
    delivery_url: NotRequired[Input[str]]
    link_url: NotRequired[Input[str]]
    language: NotRequired[Input[Sequence[Input[str]]]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Representation:
    """What an offer shows in one placement.

    Attributes:
        placement: the placement's id; at most one representation for each placement.
        channel: a short name such as `web`, or the full URI; the placement's own.
        components: the content, in order.
    """

    placement: Input[str]
    channel: Input[str]
    components: Input[Sequence[Input[Component | ComponentDict]]]


class RepresentationDict(TypedDict):
    """A `Representation` as a plain dict."""

    placement: Input[str]
    channel: Input[str]
    components: Input[Sequence[Input[Component | ComponentDict]]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReturnMetadata:
    """Which names and values come with an offer in this placement; None leaves one alone on the server."""

    decision_name: Input[bool] | None = True
    offer_name: Input[bool] | None = True
    offer_attributes: Input[bool] | None = True
    offer_priority: Input[bool] | None = True
    placement_name: Input[bool] | None = True
    channel_type: Input[bool] | None = True
    content_type: Input[bool] | None = True


class ReturnMetadataDict(TypedDict, total=False):
    """A `ReturnMetadata` as a plain dict."""

    decision_name: Input[bool] | None
    offer_name: Input[bool] | None
    offer_attributes: Input[bool] | None
    offer_priority: Input[bool] | None
    placement_name: Input[bool] | None
    channel_type: Input[bool] | None
    content_type: Input[bool] | None


ValueClass = type[Component | Representation | ReturnMetadata]

# By the names that records have for them.
VALUE_CLASSES: dict[str, ValueClass] = {cls.__name__: cls for cls in (Component, Representation, ReturnMetadata)}

_OUTPUTS = {
    "etag": "etag",
    "created_date": "createdDate",
    "last_modified_date": "lastModifiedDate",
    "created_by": "createdBy",
    "last_modified_by": "lastModifiedBy",
    "sandbox_id": "sandboxId",
    "org": "org",
    "sandbox": "sandbox",
}


class OfferLibraryResource(Resource):
    """What resources of all families have in common: how they are declared, looked up and read."""

    provider_class: ClassVar[type[OfferLibraryProvider]]

    # Integers are annotated on each class itself: from here the SDK would hand out floats.
    adopt_id: Output[str | None]
    created_date: Output[str]
    last_modified_date: Output[str]
    created_by: Output[str]
    last_modified_by: Output[str]
    sandbox_id: Output[str | None]
    org: Output[str]
    sandbox: Output[str]

    def __init_subclass__(cls, module: str = "", name: str = "Resource", **kwargs: Any) -> None:
        """Give a subclass of a resource class its parent's type: state knows an object by that."""
        super().__init_subclass__(module=module, name=name, **kwargs)
        parent = next(base for base in cls.__mro__[1:] if issubclass(base, OfferLibraryResource))
        if parent is not OfferLibraryResource:
            cls._resource_type_name = parent._resource_type_name

    def _declare(self, name: str, inputs: Mapping[str, Any], opts: ResourceOptions | None) -> None:
        """Register the object, or read it if `opts` has an id; `inputs` by their Python names."""
        family = self.provider_class.family
        names = {python: family.record.wire_name(python) for python in inputs} | _OUTPUTS | {"adopt_id": ADOPT_ID}
        given = {names[python]: _on_wire(value, _field(family, names[python])) for python, value in inputs.items()}
        hidden: dict[str, Any] = {}
        if opts is None or opts.id is None:
            not_given = sorted(member for member in family.never_removed if given.get(member) is None)
            opts = ResourceOptions.merge(opts, ResourceOptions(ignore_changes=not_given))
            # A Future, which the SDK awaits with the other inputs: nothing is registered before the gate opens.
            opts, wrong = options.spelled(opts, family, _OUTPUTS)
            hidden[HINTS] = gate.declare(self, self.provider_class, name, given, opts, wrong)
            hidden[NOT_GIVEN] = not_given or None
        else:
            names["object_id"] = "objectId"
        # Only what is passed to the base class becomes an attribute.
        properties: dict[str, Any] = {**dict.fromkeys(names.values()), **given}
        # From here the engine takes over. It calls the provider in another process: dynamic/provider.py.
        super().__init__(self.provider_class(), name, {**properties, **hidden}, opts)
        for python, wire in names.items():
            self.__dict__[python] = self.__dict__.pop(wire)
        if "object_id" in names:
            # The engine hands back the id asked for, unknown in previews; read returns the real one.
            self.__dict__["id"] = self.__dict__.pop("object_id")

    @classmethod
    def get(cls, resource_name: str, id: Input[str], opts: ResourceOptions | None = None) -> Self:
        """Read an object this stack does not manage."""
        _refuse_text_of_output(f'get "{resource_name}"', id)
        return cls._looked_up(resource_name, id, opts)

    @classmethod
    def _looked_up(cls, name: str, id_: Input[str], opts: ResourceOptions | None) -> Self:
        found = cls.__new__(cls)
        family = cls.provider_class.family
        members = dict.fromkeys(map(family.record.python_name, family.record.members))
        found._declare(name, members, ResourceOptions.merge(opts, ResourceOptions(id=id_)))
        return found


class FallbackOffer(OfferLibraryResource, module="offers", name="FallbackOffer"):
    """A fallback offer: what a customer gets who qualifies for no other offer."""

    provider_class = FallbackOfferProvider

    name: Output[str]
    description: Output[str | None]
    status: Output[str | None]
    representations: Output[list[Any] | None]
    tags: Output[list[str] | None]
    labels: Output[list[str] | None]
    characteristics: Output[dict[str, str] | None]
    etag: Output[int]

    def __init__(
        self,
        resource_name: str,
        *,
        name: Input[str],
        description: Input[str] | None = None,
        status: Input[OfferStatus] | None = None,
        representations: Input[Sequence[Input[Representation | RepresentationDict]]] | None = None,
        tags: Input[Sequence[Input[str]]] | None = None,
        labels: Input[Sequence[Input[str]]] | None = None,
        characteristics: Input[Mapping[str, Input[str]]] | None = None,
        adopt_id: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a fallback offer.

        A member that is not given is left alone on the server; one that is given empty is kept empty there.

        Args:
            resource_name: the resource's name in the stack.
            name: the offer's name.
            description: what it is for.
            status: `draft`, `approved` or `archived`; an offer is created as a draft.
            representations: its content, one item for each placement.
            tags: ids of tags (collection qualifiers), at most 20.
            labels: access labels, such as `core/C1`.
            characteristics: attributes, at most 30.
            adopt_id: take over the offer with this id instead of creating one.
            opts: as for every resource.

        Raises:
            pulumi.RunError: at the end of the program, with every problem of every offer.
        """
        inputs = {
            "name": name,
            "description": description,
            "status": status,
            "representations": representations,
            "tags": tags,
            "labels": labels,
            "characteristics": characteristics,
            "adopt_id": adopt_id,
        }
        self._declare(resource_name, inputs, opts)

    @classmethod
    def find(cls, resource_name: str, *, offer_name: Input[str], opts: ResourceOptions | None = None) -> Self:
        """Read the one offer of this name in the sandbox; none or several is an error that says so."""
        return cls._looked_up(resource_name, _by_name(resource_name, offer_name, opts), opts)


class Placement(OfferLibraryResource, module="offers", name="Placement"):
    """A placement: where on a channel an offer appears, and what kind of content fits."""

    provider_class = PlacementProvider

    name: Output[str]
    description: Output[str | None]
    channel: Output[str]
    component_type: Output[str]
    # The SDK makes a float of a number whose annotation it does not find under the name on the wire.
    item_count: Output[int] = pulumi.property("itemCount")
    allow_duplicate_placements: Output[bool]
    return_content: Output[bool]
    return_metadata: Output[dict[str, bool]]
    etag: Output[int]

    def __init__(
        self,
        resource_name: str,
        *,
        name: Input[str],
        channel: Input[str],
        component_type: Input[ComponentType],
        description: Input[str] | None = None,
        item_count: Input[int] | None = 1,
        allow_duplicate_placements: Input[bool] | None = False,
        return_content: Input[bool] | None = True,
        return_metadata: Input[ReturnMetadata | ReturnMetadataDict] | None = ReturnMetadata(),
        adopt_id: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a placement.

        What has a default is sent as that unless given; None leaves it alone on the server.

        Args:
            resource_name: the resource's name in the stack.
            name: the placement's name.
            channel: a short name such as `web`, or the full URI.
            component_type: `html`, `text`, `json`, `imagelink`, `html-template` or `text-template`.
            description: what it is for; left alone on the server if not given.
            item_count: how many offers it takes, 1 to 30.
            allow_duplicate_placements: whether an offer may appear in several placements of one request.
            return_content: whether the content comes with the offer.
            return_metadata: which names and values come with the offer.
            adopt_id: take over the placement with this id instead of creating one.
            opts: as for every resource.

        Raises:
            pulumi.RunError: at the end of the program, with every problem of every resource.
        """
        inputs = {
            "name": name,
            "description": description,
            "channel": channel,
            "component_type": component_type,
            "item_count": item_count,
            "allow_duplicate_placements": allow_duplicate_placements,
            "return_content": return_content,
            "return_metadata": return_metadata,
            "adopt_id": adopt_id,
        }
        self._declare(resource_name, inputs, opts)

    @classmethod
    def find(cls, resource_name: str, *, placement_name: Input[str], opts: ResourceOptions | None = None) -> Self:
        """Read the one placement of this name in the sandbox; none or several is an error that says so."""
        return cls._looked_up(resource_name, _by_name(resource_name, placement_name, opts), opts)


# All of the above; what others refer to comes first.
_by_key = {cls.provider_class.family.key: cls for cls in OfferLibraryResource.__subclasses__()}
RESOURCES = [_by_key[family.key] for family in referred_first(cls.provider_class.family for cls in _by_key.values())]


def _refuse_text_of_output(where: str, text: Input[str]) -> None:
    if output_texts.is_of_output(text):
        raise pulumi.RunError(f"{where}: got {output_texts.GOT}, wanted {output_texts.WANTED}")


def _by_name(resource_name: str, name: Input[str], opts: ResourceOptions | None) -> Output[str]:
    """The id that asks for a name; unknown as long as a resource that the look-up depends on is about to change."""
    _refuse_text_of_output(f'find "{resource_name}"', name)
    if name is None:
        raise pulumi.RunError(f'find "{resource_name}": the name is None, wanted that of an object in the sandbox')
    id_ = Output.concat(BY_NAME, name)
    after: Any = _after(id_, opts.depends_on if opts else None)
    return Output.all(id_, after).apply(lambda both: str(both[0]))


async def _after(value: Output[Any], depends_on: Any) -> Output[Any]:
    """Something of every resource that a value and `depends_on` need; in a preview unknown if one will be written."""
    given = await Output.from_input(depends_on).future()
    explicit = given if isinstance(given, (list, tuple)) else [given] if given else []
    needed = _with_children({*await value.resources(), *explicit})
    return Output.all(*(getattr(one, "etag", getattr(one, "id", None)) for one in needed))


def _with_children(resources: set[pulumi.Resource]) -> set[pulumi.Resource]:
    """The resources, and all that is in those that are components."""
    inside = {child for one in resources for child in getattr(one, "_childResources", ())} - resources
    return _with_children(resources | inside) if inside else resources


def _on_wire(value: Any, field: Field) -> Any:
    """The value with the members of its records under the API's names; Outputs in it stay where they are."""
    if isawaitable(value):
        value = Output.from_input(value)
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


def _members(value: Any, value_class: ValueClass | None) -> dict[str, Any] | None:
    """The members of a value class, or of a plain dict in its place with the class's defaults filled in."""
    if isinstance(value, Mapping):
        return {**(_defaults(value_class) if value_class else {}), **value}
    return vars(value) if value_class and isinstance(value, value_class) else None


def _defaults(value_class: ValueClass) -> dict[str, Any]:
    return {field.name: field.default for field in dataclasses.fields(value_class) if _has_default(field)}


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is not dataclasses.MISSING and field.default is not None

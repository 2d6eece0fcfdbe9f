"""`Collection`: the offers that a decision chooses from."""

from collections.abc import Sequence
from typing import Literal

import pulumi
from pulumi import Input, Output, ResourceOptions
from typing_extensions import Self

from ...provider import CollectionProvider
from .base import OfferLibraryResource, by_name

FilterType = Literal["offers", "any-tags", "all-tags", "anyTags", "allTags"]


class Collection(OfferLibraryResource, module="offers", name="Collection"):
    """A collection: the personalized offers that a decision chooses from, by name or by tag."""

    provider_class = CollectionProvider

    name: Output[str]
    description: Output[str | None]
    filter_type: Output[str] = pulumi.property("filterType")
    ids: Output[list[str]]
    labels: Output[list[str] | None]
    etag: Output[int]

    def __init__(
        self,
        resource_name: str,
        *,
        name: Input[str],
        filter_type: Input[FilterType],
        ids: Input[Sequence[Input[str]]],
        description: Input[str] | None = None,
        labels: Input[Sequence[Input[str]]] | None = None,
        adopt_id: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a collection.

        A member that is not given is not managed; a member that is given empty is kept empty on the server.

        Args:
            resource_name: the resource's name in the stack.
            name: the collection's name.
            filter_type: `offers`: the offers in `ids`; `any-tags`: all offers with any tag in `ids`; `all-tags`: with
                each of them.
            ids: ids of personalized offers, at most 500, or of tags, at most 20; their order does not count.
            description: what it is for.
            labels: access labels, such as `core/C1`.
            adopt_id: take over the collection with this id instead of creating one.
            opts: Pulumi's options, as for every resource.

        Raises:
            pulumi.RunError: the program has problems; raised at its end, with every problem of every resource.
        """
        inputs = {
            "name": name,
            "description": description,
            "filter_type": filter_type,
            "ids": ids,
            "labels": labels,
            "adopt_id": adopt_id,
        }
        self._declare(resource_name, inputs, opts)

    @classmethod
    def find(cls, resource_name: str, *, collection_name: Input[str], opts: ResourceOptions | None = None) -> Self:
        """Read the one collection of this name in the sandbox; it fails if none or several have it."""
        return cls._looked_up(resource_name, by_name(resource_name, collection_name, opts), opts)

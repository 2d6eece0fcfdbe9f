"""`FallbackOffer`: what a customer gets who qualifies for no other offer."""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi import Input, Output, ResourceOptions
from typing_extensions import Self

from ...provider import FallbackOfferProvider
from .base import OfferLibraryResource, by_name
from .representation import OfferStatus, Representation, RepresentationDict


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

        A member that is not given is not managed; a member that is given empty is kept empty on the server.

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
            opts: Pulumi's options, as for every resource.

        Raises:
            pulumi.RunError: the program has problems; raised at its end, with every problem of every resource.
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
        """Read the one offer of this name in the sandbox; it fails if none or several have it."""
        return cls._looked_up(resource_name, by_name(resource_name, offer_name, opts), opts)

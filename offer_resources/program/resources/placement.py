"""`Placement`: where on a channel an offer appears, and what kind of content fits."""

import dataclasses
from typing import TypedDict

import pulumi
from pulumi import Input, Output, ResourceOptions
from typing_extensions import Self

from ...provider import PlacementProvider
from .base import OfferLibraryResource, by_name, value_class
from .representation import ComponentType


@value_class
@dataclasses.dataclass(frozen=True, kw_only=True)
class ReturnMetadata:
    """Which names and values come with an offer in this placement; None leaves one as it is on the server.

    Attributes:
        decision_name: the name of the decision that chose the offer.
        offer_name: the offer's name.
        offer_attributes: the offer's characteristics.
        offer_priority: the offer's priority.
        placement_name: the placement's name.
        channel_type: the placement's channel.
        content_type: the type of the content.
    """

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


class Placement(OfferLibraryResource, module="offers", name="Placement"):
    """A placement: where on a channel an offer appears, and what kind of content fits."""

    provider_class = PlacementProvider

    name: Output[str]
    description: Output[str | None]
    channel: Output[str]
    component_type: Output[str]
    # Under the API's name, as the SDK returns a float for a number that has no annotation of that name.
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
        return_meta_data: Input[ReturnMetadata | ReturnMetadataDict] | None = None,
        adopt_id: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a placement.

        A member with a default is sent with it unless given; None leaves the member as it is on the server.

        Args:
            resource_name: the resource's name in the stack.
            name: the placement's name.
            channel: a short name such as `web`, or the full URI.
            component_type: `html`, `text`, `json`, `imagelink`, `html-template` or `text-template`.
            description: what it is for.
            item_count: how many offers it shows, 1 to 30.
            allow_duplicate_placements: whether an offer may appear in several placements of one request.
            return_content: whether the content comes with the offer.
            return_metadata: which names and values come with the offer.
            return_meta_data: `return_metadata`, as `pulumi import` spells it.
            adopt_id: take over the placement with this id instead of creating one.
            opts: Pulumi's options, as for every resource.

        Raises:
            pulumi.RunError: the program has problems; raised at its end, with every problem of every resource.
        """
        inputs = {
            "name": name,
            "description": description,
            "channel": channel,
            "component_type": component_type,
            "item_count": item_count,
            "allow_duplicate_placements": allow_duplicate_placements,
            "return_content": return_content,
            "return_metadata": return_metadata if return_meta_data is None else return_meta_data,
            "adopt_id": adopt_id,
        }
        self._declare(resource_name, inputs, opts)

    @classmethod
    def find(cls, resource_name: str, *, placement_name: Input[str], opts: ResourceOptions | None = None) -> Self:
        """Read the one placement of this name in the sandbox; it fails if none or several have it."""
        return cls._looked_up(resource_name, by_name(resource_name, placement_name, opts), opts)

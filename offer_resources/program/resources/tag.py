"""`Tag`: what offers have in common, and collections are made by."""

from pulumi import Input, Output, ResourceOptions
from typing_extensions import Self

from ...provider import TagProvider
from .base import OfferLibraryResource, by_name


class Tag(OfferLibraryResource, module="offers", name="Tag"):
    """A tag, which the user interface calls a collection qualifier: offers carry it, and collections are made by it."""

    provider_class = TagProvider

    name: Output[str]
    description: Output[str | None]
    etag: Output[int]

    def __init__(
        self,
        resource_name: str,
        *,
        name: Input[str],
        description: Input[str] | None = None,
        adopt_id: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a tag.

        A member that is not given is not managed; a member that is given empty is kept empty on the server.

        Args:
            resource_name: the resource's name in the stack.
            name: the tag's name.
            description: what belongs to it.
            adopt_id: take over the tag with this id instead of creating one.
            opts: Pulumi's options, as for every resource.

        Raises:
            pulumi.RunError: the program has problems; raised at its end, with every problem of every resource.
        """
        inputs = {"name": name, "description": description, "adopt_id": adopt_id}
        self._declare(resource_name, inputs, opts)

    @classmethod
    def find(cls, resource_name: str, *, tag_name: Input[str], opts: ResourceOptions | None = None) -> Self:
        """Read the one tag of this name in the sandbox; it fails if none or several have it."""
        return cls._looked_up(resource_name, by_name(resource_name, tag_name, opts), opts)

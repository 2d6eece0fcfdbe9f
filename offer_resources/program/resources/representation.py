"""What an offer shows in which placement: representations, and the components they are made of."""

import dataclasses
from collections.abc import Sequence
from typing import Literal, TypedDict

from pulumi import Input
from typing_extensions import NotRequired

from .base import value_class

ComponentType = Literal["html", "text", "json", "imagelink", "html-template", "text-template"]
OfferStatus = Literal["draft", "approved", "archived"]


@value_class
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


@value_class
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

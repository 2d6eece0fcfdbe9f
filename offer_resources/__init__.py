"""Adobe Journey Optimizer fallback offers as code."""

from .resources import (
    Component,
    ComponentDict,
    FallbackOffer,
    Placement,
    Representation,
    RepresentationDict,
    ReturnMetadata,
    ReturnMetadataDict,
)

__all__ = [
    "Component",
    "ComponentDict",
    "FallbackOffer",
    "Placement",
    "Representation",
    "RepresentationDict",
    "ReturnMetadata",
    "ReturnMetadataDict",
]

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
from .sandbox import Sandbox

__all__ = [
    "Component",
    "ComponentDict",
    "FallbackOffer",
    "Placement",
    "Representation",
    "RepresentationDict",
    "ReturnMetadata",
    "ReturnMetadataDict",
    "Sandbox",
]

"""Adobe Journey Optimizer fallback offers as code."""

from .program.resources import (
    Component,
    ComponentDict,
    FallbackOffer,
    Placement,
    Representation,
    RepresentationDict,
    ReturnMetadata,
    ReturnMetadataDict,
)
from .program.sandbox import Sandbox

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

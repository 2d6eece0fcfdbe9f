"""Adobe Journey Optimizer fallback offers as code."""

from .program import gate
from .program.resources import (
    Component,
    ComponentDict,
    ComponentType,
    FallbackOffer,
    OfferStatus,
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
    "ComponentType",
    "FallbackOffer",
    "OfferStatus",
    "Placement",
    "Representation",
    "RepresentationDict",
    "ReturnMetadata",
    "ReturnMetadataDict",
    "Sandbox",
]

# A program that has lost all its offers declares none, and is only known by this import.
gate.watch()

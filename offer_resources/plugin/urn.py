"""A URN, the engine's name of a resource: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`; a name may hold `::` too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Urn:
    """The parts of a URN.

    Attributes:
        stack: project and stack, as a program reports them: `offers/dev`.
        type_: the type token, without those of its parents.
    """

    stack: str
    type_: str
    name: str

    @classmethod
    def of(cls, text: str) -> Urn:
        """Read what the engine sends."""
        begin, project, types, name = text.split("::", 3)
        return cls(f"{project}/{begin.removeprefix('urn:pulumi:')}", types.rpartition("$")[2], name)

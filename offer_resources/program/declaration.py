"""A resource as a program declares it, before anything of it is registered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi

from ..objects.family import Family
from ..objects.values import Problem, UnknownId


@dataclass(frozen=True)
class Declaration:
    """A resource of the program.

    Attributes:
        kind: the name of its provider's class.
        inputs: by the API's names; any value in it may be an Output.
        where: the file and line that declare it.
        option_problems: what is wrong with its options.
    """

    resource: pulumi.CustomResource
    kind: str
    name: str
    family: Family
    inputs: dict[str, Any]
    opts: pulumi.ResourceOptions
    aliases: list[pulumi.Input[str | pulumi.Alias]]
    where: str
    option_problems: list[Problem]

    @property
    def label(self) -> str:
        """What the program calls it, such as `Placement "banner"`."""
        return f'{type(self.resource).__name__} "{self.name}"'

    @property
    def unknown_id(self) -> UnknownId:
        """What stands for its id before the engine knows it: enough to tell of what family it is."""
        return UnknownId(id_type=self.family.id_type, label=self.label)

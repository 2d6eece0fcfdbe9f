"""What a program knows of a resource besides its inputs, and tells the provider."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """
    Attributes:
        stack: the project's and the stack's name; "" where no program tells.
        elsewhere: when the stack's other objects of this name were created, "" where an object does not tell; None if
            it is not known what the stack has.
        secret: the members that hold a secret.
    """

    stack: str = ""
    elsewhere: tuple[str, ...] | None = None
    secret: frozenset[str] = frozenset()


NOTHING_SPECIAL = About()

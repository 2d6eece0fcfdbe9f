"""Names what a call is about, also in messages: a family in a place, or one object of it."""

from __future__ import annotations

from dataclasses import dataclass

from ..masking import SECRET
from ..settings import Place
from .family import Family


@dataclass(frozen=True)
class Target:
    """What a request is about: a family in a place, or one object of it.

    Attributes:
        secret: the top-level members whose values no message and no log may show, and `id` if a program calls the id of
            a look-up secret.
        sandbox_id: the sandbox's id in state; an answer with another one is not about this object.
    """

    place: Place
    family: Family
    id_: str | None = None
    name: str | None = None
    secret: frozenset[str] = frozenset()
    sandbox_id: str | None = None

    def __str__(self) -> str:
        name = f' "{SECRET if "name" in self.secret else self.name}"' if self.name else ""
        id_ = f" ({SECRET if 'id' in self.secret else self.id_})" if self.id_ else ""
        return f"{self.family.kind}{name}{id_} in sandbox {self.place.sandbox}"

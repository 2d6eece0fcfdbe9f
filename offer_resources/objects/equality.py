"""What makes two objects of one family the same but for their ids."""

from __future__ import annotations

import hashlib
from typing import Any

from .family import Family
from .values import Body, Live, Members


def is_made_by(family: Family, row: Live, body: Body) -> bool:
    """Whether the row is what a create with this body makes; a server may keep less of it, never something else."""
    if row.get("name") != body["name"]:
        return False
    ours = family.managed(body, family.known(row))
    return family.comparable(row) == family.comparable(ours)


def digest(family: Family, members: Members) -> str:
    """The same text for the same content, however it is spelled."""
    return fingerprint(family.comparable(members))


def fingerprint(value: Any) -> str:
    """The same text for the same value, whatever the order of its keys; the engine keeps none."""
    content = repr(_ordered(value))
    return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()[:32]


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((repr(key), _ordered(item)) for key, item in value.items())
    return [_ordered(item) for item in value] if isinstance(value, list) else value

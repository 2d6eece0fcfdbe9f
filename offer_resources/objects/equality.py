"""Decides whether two objects of one family are equal in everything but their ids."""

from __future__ import annotations

import hashlib
from typing import Any

from .family import Family
from .values import Body, Live, Members


def is_made_by(family: Family, row: Live, body: Body) -> bool:
    """Return whether a create with this body may have made the row: the server may keep less, but nothing else."""
    if row.get("name") != body["name"]:
        return False
    ours = family.managed(body, family.known(row))
    return family.is_same(row, ours)


def digest(family: Family, members: Members) -> str:
    """Return a text that is the same for all spellings of the same content."""
    return fingerprint(family.comparable(members))


def fingerprint(value: Any) -> str:
    """Return a text that is the same for equal values in any order of keys, as the engine keeps no order."""
    content = repr(_ordered(value))
    return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()[:32]


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((repr(key), _ordered(item)) for key, item in value.items())
    return [_ordered(item) for item in value] if isinstance(value, list) else value

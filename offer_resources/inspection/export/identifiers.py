"""Makes identifiers of the names that people gave their objects."""

from __future__ import annotations

import builtins
import itertools
import keyword
import unicodedata
from collections.abc import Iterable

# The last two are what programs import besides our classes, which are no lower-case names.
_MEANS_SOMETHING = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "json", "pulumi"}
_LONGEST = 60


def identifiers(names: Iterable[str], kind: str) -> list[str]:
    """One identifier for each name, in their order; of equal ones the later are numbered.

    Args:
        kind: one word for what is named; helps where a name alone is no identifier, or one with a meaning.
    """
    found: dict[str, None] = {}
    for name in names:
        identifier = _identifier(name, kind)
        if identifier in _MEANS_SOMETHING:
            identifier = f"{identifier}_{kind}"
        numbered = (f"{identifier}_{number}" for number in itertools.count(2))
        found[next(free for free in itertools.chain([identifier], numbered) if free not in found)] = None
    return list(found)


def resource_name(identifier: str) -> str:
    """The name in the stack: `web_banner` is the resource `web-banner`."""
    return identifier.replace("_", "-")


def _identifier(name: str, kind: str) -> str:
    # Python takes identifiers of one normal form for one and the same (Language Reference 2.3).
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    words = "".join(char if f"a{char}".isidentifier() and char != "_" else " " for char in text).split()
    identifier = "_".join(_fitting(words))
    return identifier if identifier.isidentifier() else f"{kind}_{identifier}".rstrip("_")


def _fitting(words: list[str]) -> list[str]:
    """As many of the words as fit into an identifier; a first one that does not is cut."""
    lengths = itertools.accumulate(len(word) + 1 for word in words)
    kept = [word for word, length in zip(words, lengths, strict=True) if length <= _LONGEST]
    return kept or [word[:_LONGEST] for word in words[:1]]

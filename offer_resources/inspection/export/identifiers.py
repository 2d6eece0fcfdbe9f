"""Makes resource names and identifiers of the names that people gave their objects."""

from __future__ import annotations

import builtins
import hashlib
import itertools
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

# The last two are what programs import besides our classes, which are no lower-case names.
_MEANS_SOMETHING = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "json", "pulumi"}
_LONGEST = 60
_SUFFIX = re.compile(r"(?:^| )[0-9a-f]{8}$")


def resource_names(objects: Sequence[tuple[str, str]], noun: str) -> list[str]:
    """The names in the stack, in the order of the objects: each follows from its object's name alone.

    So one name has one resource name in every sandbox, whatever else is there. The objects of a name that several
    have are told apart by their ids.

    Args:
        objects: id and name of each.
        noun: one word for what is named, where a name has no word.
    """
    number = Counter(name for _, name in objects)
    return [
        resource_name(name, noun) if number[name] == 1 else f"{_slug(name, noun)}-{_digest(id_ + name)}"
        for id_, name in objects
    ]


def resource_name(name: str, noun: str) -> str:
    """`web-hero` of *Web hero* and `Web-Hero` of *Web Hero*; of any other name its words and a digest of it.

    No two names have one resource name: the words alone, in these two spellings, tell what the name was.
    """
    slug = _slug(name, noun)
    plain = name.replace(" ", "-")
    if plain.casefold() == slug and "-" not in name and not _SUFFIX.search(name):
        if name.lower().capitalize() == name:
            return plain.lower()
        if name.lower() != name:
            return plain
    return f"{slug}-{_digest(name)}"


def identifiers(names: Iterable[str], noun: str) -> list[str]:
    """One identifier for each name, in their order; of equal ones the later are numbered.

    Args:
        noun: helps where a name alone is no identifier, or one with a meaning.
    """
    found: dict[str, None] = {}
    for name in names:
        identifier = _slug(name, noun).replace("-", "_")
        if not identifier.isidentifier():
            identifier = f"{noun}_{identifier}"
        if identifier in _MEANS_SOMETHING:
            identifier = f"{identifier}_{noun}"
        numbered = (f"{identifier}_{number}" for number in itertools.count(2))
        found[next(free for free in itertools.chain([identifier], numbered) if free not in found)] = None
    return list(found)


def _slug(name: str, noun: str) -> str:
    """The words of a name, in lower case."""
    # Python takes identifiers of one normal form for one and the same (Language Reference 2.3).
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    words = "".join(char if f"a{char}".isidentifier() and char != "_" else " " for char in text).split()
    return "-".join(_fitting(words)) or noun


def _fitting(words: list[str]) -> list[str]:
    """As many of the words as fit into an identifier; a first one that does not is cut."""
    lengths = itertools.accumulate(len(word) + 1 for word in words)
    kept = [word for word, length in zip(words, lengths, strict=True) if length <= _LONGEST]
    return kept or [word[:_LONGEST] for word in words[:1]]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]

"""Makes resource names and Python identifiers from the names of objects."""

from __future__ import annotations

import builtins
import hashlib
import itertools
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

# The last two are modules that programs import.
_MEANS_SOMETHING = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "json", "pulumi"}
_LONGEST = 60
_SUFFIX = re.compile(r"(?:^| )[0-9a-f]{8}$")


def resource_names(objects: Sequence[tuple[str, str]], noun: str) -> list[str]:
    """Return the resource names, in the order of the objects; each follows from its object's name alone.

    So an object has the same resource name in every sandbox. If several objects have one name, their ids make the
    resource names differ.

    Args:
        objects: id and name of each.
        noun: the resource name of an object whose name has no usable word.
    """
    number = Counter(name for _, name in objects)
    return [
        resource_name(name, noun) if number[name] == 1 else f"{_slug(name, noun)}-{_digest(id_ + name)}"
        for id_, name in objects
    ]


def resource_name(name: str, noun: str) -> str:
    """Return `web-hero` for *Web hero*, `Web-Hero` for *Web Hero*, and for other names the words with a digest.

    No two names have the same resource name: the first two forms determine the name, and the digest the others.
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
    """Return one identifier for each name, in their order; equal identifiers are numbered from the second one on.

    Args:
        noun: added where a name alone is not an identifier, or a reserved one.
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
    """Return the words of a name, in lower case."""
    # Python treats identifiers of the same normal form as equal (Language Reference 2.3).
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    words = "".join(char if f"a{char}".isidentifier() and char != "_" else " " for char in text).split()
    return "-".join(_fitting(words)) or noun


def _fitting(words: list[str]) -> list[str]:
    """Return as many of the words as fit in an identifier; a first word that is too long is cut."""
    lengths = itertools.accumulate(len(word) + 1 for word in words)
    kept = [word for word, length in zip(words, lengths, strict=True) if length <= _LONGEST]
    return kept or [word[:_LONGEST] for word in words[:1]]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]

"""Shows where two texts differ: word by word, and by code point where they look alike. No terminal, no network."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal

Op = Literal["=", "-", "+"]
Part = tuple[Op, str]

_WORD, _LINE = re.compile(r"\w+|\s+|.", re.DOTALL), re.compile(r".*\n|.+")
# Pairs of parts. An alignment takes a bit for each: up to 50 MB.
_MOST_PAIRS = 400_000_000

# Characters to show of a common part on each side of a difference, and of the difference itself.
_CONTEXT, _MOST_SHOWN, _MOST_NAMED = 30, 200, 5

# Unicode Technical Standard 39, confusables.txt: letters of other scripts that read as Latin ones, and quotes.
_LATIN = str.maketrans(
    "АВЕКМНОРСТУХЅІЈаеорсухѕіјһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοναρ‘’ʼ′“”„″",  # noqa: RUF001
    "ABEKMHOPCTYXSIJaeopcyxsijhdqwABEZHIKMNOPTYXovap''''\"\"\"\"",
)
# Default_Ignorable_Code_Point besides category Cf (Unicode Standard 5.21): joiners, fillers, variation selectors.
_IGNORABLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def words(before: str, after: str) -> list[Part]:
    """Return the parts of both texts in order, each after `=` (both), `-` (only the first) or `+` (only the second)."""
    ours, theirs = _WORD.findall(before), _WORD.findall(after)
    return list(_parts(ours, theirs) if _fits(ours, theirs) else _by_line(before, after))


def marked(before: str, after: str) -> list[Part]:
    """Return the parts in one line, as `git diff --word-diff` shows them: `Free from [-30-]{+25+} euros`.

    Long parts are shortened. Parts that look alike, or that are invisible, are followed by their code points.
    """
    parts = words(before, after)
    return [(op, _marked(op, text, _look_alike(parts, index))) for index, (op, text) in enumerate(parts)]


def in_words(before: str, after: str) -> str:
    """Return both texts in one line, as `marked` shows them."""
    return "".join(text for _, text in marked(before, after))


def hides_a_difference(before: str, after: str) -> bool:
    """Return whether both texts have parts that differ and look alike, or that are invisible."""
    parts = words(before, after)
    return any(_look_alike(parts, index) for index in range(len(parts)))


def unlike(one: str, other: str) -> str:
    """Return the code points of one text that the other lacks, if both look the same; else an empty text."""
    if not looks_like(one, other):
        return ""
    return code_points("".join(char for op, char in _parts(one, other) if op == "-") or one)


def looks_like(one: str, other: str) -> bool:
    """Return whether two different texts look the same to a reader."""
    return one != other and _skeleton(one) == _skeleton(other)


def code_points(text: str) -> str:
    """Return code points with names: `U+0065 LATIN SMALL LETTER E, U+0301 COMBINING ACUTE ACCENT`."""
    named = [f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip() for char in text[:_MOST_NAMED]]
    return ", ".join([*named, *("…" for _ in text[_MOST_NAMED : _MOST_NAMED + 1])])


def visible(text: str) -> str:
    """Return the text in one line, with control characters escaped."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def shortened(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _by_line(before: str, after: str) -> Iterator[Part]:
    """Yield the parts of large texts: compare the lines first, then the words of the lines that differ."""
    removed = ""
    for op, text in [*_parts(_LINE.findall(before), _LINE.findall(after)), ("=", "")]:
        if op == "-":
            removed = text
            continue
        yield from _parts(_WORD.findall(removed), _WORD.findall(text if op == "+" else ""))
        yield from _given("=", [text] if op == "=" and text else [])
        removed = ""


def _parts(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Part]:
    """Yield the common parts, and between them the parts that only one side has."""
    start = other_start = 0
    for first, second, size in _in_common(ours, theirs):
        yield from _given("-", ours[start:first])
        yield from _given("+", theirs[other_start:second])
        yield from _given("=", ours[first : first + size])
        start, other_start = first + size, second + size


def _in_common(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return where both sides have the same, and how long; the last entry is their end."""
    if not _fits(ours, theirs):
        start, end = _ends_in_common(ours, theirs)
        return [(0, 0, start), (len(ours) - end, len(theirs) - end, end)]
    # Imported here, as most runs find no texts that differ.
    from rapidfuzz.distance import LCSseq

    numbers: dict[str, int] = {}
    sides = [[numbers.setdefault(part, len(numbers)) for part in side] for side in (ours, theirs)]
    return [(one.a, one.b, one.size) for one in LCSseq.opcodes(*sides).as_matching_blocks()]


def _fits(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Return whether the parts between the common beginning and the common end are few enough to align."""
    ends = sum(_ends_in_common(ours, theirs))
    return (len(ours) - ends) * (len(theirs) - ends) <= _MOST_PAIRS


def _ends_in_common(ours: Sequence[str], theirs: Sequence[str]) -> tuple[int, int]:
    start = _same_at_start(ours, theirs)
    return start, _same_at_start(ours[start:][::-1], theirs[start:][::-1])


def _same_at_start(ours: Sequence[str], theirs: Sequence[str]) -> int:
    pairs = enumerate(zip(ours, theirs, strict=False))
    return next((index for index, (one, other) in pairs if one != other), min(len(ours), len(theirs)))


def _given(op: Op, parts: Sequence[str]) -> Iterator[Part]:
    if parts:
        yield op, "".join(parts)


def _look_alike(parts: Sequence[Part], index: int) -> str:
    """Return the characters of one text's part that a reader cannot tell from the other text's."""
    op, text = parts[index]
    if op == "=":
        return ""
    before, after = index - (op == "+"), index + (op == "-")
    pair = [
        parts[at][1] for at, wanted in ((before, "-"), (after, "+")) if parts[at : at + 1] and parts[at][0] == wanted
    ]
    if len(pair) == 2:
        return "".join(char for found, char in _parts(*pair) if found == op) if looks_like(*pair) else ""
    return "" if _skeleton(text) else text


def _skeleton(text: str) -> str:
    """Return what a reader sees of the text."""
    shown = "".join(char for char in _IGNORABLE.sub("", text) if unicodedata.category(char) != "Cf")
    return "".join(map(_as_plain, unicodedata.normalize("NFKC", shown))).translate(_LATIN)


def _as_plain(char: str) -> str:
    return {"Zs": " ", "Pd": "-"}.get(unicodedata.category(char), char)


def _marked(op: Op, text: str, unclear: str) -> str:
    if op == "=":
        part = visible(text)
        return part if len(part) <= 2 * _CONTEXT else f"{part[:_CONTEXT]} … {part[-_CONTEXT:]}"
    part = shortened(visible(text)) + (f" ({code_points(unclear)})" if unclear else "")
    return f"[-{part}-]" if op == "-" else f"{{+{part}+}}"

"""Where two texts differ, as a person reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offer_resources.objects.words import in_words, looks_like, visible, words

ROW = "<p>Save 10% on Sunday</p>\n"


def changed(before: str, after: str) -> list[tuple[str, str]]:
    """Return the parts that only one text has."""
    return [(op, text) for op, text in words(before, after) if op != "="]


def test_words_aligns_word_by_word() -> None:
    assert words("Free from 30 euros.", "Free delivery from 25 euros.") == [
        ("=", "Free "),
        ("+", "delivery "),
        ("=", "from "),
        ("-", "30"),
        ("+", "25"),
        ("=", " euros."),
    ]


@given(st.text("ab \r\n\u0301"), st.text("ab \r\n\u0301"))
def test_words_loses_nothing(before: str, after: str) -> None:
    parts = words(before, after)

    assert "".join(part for op, part in parts if op != "+") == before
    assert "".join(part for op, part in parts if op != "-") == after


def test_words_finds_every_change_in_repetitive_text() -> None:
    """Which of equal rows is which follows from all of them, not from the longest run alone."""
    rows = [ROW] * 30
    rows[3], rows[15], rows[27] = ROW.replace("10", "15"), ROW.replace("Sunday", "Monday"), ROW.replace("10", "20")

    assert changed(ROW * 30, "".join(rows)) == [
        ("-", "10"),
        ("+", "15"),
        ("-", "Sunday"),
        ("+", "Monday"),
        ("-", "10"),
        ("+", "20"),
    ]


def a_large(separator: str) -> tuple[str, str]:
    """Two texts of too many words to align all of them, which differ in two that are far apart."""
    before = "".join(f"{n} one two{separator}" for n in range(8000))
    after = before.replace(f"{separator}7 one", f"{separator}7 three")
    return before, after.replace("7990 one", "7990 four")


def test_words_of_many_lines_are_aligned_line_by_line_first() -> None:
    assert changed(*a_large("\n")) == [("-", "one"), ("+", "three"), ("-", "one"), ("+", "four")]


def test_words_of_one_endless_line_differ_between_the_common_ends() -> None:
    (_, removed), (_, added) = changed(*a_large(" "))

    assert (removed[:8], removed[-8:]) == ("one two ", "7990 one")
    assert (added[:10], added[-9:]) == ("three two ", "7990 four")


@pytest.mark.parametrize(
    ("before", "after", "read"),
    [
        ("Free from 30 euros", "Free from 25 euros", "Free from [-30-]{+25+} euros"),
        (
            "caf\u00e9 au lait",
            "cafe\u0301 au lait",
            "[-caf\u00e9 (U+00E9 LATIN SMALL LETTER E WITH ACUTE)-]"
            "{+cafe\u0301 (U+0065 LATIN SMALL LETTER E, U+0301 COMBINING ACUTE ACCENT)+} au lait",
        ),
        (
            "Plan A",
            "Plan \u0410",
            "Plan [-A (U+0041 LATIN CAPITAL LETTER A)-]{+\u0410 (U+0410 CYRILLIC CAPITAL LETTER A)+}",
        ),
        ("\u2764 you", "\u2764\ufe0f you", "\u2764{+\ufe0f (U+FE0F VARIATION SELECTOR-16)+} you"),
        ("30 \u20ac", "30\u00a0\u20ac", "30[-  (U+0020 SPACE)-]{+\\xa0 (U+00A0 NO-BREAK SPACE)+}\u20ac"),
        ("weekend", "week\u00adend", "[-weekend-]{+week\\xadend (U+00AD SOFT HYPHEN)+}"),
        ("April", "Mai", "[-April-]{+Mai+}"),
        ("a" * 100 + " x", "a" * 100 + " y", f"{'a' * 30} … {'a' * 29} [-x-]{{+y+}}"),
    ],
)
def test_in_words_spells_out_what_looks_alike(before: str, after: str, read: str) -> None:
    """Words that differ are shown; of words that look the same, the code points that differ."""
    assert in_words(before, after) == read


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Hero", "Hero", False),
        ("Hero", "hero", False),
        ("\u041d\u0435ro", "Hero", True),
        ("Fru\u0308hling", "Fr\u00fchling", True),
        ("Hero\u200b", "Hero", True),
        ("A\u2013B", "A-B", True),
        ("\U0001f384\ufe0f", "\U0001f384", True),
    ],
)
def test_looks_like(one: str, other: str, alike: bool) -> None:
    assert looks_like(one, other) is alike


def test_visible_spells_out_what_a_terminal_would_obey() -> None:
    assert visible("a\x1b[31m\n\u202eb \u00e9") == "a\\x1b[31m\\n\\u202eb \u00e9"

"""Prose in Markdown is at most 120 columns wide; tables, code, and lines that are one link may be wider."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.repository.test_citations import text_of, tracked

WIDTH = 120


def too_wide(text: str) -> Iterator[str]:
    is_code = False
    for line in text.splitlines():
        is_code ^= line.lstrip().startswith("```")
        is_table = line.lstrip().startswith("|")
        is_one_word = len(line.strip().removeprefix("* ").removeprefix("- ").split()) == 1 or line.startswith("![")
        if len(line) > WIDTH and not (is_code or is_table or is_one_word):
            yield line


@pytest.mark.parametrize("name", sorted(name for name in tracked() if name.endswith(".md")))
def test_prose_is_wrapped(name: str) -> None:
    assert list(too_wide(text_of(name))) == []


def test_a_wide_line_is_found() -> None:
    wide = "word " * 30
    assert list(too_wide(f"| {wide} |\n```\n{wide}\n```\n{wide}\nhttps://example.com/{'x' * 120}\n")) == [wide]

"""Colour where a person looks, and only there."""

from __future__ import annotations

import pytest

from offer_resources.cli.terminal import console, counted


@pytest.mark.parametrize(
    ("environ", "plain", "is_coloured"),
    [
        ({}, False, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    ],
)
def test_plain(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], plain: bool, is_coloured: bool) -> None:
    """No escape codes without a terminal, with --no-color, or with NO_COLOR; FORCE_COLOR stands for a terminal."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    out = console(plain=plain)

    with out.capture() as captured:
        out.print("wrong", style="red")

    assert ("\x1b" in captured.get()) is is_coloured


def test_numbers_of_things() -> None:
    """One is not many."""
    assert [counted(number, "placement") for number in (0, 1, 2)] == ["0 placements", "1 placement", "2 placements"]

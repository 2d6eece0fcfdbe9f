"""What the `offers` commands take for the contents of a sandbox, and what they show while they read it."""

from __future__ import annotations

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.cli.reading import FAMILIES, read
from offer_resources.emulator import Emulator
from tests.support.place import DEV


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No terminal, whatever pytest runs in."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def an_offer(emulator: Emulator, name: str, client: str) -> None:
    emulator.create(
        "fallback-offer", {"name": name, "status": "draft"}, org=DEV.org, sandbox=DEV.sandbox, client=client
    )


def test_in_app_messages_are_left_out(
    library: OfferLibrary, emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """Objects of the service behind in-app messages are left out, and their number is reported."""
    an_offer(emulator, "Ours", "somebody")
    an_offer(emulator, "Theirs", "Mobile_Sheliak")

    found = read(library, DEV, FAMILIES, plain=False)

    assert {kind: [row["name"] for row in rows] for kind, rows in found.items()} == {
        **{family.kind: [] for family in FAMILIES},
        "fallback offer": ["Ours"],
    }
    assert capsys.readouterr().err == "offers: left out: 1 fallback offer of dev, which in-app messages keep there\n"


def test_a_terminal_sees_the_count(
    library: OfferLibrary, emulator: Emulator, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a person looks, each kind is counted while it comes; with --no-color nothing is."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    an_offer(emulator, "Ours", "somebody")

    read(library, DEV, FAMILIES, plain=False)
    shown = capsys.readouterr().err
    read(library, DEV, FAMILIES, plain=True)

    assert "fallback offers of dev 1" in shown
    assert capsys.readouterr().err == ""

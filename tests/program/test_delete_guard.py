"""How many of its objects a run may delete."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from offer_resources.program import delete_guard, state_file
from offer_resources.program.identity import Identity
from offer_resources.program.stack_before import Recorded

OFFER = "FallbackOfferProvider"
DEV = {"sandbox": "dev"}


def state(*names: str) -> list[Recorded]:
    return [Recorded(OFFER, name, DEV) for name in names]


def many(count: int) -> list[Recorded]:
    return state(*(f"o{number}" for number in range(count)))


@pytest.mark.parametrize(
    ("had", "gone", "most", "is_too_many"),
    [
        (10, 10, None, False),
        (11, 11, None, True),
        (100, 30, None, False),
        (100, 31, None, True),
        (0, 0, None, False),
        (100, 31, 31, False),
        (100, 31, 30, True),
        (1, 1, 0, True),
        (1, 0, 0, False),
    ],
)
def test_limits(had: int, gone: int, most: int | None, is_too_many: bool) -> None:
    """Unless told otherwise, more than ten and more than 30 % are too many; a number holds whatever the share."""
    assert (delete_guard.too_many(many(had), many(gone), most) is not None) == is_too_many


KEPT: dict[str, Identity] = {
    "as it was": Identity(OFFER, "o"),
    "under another name": Identity(OFFER, "new", frozenset({"o"})),
    "in its sandbox": Identity(OFFER, "o", sandbox="dev"),
}
LOST: dict[str, Identity] = {
    "another name": Identity(OFFER, "new"),
    "another kind": Identity("PlacementProvider", "o"),
    "another parent": Identity(OFFER, "o", parent="shop:Group"),
    "another sandbox": Identity(OFFER, "o", sandbox="stage"),
}


@pytest.mark.parametrize("declared", KEPT.values(), ids=KEPT)
def test_kept(declared: Identity) -> None:
    """The program still has what state has."""
    assert delete_guard.deleted(state("o"), [declared]) == []


@pytest.mark.parametrize("declared", LOST.values(), ids=LOST)
def test_lost(declared: Identity) -> None:
    """The engine would delete it, whatever else the program declares."""
    assert delete_guard.deleted(state("o"), [declared]) == state("o")


def test_state_from_before_places_were_recorded_is_where_the_program_wants_it() -> None:
    """An object without a recorded sandbox is not replaced."""
    assert delete_guard.deleted([Recorded(OFFER, "o", {})], [Identity(OFFER, "o", sandbox="stage")]) == []


def test_a_former_name_counts_for_its_own_kind() -> None:
    """A placement that was called `hero` is no reason to miss a fallback offer of that name."""
    placement = Identity("PlacementProvider", "hero-2", former_names=frozenset({"hero"}))
    assert delete_guard.deleted(state("hero"), [placement]) == state("hero")


@pytest.mark.parametrize("answer", ["exit 1", "echo nonsense", "echo '{}'", "exec sleep 60"])
def test_a_state_that_cannot_be_read_retains_nothing(
    answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then all objects that would go are counted, and nobody sees a traceback."""
    pulumi = tmp_path / "pulumi"
    pulumi.write_text(f"#!/bin/sh\n{answer}\n")
    pulumi.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(state_file, "_TIMEOUT_SECONDS", 0.5)
    assert state_file._retained("org/project/stack") == frozenset()

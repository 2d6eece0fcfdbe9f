"""How many of its objects a run may delete."""

from __future__ import annotations

import pytest

from offer_resources.program import deletes
from offer_resources.program.deletes import Declared
from offer_resources.program.stack_before import Recorded

OFFER = "pulumi-python:dynamic/offers:FallbackOffer"
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
    assert (deletes.too_many(many(had), many(gone), most) is not None) == is_too_many


KEPT: dict[str, Declared] = {
    "as it was": Declared(OFFER, "o"),
    "under another name": Declared(OFFER, "new", frozenset({"o"})),
    "in its sandbox": Declared(OFFER, "o", sandbox="dev"),
}
LOST: dict[str, Declared] = {
    "another name": Declared(OFFER, "new"),
    "another type": Declared("pulumi-python:dynamic/offers:Placement", "o"),
    "another parent": Declared(f"shop:Group${OFFER}", "o"),
    "another sandbox": Declared(OFFER, "o", sandbox="stage"),
}


@pytest.mark.parametrize("declared", KEPT.values(), ids=KEPT)
def test_kept(declared: Declared) -> None:
    """The program still has what state has."""
    assert deletes.deleted(state("o"), [declared]) == []


@pytest.mark.parametrize("declared", LOST.values(), ids=LOST)
def test_lost(declared: Declared) -> None:
    """The engine would delete it, whatever else the program declares."""
    assert deletes.deleted(state("o"), [declared]) == state("o")


def test_state_from_before_places_were_recorded_is_where_the_program_wants_it() -> None:
    """An object without a recorded sandbox is not replaced."""
    assert deletes.deleted([Recorded(OFFER, "o", {})], [Declared(OFFER, "o", sandbox="stage")]) == []

"""How many creates a run is going to send."""

from __future__ import annotations

import pytest

from offer_resources.program.creates_ahead import CreatesAhead
from offer_resources.program.identity import Identity
from offer_resources.program.stack_before import Recorded

OFFER = "FallbackOfferProvider"

# What the program declares besides what state has, which is the offer "o" in sandbox dev.
CREATED: dict[str, Identity] = {
    "a new name": Identity(OFFER, "new", sandbox="dev"),
    "another sandbox": Identity(OFFER, "o", sandbox="stage"),
    "another parent": Identity(OFFER, "o", sandbox="dev", parent="shop:Group"),
}
NOT_CREATED: dict[str, Identity] = {
    "as it was": Identity(OFFER, "o", sandbox="dev"),
    "in a sandbox that is not known": Identity(OFFER, "o"),
    "under another name": Identity(OFFER, "new", frozenset({"o"}), sandbox="dev"),
    "another kind": Identity("PlacementProvider", "o", sandbox="dev"),
}


@pytest.mark.parametrize(
    ("declared", "count"),
    [*((one, 1) for one in CREATED.values()), *((one, 0) for one in NOT_CREATED.values())],
    ids=[*CREATED, *NOT_CREATED],
)
def test_what_is_created(declared: Identity, count: int) -> None:
    """What state does not have, and what it has in another sandbox."""
    ahead = CreatesAhead([Recorded(OFFER, "o", {"sandbox": "dev"})])
    ahead.add([declared])
    assert ahead.most(OFFER) == count


def test_the_sandbox_that_gets_the_most_counts() -> None:
    """Each sandbox is looked at by a provider of its own, and all are told the same."""
    ahead = CreatesAhead([])
    ahead.add([Identity(OFFER, "a", sandbox="dev"), Identity(OFFER, "b", sandbox="stage")])
    ahead.add([Identity(OFFER, "c", sandbox="stage")])
    assert (ahead.most(OFFER), ahead.most("TagProvider")) == (2, 0)

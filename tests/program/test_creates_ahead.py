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
    "another kind": Identity("PlacementProvider", "o", sandbox="dev"),
    "another parent": Identity(OFFER, "o", sandbox="dev", parent="shop:Group"),
}
NOT_CREATED: dict[str, Identity] = {
    "as it was": Identity(OFFER, "o", sandbox="dev"),
    "in a sandbox that is not known": Identity(OFFER, "o"),
    "under another name": Identity(OFFER, "new", frozenset({"o"}), sandbox="dev"),
}


STATE = [Recorded(OFFER, "o", {"sandbox": "dev"})]


def most(ahead: CreatesAhead, one: Identity) -> int:
    return ahead.most(one.parent, one.kind, one.name)


@pytest.mark.parametrize("declared", CREATED.values(), ids=CREATED)
def test_what_is_created(declared: Identity) -> None:
    """What state does not have, and what it has in another sandbox, counts, and nothing else does."""
    ahead = CreatesAhead(STATE)
    ahead.add([declared, *(Identity(OFFER, "o", sandbox="dev") for _ in range(60))])
    assert most(ahead, declared) == 1


@pytest.mark.parametrize("declared", NOT_CREATED.values(), ids=NOT_CREATED)
def test_what_is_replaced(declared: Identity) -> None:
    """A create of what state has is a replacement, and all of the kind may be replaced; others count as before."""
    ahead, new = CreatesAhead(STATE), Identity(declared.kind, "another", sandbox="dev")
    ahead.add([declared, new])
    assert (most(ahead, declared), most(ahead, new)) == (2, 1)


def test_the_sandbox_that_gets_the_most_counts() -> None:
    """Each sandbox is looked at by a provider of its own, and all are told the same."""
    ahead, first = CreatesAhead([]), Identity(OFFER, "a", sandbox="dev")
    ahead.add([first, Identity(OFFER, "b", sandbox="stage")])
    ahead.add([Identity(OFFER, "c", sandbox="stage")])
    assert (most(ahead, first), ahead.most("", "TagProvider", "a")) == (2, 0)

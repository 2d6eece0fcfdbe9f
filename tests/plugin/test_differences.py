"""What a preview shows of a difference: at which path, and as what."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from offer_resources.lifecycle.calls import Difference
from offer_resources.objects.families.fallback_offers import FALLBACK_OFFERS
from offer_resources.plugin.differences import answer


def offer(**members: Any) -> dict[str, Any]:
    return {"name": "Summer", **members}


@pytest.mark.parametrize(
    ("olds", "news", "replaces", "shown"),
    [
        (offer(), offer(), (), {}),
        (offer(), offer(description="a"), (), {"description": "ADD"}),
        (offer(description="a"), offer(), (), {"description": "DELETE"}),
        (offer(description="a"), offer(description="b"), (), {"description": "UPDATE"}),
        (offer(), offer(description="a"), ("description",), {"description": "ADD_REPLACE"}),
        (offer(description="a"), offer(), ("description",), {"description": "DELETE_REPLACE"}),
        (offer(description="a"), offer(description="b"), ("description",), {"description": "UPDATE_REPLACE"}),
        (offer(labels=["a", "b"]), offer(labels=["b"]), (), {"labels[0]": "DELETE"}),
        (offer(labels=["b"]), offer(labels=["a", "b"]), (), {"labels[0]": "ADD"}),
        (
            offer(characteristics={"a.b": "1", "c": "1"}),
            offer(characteristics={"a.b": "2", "c": "2"}),
            (),
            {'characteristics["a.b"]': "UPDATE", "characteristics.c": "UPDATE"},
        ),
    ],
)
def test_each_change_is_shown_where_it_is(
    olds: dict[str, Any], news: dict[str, Any], replaces: tuple[str, ...], shown: dict[str, str]
) -> None:
    """A value that goes at its place in state, any other at its place in the program."""
    family = FALLBACK_OFFERS
    difference = Difference(family.comparable(olds), family.comparable(news), replaces=replaces)

    told = answer(family, difference, olds, news)

    kinds = {path: provider_pb2.PropertyDiff.Kind.Name(one.kind) for path, one in told.detailedDiff.items()}
    assert kinds == shown
    wanted = provider_pb2.DiffResponse.DIFF_SOME if shown else provider_pb2.DiffResponse.DIFF_NONE
    assert (told.changes, told.hasDetailedDiff, tuple(told.replaces)) == (wanted, bool(shown), replaces)

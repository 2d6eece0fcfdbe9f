"""Paths of comparable values, as paths of the values themselves."""

from __future__ import annotations

import pytest

from offer_resources.objects.diff import between
from offer_resources.objects.families import DECISIONS, FALLBACK_OFFERS
from offer_resources.objects.values import Members, Path, Unknown


def shown(placement: object, content: str = "") -> Members:
    return {"placement": placement, "channel": "web", "components": [{"type": "html", "content": content}]}


TWO = [shown("b", "one"), shown("a", "two")]


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ({"name": "A"}, {"name": "B"}, ("name",)),
        ({"tags": ["b"]}, {"tags": ["b", "a"]}, ("tags", 1)),
        ({"representations": TWO[:1]}, {"representations": TWO}, ("representations", 1)),
        (
            {"representations": TWO},
            {"representations": [TWO[0], shown("a", "2")]},
            ("representations", 1, "components", 0, "content"),
        ),
        ({"characteristics": {}}, {"characteristics": {"a.b": "c"}}, ("characteristics",)),
    ],
)
def test_a_change_is_where_the_program_writes_it(before: Members, after: Members, path: Path) -> None:
    """Whatever the order: sets and keyed lists are compared by their keys."""
    family = FALLBACK_OFFERS
    (change,) = between(family.comparable(before), family.comparable(after))

    assert family.located(after, change.path) == path


def test_what_went_is_where_it_was() -> None:
    family = FALLBACK_OFFERS
    before = {"representations": TWO}
    (change,) = between(family.comparable(before), family.comparable({"representations": TWO[:1]}))

    assert family.located(before, change.path) == ("representations", 1)


def test_an_item_whose_key_is_not_known_yet() -> None:
    after = {"representations": [TWO[0], shown(Unknown())]}
    family = FALLBACK_OFFERS
    (change,) = between(family.comparable({"representations": TWO[:1]}), family.comparable(after))

    assert family.located(after, change.path) == ("representations", 1)


def test_a_path_that_leads_nowhere_ends_at_the_nearest_part() -> None:
    assert FALLBACK_OFFERS.located({"tags": ["a"]}, ("tags", "b")) == ("tags",)


def test_a_list_whose_order_counts() -> None:
    criteria = [{"placements": ["b", "a"], "rank": {"priority": 1}}]

    assert DECISIONS.located({"criteria": criteria}, ("criteria", 0, "placements", "a")) == (
        "criteria",
        0,
        "placements",
        1,
    )

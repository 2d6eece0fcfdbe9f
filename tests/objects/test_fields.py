"""The kinds of member that not every family has: what each refuses, and what means the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from offer_resources.objects import formats
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from offer_resources.objects.families.tags import TAGS
from offer_resources.objects.family import Family, Reference, reference_to, referred_first
from offer_resources.objects.fields import Count, Field, Instant, Json, Text, TextSet
from offer_resources.objects.records import Record, Records
from offer_resources.objects.values import Unknown
from tests.support.offers import FOOTER, HERO

TAG = "dps:tag:4a0b1c2d3e4f5064"
A_DATE = "a date and time with an offset, such as 2026-12-01T00:00:00Z"


def problems(field: Field, value: Any) -> list[str]:
    return [str(problem) for problem in field.problems(value, ("it",))]


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        (Instant(), "2026-12-01T00:00:00", f'it: got "2026-12-01T00:00:00", wanted {A_DATE}'),
        (Instant(), "2026-12-01", f'it: got "2026-12-01", wanted {A_DATE}'),
        (Instant(), "tomorrow", f'it: got "tomorrow", wanted {A_DATE}'),
        (Instant(), 7, f"it: got the number 7, wanted {A_DATE}"),
        (Json(), "text", 'it: got "text", wanted an object'),
        (Json(), [1], "it: got a list of 1, wanted an object"),
        (Count(0), -1, "it: got the number -1, wanted a whole number from 0 up"),
        (Count(1), 1.5, "it: got the number 1.5, wanted a whole number from 1 up"),
        (Count(1), True, "it: got true, wanted a whole number from 1 up"),
        (Count(1, 3), 4, "it: got the number 4, wanted a whole number from 1 to 3"),
        (formats.one_of("day", "week"), "year", 'it: got "year", wanted one of day, week'),
        (Records(Record({}), least=1), [], "it: got none, wanted at least 1"),
        (Records(Record({}), most=1), [{}, {}], "it: got 2 of them, wanted at most 1"),
        (TextSet(reference_to(TAGS)), [TAG, HERO], f'it[1]: got "{HERO}", wanted the id of a tag'),
        (reference_to(PLACEMENTS), TAG, f'it: got "{TAG}", wanted the id of a placement'),
        (
            reference_to(TAGS, FALLBACK_OFFERS),
            HERO,
            f'it: got "{HERO}", wanted the id of a tag or a fallback offer',
        ),
    ],
)
def test_a_mistake_is_told_with_what_is_accepted(field: Field, value: Any, problem: str) -> None:
    assert problems(field, value) == [problem]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Instant(), "2026-12-01T00:00:00Z"),
        (Instant(), "2026-12-01T01:00:00.000+01:00"),
        (Instant(), Unknown()),
        (Json(), {"anything": [1, None, {"": "x"}]}),
        (Json(), Unknown()),
        (Count(0), 0),
        (Count(0), 10**9),
        (Count(0), Unknown()),
        (Records(Record({}), least=1), Unknown()),
        (TextSet(reference_to(TAGS)), [TAG, "xcore:tag:1", "fallbackOffer1234", "dps:of-a-type-to-come:1", Unknown()]),
    ],
)
def test_what_is_accepted(field: Field, value: Any) -> None:
    """An id tells its family only where its form is known; all others are opaque."""
    assert problems(field, value) == []


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2026-12-01T00:00:00Z", "2026-12-01T01:00:00.000+01:00", True),
        ("2026-12-01T00:00:00Z", "2026-12-01T00:00:00.001Z", False),
        ("no date", "no date", True),
        ("no date", "2026-12-01T00:00:00Z", False),
    ],
)
def test_dates_are_compared_as_instants(one: str, other: str, is_same: bool) -> None:
    assert (Instant().comparable(one) == Instant().comparable(other)) is is_same


def test_dates_are_sent_as_given() -> None:
    given = {"from": "2026-12-01T01:00:00+01:00"}
    assert Record({"from": Instant()}).merged({}, {}, given) == given


CRITERIA = Records(
    Record({"placements": TextSet(reference_to(PLACEMENTS)), "priority": Count(0), "name": Text()}, ("placements",))
)


def test_the_order_of_criteria_counts_and_that_of_their_placements_does_not() -> None:
    one, other = {"placements": [HERO, FOOTER]}, {"placements": [FOOTER, HERO], "priority": 1}
    turned = {"placements": [FOOTER, HERO]}
    assert CRITERIA.comparable([one, other]) == CRITERIA.comparable([turned, other])
    assert CRITERIA.comparable([one, other]) != CRITERIA.comparable([other, one])


def test_a_changed_item_without_a_key_keeps_what_we_do_not_manage_of_it() -> None:
    """It is found by what is equal, and otherwise by its position."""
    live = [{"placements": [HERO], "by": "1"}, {"placements": [FOOTER], "by": "2"}]
    before = [{"placements": [HERO]}, {"placements": [FOOTER]}]
    after = [{"placements": [FOOTER]}, {"placements": [HERO], "priority": 3}]
    assert CRITERIA.merged(live, before, after) == [
        {"placements": [FOOTER], "by": "2"},
        {"placements": [HERO], "priority": 3},
    ]
    assert CRITERIA.merged(live[:1], before[:1], [{"placements": [HERO], "priority": 3}]) == [
        {"placements": [HERO], "priority": 3, "by": "1"}
    ]


def test_references_inside_sets_are_mapped() -> None:
    """Whatever rewrites or collects references sees those, too."""

    def named(field: Field, value: Any) -> Any:
        return {HERO: "Hero"}.get(value, value) if isinstance(field, Reference) else value

    criteria = [{"placements": [HERO, FOOTER], "priority": 1, "name": HERO}]
    assert CRITERIA.mapped(criteria, named) == [{"placements": ["Hero", FOOTER], "priority": 1, "name": HERO}]


def a_family(key: str, *refers_to: Family) -> Family:
    return replace(TAGS, key=key, record=Record({one.key: reference_to(one) for one in refers_to}))


def test_what_is_referred_to_comes_first() -> None:
    """Otherwise families stay in the order given."""
    tag, rule = a_family("tag"), a_family("rule")
    offer = a_family("offer", tag, rule)
    decision = a_family("decision", offer)
    given = [decision, offer, tag, rule]
    assert [family.key for family in referred_first(given)] == ["tag", "rule", "offer", "decision"]
    assert decision.refers_to == {"offer"}


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("name", "name"),
        ("componentType", "component_type"),
        ("deliveryURL", "delivery_url"),
        ("returnMetaData", "return_metadata"),
    ],
)
def test_names_in_python(wire: str, python: str) -> None:
    record = Record(dict.fromkeys([wire], Field()), python_names={"returnMetaData": "return_metadata"})
    assert (record.python_name(wire), record.wire_name(python)) == (python, wire)
    assert record.wire_name("unknown_name") == "unknown_name"

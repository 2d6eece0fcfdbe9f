"""What two sandboxes have in common, and what not."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.inspection.compare import compare, look_alikes
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from tests.support.offers import FOOTER, HERO, a_live, a_representation, an_html

Object = dict[str, Any]

FAMILIES = (PLACEMENTS, FALLBACK_OFFERS)


def a_sandbox(*offers: Object, hero: str = HERO, footer: str = FOOTER) -> dict[str, list[Object]]:
    """Two placements with ids of the sandbox's own, and these offers."""
    placements = [a_live(hero, name="Web hero"), a_live(footer, name="Web footer")]
    return {"placement": placements, "fallback offer": list(offers)}


def verdicts(first: dict[str, list[Object]], second: dict[str, list[Object]]) -> dict[str, str]:
    """Return what became of each offer's name."""
    return {one.name: one.verdict for one in compare(first, second, FAMILIES) if one.kind == "fallback offer"}


def changes(first: Object, second: Object) -> list[str]:
    """Return what differs between two offers of one name, in two sandboxes of the same placements."""
    (one,) = (one for one in compare(a_sandbox(first), a_sandbox(second), FAMILIES) if one.kind == "fallback offer")
    return [str(change) for change in one.changes]


def test_ids_dates_and_authors_do_not_count() -> None:
    """The same offer in two sandboxes is the same, whatever its own id and those of its placements are."""
    ours = a_live(representations=[a_representation(placement=HERO)])
    theirs = a_live(
        "xcore:fallback-offer:9",
        etag=7,
        created="2020-01-01T00:00:00Z",
        createdBy="else",
        representations=[a_representation(placement="xcore:offer-placement:9")],
    )

    assert verdicts(a_sandbox(ours), a_sandbox(theirs, hero="xcore:offer-placement:9")) == {"Summer fallback": "same"}


def test_placements_are_compared_by_their_names() -> None:
    """The same id may be another placement elsewhere."""
    offer = a_live(representations=[a_representation(placement=HERO)])

    (found,) = (
        one for one in compare(a_sandbox(offer), a_sandbox(offer, hero=FOOTER, footer=HERO), FAMILIES) if one.changes
    )

    assert [change.path for change in found.changes] == [
        ("representations", "Web footer"),
        ("representations", "Web hero"),
    ]


def test_what_is_in_one_sandbox_alone() -> None:
    """A name that only one has is told with the side that has it."""
    ours, theirs = a_sandbox(a_live(name="A")), a_sandbox(a_live(name="B"))

    assert verdicts(ours, theirs) == {"A": "only in the first", "B": "only in the second"}


@pytest.mark.parametrize("numbers", [(2, 1), (1, 2), (2, 0), (2, 2)])
def test_duplicates_are_told_and_not_compared(numbers: tuple[int, int]) -> None:
    """Which of two is meant is not guessed, even if all are equal."""
    ours, theirs = (a_sandbox(*(a_live(f"dps:fallback-offer:{n}") for n in range(number))) for number in numbers)

    (found,) = (one for one in compare(ours, theirs, FAMILIES) if one.kind == "fallback offer")

    assert (found.verdict, found.changes) == ("duplicate", [])
    assert tuple(map(len, found.ids)) == numbers


def test_a_placement_whose_name_is_not_unique_is_no_other_placement() -> None:
    """An offer in one of two placements of one name is not taken for the same as one in the other."""
    ours = a_sandbox(a_live(representations=[a_representation(placement=HERO)]))
    ours["placement"] = [a_live(HERO, name="Twin"), a_live(FOOTER, name="Twin")]
    theirs = {**ours, "fallback offer": [a_live(representations=[a_representation(placement=FOOTER)])]}

    assert verdicts(ours, theirs) == {"Summer fallback": "different"}


def test_each_member_that_differs_is_named_with_both_values() -> None:
    """The path and the values, in the form in which the engine shows them."""
    ours = a_live(status="draft", representations=[a_representation(an_html("a"))], labels=["core/C1"])
    theirs = a_live(status="approved", representations=[a_representation(an_html("b"))], tags=["t"], unknown=1)

    assert changes(ours, theirs) == [
        "labels: {'core/C1': True} => nothing",
        "representations[Web hero].components[0].content: 'a' => 'b'",
        "status: 'draft' => 'approved'",
        "tags: nothing => {'t': True}",
    ]


def test_what_means_the_same_is_no_difference() -> None:
    """Order, spelling, empty members: as in a preview."""
    ours = a_live(labels=["b", "a"], description="", status="approved")
    theirs = a_live(labels=["a", "b"], status="live", characteristics={})

    assert changes(ours, theirs) == []


def test_names_that_look_alike_are_pointed_out() -> None:
    """In another normal form, or with a letter of another script, a name is another one."""
    ours, theirs = a_sandbox(a_live(name="Caf\u00e9"), a_live(name="A")), a_sandbox(a_live(name="Cafe\u0301"))
    compared = compare(ours, theirs, FAMILIES)

    alike = {one.name: [other.name for other in look_alikes(one, compared)] for one in compared}

    assert alike == {"Caf\u00e9": ["Cafe\u0301"], "Cafe\u0301": [], "A": [], "Web hero": [], "Web footer": []}

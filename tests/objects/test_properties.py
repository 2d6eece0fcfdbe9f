"""What holds for every offer, not only for those somebody thought of."""

from __future__ import annotations

import copy
import random
from typing import Any

import jsonpatch
from hypothesis import assume, given
from hypothesis import strategies as st

from offer_resources.dynamic.values import from_engine
from offer_resources.objects import diff, patch
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from offer_resources.objects.family import Family
from offer_resources.objects.values import Unknown, is_empty
from offer_resources.settings import Place, Settings
from tests.objects import strategies
from tests.objects.strategies import nearly_offers, offers
from tests.support.life import a_lifecycle

Object = dict[str, Any]

families = st.sampled_from([FALLBACK_OFFERS, PLACEMENTS])
rngs = st.integers(0, 2**32).map(random.Random)


def applied(operations: list[Object], live: Object) -> Object:
    """Return the live object after the patch, by a library that shares no code with ours."""
    return dict(jsonpatch.apply_patch(live, operations))


@given(offers)
def test_offers_of_the_strategy_are_good(offer: Object) -> None:
    """The properties below speak of offers without mistakes."""
    assert FALLBACK_OFFERS.problems(offer) == []


@given(offers, rngs)
def test_equal_meaning_gives_no_change_and_no_patch(offer: Object, rng: random.Random) -> None:
    """Order, spelling, floats and emptiness are no reason to write."""
    before = offer
    other = from_engine(strategies.respelled(strategies.with_empty_members(offer, rng), rng))
    after = other
    assert diff.between(FALLBACK_OFFERS.comparable(before), FALLBACK_OFFERS.comparable(after)) == []
    assume(after.keys() >= {name for name, value in before.items() if not is_empty(value)})
    assert patch.build(FALLBACK_OFFERS, {**other, "etag": 1}, before, after) == []


@given(offers, offers)
def test_the_patch_leads_from_before_to_after(one: Object, other: Object) -> None:
    """What we manage is afterwards as the program wants it, and nothing is left to do."""
    before, after = one, other
    live = strategies.with_unmanaged_members(FALLBACK_OFFERS.body(before))
    result = applied(patch.build(FALLBACK_OFFERS, live, before, after), live)
    assert FALLBACK_OFFERS.comparable(FALLBACK_OFFERS.managed(result, after)) == FALLBACK_OFFERS.comparable(after)
    assert patch.build(FALLBACK_OFFERS, result, before, after) == []


@given(offers, offers)
def test_what_was_given_before_and_is_no_longer_goes(one: Object, other: Object) -> None:
    """At every depth: nothing of ours stays behind, except a status."""
    before, after = one, other
    live = FALLBACK_OFFERS.body(before)
    result = applied(patch.build(FALLBACK_OFFERS, live, before, after), live)
    wanted = {"status": live["status"], **after}
    assert FALLBACK_OFFERS.comparable(result) == FALLBACK_OFFERS.comparable(wanted)


@given(offers, offers)
def test_what_is_not_ours_survives_every_patch(one: Object, other: Object) -> None:
    """The object's own members stay, and so do those of each representation that stays."""
    before, after = one, other
    live = strategies.with_unmanaged_members(FALLBACK_OFFERS.body(before))
    result = applied(patch.build(FALLBACK_OFFERS, live, before, after), live)
    stay = {item["placement"] for item in after.get("representations", ())}
    kept = [item["repo:id"] for item in live.get("representations", ()) if item["placement"] in stay]
    found = {item.get("repo:id") for item in result.get("representations", ())}
    assert (result["repo:id"], set(kept) <= found) == ("/", True)


@given(offers, offers, rngs)
def test_the_spelling_of_what_means_the_same_survives_every_patch(
    one: Object, other: Object, rng: random.Random
) -> None:
    """Order, letter case, long names: whatever the patch does not change stays as the live object has it."""
    live = strategies.respelled(FALLBACK_OFFERS.body(one), rng)
    result = applied(patch.build(FALLBACK_OFFERS, live, one, other), live)
    for name in ("tags", "labels"):
        stay = [item for item in live.get(name, ()) if item in result.get(name, ())]
        assert result.get(name, [])[: len(stay)] == stay
    before = {item["placement"]: item for item in live.get("representations", ())}
    after = {item["placement"]: item for item in result.get("representations", ())}
    assert [key for key in after if key in before] == [key for key in before if key in after]
    for key in before.keys() & after.keys():
        compared = [FALLBACK_OFFERS.comparable({"representations": [side[key]]}) for side in (before, after)]
        assert compared[0] != compared[1] or before[key] == after[key]


@given(offers, rngs)
def test_a_component_keeps_what_is_not_ours_wherever_it_goes(offer: Object, rng: random.Random) -> None:
    """Reordering and inserting components loses no asset reference."""
    before = offer
    assume(bool(before.get("representations")))
    live = strategies.with_unmanaged_members(FALLBACK_OFFERS.body(before))
    after = copy.deepcopy(before)
    for item in after["representations"]:
        new = {"type": "text", "format": "text/plain", "content": "this one is new: no other has so long a text"}
        item["components"] = rng.sample([*item["components"], new], len(item["components"]) + 1)
    result = applied(patch.build(FALLBACK_OFFERS, live, before, after), live)
    assert sorted(asset_references(result)) == sorted(asset_references(live))


def asset_references(offer: Object) -> list[str]:
    return [
        component["repo:id"]
        for item in offer["representations"]
        for component in item["components"]
        if "repo:id" in component
    ]


@given(families, nearly_offers)
def test_no_change_between_equals(family: Family, value: Object) -> None:
    """An object compared with itself shows nothing."""
    assert diff.between(family.comparable(value), family.comparable(value)) == []


@given(offers, st.sampled_from(["name", "description", "status", "representations", "tags", "characteristics"]))
def test_unknown_is_always_a_change(offer: Object, name: str) -> None:
    """A value that is not known yet is shown as a change, whatever was there."""
    before, after = FALLBACK_OFFERS.comparable(offer), FALLBACK_OFFERS.comparable({**offer, name: Unknown()})
    assert [change.path[0] for change in diff.between(before, after)] == [name]


@given(families, offers | nearly_offers)
def test_a_check_gives_problems_or_inputs_that_stay(family: Family, value: Object) -> None:
    """Whatever a program gives: each problem says where, and what is good is good again, as it is."""
    settings = Settings(Place("O@AdobeOrg", "dev"), "client", access_token="token")
    lifecycle = a_lifecycle(settings, family=family)
    inputs, problems = lifecycle.check(from_engine(value))
    assert all(problem.path and str(problem) for problem in problems)
    assert problems or repr(lifecycle.check(inputs)) == repr((inputs, []))


@given(families, nearly_offers, nearly_offers, nearly_offers)
def test_nothing_raises_whatever_the_values(family: Family, live: Object, before: Object, after: Object) -> None:
    """Live data may hold anything, and a program's mistakes are reported, never thrown."""
    family.problems(after)
    family.body(after)
    family.metadata(live)
    family.managed(live, after)
    patch.build(family, live, before, after)
    family.managed(live, family.known(after))
    patch.build(family, live, family.known(before), family.known(after))

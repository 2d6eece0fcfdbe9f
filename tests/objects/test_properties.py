"""What holds for every object, not only for those somebody thought of."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import jsonpatch
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from offer_resources.dynamic.values import from_engine
from offer_resources.objects import diff, patch
from offer_resources.objects.families import FALLBACK_OFFERS
from offer_resources.objects.family import Family
from offer_resources.objects.values import Unknown, is_empty
from offer_resources.settings import Place, Settings
from tests.objects import strategies
from tests.objects.strategies import OBJECTS, nearly_offers, offers
from tests.support.life import a_lifecycle

Object = dict[str, Any]
Objects = st.SearchStrategy[Object]

families = st.sampled_from([family for family, _ in OBJECTS])
rngs = st.integers(0, 2**32).map(random.Random)
of_every_family = pytest.mark.parametrize(
    ("family", "objects"), [pytest.param(family, objects, id=family.key) for family, objects in OBJECTS]
)


def shown(family: Family, value: Object) -> Object:
    """What a read shows of the object."""
    return {name: item for name, item in value.items() if name not in family.never_returned}


def hidden(family: Family, value: Object) -> Object:
    """What no read shows of the object."""
    return {name: item for name, item in value.items() if name in family.never_returned}


def applied(operations: list[Object], live: Object) -> Object:
    """Return the live object after the patch, by a library that shares no code with ours."""
    return dict(jsonpatch.apply_patch(live, operations))


@of_every_family
@given(st.data())
def test_objects_of_the_strategies_are_good(family: Family, objects: Objects, data: st.DataObject) -> None:
    """The properties below speak of objects without mistakes."""
    assert family.problems(data.draw(objects)) == []


@of_every_family
@given(st.data(), rngs)
def test_equal_meaning_gives_no_change_and_no_patch(
    family: Family, objects: Objects, data: st.DataObject, rng: random.Random
) -> None:
    """Order, spelling, offsets of dates, floats and emptiness are no reason to write."""
    before = data.draw(objects)
    after = from_engine(strategies.respelled(strategies.with_empty_members(family, before, rng), rng))
    assert diff.between(family.comparable(before), family.comparable(after)) == []
    assume(after.keys() >= {name for name, value in before.items() if not is_empty(value)})
    assert patch.build(family, {**shown(family, after), "etag": 1}, before, after) == []


@of_every_family
@given(st.data(), rngs)
def test_what_is_compared_is_compared_as_itself(
    family: Family, objects: Objects, data: st.DataObject, rng: random.Random
) -> None:
    """The canonical form of a canonical form is the same."""
    canonical = family.comparable(strategies.respelled(data.draw(objects), rng))
    assert family.comparable(canonical) == canonical


@of_every_family
@given(st.data())
def test_the_patch_leads_from_before_to_after(family: Family, objects: Objects, data: st.DataObject) -> None:
    """What we manage is afterwards as the program wants it, and nothing is left to do."""
    before, after = data.draw(objects), data.draw(objects)
    live = strategies.with_unmanaged_members(shown(family, family.body(before)))
    result = shown(family, applied(patch.build(family, live, before, after), live))
    assert family.comparable(family.managed(result, after)) == family.comparable(after)
    assert patch.build(family, result, {**before, **hidden(family, after)}, after) == []


@of_every_family
@given(st.data())
def test_what_was_given_before_and_is_no_longer_goes(family: Family, objects: Objects, data: st.DataObject) -> None:
    """At every depth: nothing of ours stays behind, except a status."""
    before, after = data.draw(objects), data.draw(objects)
    live = shown(family, family.body(before))
    result = shown(family, applied(patch.build(family, live, before, after), live))
    stays = {name: live[name] for name in family.never_removed}
    assert family.comparable(result) == family.comparable(shown(family, {**stays, **after}))


@of_every_family
@given(st.data(), rngs)
def test_the_part_of_an_outline_is_what_was_given(
    family: Family, objects: Objects, data: st.DataObject, rng: random.Random
) -> None:
    """Among all that others have put into the same records, and however the API spells and orders it."""
    others, given_ = data.draw(objects), data.draw(objects)
    live = strategies.with_unmanaged_members(shown(family, family.body(others)))
    result = strategies.respelled(shown(family, applied(patch.build(family, live, {}, given_), live)), rng)
    outline = json.loads(json.dumps(family.record.outline(given_)))
    assert family.comparable(family.record.part(result, outline)) == family.comparable(shown(family, given_))


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


@given(families, st.one_of(nearly_offers, *(objects for _, objects in OBJECTS)))
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
    family.record.part(live, family.record.outline(after))
    patch.build(family, live, family.known(before), family.known(after))

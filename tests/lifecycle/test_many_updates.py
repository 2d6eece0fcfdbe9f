"""An update of many objects reads pages before it writes, not objects."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from offer_resources.emulator import Cut, Edit, Emulator
from offer_resources.errors import DriftConflictError, OfferNotFoundError
from offer_resources.lifecycle.calls import Stored
from offer_resources.settings import Settings
from tests.support.life import Life, edit
from tests.support.log import counted
from tests.support.place import ORG, offers

Object = dict[str, Any]

TO_THEIRS = {"op": "replace", "path": "/description", "value": "theirs"}


def made(life: Life, count: int) -> list[Stored]:
    return [life.created(name=f"O{number}", description="old") for number in range(count)]


def wanted(life: Life, before: Stored, description: str) -> Object:
    return life.checked(name=before.inputs["name"], description=description)


def all_changed(run: Life, changed: Sequence[Stored], unchanged: Sequence[Stored] = ()) -> list[Stored]:
    """One run of the engine: it compares all objects, and then has the changed ones updated, 16 at a time."""
    for before in unchanged:
        assert not run.is_different(before, name=before.inputs["name"], description="old")
    for before in changed:
        assert run.is_different(before, name=before.inputs["name"], description="new")
    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(lambda one: run.lifecycle.update(one.id_, one.outputs, wanted(run, one, "new")), changed))


def descriptions(emulator: Emulator) -> set[str]:
    return {offer["description"] for offer in offers(emulator)}


@pytest.mark.parametrize("count", [5, 50, 120])
def test_pages_serve_every_conflict_check(emulator: Emulator, settings: Settings, life: Life, count: int) -> None:
    """N updates are N patches and a request for each 50 objects."""
    objects = made(life, count)
    emulator.clear_requests()

    updated = all_changed(Life(settings), objects)

    assert counted(emulator) == {"LIST": math.ceil(count / 50), "PATCH": count}
    assert ({one.outputs["etag"] for one in updated}, descriptions(emulator)) == ({2}, {"new"})


@pytest.mark.parametrize(
    ("changed", "unchanged"),
    [pytest.param(1, 0, id="one"), pytest.param(4, 0, id="four"), pytest.param(5, 46, id="fewer than one in ten")],
)
def test_few_updates_list_nothing(
    emulator: Emulator, settings: Settings, life: Life, changed: int, unchanged: int
) -> None:
    """Where a page would bring little, each update is a GET and a PATCH."""
    objects = made(life, changed + unchanged)
    emulator.clear_requests()

    all_changed(Life(settings), objects[:changed], objects[changed:])

    assert counted(emulator) == {"GET": changed, "PATCH": changed}


def test_a_sandbox_full_of_others_is_not_read_to_its_end(emulator: Emulator, settings: Settings, life: Life) -> None:
    """Five updates give up after one page that has none of theirs."""
    for number in range(120):
        emulator.create("fallback-offer", {"name": f"Theirs {number}", "status": "draft"}, org=ORG, sandbox="dev")
    objects = made(life, 5)
    emulator.clear_requests()

    all_changed(Life(settings), objects)

    assert counted(emulator) == {"LIST": 1, "GET": 5, "PATCH": 5}


def test_a_change_of_others_before_the_run_is_a_conflict(emulator: Emulator, settings: Settings, life: Life) -> None:
    """A row of the list tells it as a GET would."""
    objects = made(life, 6)
    edit(emulator, objects[3], TO_THEIRS)

    with pytest.raises(DriftConflictError, match='description: theirs "theirs", ours "new"'):
        all_changed(Life(settings), objects)

    assert "theirs" in descriptions(emulator)


@pytest.mark.parametrize("refusal", ["409", "412"])
def test_a_change_of_others_after_the_list_is_a_conflict_where_if_match_holds(
    emulator: Emulator, settings: Settings, life: Life, refusal: str
) -> None:
    """The refused object is read by itself, and what others did there stays."""
    emulator.set_readings(if_match=refusal)
    objects = made(life, 6)
    emulator.fault(Edit(patch=[TO_THEIRS]), method="PATCH", path=objects[3].id_)
    emulator.clear_requests()

    with pytest.raises(DriftConflictError, match='description: theirs "theirs", ours "new"'):
        all_changed(Life(settings), objects)

    assert (counted(emulator)["GET"], "theirs" in descriptions(emulator)) == (1, True)


def test_a_change_of_others_after_the_list_is_told_where_if_match_is_ignored(
    emulator: Emulator, settings: Settings, life: Life
) -> None:
    """The etag has moved by more than our step: the run says what may be lost."""
    objects = made(life, 6)
    emulator.fault(Edit(patch=[TO_THEIRS]), method="PATCH", path=objects[3].id_)
    run = Life(settings)

    all_changed(run, objects)

    assert len(run.said) == 1
    assert '"O3"' in run.said[0]
    assert "was changed elsewhere while it was updated (etag 1 when read, 3 afterwards)" in run.said[0]


def test_after_a_lost_answer_the_object_is_read_by_itself(emulator: Emulator, settings: Settings, life: Life) -> None:
    """A row is used once; what came of the patch tells a GET."""
    objects = made(life, 6)
    emulator.fault(Cut(when="after"), method="PATCH", path=objects[3].id_)
    emulator.clear_requests()

    all_changed(Life(settings), objects)

    assert (counted(emulator), descriptions(emulator)) == ({"LIST": 1, "GET": 1, "PATCH": 6}, {"new"})


def test_what_the_pages_lack_is_asked_for_by_itself(emulator: Emulator, settings: Settings, life: Life) -> None:
    """Only then is it called gone."""
    objects = made(life, 6)
    old = {"createdDate": "2020-01-01T00:00:00.000Z", "lastModifiedDate": "2020-01-01T00:00:00.000Z"}
    objects[3] = Stored(objects[3].id_, objects[3].inputs, {**objects[3].outputs, **old})
    emulator.delete(objects[3].id_, org=ORG, sandbox="dev")
    emulator.clear_requests()

    with pytest.raises(OfferNotFoundError):
        all_changed(Life(settings), objects)

    assert counted(emulator) == {"LIST": 1, "GET": 1, "PATCH": 5}

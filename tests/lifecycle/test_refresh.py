"""A refresh of many objects reads pages, not objects."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from offer_resources.emulator import Emulator
from offer_resources.lifecycle.calls import Stored
from offer_resources.settings import Settings
from tests.support.life import Life
from tests.support.log import methods
from tests.support.place import ORG


def made(life: Life, count: int) -> list[Stored]:
    return [life.lifecycle.create({"name": f"O{n}", "org": ORG, "sandbox": "dev"}) for n in range(count)]


def refreshed(settings: Settings, objects: list[Stored]) -> list[Any]:
    """Read all again, four at a time as the host does, in a process of their own."""
    fresh = Life(settings)
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda one: fresh.lifecycle.refresh(one.id_, one.outputs), objects))


def test_pages_serve_every_read(emulator: Emulator, settings: Settings, life: Life) -> None:
    """120 offers are three requests for pages and none for an object."""
    objects = made(life, 120)
    emulator.clear_requests()

    found = refreshed(settings, objects)

    assert methods(emulator) == ["LIST"] * 3
    assert [one.inputs["name"] for one in found] == [f"O{n}" for n in range(120)]


def test_a_single_read_lists_nothing(emulator: Emulator, settings: Settings, life: Life) -> None:
    """A targeted refresh of one object is one request for it."""
    objects = made(life, 3)
    emulator.clear_requests()

    refreshed(settings, objects[:1])

    assert methods(emulator) == ["GET"]


def test_what_the_pages_lack_is_asked_for_by_itself(emulator: Emulator, settings: Settings, life: Life) -> None:
    """Only then is it called gone."""
    objects = made(life, 10)
    old = {"createdDate": "2020-01-01T00:00:00.000Z", "lastModifiedDate": "2020-01-01T00:00:00.000Z"}
    objects[4] = Stored(objects[4].id_, objects[4].inputs, {**objects[4].outputs, **old})
    emulator.delete(objects[4].id_, org=ORG, sandbox="dev")
    emulator.clear_requests()

    found = refreshed(settings, objects)

    assert [number for number, one in enumerate(found) if one is None] == [4]
    assert sorted(methods(emulator)) == ["GET", "LIST"]

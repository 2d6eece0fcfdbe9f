"""RFC 6902 and RFC 6901 through PATCH: every operation, every escape, all or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.emulator import Emulator
from tests.emulator.api import Api

Json = Any

START: Json = {
    "name": "Start",
    "list": [1, 2, 3],
    "map": {"a/b": 1, "m~n": 2, "": 3, " ": 4, "é": 5, "~1": 6, "deep": {"x": [{"y": 1}]}},
}


@pytest.fixture
def item(emulator: Emulator, api: Api) -> str:
    """Return a tag with a list and a map; tags take members no page names. All operations are known."""
    emulator.set_readings(patch_operations="all")
    return api.made("tags", START)


def after(api: Api, item: str) -> Json:
    read = api.get(item).json()
    return {name: read[name] for name in read if name in ("name", "list", "map", "new")}


DEEP = {**START["map"], "deep": {"x": [{"y": 2}]}}


@pytest.mark.parametrize(
    ("patch", "wanted"),
    [
        ([{"op": "add", "path": "/new", "value": {"a": 1}}], {**START, "new": {"a": 1}}),
        ([{"op": "add", "path": "/name", "value": "Upsert"}], {**START, "name": "Upsert"}),
        ([{"op": "add", "path": "/list/1", "value": 9}], {**START, "list": [1, 9, 2, 3]}),
        ([{"op": "add", "path": "/list/3", "value": 9}], {**START, "list": [1, 2, 3, 9]}),
        ([{"op": "add", "path": "/list/-", "value": [9]}], {**START, "list": [1, 2, 3, [9]]}),
        ([{"op": "replace", "path": "/list/0", "value": None}], {**START, "list": [None, 2, 3]}),
        ([{"op": "replace", "path": "/map/deep/x/0/y", "value": 2}], {**START, "map": DEEP}),
        ([{"op": "remove", "path": "/list"}], {"name": "Start", "map": START["map"]}),
        ([{"op": "remove", "path": "/list/0"}], {**START, "list": [2, 3]}),
        ([{"op": "copy", "from": "/list", "path": "/new"}], {**START, "new": [1, 2, 3]}),
        ([{"op": "copy", "from": "/list/0", "path": "/list/-"}], {**START, "list": [1, 2, 3, 1]}),
        ([{"op": "move", "from": "/list", "path": "/new"}], {"name": "Start", "map": START["map"], "new": [1, 2, 3]}),
        ([{"op": "move", "from": "/list/0", "path": "/list/2"}], {**START, "list": [2, 3, 1]}),
        ([{"op": "test", "path": "/list", "value": [1, 2, 3]}], START),
        ([{"op": "test", "path": "/list/0", "value": 1.0}], START),
        ([{"op": "test", "path": "/map/a~1b", "value": 1}], START),
        ([{"op": "test", "path": "/map/m~0n", "value": 2}], START),
        ([{"op": "test", "path": "/map/", "value": 3}], START),
        ([{"op": "test", "path": "/map/ ", "value": 4}], START),
        ([{"op": "test", "path": "/map/é", "value": 5}], START),
        ([{"op": "test", "path": "/map/~01", "value": 6}], START),
        ([{"op": "test", "path": "/etag", "value": 1}], START),
        ([{"op": "replace", "path": "/name", "value": "A", "comment": "ignored"}], {**START, "name": "A"}),
        (
            [
                {"op": "add", "path": "/new", "value": {}},
                {"op": "add", "path": "/new/a", "value": 1},
                {"op": "test", "path": "/new", "value": {"a": 1}},
            ],
            {**START, "new": {"a": 1}},
        ),
        ([], START),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_patches_that_apply(api: Api, item: str, patch: Json, wanted: Json) -> None:
    """An operation leaves what the RFC says."""
    response = api.patch(item, patch)
    assert (response.status_code, after(api, item)) == (200, wanted)


@pytest.mark.parametrize(
    ("patch", "status"),
    [
        ([{"op": "replace", "path": "/none", "value": 1}], 400),
        ([{"op": "remove", "path": "/none"}], 400),
        ([{"op": "remove", "path": "/list/3"}], 400),
        ([{"op": "remove", "path": "/list/-"}], 400),
        ([{"op": "add", "path": "/list/4", "value": 1}], 400),
        ([{"op": "add", "path": "/list/01", "value": 1}], 400),
        ([{"op": "add", "path": "/list/-1", "value": 1}], 400),
        ([{"op": "add", "path": "/none/deep", "value": 1}], 400),
        ([{"op": "add", "path": "/name/deep", "value": 1}], 400),
        ([{"op": "copy", "from": "/none", "path": "/new"}], 400),
        ([{"op": "move", "from": "/none", "path": "/new"}], 400),
        ([{"op": "move", "from": "/map", "path": "/map/deep/x"}], 400),
        ([{"op": "test", "path": "/none", "value": 1}], 400),
        ([{"op": "test", "path": "/list/0", "value": True}], 409),
        ([{"op": "test", "path": "/list/0", "value": "1"}], 409),
        ([{"op": "test", "path": "/etag", "value": 2}], 409),
        ([{"op": "add", "path": "/new"}], 400),
        ([{"op": "add", "value": 1}], 400),
        ([{"op": "move", "path": "/new"}], 400),
        ([{"op": "increment", "path": "/list/0", "value": 1}], 400),
        ([{"path": "/new", "value": 1}], 400),
        ([{"op": "add", "path": "new", "value": 1}], 400),
        ([{"op": "add", "path": "/a~2b", "value": 1}], 400),
        ([{"op": "add", "path": 1, "value": 1}], 400),
        ([{"op": "replace", "path": "", "value": 1}], 400),
        ([{"op": "replace", "path": "", "value": {"name": "Whole"}}], 422),
        ([{"op": "remove", "path": ""}], 400),
        ([{"op": "replace", "path": "/id", "value": "x"}], 422),
        ([{"op": "remove", "path": "/created"}], 422),
        ([{"op": "add", "path": "/schemas/-", "value": "x"}], 422),
        ([{"op": "remove", "path": "/name"}], 400),
        ([{"op": "replace", "path": "/name", "value": 1}], 400),
        ({"op": "add", "path": "/new", "value": 1}, 400),
        ("text", 400),
        (None, 400),
        ([1], 400),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_patches_that_do_not(api: Api, item: str, patch: Json, status: int) -> None:
    """What does not apply is refused, and what came before it in the same patch is not kept."""
    before = api.get(item).json()
    first = [{"op": "add", "path": "/new", "value": "half"}]
    both = first + patch if isinstance(patch, list) else patch
    response = api.patch(item, both)
    assert (response.status_code, api.get(item).json()) == (status, before)


def test_the_result_is_validated_as_a_whole(api: Api) -> None:
    """A patched object is held to the same rules as a written one."""
    item = api.made("offers?offer-type=fallback", {"name": "Offer", "status": "draft"})
    response = api.patch(item, [{"op": "add", "path": "/representations", "value": [{"placement": "p"}]}])
    assert response.json()["detail"] == (
        "representations.0.channel: Field required; representations.0.components: Field required"
    )


def test_a_null_unsets_a_member(api: Api, item: str) -> None:
    """A member patched to null is gone from reads."""
    api.patch(item, [{"op": "replace", "path": "/list", "value": None}])
    assert "list" not in api.get(item).json()


def test_move_is_not_among_the_listed_operations(emulator: Emulator, api: Api, item: str) -> None:
    """Unless by reading, `move` is refused: the current pages do not list it."""
    emulator.set_readings()
    assert api.patch(item, [{"op": "move", "from": "/list", "path": "/new"}]).status_code == 400

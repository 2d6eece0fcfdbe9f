"""A delete stops at what somebody has edited, at the cost of one read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from offer_resources.emulator import Emulator
from offer_resources.emulator.steering.faults import Answer
from offer_resources.errors import DriftConflictError
from offer_resources.settings import Settings
from tests.support.life import Life, a_page, edit
from tests.support.log import counted, methods
from tests.support.place import offers

Object = dict[str, Any]


def changed(path: str, value: Any) -> Object:
    return {"op": "replace", "path": path, "value": value}


def test_what_somebody_has_edited_is_not_deleted(emulator: Emulator, life: Life) -> None:
    """The members are named, without their values, as a delete does not know which are secret."""
    created = life.created(description="d", tags=["a"])
    edit(emulator, created, changed("/description", "theirs"))
    emulator.clear_requests()
    with pytest.raises(DriftConflictError) as caught:
        life.delete(created)
    assert str(caught.value) == (
        f'delete fallback offer "Summer" ({created.id_}) in sandbox dev: it was changed elsewhere since the last run:'
        " description. Run `pulumi refresh` to see what was changed and to take it into state, which lets the next run"
        " delete it; or set aep:onConflict to overwrite; or let the object go with `pulumi state delete`"
    )
    assert (methods(emulator), len(offers(emulator))) == (["GET"], 1)


def test_after_a_refresh_it_is_deleted(emulator: Emulator, life: Life) -> None:
    """What the message advises is what helps."""
    created = life.created(description="d")
    edit(emulator, created, changed("/description", "theirs"))
    found = life.read(created)
    assert found is not None
    life.delete(found)
    assert offers(emulator) == []


def test_it_is_deleted_if_told_so(emulator: Emulator, settings: Settings) -> None:
    """It is said, and then the program has its way."""
    life = Life(replace(settings, on_conflict="overwrite"))
    created = life.created(description="d")
    edit(emulator, created, changed("/description", "theirs"))
    life.delete(created)
    assert (life.said, offers(emulator)) == (
        [
            f'fallback offer "Summer" ({created.id_}) in sandbox dev was changed elsewhere and is deleted, as'
            " aep:onConflict says: description"
        ],
        [],
    )


@pytest.mark.parametrize(
    "theirs",
    [
        pytest.param({"op": "add", "path": "/labels", "value": ["core/C1"]}, id="a member never ours"),
        pytest.param(changed("/tags", ["b", "a"]), id="another order"),
        pytest.param(changed("/name", "Summer"), id="the etag alone"),
        pytest.param(changed("/status", "archived"), id="archived: it is not used any more"),
    ],
)
def test_an_edit_that_a_delete_does_not_lose_is_none(emulator: Emulator, life: Life, theirs: Object) -> None:
    """Managed members count, in their meaning."""
    created = life.created(status="approved", tags=["a", "b"], representations=[a_page()])
    edit(emulator, created, theirs)
    life.delete(created)
    assert offers(emulator) == []


def test_an_object_that_was_imported_and_never_read_is_deleted_unread(emulator: Emulator, life: Life) -> None:
    """State has no member that anything could be compared with."""
    created = life.created(description="d")
    life.lifecycle.delete(created.id_, {"org": created.outputs["org"], "sandbox": "dev"})
    assert methods(emulator) == ["LIST", "POST", "DELETE"]


def test_what_reads_do_not_show_yet_is_deleted(emulator: Emulator, life: Life) -> None:
    """A 404 just after the create may be a read that lags behind: the DELETE is sent all the same."""
    created = life.created()
    emulator.fault(Answer(status=404, shape="problem"), method="GET", times=0)
    life.delete(created)
    assert (methods(emulator)[2:], offers(emulator)) == (["GET", "DELETE"], [])


def test_an_update_that_was_not_recorded_is_no_edit(emulator: Emulator, settings: Settings, tmp_path: Path) -> None:
    """A killed run has changed, added and removed members: what is as it was sent is ours."""
    journal = tmp_path / "creates.sqlite"
    created = Life(settings, journal=journal).created(description="d", characteristics={"a": "b"})
    Life(settings, journal=journal).updated(created, description="e", tags=["t"])
    Life(settings, journal=journal).delete(created)
    assert offers(emulator) == []


def test_an_edit_after_an_update_that_was_not_recorded_stops(
    emulator: Emulator, settings: Settings, tmp_path: Path
) -> None:
    """What is not as it was sent is somebody else's."""
    journal = tmp_path / "creates.sqlite"
    created = Life(settings, journal=journal).created(description="d")
    edit(emulator, Life(settings, journal=journal).updated(created, description="e"), changed("/description", "f"))
    with pytest.raises(DriftConflictError, match="since the last run: description"):
        Life(settings, journal=journal).delete(created)


def test_many_deletes_read_pages(emulator: Emulator, settings: Settings) -> None:
    """120 objects deleted at once are three pages of the list and no GET, in any order; one that was edited stays."""
    life = Life(settings)
    made = [life.created(name=f"O{number}", description="d") for number in range(120)]
    edit(emulator, made[7], changed("/description", "theirs"))
    emulator.clear_requests()
    later = Life(settings)
    with ThreadPoolExecutor(16) as pool:
        failures = list(pool.map(lambda one: _failure(lambda: later.delete(one)), reversed(made)))
    assert [index for index, failure in enumerate(reversed(failures)) if failure] == [7]
    assert [offer["name"] for offer in offers(emulator)] == ["O7"]
    requests = counted(emulator)
    assert (requests["DELETE"], requests["LIST"], requests.get("GET", 0)) == (119, 3, 0)


def _failure(act: Callable[[], None]) -> str | None:
    try:
        act()
    except DriftConflictError as error:
        return str(error)
    return None

"""What an update has sent while state stayed as it was: the program's still, once it gives it no longer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offer_resources.emulator import Answer, Emulator
from offer_resources.errors import InvalidOfferError
from offer_resources.lifecycle.calls import Stored
from offer_resources.objects.diff import MISSING, Change
from offer_resources.settings import Settings
from tests.support.life import Life, edit
from tests.support.log import methods
from tests.support.place import offers

Run = Callable[[], Life]


@pytest.fixture
def a_run(settings: Settings, tmp_path: Path) -> Run:
    """Makes a run on this machine."""
    return lambda: Life(settings, journal=tmp_path / "creates.sqlite")


@pytest.fixture
def before(a_run: Run) -> Stored:
    """State has an offer with nothing but its name."""
    return a_run().created()


def tags(emulator: Emulator) -> list[object]:
    return [offer.get("tags") for offer in offers(emulator)]


def test_it_is_removed_when_the_program_gives_it_no_longer(emulator: Emulator, a_run: Run, before: Stored) -> None:
    """Although state knows nothing of it: the comparison finds the note, the update removes it."""
    a_run().updated(before, tags=["a"])
    later = a_run()

    difference = later.lifecycle.diff(before.id_, before.outputs, later.checked())
    after = later.updated(before)

    assert not difference.is_seen
    assert difference.unseen == {"tags"}
    assert (tags(emulator), a_run().is_different(after)) == ([None], False)


def test_it_stays_when_the_program_still_gives_it(emulator: Emulator, a_run: Run, before: Stored) -> None:
    """The second update has nothing left to send."""
    a_run().updated(before, tags=["a"])
    emulator.clear_requests()

    after = a_run().updated(before, tags=["a"])

    assert (tags(emulator), methods(emulator), after.outputs["tags"]) == ([["a"]], ["GET"], ["a"])


def test_several_updates_may_have_gone_unrecorded(emulator: Emulator, a_run: Run, before: Stored) -> None:
    """The members of each of them are removed."""
    a_run().updated(before, tags=["a"])
    a_run().updated(before, tags=["b"], description="d")

    a_run().updated(before)

    assert [(offer.get("tags"), offer.get("description")) for offer in offers(emulator)] == [(None, None)]


def test_a_refresh_takes_it_into_state(emulator: Emulator, a_run: Run, before: Stored) -> None:
    """From then on it is compared and removed like any other member; the preview of a refresh compares it before."""
    a_run().updated(before, tags=["a"])
    previewed = a_run().read(before)
    assert previewed is not None
    assert a_run().is_different(previewed)

    refreshed = a_run().read(before)
    assert refreshed is not None
    later = a_run()
    difference = later.lifecycle.diff(before.id_, refreshed.outputs, later.checked())
    later.updated(refreshed)

    assert (refreshed.inputs["tags"], refreshed.outputs["tags"]) == (["a"], ["a"])
    assert (difference.changes, tags(emulator)) == ([Change(("tags",), {"a": True}, MISSING)], [None])


def test_what_somebody_has_changed_since_is_theirs(emulator: Emulator, a_run: Run, before: Stored) -> None:
    """It is left alone, in a refresh as in an update, and shows no difference afterwards."""
    a_run().updated(before, tags=["a"])
    edit(emulator, before, {"op": "replace", "path": "/tags", "value": ["theirs"]})

    refreshed = a_run().read(before)
    after = a_run().updated(before)

    assert refreshed is not None
    assert ("tags" in refreshed.outputs, tags(emulator)) == (False, [["theirs"]])
    assert not a_run().is_different(after)


def test_what_was_not_executed_is_looked_for_once(emulator: Emulator, a_run: Run, before: Stored) -> None:
    """State's etag is the same afterwards, and still there is no further difference."""
    emulator.fault(Answer(status=400), method="PATCH")
    with pytest.raises(InvalidOfferError):
        a_run().updated(before, tags=["a"])
    emulator.clear_requests()
    later = a_run()

    was_different = later.is_different(before)
    after = later.updated(before)

    assert (was_different, methods(emulator), a_run().is_different(after)) == (True, ["GET"], False)


def test_a_recorded_update_leaves_no_note(emulator: Emulator, a_run: Run, before: Stored) -> None:
    """Another stack that takes the object over later does not take the member for its own."""
    recorded = a_run().updated(before, tags=["a"])
    theirs = a_run().created(adoptId=before.id_)

    assert not a_run().is_different(theirs)
    assert not a_run().is_different(recorded, tags=["a"])

    a_run().updated(theirs, description="d")
    assert tags(emulator) == [["a"]]


def test_the_status_stays(emulator: Emulator, a_run: Run, before: Stored) -> None:
    """It is the one member that is not removed when it is given no longer."""
    a_run().updated(before, status="approved")

    assert not a_run().is_different(before)
    assert [offer["status"] for offer in offers(emulator)] == ["approved"]

"""What is secret in state is in no message of a call in which no program runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from offer_resources.emulator import Answer, Emulator
from offer_resources.errors import DriftConflictError, OfferResourcesError
from offer_resources.lifecycle.calls import Stored
from offer_resources.lifecycle.hints import Hint
from offer_resources.lifecycle.secrecy import PLAIN
from offer_resources.settings import Settings
from tests.support.life import Life, edit

SECRET = Hint(secret=frozenset({"name", "description"}))
NAME, TEXT = "hush-hush", "hush, this too"


def made(settings: Settings, hint: Hint = SECRET) -> Stored:
    return Life(settings, hint=hint).created(name=NAME, description=TEXT)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(OfferResourcesError) as caught:
        act()
    return str(caught.value)


@pytest.fixture
def overwriting(settings: Settings) -> Life:
    return Life(replace(settings, on_conflict="overwrite"))


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_refusal_of_a_delete_repeats_no_secret(emulator: Emulator, settings: Settings, life: Life, method: str) -> None:
    """Neither in our words nor in those of the API."""
    offer = made(settings)
    emulator.fault(Answer(status=403, body={"title": f"{NAME} is not yours"}), method=method, path=offer.id_)
    said = refused(lambda: life.delete(offer))
    assert (f'delete fallback offer "[secret]" ({offer.id_})' in said or method == "GET", "hush" in said) == (
        True,
        False,
    )


def test_delete_of_an_edited_object_names_no_secret(emulator: Emulator, life: Life, overwriting: Life) -> None:
    offer = made(life.settings)
    edit(emulator, offer, {"op": "replace", "path": "/name", "value": "theirs"})
    said = refused(lambda: life.delete(offer))
    overwriting.delete(offer)
    words = f'fallback offer "[secret]" ({offer.id_}) in sandbox dev'
    assert said.startswith(f"delete {words}: it was changed elsewhere since the last run: name. Run ")
    assert overwriting.said == [f"{words} was changed elsewhere and is deleted, as aep:onConflict says: name"]


@pytest.mark.parametrize("status", [403, 503])
def test_refused_refresh_names_no_secret(emulator: Emulator, settings: Settings, status: int) -> None:
    offer = made(settings)
    emulator.fault(Answer(status=status), method="GET", path="/offers", times=0)
    said = refused(lambda: Life(replace(settings, retry_budget_seconds=0.0)).read(offer))
    assert f'read fallback offer "[secret]" ({offer.id_}) in sandbox dev: {status} ' in said


def test_a_member_that_a_refresh_has_read_stays_secret(emulator: Emulator, life: Life) -> None:
    """The note goes with the object."""
    offer = made(life.settings)
    edit(emulator, offer, {"op": "replace", "path": "/name", "value": "theirs"})
    found = life.read(offer)
    assert found is not None
    assert found.outputs[PLAIN] == []
    assert found.inputs.keys() & {PLAIN} == set()


def test_a_secret_member_that_the_program_no_longer_gives_is_not_in_a_conflict(
    emulator: Emulator, settings: Settings, life: Life
) -> None:
    offer = made(settings, Hint(secret=frozenset({"description"})))
    edit(emulator, offer, {"op": "replace", "path": "/description", "value": "hush, theirs"})
    said = refused(lambda: life.updated(offer, name=NAME))
    assert "last run: description: theirs [secret], ours [secret]. Run" in said


def test_an_update_notes_what_is_secret_now(settings: Settings) -> None:
    offer = made(settings, Hint())
    hidden = Life(settings, hint=SECRET).updated(offer, name=NAME, description="hush, new")
    shown = Life(settings).updated(hidden, name=NAME, description="open")
    notes = [one.outputs[PLAIN] for one in (offer, hidden, shown)]
    assert notes == [["description", "name"], [], ["description", "name"]]


def test_an_object_of_a_state_without_the_note_is_called_by_its_id(emulator: Emulator, life: Life) -> None:
    """As in a state of an earlier version: any of its members may be secret."""
    offer = made(life.settings)
    edit(emulator, offer, {"op": "replace", "path": "/name", "value": "theirs"})
    old = replace(offer, outputs={name: value for name, value in offer.outputs.items() if name != PLAIN})
    with pytest.raises(DriftConflictError, match=rf"^delete fallback offer \({offer.id_}\) in sandbox dev: it was"):
        life.delete(old)

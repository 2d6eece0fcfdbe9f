"""Somebody else writes an offer during our update: the provider has read what it overwrites, or reports the loss."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import repeat
from threading import Barrier
from typing import Any

import pytest

from offer_resources.emulator import Answer, Cut, Delay, Edit, Emulator
from offer_resources.emulator.library.store import Change, Place
from offer_resources.errors import ConflictError, DriftConflictError
from offer_resources.settings import Settings
from tests.support.life import HERO, Life, a_page
from tests.support.log import methods
from tests.support.place import DEV, offers

ROUNDS = 3
ENFORCED = ["409", "412"]

# Three stacks write one member, three others a member each.
MEMBERS = ["description", "description", "description", "tags", "labels", "characteristics"]
VALUES: dict[str, Callable[[str], Any]] = {
    "description": str,
    "tags": lambda text: [text],
    "labels": lambda text: [text],
    "characteristics": lambda text: {"by": text},
}


class Writer:
    """A stack that manages one member of an offer which other stacks manage too."""

    def __init__(self, settings: Settings, name: str, member: str, id_: str) -> None:
        self.member = member
        self.life = Life(settings)
        self._name = name
        self._state = self.life.created(adoptId=id_, **{member: VALUES[member]("at-first")})

    @property
    def known(self) -> Any:
        """The member as state has it."""
        return self._state.outputs[self.member]

    def value(self, number: int) -> Any:
        """Return a value that only this writer writes, and only in this round."""
        return VALUES[self.member](f"{self._name}-{number}")

    def refresh(self) -> None:
        found = self.life.read(self._state)
        assert found is not None
        self._state = found
        self.life.said.clear()

    def write(self, number: int, start: Barrier) -> bool:
        """Return whether it succeeded; state stays as it is, so that `known` is what was known before."""
        start.wait()
        try:
            self.life.updated(self._state, **{self.member: self.value(number)})
        except (DriftConflictError, ConflictError):
            return False
        return True

    def has_reported(self, change: Change) -> bool:
        """Return whether it said which value it had read and which it has put there, while others wrote."""
        etag = f"when read, {change.etag} afterwards)"
        values = f'{self.member}: was "{self.known}" when read, is "'
        return any(etag in line and values in line for line in self.life.said)


@dataclass(frozen=True)
class Written:
    """A change of the offer, as the Offer Library has kept it, and who made it."""

    writer: Writer
    change: Change

    @property
    def is_unseen(self) -> bool:
        """Whether it overwrote something else than what its writer's state had."""
        return bool(self.change.before[self.writer.member] != self.writer.known)


def history(emulator: Emulator, id_: str) -> list[Change]:
    """Return what happened to the offer, newest first."""
    return emulator.emulation.library.store.history(Place(DEV.org, DEV.sandbox), id_)


def rounds(emulator: Emulator, settings: Settings) -> Iterator[tuple[list[Writer], list[Written]]]:
    """Rounds in which all write at once: the writers that succeeded, and what was written.

    A PATCH takes so long that all have read before the first one is executed.
    """
    id_ = Life(settings).created().id_
    writers = [Writer(settings, f"stack{number}", member, id_) for number, member in enumerate(MEMBERS)]
    emulator.fault(Delay(milliseconds=50), method="PATCH", times=0)
    for number in range(ROUNDS):
        for writer in writers:
            writer.refresh()
        before = history(emulator, id_)[0].etag
        start = Barrier(len(writers))
        with ThreadPoolExecutor(len(writers)) as pool:
            outcomes = list(pool.map(Writer.write, writers, repeat(number), repeat(start)))
        by_value = {repr(writer.value(number)): writer for writer in writers}
        yield (
            [writer for writer, has_succeeded in zip(writers, outcomes, strict=True) if has_succeeded],
            [
                Written(by_value[repr(change.patch[0]["value"])], change)
                for change in history(emulator, id_)
                if change.etag > before
            ],
        )


@pytest.mark.parametrize("if_match", ENFORCED)
def test_where_if_match_is_enforced_nothing_is_overwritten_unseen(
    emulator: Emulator, settings: Settings, if_match: str
) -> None:
    """What a writer overwrites is what its state had; who would overwrite something else is stopped."""
    emulator.set_readings(if_match=if_match)
    for successful, written in rounds(emulator, settings):
        assert {one.writer for one in written} == set(successful)
        assert [one for one in written if one.is_unseen] == []
        assert [one.writer.life.said for one in written if one.writer.life.said] == []


def test_where_if_match_is_ignored_a_loss_is_reported(emulator: Emulator, settings: Settings) -> None:
    """Who overwrites what it has not read says so, with both values; who writes a member alone loses nothing."""
    overwritten = set()
    for successful, written in rounds(emulator, settings):
        unseen = [one for one in written if one.is_unseen]
        assert {one.writer for one in written} == set(successful)
        assert [one for one in unseen if not one.writer.has_reported(one.change)] == []
        overwritten |= {one.writer.member for one in unseen}
    assert overwritten == {"description"}


def theirs(member: str, value: Any) -> Edit:
    """Somebody else's edit, just before the request it is put on."""
    return Edit(patch=[{"op": "add", "path": f"/{member}", "value": value}])


@pytest.mark.parametrize("if_match", ENFORCED)
def test_an_edit_of_what_is_not_ours_is_kept(emulator: Emulator, life: Life, if_match: str) -> None:
    """An object that has moved is read again; if there is no conflict, the change is made on top of theirs."""
    emulator.set_readings(if_match=if_match)
    created = life.created(description="d")
    emulator.fault(theirs("labels", ["core/C1"]), method="PATCH")
    life.updated(created, description="e")
    (offer,) = offers(emulator)
    assert (offer["description"], offer["labels"], life.said) == ("e", ["core/C1"], [])
    assert methods(emulator) == ["LIST", "POST", "GET", "PATCH", "GET", "PATCH"]


def test_a_report_names_fields(emulator: Emulator, life: Life) -> None:
    """However deep they are, with the value that was read and the one that is there, and what they changed beside."""
    created = life.created(representations=[a_page("A")])
    emulator.fault(theirs("representations", [a_page("X")]), method="PATCH")
    emulator.fault(theirs("description", "theirs"), method="GET", nth=2)
    life.updated(created, representations=[a_page("B")])
    assert life.said == [
        f'fallback offer "Summer" ({created.id_}) in sandbox dev was changed elsewhere while it was updated'
        " (etag 1 when read, 3 afterwards); what they put there may be lost:"
        f' representations[{HERO}].components[0].content: was "A" when read, is "B";'
        ' description: ours nothing, theirs "theirs". Run `pulumi refresh` to see what it is now'
    ]


def test_a_report_without_a_second_look(emulator: Emulator, life: Life) -> None:
    """If the object cannot be read again, the update has succeeded all the same, and both values are told."""
    created = life.created(description="d")
    emulator.fault(theirs("description", "theirs"), method="PATCH")
    emulator.fault(Answer(status=403), method="GET", nth=2)
    life.updated(created, description="e")
    assert 'description: was "d" when read, is "e"; it could not be read again: read fallback' in life.said[0]


def test_a_lost_answer_hides_no_loss(emulator: Emulator, life: Life) -> None:
    """Where the answer to a PATCH that went over an edit never comes, the etag of the second read tells of it."""
    created = life.created(description="d")
    emulator.fault(theirs("description", "theirs"), method="PATCH")
    emulator.fault(Cut(when="after"), method="PATCH")
    life.updated(created, description="e")
    assert "(etag 1 when read, 3 afterwards)" in life.said[0]
    assert 'description: was "d" when read, is "e"' in life.said[0]


def test_a_lost_answer_alone_is_no_loss(emulator: Emulator, life: Life) -> None:
    """One step of the etag is our own."""
    created = life.created(description="d")
    emulator.fault(Cut(when="after"), method="PATCH")
    life.updated(created, description="e")
    assert life.said == []


def test_reads_that_lag_do_not_lead_to_an_overwrite(emulator: Emulator, settings: Settings) -> None:
    """Refused while reads still show the object as it was, the PATCH is not sent without If-Match."""
    emulator.set_readings(if_match="412", update_visibility="delayed")
    life = Life(replace(settings, retry_wait_seconds=0.1))
    created = life.created(description="d")
    emulator.fault(theirs("description", "theirs"), method="PATCH")
    with pytest.raises(DriftConflictError, match='theirs "theirs", ours "e"'):
        life.updated(created, description="e")
    assert offers(emulator)[0]["description"] == "theirs"


def test_an_if_match_that_means_something_else_is_given_up(emulator: Emulator, life: Life) -> None:
    """Refused every time although the object does not move, the last PATCH goes without the header."""
    created = life.created(description="d")
    emulator.fault(Answer(status=412), method="PATCH", times=4)
    life.updated(created, description="e")
    headers = [request.headers.get("if-match") for request in emulator.requests if request.method == "PATCH"]
    assert headers == ['"1"', '"1"', '"1"', '"1"', None]

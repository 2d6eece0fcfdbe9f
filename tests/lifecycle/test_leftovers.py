"""What a killed run has made is not made again: gone on with where a journal tells, pointed at where none does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from offer_resources.api.retry import MOST_ATTEMPTS
from offer_resources.emulator import Answer, Cut, Delay, Emulator
from offer_resources.emulator.library.store import Place
from offer_resources.errors import DriftConflictError, InvalidOfferError, TransportError
from offer_resources.lifecycle.hints import Hint, StateOfName
from offer_resources.settings import Settings
from tests.support.life import Life, edit
from tests.support.log import methods
from tests.support.place import ORG, SUMMER, offers, settings_for

OFFERS = "/data/core/dps/offers$"
STOPPED = "the sandbox already has an object of exactly this content, and this stack's state does not have it: {}"

# The timeout of a run that is to wait no longer for what was sent before it. Any other run has a longer one, as a busy
# machine may take so long for a page, which is then asked for again.
SOON = 0.5

Run = Callable[..., Life]


@pytest.fixture
def a_run(emulator: Emulator, tmp_path: Path) -> Run:
    """Makes a run on this machine; unless told otherwise it belongs to one stack, of which state has nothing."""

    def start(
        stack: str = "offers/dev",
        state_has: tuple[str, ...] = (),
        retry_wait_seconds: float = 0.001,
        timeout_seconds: float = 20.0,
        creates: int = 0,
        **other: Any,
    ) -> Life:
        settings = settings_for(emulator, timeout_seconds=timeout_seconds, retry_wait_seconds=retry_wait_seconds)
        hint = Hint(stack=stack, state_of_name=StateOfName.of(state_has), creates=creates)
        return Life(settings, hint=hint, **{"journal": tmp_path / "creates.sqlite", **other})

    return start


def die_unanswered(run: Life, emulator: Emulator, when: Any = "after", **members: Any) -> None:
    """A run whose create is sent, and that ends without having found out what became of it."""
    looks_before = 0 if methods(emulator) else 1
    emulator.fault(Cut(when=when), method="POST", path=OFFERS)
    emulator.fault(Answer(status=503), method="GET", path=OFFERS, nth=1 + looks_before, times=0)
    with pytest.raises(TransportError, match="could not find out"):
        run.created(**members)
    emulator.clear_faults()
    emulator.clear_requests()


def by_somebody_else(emulator: Emulator, **members: Any) -> str:
    return emulator.create("fallback-offer", {**SUMMER, **members}, org=ORG, sandbox="dev")


def created_days_ago(emulator: Emulator, id_: str, days: int) -> None:
    """An object is older than it is."""
    store, age = emulator.emulation.library.store, days * 86_400_000
    with store.transaction():
        found = store.find(Place(ORG, "dev"), id_)
        assert found is not None
        store.delete(found)
        store.insert(dataclasses.replace(found, created=found.created - age, modified=found.modified - age))


def test_an_object_whose_answer_came_is_gone_on_with(emulator: Emulator, a_run: Run) -> None:
    """The run died before state had it: a read makes sure of it, nothing is written."""
    made = a_run().created()
    emulator.clear_requests()
    later = a_run()

    recorded = later.created()

    assert (recorded.id_, methods(emulator)) == (made.id_, ["LIST", "GET"])
    assert later.said == [
        f'fallback offer "Summer" ({made.id_}) in sandbox dev was created by an interrupted run: using it'
    ]


def test_it_becomes_what_the_program_says_by_now(emulator: Emulator, a_run: Run) -> None:
    """The program has changed between the killed run and the next one."""
    made = a_run().created(description="old")
    emulator.clear_requests()

    recorded = a_run().created(description="new")

    assert (recorded.id_, methods(emulator)) == (made.id_, ["LIST", "GET", "PATCH"])
    assert [offer["description"] for offer in offers(emulator)] == ["new"]


@pytest.mark.parametrize("description", ["old", "new"], ids=["the same program", "a changed program"])
def test_an_object_whose_answer_never_came_is_found(emulator: Emulator, a_run: Run, description: str) -> None:
    """The run died with the request under way: its object is known by its content, also after a change."""
    older = a_run(journal=None).created(description="old")
    emulator.clear_requests()
    state_has = (older.outputs["createdDate"],)
    die_unanswered(a_run(state_has=state_has), emulator, description="old")

    recorded = a_run(state_has=state_has).created(description=description)

    assert methods(emulator).count("POST") == 0
    assert [(offer["id"], offer["description"]) for offer in offers(emulator)] == [
        (older.id_, "old"),
        (recorded.id_, description),
    ]


def test_what_was_never_executed_is_made(emulator: Emulator, a_run: Run) -> None:
    """The killed run's request never arrived; the next run looks for its object, then makes it."""
    die_unanswered(a_run(), emulator, when="before")
    by_somebody_else(emulator, name="Something else")

    recorded = a_run(timeout_seconds=SOON).created()

    assert [offer["id"] for offer in offers(emulator)][1:] == [recorded.id_]
    # From now on there is nothing left to look for.
    emulator.clear_requests()
    a_run(state_has=(recorded.outputs["createdDate"],)).created()
    assert methods(emulator) == ["LIST", "POST"]


def test_what_was_there_before_is_not_what_it_has_made(emulator: Emulator, a_run: Run) -> None:
    """An older object that was edited meanwhile, and now looks like what the killed run sent."""
    id_ = by_somebody_else(emulator, description="other")
    die_unanswered(a_run(), emulator, when="before")
    emulator.edit(id_, [{"op": "remove", "path": "/description"}], org=ORG, sandbox="dev")

    with pytest.raises(DriftConflictError, match=STOPPED.format(id_)):
        a_run(timeout_seconds=SOON).created()


def test_what_was_found_once_is_known(emulator: Emulator, a_run: Run) -> None:
    """The run that found it fails too; the next one need not tell it by its content again."""
    die_unanswered(a_run(), emulator, description="old")
    emulator.fault(Answer(status=400), method="PATCH")
    with pytest.raises(InvalidOfferError):
        a_run().created(description="new")
    id_ = offers(emulator)[0]["id"]
    emulator.edit(id_, [{"op": "add", "path": "/description", "value": "theirs"}], org=ORG, sandbox="dev")

    assert a_run().created(description="new").id_ == id_


def test_what_may_still_be_executed_is_waited_for(emulator: Emulator, a_run: Run) -> None:
    """The killed run's request is slow: as long as it could have waited for its answer, its object may yet come."""
    die_unanswered(a_run(), emulator, when="before")
    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(a_run(timeout_seconds=20.0).created)
        emulator.wait_for("GET", OFFERS, count=2 + MOST_ATTEMPTS)
        id_ = by_somebody_else(emulator)

    assert later.result().id_ == id_
    assert methods(emulator).count("POST") == 0


def test_what_has_been_edited_since_stops(emulator: Emulator, a_run: Run) -> None:
    """Its content is no longer what was sent, so only a person can tell; `adopt_id` is the way on."""
    die_unanswered(a_run(), emulator)
    id_ = offers(emulator)[0]["id"]
    emulator.edit(id_, [{"op": "add", "path": "/description", "value": "theirs"}], org=ORG, sandbox="dev")

    with pytest.raises(DriftConflictError, match=rf"may have created {id_} .*adopt_id"):
        a_run(timeout_seconds=SOON).created()

    assert a_run().created(adoptId=id_).id_ == id_
    assert len(offers(emulator)) == 1


def test_several_that_it_could_be_stop(emulator: Emulator, a_run: Run) -> None:
    """Somebody has made the same meanwhile: both ids are named."""
    die_unanswered(a_run(), emulator)
    by_somebody_else(emulator)

    with pytest.raises(DriftConflictError) as stopped:
        a_run().created()

    assert all(offer["id"] in str(stopped.value) for offer in offers(emulator))


def test_what_was_deleted_since_is_made_again(emulator: Emulator, a_run: Run) -> None:
    """The killed run's object is gone by now."""
    emulator.delete(a_run().created().id_, org=ORG, sandbox="dev")

    recorded = a_run().created()

    assert [offer["id"] for offer in offers(emulator)] == [recorded.id_]


def test_what_this_stack_has_deleted_is_not_looked_for(emulator: Emulator, a_run: Run) -> None:
    """A destroy, followed at once by an up."""
    run = a_run()
    run.delete(run.created())
    emulator.clear_requests()

    a_run().created()

    assert methods(emulator) == ["LIST", "POST"]


def test_what_does_not_show_yet_is_waited_for(emulator: Emulator, a_run: Run) -> None:
    """Reads may lag behind a create: what is missing a moment after it is not gone."""
    emulator.set_readings(create_visibility="delayed")
    made = a_run().created()

    assert a_run(retry_wait_seconds=0.1).created().id_ == made.id_


def test_what_state_has_is_left_alone(emulator: Emulator, a_run: Run) -> None:
    """A resource renamed without an alias right after the first up is still a create and a delete."""
    made = a_run().created()
    later = a_run(state_has=(made.outputs["createdDate"],))

    recorded = later.created()
    later.delete(made)

    assert recorded.id_ != made.id_
    assert [offer["id"] for offer in offers(emulator)] == [recorded.id_]


def test_what_was_gone_on_with_is_not_deleted(emulator: Emulator, a_run: Run) -> None:
    """Where it is not known what state has, an object may turn out to be another resource's: it stays."""
    made = a_run().created()
    later = a_run()

    recorded = later.created()
    later.delete(made)

    assert [offer["id"] for offer in offers(emulator)] == [made.id_] == [recorded.id_]


def test_equal_offers_of_a_killed_run_are_told_apart(emulator: Emulator, a_run: Run) -> None:
    """Of two alike, one answered and one not: each has an object of its own, and no third is made."""
    first = a_run()
    first.created()
    die_unanswered(first, emulator)
    later = a_run()

    with ThreadPoolExecutor(2) as pool:
        ids = [one.result().id_ for one in [pool.submit(later.created) for _ in range(2)]]

    assert sorted(ids) == sorted(offer["id"] for offer in offers(emulator))
    assert methods(emulator).count("POST") == 0


def test_equal_offers_do_not_take_each_others_objects(emulator: Emulator, a_run: Run) -> None:
    """Of two alike, one was begun and never made: what its look finds meanwhile is the other one's."""
    die_unanswered(a_run(), emulator, when="before")
    emulator.fault(Delay(milliseconds=100), method="POST", path=OFFERS, times=0)
    later = a_run(timeout_seconds=SOON)

    with ThreadPoolExecutor(2) as pool:
        ids = [one.result().id_ for one in [pool.submit(later.created) for _ in range(2)]]

    assert sorted(ids) == sorted(offer["id"] for offer in offers(emulator))
    assert len(set(ids)) == 2


def test_an_answer_that_may_still_come_is_waited_for(emulator: Emulator, a_run: Run) -> None:
    """The engine was killed, but its provider lives and has sent a create: the next run goes on with what it makes."""
    emulator.fault(Delay(milliseconds=200), method="POST", path=OFFERS)
    with ThreadPoolExecutor(1) as pool:
        orphan = pool.submit(a_run().created)
        emulator.wait_for("POST", OFFERS)
        recorded = a_run().created()

    assert recorded.id_ == orphan.result().id_
    assert methods(emulator).count("POST") == 1


def test_processes_of_one_run_do_not_take_each_others_objects(emulator: Emulator, a_run: Run) -> None:
    """An explicit provider for the same sandbox is a process of its own, not a later run."""
    ids = [a_run(run="127.0.0.1:4711").created(description=text).id_ for text in ("one", "another")]

    assert ids == [offer["id"] for offer in offers(emulator)]


@pytest.mark.parametrize("elsewhere", ["stack", "folder"])
def test_another_stacks_leftover_is_not_taken(
    emulator: Emulator, a_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: str
) -> None:
    """Two stacks of one folder, or one project in two folders, that share a sandbox: a person decides."""
    made = a_run(stack="offers/another" if elsewhere == "stack" else "offers/dev").created()
    if elsewhere == "folder":
        monkeypatch.chdir(tmp_path)

    with pytest.raises(DriftConflictError, match=STOPPED.format(made.id_)):
        a_run().created()


def test_what_another_stack_is_known_to_have_made_is_not_ours(emulator: Emulator, a_run: Run) -> None:
    """A create without an answer made nothing, and meanwhile another stack has made the same: a person decides."""
    die_unanswered(a_run(), emulator, when="before")
    theirs = a_run(stack="offers/another").created()

    with pytest.raises(DriftConflictError, match=STOPPED.format(theirs.id_)):
        a_run(timeout_seconds=SOON).created()


def test_without_a_journal_a_twin_stops(emulator: Emulator, a_run: Run) -> None:
    """The killed run was on another machine: the id is named, and `adopt_id` ends it right."""
    made = a_run().created()
    here = a_run(journal=None)

    with pytest.raises(DriftConflictError, match=STOPPED.format(made.id_)) as stopped:
        here.created()

    assert "give its id as adopt_id" in str(stopped.value)
    assert a_run(journal=None).created(adoptId=made.id_).id_ == made.id_
    assert len(offers(emulator)) == 1


# How many rows are young, how many older than a week, how many creates are coming, and what that takes.
LOOKS = {
    "an empty sandbox": (0, 0, 51, 1),
    "a page of creates": (120, 0, 50, 1),
    "more creates": (120, 0, 51, 3),
    "more creates, full pages": (100, 0, 51, 2),
    "more creates, most of it old": (60, 120, 51, 2),
}


@pytest.mark.parametrize("spelling", ["either", "camel"])
@pytest.mark.parametrize(("young", "old", "creates", "requests"), LOOKS.values(), ids=LOOKS)
def test_the_look_goes_back_as_far_as_a_killed_run_may_have_come(
    emulator: Emulator, a_run: Run, young: int, old: int, creates: int, requests: int, spelling: str
) -> None:
    """One page vouches for as many creates as it has rows; for more, all of the last week, once a run.

    An API that does not hear the order has its own, by the latest change.
    """
    for number in range(old):
        created_days_ago(emulator, by_somebody_else(emulator, name=f"Old {number}"), 8)
    for number in range(young):
        by_somebody_else(emulator, name=f"Young {number}")
    emulator.set_readings(orderby_spelling=spelling)
    here = a_run(journal=None, creates=creates)

    for name in ("one", "another"):
        here.created(name=name)

    assert methods(emulator) == ["LIST"] * requests + ["POST", "POST"]


def test_of_many_creates_the_first_is_seen_too(emulator: Emulator, a_run: Run) -> None:
    """The killed run has made more objects than one page has, and updated others after that."""
    first = by_somebody_else(emulator)
    others = [by_somebody_else(emulator, name=f"Other {number}") for number in range(120)]
    for id_ in others:
        emulator.edit(id_, [{"op": "add", "path": "/description", "value": "new"}], org=ORG, sandbox="dev")

    with pytest.raises(DriftConflictError, match=STOPPED.format(first)):
        a_run(journal=None, creates=121).created()


def test_updates_do_not_hide_creates(emulator: Emulator, a_run: Run) -> None:
    """The killed run has made one object and updated a hundred after that: the first page is of what was made last."""
    others = [by_somebody_else(emulator, name=f"Other {number}") for number in range(100)]
    left = by_somebody_else(emulator)
    for id_ in others:
        emulator.edit(id_, [{"op": "add", "path": "/description", "value": "new"}], org=ORG, sandbox="dev")

    with pytest.raises(DriftConflictError, match=STOPPED.format(left)):
        a_run(journal=None, creates=1).created()


def test_creates_that_are_declared_later_have_the_look_go_on(emulator: Emulator, a_run: Run) -> None:
    """A program may declare more once others are made; what this run has made is no twin."""
    left = by_somebody_else(emulator)
    for number in range(60):
        by_somebody_else(emulator, name=f"Other {number}")
    here = a_run(journal=None, creates=1)
    here.created(name="New")
    emulator.clear_requests()

    here.hint = dataclasses.replace(here.hint, creates=51)
    here.created(name="Newer")
    with pytest.raises(DriftConflictError, match=STOPPED.format(left)):
        here.created()

    assert methods(emulator)[:4] == ["LIST", "LIST", "POST", "GET"]


def test_a_twin_is_seen_without_a_request_more(emulator: Emulator, a_run: Run) -> None:
    """However many offers are made beside others of their content that state has: one list, and a POST each."""
    made = [a_run(journal=None).created(description=text) for text in "abc"]
    emulator.clear_requests()
    later = a_run(journal=None, state_has=tuple(one.outputs["createdDate"] for one in made))

    for text in "abc":
        later.created(description=text)

    assert methods(emulator) == ["LIST", "POST", "POST", "POST"]


def test_what_differs_is_no_twin(emulator: Emulator, a_run: Run) -> None:
    """Another text, another name, or one member more."""
    for members in ({"description": "other"}, {"name": "Other"}, {"tags": ["a"]}):
        by_somebody_else(emulator, **members)

    a_run().created()

    assert len(offers(emulator)) == 4


def test_what_another_resource_has_taken_over_is_no_twin(emulator: Emulator, a_run: Run) -> None:
    """Two equal offers, one of them with `adopt_id`."""
    run = a_run()
    adopted = run.created(adoptId=by_somebody_else(emulator))

    recorded = run.created()

    assert [offer["id"] for offer in offers(emulator)] == [adopted.id_, recorded.id_]


def test_what_is_old_is_no_twin(emulator: Emulator, a_run: Run) -> None:
    """A run that was killed more than a week ago is not resumed."""
    created_days_ago(emulator, by_somebody_else(emulator), 8)

    a_run().created()

    assert len(offers(emulator)) == 2


def test_what_is_deleted_but_lingers_is_no_twin(emulator: Emulator, a_run: Run) -> None:
    """A destroy followed at once by an up, where reads show for a moment what is deleted."""
    emulator.set_readings(delete_visibility="lingering")
    id_ = by_somebody_else(emulator)
    here = a_run()
    here.created(name="the first create looks at what is there")
    emulator.delete(id_, org=ORG, sandbox="dev")

    recorded = here.created()

    assert id_ not in [offer["id"] for offer in offers(emulator)]
    assert recorded.id_ in [offer["id"] for offer in offers(emulator)]


def test_objects_that_state_has_without_dates_are_no_twins(emulator: Emulator, a_run: Run) -> None:
    """An imported state does not know when its objects were created."""
    by_somebody_else(emulator)

    a_run(state_has=("",)).created()

    assert len(offers(emulator)) == 2


def test_where_state_is_not_known_nothing_stops(emulator: Emulator, settings: Settings) -> None:
    """Without a program that tells what the stack has, an object of the same content may be the stack's own."""
    by_somebody_else(emulator)

    Life(settings).created()

    assert len(offers(emulator)) == 2


def test_another_sandbox_is_another_place(emulator: Emulator, a_run: Run) -> None:
    """A killed run's leftover in one sandbox is nothing to a create in another."""
    made = a_run().created()
    stage = settings_for(emulator, place=dataclasses.replace(settings_for(emulator).place, sandbox="stage"))

    recorded = Life(stage, hint=Hint("offers/dev", StateOfName())).created()

    assert recorded.id_ != made.id_
    assert [offer["id"] for offer in offers(emulator, stage.place)] == [recorded.id_]


def test_a_look_up_by_id_is_no_sign_of_it_in_state(emulator: Emulator, a_run: Run) -> None:
    """A program may read what a killed run has made; only a refresh or a comparison shows that state has it."""
    made = a_run().created()
    a_run().lifecycle.look_up(made.id_)

    assert a_run().created().id_ == made.id_


def test_the_one_of_this_content_comes_first(emulator: Emulator, a_run: Run) -> None:
    """Two offers of one name, both left behind: each create goes on with its own, and nothing is written."""
    first = a_run()
    made = {text: first.created(description=text).id_ for text in ("one", "another")}
    emulator.clear_requests()
    later = a_run()

    assert {text: later.created(description=text).id_ for text in made} == made
    assert methods(emulator) == ["LIST", "GET", "GET"]


def test_a_later_run_has_nothing_left_to_look_for(emulator: Emulator, a_run: Run) -> None:
    """Once the engine has shown the object from state, its entry is gone."""
    later = a_run()
    recorded = a_run().created()
    assert not later.is_different(recorded)
    edit(emulator, recorded, {"op": "replace", "path": "/name", "value": "no twin"})

    another = a_run().created()

    assert another.id_ != recorded.id_


def test_what_the_program_gives_no_longer_is_taken_away(emulator: Emulator, a_run: Run) -> None:
    """All that the killed run's object has was put there for this resource, as if it were created only now."""
    die_unanswered(a_run(), emulator, description="old")

    a_run().created()

    assert [offer.get("description") for offer in offers(emulator)] == [None]

"""What an update has sent while state stayed as it was: the program's still, once it gives it no longer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from offer_resources.emulator import Answer, Cut, Emulator
from offer_resources.errors import DriftConflictError, InvalidOfferError, OfferResourcesError
from offer_resources.lifecycle.calls import Stored
from offer_resources.lifecycle.hints import Hint
from offer_resources.lifecycle.journal import Journal, Sent
from offer_resources.lifecycle.secrecy import PLAIN
from offer_resources.objects.diff import MISSING, Change
from offer_resources.objects.equality import digest
from offer_resources.objects.families import DECISIONS, FALLBACK_OFFERS, PERSONALIZED_OFFERS
from offer_resources.objects.family import Family
from offer_resources.settings import Settings
from tests.support.life import FOOTER, HERO, LINK, Life, a_page, edit
from tests.support.log import methods
from tests.support.place import DEV, offers

Run = Callable[..., Life]
Members = dict[str, Any]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "creates.sqlite"


@pytest.fixture
def a_run(settings: Settings, file: Path) -> Run:
    """Makes a run on this machine."""
    return lambda family=FALLBACK_OFFERS: Life(settings, family, journal=file)


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
    emulator.fault(Cut(when="before"), method="PATCH", times=0)
    with pytest.raises(OfferResourcesError):
        a_run().updated(before, tags=["a"])
    emulator.clear_faults()
    emulator.clear_requests()
    later = a_run()

    was_different = later.is_different(before)
    after = later.updated(before)

    assert (was_different, methods(emulator), a_run().is_different(after)) == (True, ["GET"], False)


def test_what_was_refused_leaves_no_note(emulator: Emulator, a_run: Run, before: Stored) -> None:
    """A preview of the program as it was before shows no update that would send nothing."""
    emulator.fault(Answer(status=400), method="PATCH")
    with pytest.raises(InvalidOfferError):
        a_run().updated(before, tags=["a"])

    assert not a_run().is_different(before)


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


# Members that state has, otherwise


def test_the_value_that_state_has_comes_back(emulator: Emulator, a_run: Run) -> None:
    """State and program are equal, and still the next run finds the value of the killed one."""
    before = a_run().created(description="a")
    a_run().updated(before, description="b")

    was_different = a_run().is_different(before, description="a")
    after = a_run().updated(before, description="a")

    assert (was_different, offers(emulator)[0]["description"]) == (True, "a")
    assert not a_run().is_different(after, description="a")


@pytest.mark.parametrize("next_", [{}, {"description": "c"}, {"description": "a"}], ids=["gone", "third", "first"])
def test_an_update_whose_answer_was_lost_is_no_conflict(emulator: Emulator, a_run: Run, next_: Members) -> None:
    """What was sent is not somebody else's, whatever the program gives next."""
    before = a_run().created(description="a")
    emulator.fault(Cut(when="after"), method="PATCH")
    emulator.fault(Answer(status=503), method="GET", nth=2, times=0)
    with pytest.raises(OfferResourcesError):
        a_run().updated(before, description="b")
    emulator.clear_faults()

    a_run().updated(before, **next_)

    assert offers(emulator)[0].get("description") == next_.get("description")


def test_a_removal_whose_answer_was_lost_is_no_conflict(emulator: Emulator, a_run: Run) -> None:
    """The program gives the member again, with another value."""
    before = a_run().created(description="a")
    a_run().updated(before)

    a_run().updated(before, description="b")

    assert offers(emulator)[0]["description"] == "b"


def test_what_somebody_has_made_of_it_is_a_conflict(emulator: Emulator, a_run: Run) -> None:
    """It is neither as in state nor as it was sent."""
    before = a_run().created(description="a")
    a_run().updated(before, description="b")
    edit(emulator, before, {"op": "replace", "path": "/description", "value": "theirs"})

    with pytest.raises(DriftConflictError, match='description: theirs "theirs", ours "c"'):
        a_run().updated(before, description="c")


# Members of records


@dataclass(frozen=True)
class Nested:
    """A member with records in it.

    Attributes:
        least: an object with the member.
        more: what the program gives for it in an update.
        extra: what somebody else has put into the same records, as a pointer and a value.
    """

    family: Family
    member: str
    least: Members
    more: Any
    extra: tuple[str, Any]


_CAPPING = {"limit": 3, "scope": "profile", "entity": "offer"}
_WEEKLY = {"enabled": True, "unit": "week", "unitCount": 1}
_ANYBODY = {"profileConstraintType": "none"}
_CRITERION = {"placements": [HERO], "optionSelection": {"filter": "dps:offer-filter:1a0b1c2d3e4f5061"}}
_OTHER = {**_CRITERION, "placements": [FOOTER]}

NESTED = {
    "components of representations": Nested(
        FALLBACK_OFFERS,
        "representations",
        {"representations": [a_page(placement=HERO), a_page(placement=FOOTER)]},
        # They are matched by their placements, in any order.
        [a_page(placement=FOOTER), a_page(placement=HERO, language=["en-us"])],
        ("/representations/0/components/0/linkURL", LINK["linkURL"]),
    ),
    "a record": Nested(
        PERSONALIZED_OFFERS,
        "selectionConstraint",
        {"selectionConstraint": _ANYBODY},
        {**_ANYBODY, "startDate": "2026-12-01T01:00:00+01:00"},
        ("/selectionConstraint/endDate", "2027-01-01T00:00:00Z"),
    ),
    "records in a list": Nested(
        PERSONALIZED_OFFERS,
        "frequencyCappingConstraints",
        {"selectionConstraint": _ANYBODY, "frequencyCappingConstraints": [_CAPPING]},
        [{**_CAPPING, "repeat": _WEEKLY}],
        ("/frequencyCappingConstraints/0/enabled", True),
    ),
    "records in records of a list": Nested(
        DECISIONS,
        "criteria",
        {"fallback": "dps:fallback-offer:1a0b1c2d3e4f5061", "criteria": [_CRITERION, _OTHER]},
        [{**_CRITERION, "profileConstraint": _ANYBODY}, _OTHER],
        ("/criteria/0/rank", {"priority": 1}),
    ),
}

each_nested = pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)


@pytest.fixture
def without(emulator: Emulator, a_run: Run, nested: Nested) -> Stored:
    """Return an object of which state has the least, and into whose records somebody else has put more."""
    stored = a_run(nested.family).created(**nested.least)
    path, value = nested.extra
    edit(emulator, stored, {"op": "add", "path": path, "value": value})
    return stored


def held(emulator: Emulator, nested: Nested) -> Members:
    """Return what the object has of the member, in the form that is compared."""
    [live] = emulator.objects(nested.family.kind.replace(" ", "-"), org=DEV.org, sandbox=DEV.sandbox)
    return nested.family.comparable({nested.member: live[nested.member]})


@each_nested
def test_a_nested_member_is_removed_when_it_is_given_no_longer(
    emulator: Emulator, a_run: Run, nested: Nested, without: Stored
) -> None:
    """State knows nothing of it; what somebody else has put beside it stays."""
    at_first = held(emulator, nested)
    a_run(nested.family).updated(without, **{**nested.least, nested.member: nested.more})
    assert held(emulator, nested) != at_first
    later = a_run(nested.family)

    difference = later.lifecycle.diff(without.id_, without.outputs, later.checked(**nested.least))
    after = later.updated(without, **nested.least)

    assert (difference.is_seen, {*difference.unseen}) == (False, {nested.member})
    assert held(emulator, nested) == at_first
    assert not a_run(nested.family).is_different(after, **nested.least)


@each_nested
def test_a_refresh_takes_a_nested_member_into_state(
    emulator: Emulator, a_run: Run, nested: Nested, without: Stored
) -> None:
    """But not what somebody else has put beside it; then it is removed like any other."""
    at_first = held(emulator, nested)
    a_run(nested.family).updated(without, **{**nested.least, nested.member: nested.more})

    refreshed = a_run(nested.family).read(without)
    assert refreshed is not None
    a_run(nested.family).updated(refreshed, **nested.least)

    found = {nested.member: refreshed.outputs[nested.member]}
    assert nested.family.is_same(found, {nested.member: nested.more})
    assert held(emulator, nested) == at_first


@each_nested
def test_a_nested_member_of_an_adopted_object(emulator: Emulator, a_run: Run, nested: Nested, without: Stored) -> None:
    """It is the program's in the same way."""
    at_first = held(emulator, nested)
    adopted = a_run(nested.family).created(adoptId=without.id_, **nested.least)
    a_run(nested.family).updated(adopted, **{**nested.least, nested.member: nested.more})

    a_run(nested.family).updated(adopted, **nested.least)

    assert held(emulator, nested) == at_first


@each_nested
@pytest.mark.parametrize("times", [1, 0], ids=["the same run", "the next run"])
def test_a_nested_removal_that_was_not_executed(
    emulator: Emulator, a_run: Run, nested: Nested, without: Stored, times: int
) -> None:
    """What is still there is the program's, although it was sent without it."""
    at_first = held(emulator, nested)
    before = a_run(nested.family).updated(without, **{**nested.least, nested.member: nested.more})
    emulator.fault(Cut(when="before"), method="PATCH", times=times)
    with suppress(OfferResourcesError):
        a_run(nested.family).updated(before, **nested.least)
    emulator.clear_faults()

    a_run(nested.family).updated(before, **nested.least)

    assert held(emulator, nested) == at_first


def test_a_nested_member_that_somebody_has_changed_since_is_theirs(emulator: Emulator, a_run: Run) -> None:
    """It stays, and is not taken into state."""
    before = a_run().created(representations=[a_page()])
    a_run().updated(before, representations=[a_page(language=["en-us"])])
    language = "/representations/0/components/0/language"
    edit(emulator, before, {"op": "replace", "path": language, "value": ["de-de"]})

    refreshed = a_run().read(before)
    a_run().updated(before, representations=[a_page()], description="d")

    assert refreshed is not None
    assert "language" not in refreshed.outputs["representations"][0]["components"][0]
    assert offers(emulator)[0]["representations"][0]["components"][0]["language"] == ["de-de"]


def test_a_refresh_keeps_the_spelling_of_state(a_run: Run) -> None:
    """The order of the representations is still the program's, so that a preview shows no move."""
    pages = [a_page(placement=HERO), a_page(placement=FOOTER)]
    before = a_run().created(representations=pages)
    a_run().updated(before, representations=[*pages[::-1], a_page(placement=HERO.replace("1a", "0a"))])

    refreshed = a_run().read(before)

    assert refreshed is not None
    assert refreshed.inputs["representations"][:2] == pages


# Secrets


@pytest.fixture
def a_secret_run(settings: Settings, file: Path) -> Run:
    """Makes a run whose program calls the description secret."""
    return lambda: Life(settings, hint=Hint(secret=frozenset({"description"})), journal=file)


@pytest.mark.parametrize("was", [{}, {"description": "old"}], ids=["new", "changed"])
@pytest.mark.parametrize("edited", [False, True], ids=["", "edited-since"])
def test_a_refresh_does_not_put_a_secret_into_state(
    emulator: Emulator, a_run: Run, a_secret_run: Run, was: Members, edited: bool
) -> None:
    """State would keep it in plain text; the next update brings it there as a secret, with all else."""
    before = a_run().created(**was)
    a_secret_run().updated(before, description="hush", tags=["a"])
    if edited:
        edit(emulator, before, {"op": "add", "path": "/description", "value": "hush, hush"})
    later = a_run()

    refreshed = later.read(before)

    assert refreshed is not None
    assert (refreshed.outputs, refreshed.is_as_stored) == (before.outputs, True)
    assert ["hush" in line for line in later.said] == [False]
    assert "stays in state as it was: description came from an update that was interrupted" in later.said[0]


def test_after_that_update_a_refresh_has_nothing_to_withhold(a_run: Run, a_secret_run: Run, before: Stored) -> None:
    a_secret_run().updated(before, description="hush")

    after = a_secret_run().updated(before, description="hush")
    later = a_run()
    refreshed = later.read(after)

    assert refreshed is not None
    assert (refreshed.outputs["description"], refreshed.outputs[PLAIN]) == ("hush", ["name"])
    assert later.said == []


def test_what_was_sent_as_a_secret_is_in_no_message(emulator: Emulator, a_run: Run, a_secret_run: Run) -> None:
    """Although neither state nor the program calls it one now."""
    before = a_run().created(description="old")
    a_secret_run().updated(before, description="hush")
    edit(emulator, before, {"op": "replace", "path": "/description", "value": "hush, hush"})

    with pytest.raises(DriftConflictError, match=r"description: theirs \[secret\], ours \[secret\]"):
        a_run().updated(before, description="new")


# The journal


def test_the_notes_hold_names_of_the_api_and_no_others(a_run: Run, before: Stored, file: Path) -> None:
    """The keys of attributes are the program's own, and may be secret like any value."""
    page = a_page("CANARY", linkURL="https://CANARY.example.com", language=["de-canary"])
    a_run().updated(before, representations=[page], characteristics={"CANARY": "CANARY"}, tags=["CANARY"])

    notes = Journal(file, print).sent(before.id_)

    written = b"".join(one.read_bytes() for one in file.parent.iterdir())
    assert {note.member: note.outline for note in notes}["characteristics"] == "null"
    assert (b"linkURL" in written, b"CANARY" in written.upper()) == (True, False)


def test_a_note_of_an_older_version(emulator: Emulator, a_run: Run, file: Path) -> None:
    """It does not tell the program's part of a member that state has, but a new member is the program's."""
    before = a_run().created(representations=[a_page()])
    sent = {"representations": [a_page(**LINK)], "tags": ["a"]}
    operations = [{"op": "add", "path": f"/{name}", "value": value} for name, value in sent.items()]
    edit(emulator, before, *operations)
    for name, value in sent.items():
        content = digest(FALLBACK_OFFERS, {name: value})
        Journal(file, print).sends(before.id_, Sent(before.outputs["etag"], name, content))

    a_run().updated(before, representations=[a_page()])

    live = offers(emulator)[0]
    assert ("tags" in live, live["representations"]) == (False, sent["representations"])

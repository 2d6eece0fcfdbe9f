"""What holds for an object of every family: one life, the requests it takes, and what makes it safe."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from offer_resources.emulator import Answer, Cut, Emulator
from offer_resources.errors import DriftConflictError, LookupFailedError, OfferNotFoundError, TransportError
from offer_resources.lifecycle.calls import Stored
from offer_resources.lifecycle.hints import Hint, StateOfName
from offer_resources.settings import Settings
from tests.support.life import Life, edit
from tests.support.log import counted, methods, patches, posts
from tests.support.place import ORG, settings_for
from tests.support.programs import KINDS, Members, resolved
from tests.support.readings import a_life

THEIRS = {"op": "replace", "path": "/description", "value": "by a colleague"}
MINE = {"op": "replace", "path": "/description", "value": "wanted now"}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def members(kind: str, emulator: Emulator) -> Members:
    """An object with every member of its family, which refers to objects of others."""
    program = a_life(emulator, "<p>Hello</p>", description="at first")
    ids = {name: f"dps:{KINDS[name.rpartition('-')[0]].family.id_type}:{name[-1]:0>16}" for name in program}
    return dict(resolved(program[f"{kind}-0"], ids))


@pytest.fixture
def life(kind: str, settings: Settings) -> Life:
    """The first run of the engine."""
    return Life(settings, KINDS[kind].family)


@pytest.fixture
def later(kind: str, settings: Settings) -> Life:
    """A run after it."""
    return Life(settings, KINDS[kind].family)


@pytest.fixture
def made(life: Life, members: Members, emulator: Emulator) -> Stored:
    """What a run before has created."""
    stored = life.created(**members)
    emulator.clear_requests()
    return stored


def held(emulator: Emulator, kind: str, sandbox: str = "dev") -> list[dict[str, Any]]:
    return list(emulator.objects(kind, org=ORG, sandbox=sandbox))


def test_create_is_a_look_and_one_post(emulator: Emulator, life: Life, members: Members) -> None:
    """With the given members and no other."""
    life.created(**members)
    assert (methods(emulator), posts(emulator)) == (["LIST", "POST"], [members])


def test_unchanged_program_sends_nothing(emulator: Emulator, later: Life, made: Stored, members: Members) -> None:
    """Neither a check nor a comparison reads anything."""
    assert (later.is_different(made, **members), methods(emulator)) == (False, [])


def test_update_is_a_get_and_one_patch(emulator: Emulator, later: Life, made: Stored, members: Members) -> None:
    """Of the member that differs, and no other."""
    later.updated(made, **{**members, "description": "wanted now"})
    assert (methods(emulator), patches(emulator)) == (["GET", "PATCH"], [[MINE]])


def test_member_no_longer_given_is_removed(emulator: Emulator, later: Life, made: Stored, members: Members) -> None:
    """One that the program never gave is left alone."""
    edit(emulator, made, {"op": "add", "path": "/unknown", "value": 1})
    later.updated(made, **{name: value for name, value in members.items() if name != "description"})
    assert patches(emulator) == [[{"op": "remove", "path": "/description"}]]


def test_refresh_of_what_did_not_change_changes_nothing(emulator: Emulator, later: Life, made: Stored) -> None:
    """One read of one object, and what state has stays as it is."""
    read = later.read(made)
    assert read is not None
    assert (read.is_as_stored, read.outputs, methods(emulator)) == (True, made.outputs, ["GET"])


def test_refresh_of_many_reads_pages(emulator: Emulator, life: Life, later: Life, members: Members) -> None:
    """60 objects are two pages, and no object by itself."""
    many = [life.created(**{**members, "name": f"Number {number}"}) for number in range(60)]
    emulator.clear_requests()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(later.read, many)).count(None) == 0
    assert counted(emulator) == {"LIST": 2}


def test_edit_elsewhere_shows_in_a_refresh(emulator: Emulator, later: Life, made: Stored) -> None:
    """As what differs, and no other member with it."""
    edit(emulator, made, THEIRS)
    read = later.read(made)
    assert read is not None
    changed = {name for name, value in read.inputs.items() if made.inputs.get(name) != value}
    assert changed - {"__asGiven"} == {"description"}


def test_edit_elsewhere_stops_an_update(emulator: Emulator, later: Life, made: Stored, members: Members) -> None:
    """With the member and both values; nothing is written."""
    edit(emulator, made, THEIRS)
    with pytest.raises(DriftConflictError, match=r'description: theirs "by a colleague", ours "wanted now"'):
        later.updated(made, **{**members, "description": "wanted now"})
    assert methods(emulator) == ["GET"]


def test_conflict_shows_no_secret(emulator: Emulator, kind: str, settings: Settings, made: Stored) -> None:
    """What a program keeps secret is named, not shown."""
    edit(emulator, made, THEIRS)
    secretive = Life(settings, KINDS[kind].family, hint=Hint(secret=frozenset({"description"})))
    with pytest.raises(DriftConflictError, match="description") as caught:
        secretive.updated(made, **{**made.inputs, "description": "wanted now"})
    assert not [one for one in ("at first", "by a colleague", "wanted now") if one in str(caught.value)]


def test_delete_is_a_get_and_one_delete(emulator: Emulator, kind: str, later: Life, made: Stored) -> None:
    """And what is gone already is a success."""
    later.delete(made)
    assert (methods(emulator), held(emulator, kind)) == (["GET", "DELETE"], [])
    later.delete(made)


def test_edit_elsewhere_stops_a_delete(emulator: Emulator, kind: str, later: Life, made: Stored) -> None:
    """A person decides first."""
    edit(emulator, made, THEIRS)
    with pytest.raises(DriftConflictError, match="description"):
        later.delete(made)
    assert len(held(emulator, kind)) == 1


def test_update_of_what_is_gone_names_refresh(emulator: Emulator, later: Life, made: Stored, members: Members) -> None:
    """Nothing is created in its place."""
    emulator.delete(made.id_, org=ORG, sandbox="dev")
    with pytest.raises(OfferNotFoundError, match="pulumi refresh"):
        later.updated(made, **{**members, "description": "wanted now"})
    assert later.read(made) is None


def test_adoption_of_what_is_as_wanted_is_one_get(
    emulator: Emulator, kind: str, later: Life, made: Stored, members: Members
) -> None:
    """The id stays, and nothing is written."""
    adopted = later.created(**members, adoptId=made.id_)
    assert (adopted.id_, methods(emulator), len(held(emulator, kind))) == (made.id_, ["GET"], 1)


def test_adoption_patches_what_differs(emulator: Emulator, later: Life, made: Stored, members: Members) -> None:
    """One PATCH of that member."""
    later.created(**{**members, "description": "wanted now"}, adoptId=made.id_)
    assert patches(emulator) == [[MINE]]


def test_look_ups_by_id_and_by_name(later: Life, made: Stored, members: Members) -> None:
    """The object with all its members, or an error that says which name there is."""
    found = later.lifecycle.look_up(later.lifecycle.find(members["name"]))
    assert (found.id_, found.outputs["description"]) == (made.id_, "at first")
    with pytest.raises(LookupFailedError, match=f'none has this name; there is "{members["name"]}"'):
        later.lifecycle.find(f"{members['name']}0")


@pytest.mark.parametrize("lost", [Cut(when="after"), Cut(when="before"), Answer(status=503)], ids=str)
def test_lost_answer_ends_with_one_object(
    emulator: Emulator, kind: str, life: Life, members: Members, lost: Any
) -> None:
    """Whether or not the POST was executed."""
    emulator.fault(lost, method="POST", path="^/data/", nth=1)
    made = life.created(**members)
    assert [one["id"] for one in held(emulator, kind)] == [made.id_]


def test_object_of_a_killed_run_is_used(
    emulator: Emulator, kind: str, settings: Settings, members: Members, tmp_path: Path
) -> None:
    """A run ends without having seen the answer to its POST; the next one creates no second object."""

    def a_run() -> Life:
        hint = Hint(stack="offers/dev", state_of_name=StateOfName())
        return Life(settings_for(emulator, timeout_seconds=0.5), KINDS[kind].family, hint=hint, journal=journal)

    journal = tmp_path / "journal.sqlite"
    emulator.fault(Cut(when="after"), method="POST", path="^/data/", nth=1)
    emulator.fault(Answer(status=503), method="GET", path="^/data/", nth=2, times=0)
    with pytest.raises(TransportError, match="could not find out"):
        a_run().created(**members)
    emulator.clear_faults()

    made = a_run().created(**members)

    assert [one["id"] for one in held(emulator, kind)] == [made.id_]


def test_another_sandbox_replaces(
    emulator: Emulator, kind: str, settings: Settings, life: Life, made: Stored, members: Members
) -> None:
    """The new object is made there; the old one is deleted where it lives."""
    moved = {**life.checked(**members), "sandbox": "stage"}
    assert life.lifecycle.diff(made.id_, made.outputs, moved).replaces == ("sandbox",)
    elsewhere = life.lifecycle.create(moved)
    Life(settings, KINDS[kind].family).delete(made)
    assert (held(emulator, kind), [one["id"] for one in held(emulator, kind, "stage")]) == ([], [elsewhere.id_])


SCHEMA = {"profile": {"schema": {"ref": "https://ns.adobe.com/xdm/context/profile_union", "version": "1"}}}
RULE = {
    "name": "Adults",
    "condition": {"type": "PQL", "format": "pql/text", "value": "profile.person.birthYear < 2008"},
}


def test_schema_of_a_rule_is_never_drift(emulator: Emulator, settings: Settings) -> None:
    """No answer shows it: a create sends it, state keeps it, and a change of it in the program is sent as `add`."""
    family = KINDS["rule"].family
    made = Life(settings, family).created(**RULE, definedOn=SCHEMA)
    assert posts(emulator)[0]["definedOn"] == SCHEMA

    read = Life(settings, family).read(made)
    assert read is not None
    assert (read.is_as_stored, read.outputs["definedOn"]) == (True, SCHEMA)
    assert not Life(settings, family).is_different(made, **RULE, definedOn=SCHEMA)

    other = {"loyalty": SCHEMA["profile"]}
    Life(settings, family).updated(made, **RULE, definedOn=other)
    assert patches(emulator) == [[{"op": "add", "path": "/definedOn", "value": other}]]


def test_adoption_never_sends_the_schema_of_a_rule(emulator: Emulator, settings: Settings) -> None:
    """It may be the same already, which no read tells."""
    family = KINDS["rule"].family
    made = Life(settings, family).created(**RULE)
    Life(settings, family).created(**RULE, definedOn=SCHEMA, adoptId=made.id_)
    assert patches(emulator) == []

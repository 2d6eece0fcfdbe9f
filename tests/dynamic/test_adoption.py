"""Taking over an object that exists (docs/reference/pulumi-dynamic-provider.md 9)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from offer_resources.door.tokens import PLUGIN
from offer_resources.emulator import Answer, Emulator
from offer_resources.lifecycle.secrecy import PLAIN
from tests.dynamic.calls import Calls, HostError
from tests.dynamic.emulated import config_of, live, methods, sent
from tests.dynamic.host import Host, Start

SUMMER = {"name": "Summer", "description": "Sun"}


def test_adopting_is_a_get_and_a_patch_of_what_differs(host: Host, emulator: Emulator) -> None:
    """No POST; members the program does not give are left alone."""
    theirs = host.offers.up({**SUMMER, "tags": ["a"]})
    emulator.clear_requests()
    host.offers.up({"name": "Winter", "description": "Sun", "adoptId": theirs.id})
    assert sent(emulator) == [
        ("GET", f"offers/{theirs.id}", None),
        ("PATCH", f"offers/{theirs.id}", [{"op": "replace", "path": "/name", "value": "Winter"}]),
    ]


def test_adopting_what_is_as_wanted_sends_no_patch(host: Host, emulator: Emulator) -> None:
    """None if nothing differs."""
    theirs = host.offers.up(SUMMER)
    emulator.clear_requests()
    host.offers.up({**SUMMER, "adoptId": theirs.id})
    assert methods(emulator) == ["GET"]


def test_an_adopted_object_keeps_its_id(host: Host) -> None:
    """That id from then on."""
    theirs = host.offers.up(SUMMER)
    assert host.offers.up({"name": "Winter", "adoptId": theirs.id}).id == theirs.id


def test_outputs_of_an_adopted_object_are_complete(host: Host) -> None:
    """As after a create, with the revision of the PATCH."""
    theirs = host.offers.up(SUMMER)
    ours = host.offers.up({"name": "Winter", "adoptId": theirs.id})
    expected = {**theirs.outs, "name": "Winter", "adoptId": theirs.id, "etag": 2, PLAIN: ["name"]}
    del expected["description"]
    kept = {name: ours.outs[name] for name in ("lastModifiedDate", "adoption")}
    assert ours.outs == {**expected, **kept}


def test_adopting_without_a_patch_has_the_live_revision(host: Host) -> None:
    """The outputs then come from the read alone, which does not tell the sandbox's id."""
    theirs = host.offers.up(SUMMER)
    ours = host.offers.up({**SUMMER, "adoptId": theirs.id})
    adopted = {"adoptId": theirs.id, "adoption": ours.outs["adoption"]}
    assert {**ours.outs, "sandboxId": theirs.outs["sandboxId"]} == {**theirs.outs, **adopted}


def test_adopting_what_does_not_exist_is_an_error(host: Host, emulator: Emulator) -> None:
    """Nothing is created instead."""
    with pytest.raises(HostError, match=r'\AOfferNotFoundError: read fallback offer "Summer" \(dps:fallback-offer:1\)'):
        host.offers.up({**SUMMER, "adoptId": "dps:fallback-offer:1"})
    assert methods(emulator) == ["GET"]


def test_an_object_is_adopted_once(host: Host) -> None:
    """Two resources for one object would overwrite each other in every run."""
    theirs = host.offers.up(SUMMER)
    host.offers.up({**SUMMER, "adoptId": theirs.id})
    with pytest.raises(
        HostError, match=r"\ADriftConflictError: adopt [^\n]*: another resource of this run has already"
    ):
        host.offers.up({**SUMMER, "adoptId": theirs.id})


def test_a_failed_adoption_can_be_repeated(host: Host, emulator: Emulator) -> None:
    """An error hook runs create again in the same run."""
    theirs = host.offers.up(SUMMER)
    emulator.fault(Answer(status=403), method="GET")
    with pytest.raises(HostError):
        host.offers.up({**SUMMER, "adoptId": theirs.id})
    assert host.offers.up({**SUMMER, "adoptId": theirs.id}).id == theirs.id


def test_an_adopted_object_survives_the_deletion_of_the_resource_it_came_from(host: Host, emulator: Emulator) -> None:
    """A resource under a new name adopts the object, then the old resource goes, in the same run."""
    old = host.offers.up(SUMMER)
    host.offers.up({**SUMMER, "adoptId": old.id})
    host.offers.delete(old.id, old.outs)
    assert live(emulator, old.id)["name"] == "Summer"


def test_a_kept_object_survives_the_deletion_of_the_resource_it_came_from(emulator: Emulator, start: Start) -> None:
    """The same where the deletion failed in the run of the adoption and comes in a later one."""
    with start(config_of(emulator)) as host:
        old = host.offers.up(SUMMER)
        new = host.offers.up({**SUMMER, "adoptId": old.id})
    with start(config_of(emulator)) as host:
        host.offers.diff(new.id, new.outs, new.inputs)
        host.offers.delete(old.id, old.outs)
        assert live(emulator, old.id)["name"] == "Summer"


def test_a_deletion_that_does_not_happen_is_said(emulator: Emulator, start: Start) -> None:
    """The engine shows a deletion, so the person is told that there was none."""
    with start(config_of(emulator)) as host:
        old = host.offers.up(SUMMER)
        host.offers.up({**SUMMER, "adoptId": old.id})
        host.offers.delete(old.id, old.outs)
        assert host.stderr == (
            f'fallback offer "Summer" ({old.id}) in sandbox dev is not deleted:'
            " another resource of this run has adopted it\n"
        )


def test_an_adopted_object_is_deleted_with_its_own_resource(emulator: Emulator, start: Start) -> None:
    """It is as much ours as one we made."""
    with start(config_of(emulator)) as host:
        theirs = host.offers.up(SUMMER)
        ours = host.offers.up({**SUMMER, "adoptId": theirs.id})
    with start(config_of(emulator)) as host:
        host.offers.delete(ours.id, ours.outs)
    assert live(emulator, theirs.id) == {}


def test_an_adopted_object_is_deleted_after_a_refresh_in_the_same_process(emulator: Emulator, start: Start) -> None:
    """`pulumi destroy --refresh` reads, compares and deletes in one host."""
    with start(config_of(emulator)) as host:
        theirs = host.offers.up(SUMMER)
        ours = host.offers.up({**SUMMER, "adoptId": theirs.id})
    with start(config_of(emulator)) as host:
        outs = host.offers.read(ours.id, ours.outs).outs
        host.offers.diff(ours.id, outs, ours.inputs)
        host.offers.delete(ours.id, outs)
    assert live(emulator, theirs.id) == {}


def test_an_imported_object_survives_the_other_door_s_deletion_in_a_later_run(emulator: Emulator) -> None:
    """The run of the import was stopped before the resource that had the object left state."""

    @contextmanager
    def both() -> Iterator[tuple[Calls, Calls]]:
        with socket.create_server(("127.0.0.1", 0)) as engine:
            address = f"127.0.0.1:{engine.getsockname()[1]}"
            config = config_of(emulator)
            with Host(config, engine=address) as dynamic, Host(config, door=PLUGIN, engine=address) as plugin:
                yield dynamic.offers, plugin.offers

    with both() as (dynamic, plugin):
        old = dynamic.up(SUMMER)
        new = plugin.import_(old.id)
    with both() as (dynamic, plugin):
        plugin.diff(new.id, new.outs, new.inputs or {})
        dynamic.delete(old.id, old.outs)
    assert live(emulator, old.id)["name"] == "Summer"


def test_an_adoption_in_another_sandbox_protects_nothing_here(host: Host, emulator: Emulator) -> None:
    """The same id in two sandboxes names two objects."""
    made = host.offers.up(SUMMER)
    olds = {**made.outs, "sandbox": "stage"}
    host.offers.diff(made.id, olds, {**made.inputs, "sandbox": "stage", "adoptId": made.id})
    host.offers.delete(made.id, made.outs)
    assert live(emulator, made.id) == {}


def test_a_placement_can_be_adopted(host: Host, emulator: Emulator) -> None:
    """Every family can."""
    theirs = host.placements.up({"name": "Banner", "channel": "web", "componentType": "html"})
    host.placements.up({"name": "Hero", "channel": "web", "componentType": "html", "adoptId": theirs.id})
    assert live(emulator, theirs.id, kind="placement")["name"] == "Hero"

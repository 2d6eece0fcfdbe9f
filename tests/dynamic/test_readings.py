"""The life of all seven kinds at the provider's door, under each reading of what the vendor's pages leave open.

A reading changes what the provider hears; the engine sees no more of it than the results of its calls. So each reading
flipped alone is walked here, in `make test` a third of them, and combinations of all of them on the real engine, where
every value occurs again.
"""

from __future__ import annotations

import pytest

from offer_resources.emulator import Emulator
from tests.dynamic.calls import Calls, Created
from tests.dynamic.doors import in_turn
from tests.dynamic.emulated import ORG, config_of
from tests.dynamic.host import Host, Start
from tests.support.log import writes
from tests.support.programs import KINDS, Members, Program, kind_of, meaning, resolved
from tests.support.readings import a_life, alone, name_of
from tests.support.sweep import SWEEPING

ALONE = in_turn(alone(), lambda flipped: name_of(flipped, 0))
# All of them in a sweep; of both doors as many in the sample.
WALKED = ALONE if SWEEPING else ALONE[::3]

# A new object may be hidden for MOMENT_SECONDS, and the looks at it must go on for longer.
PATIENT = {"OFFERS_RETRY_WAIT_SECONDS": "0.1"}


@pytest.mark.parametrize(("flipped", "door"), WALKED, indirect=["door"])
def test_a_life_under_one_reading(emulator: Emulator, start: Start, flipped: dict[str, str]) -> None:
    """Create, change, read with no phantom difference, delete: each with the writes it takes and no other."""
    emulator.reset()
    emulator.set_readings(**{name.replace("-", "_"): value for name, value in flipped.items()})
    first, second = a_life(emulator, "<p>first</p>", description="first"), a_life(emulator, "<p>second</p>")
    held: dict[str, Created] = {}
    with start(config_of(emulator), env=PATIENT) as host:
        for name, members in first.items():
            held[name] = _calls(host, name).up(resolved(members, _ids(held)))
        assert [path for _, path in writes(emulator)] == [KINDS[kind_of(name)].family.path for name in first]
        _agree(first, held, emulator)
    emulator.clear_requests()

    with start(config_of(emulator), env=PATIENT) as host:
        for name, members in second.items():
            held[name] = _changed(_calls(host, name), held[name], resolved(members, _ids(held)))
        assert [method for method, _ in writes(emulator)] == ["PATCH"] * len(second)
        _agree(second, held, emulator)
    emulator.clear_requests()

    with start(config_of(emulator), env=PATIENT) as host:
        found = {name: _calls(host, name).read(known.id, known.outs) for name, known in held.items()}
        # Inputs come back only where there is something to correct.
        assert {name: (one.outs, one.inputs) for name, one in found.items()} == {
            name: (known.outs, None) for name, known in held.items()
        }
        for name in reversed(held):
            _calls(host, name).delete(held[name].id, held[name].outs)
        assert [method for method, _ in writes(emulator)] == ["DELETE"] * len(held)


def _calls(host: Host, name: str) -> Calls:
    return host.resource(KINDS[kind_of(name)].cls)


def _ids(held: dict[str, Created]) -> dict[str, str]:
    return {name: one.id for name, one in held.items()}


def _changed(calls: Calls, made: Created, news: Members) -> Created:
    """Return what the engine does with a resource whose program has changed."""
    checked = calls.check(news, made.inputs)
    assert checked.failures == []
    assert calls.diff(made.id, made.outs, checked.inputs).is_any
    return Created(made.id, calls.update(made.id, made.outs, checked.inputs), checked.inputs)


def _agree(program: Program, held: dict[str, Created], emulator: Emulator) -> None:
    """The sandbox is as the program says."""
    there = {one["id"]: one for kind in KINDS for one in emulator.objects(kind, org=ORG, sandbox="dev")}
    assert {name: meaning(name, there[one.id]) for name, one in held.items()} == {
        name: meaning(name, members, _ids(held)) for name, members in program.items()
    }

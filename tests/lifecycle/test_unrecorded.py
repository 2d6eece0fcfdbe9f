"""What a killed run has written and state does not know of does no harm, with its journal and without."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from offer_resources.emulator import Emulator
from offer_resources.errors import DriftConflictError
from offer_resources.lifecycle.hints import Hint, StateOfName
from offer_resources.objects.families import (
    COLLECTIONS,
    DECISION_RULES,
    DECISIONS,
    FALLBACK_OFFERS,
    PERSONALIZED_OFFERS,
    PLACEMENTS,
    TAGS,
)
from offer_resources.objects.family import Family
from tests.support.life import Life
from tests.support.log import methods, writes
from tests.support.offers import HERO, WEB
from tests.support.place import DEV, STAGE, settings_for
from tests.support.web import KINDS

Members = dict[str, Any]

PAST = "dps:personalized-offer:1a0b1c2d3e4f5061"
CRITERION = {"placements": [HERO], "optionSelection": {"filter": "dps:offer-filter:1a0b1c2d3e4f5061"}}

# The least that an object of each family has.
LEAST: list[tuple[Family, Members]] = [
    (PLACEMENTS, {"channel": WEB, "componentType": "html"}),
    (FALLBACK_OFFERS, {}),
    (PERSONALIZED_OFFERS, {"selectionConstraint": {"profileConstraintType": "none"}}),
    (TAGS, {}),
    (DECISION_RULES, {"condition": {"type": "PQL", "format": "pql/text", "value": "true"}}),
    (COLLECTIONS, {"filterType": "offers", "ids": [PAST]}),
    (DECISIONS, {"fallback": "dps:fallback-offer:1a0b1c2d3e4f5061", "criteria": [CRITERION]}),
]
NEW = {"name": "Winter", "description": "new"}

# A run of the same stack, from whose state an object of the name is missing, after one that was killed.
Run = Callable[..., Life]


@pytest.fixture(params=[True, False], ids=["one machine", "several machines"])
def has_journal(request: pytest.FixtureRequest) -> bool:
    """Return whether each run has the journal of those before."""
    return bool(request.param)


@pytest.fixture
def a_run(has_journal: bool, emulator: Emulator, tmp_path: Path) -> Run:
    """Makes a run, which waits for nothing."""
    machines = itertools.repeat("here") if has_journal else itertools.count()

    def start(family: Family, sandbox: str = "dev") -> Life:
        place = replace(DEV, sandbox=sandbox)
        settings = settings_for(emulator, place=place, retry_wait_seconds=0.0)
        hint = Hint("offers/dev", StateOfName())
        return Life(settings, family, hint=hint, journal=tmp_path / f"{next(machines)}.sqlite")

    return start


def there(emulator: Emulator, sandbox: str = "dev") -> list[str]:
    """Return the ids of all that is in a sandbox."""
    return [one["id"] for kind in KINDS for one in emulator.objects(kind, org=DEV.org, sandbox=sandbox)]


each_family = pytest.mark.parametrize(("family", "least"), LEAST, ids=[family.kind for family, _ in LEAST])


@each_family
def test_an_update(emulator: Emulator, a_run: Run, family: Family, least: Members) -> None:
    """The next run reads the object, finds it as wanted, and sends nothing; then nothing differs."""
    before = a_run(family).created(**least)
    a_run(family).updated(before, **least, **NEW)
    emulator.clear_requests()
    later = a_run(family)

    assert later.is_different(before, **least, **NEW)
    after = later.updated(before, **least, **NEW)

    assert methods(emulator) == ["GET"]
    assert not a_run(family).is_different(after, **least, **NEW)


@each_family
def test_a_delete(emulator: Emulator, a_run: Run, family: Family, least: Members) -> None:
    """The next run has nothing left to delete, and says nothing."""
    before = a_run(family).created(**least)
    a_run(family).delete(before)
    later = a_run(family)

    later.delete(before)

    assert (there(emulator), later.said) == ([], [])


@each_family
def test_an_adoption(emulator: Emulator, a_run: Run, family: Family, least: Members) -> None:
    """The next run takes the same object over, and there is nothing left to send."""
    id_ = a_run(family).created(**least).id_
    a_run(family).created(adoptId=id_, **least, **NEW)
    emulator.clear_requests()
    later = a_run(family)

    adopted = later.created(adoptId=id_, **least, **NEW)

    assert (adopted.id_, methods(emulator)) == (id_, ["GET"])
    assert not a_run(family).is_different(adopted, adoptId=id_, **least, **NEW)


@each_family
def test_a_delete_of_what_was_adopted(emulator: Emulator, a_run: Run, family: Family, least: Members) -> None:
    """An adopted object whose update and delete went unrecorded, one after the other."""
    adopted = a_run(family).created(adoptId=a_run(family).created(**least).id_, **least)
    killed = a_run(family)
    killed.updated(adopted, **least, **NEW)
    killed.delete(adopted)

    a_run(family).delete(adopted)

    assert there(emulator) == []


@each_family
def test_a_replacement_in_another_sandbox(
    emulator: Emulator, a_run: Run, has_journal: bool, family: Family, least: Members
) -> None:
    """Created in the one, deleted in the other, and none of it recorded: the new object is found, none made twice.

    On another machine the run stops with its id, and `adopt_id` goes on with it.
    """
    before = a_run(family).created(**least)
    killed = a_run(family, "stage")
    made = killed.created(**least)
    killed.delete(before)
    later = a_run(family, "stage")
    assert later.is_different(before, **least)

    if not has_journal:
        with pytest.raises(DriftConflictError, match=made.id_):
            later.created(**least)
        least = {**least, "adoptId": made.id_}
    after = later.created(**least)
    later.delete(before)

    assert after.id_ == made.id_
    assert (there(emulator), there(emulator, STAGE.sandbox)) == ([], [made.id_])
    assert [method for method, _ in writes(emulator)].count("POST") == 2

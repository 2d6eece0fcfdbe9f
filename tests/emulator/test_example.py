"""The example catalogue: whole, valid under strict rules, with every family in both sandboxes."""

from __future__ import annotations

import pytest

from offer_resources.emulator import Emulator, running
from offer_resources.emulator.example import ORG, SANDBOXES
from offer_resources.emulator.library.families import FAMILIES
from offer_resources.emulator.readings import READINGS


@pytest.mark.parametrize("sandbox", SANDBOXES)
def test_every_family_is_there(sandbox: str) -> None:
    """Each sandbox has objects of all seven families."""
    with running(example=True) as emulator:
        empty = [family.kind for family in FAMILIES if not _objects(emulator, family.kind, sandbox)]
    assert empty == []


def test_it_is_valid_everywhere() -> None:
    """Every object of it could be written in a library that enforces all it can."""
    strict = {
        "references": "strict",
        "guardrails": "enforced",
        "placement-match": "enforced",
        "format-pattern": "enforced",
        "personalized-members": "required",
        "unknown-members": "refused",
    }
    with running(example=True) as emulator:
        emulator.set_readings(**{name.replace("-", "_"): value for name, value in strict.items()})
        for sandbox in SANDBOXES:
            for family in FAMILIES:
                for row in _objects(emulator, family.kind, sandbox):
                    same = [{"op": "replace", "path": "/name", "value": row["name"]}]
                    emulator.edit(str(row["id"]), same, org=ORG, sandbox=sandbox)


def test_no_reading_keeps_it_out() -> None:
    """Whatever is flipped, the emulator starts with its example."""
    last = {name: reading.values[-1] for name, reading in READINGS.items()}
    with running(example=True, flipped=last) as emulator:
        assert len(_objects(emulator, "fallback-offer", "dev")) == 3


def _objects(emulator: Emulator, kind: str, sandbox: str) -> list[dict[str, object]]:
    return emulator.objects(kind, org=ORG, sandbox=sandbox)

"""Random programs, faults, and colleagues: in the end the sandbox holds what the program says, object for object.

Every run of the engine is played with a lifecycle of its own, four calls at a time, against the emulator over HTTP.
`OFFERS_SEEDS` in the environment says how many seeds are played; a failing one is in the test's name.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from offer_resources.client import OfferLibrary
from offer_resources.emulator import Emulator
from offer_resources.emulator.faults import Answer, Cut, Delay, Effect, ExpireTokens, Garble, Throttle
from offer_resources.errors import OfferResourcesError
from offer_resources.families import FALLBACK_OFFERS
from offer_resources.lifecycle import Lifecycle, Recorded
from offer_resources.settings import Settings
from tests.client.place import ORG

SEEDS = int(os.environ.get("OFFERS_SEEDS", "40"))
STEPS = 6

Object = dict[str, Any]
Program = dict[str, Object]

FAULTS: list[Effect] = [
    Answer(status=500),
    Answer(status=502, shape="html"),
    Answer(status=503, headers={"retry-after": "0"}),
    Cut(when="before"),
    Cut(when="after"),
    Garble(how="broken-json"),
    Garble(how="truncated"),
    Garble(how="html"),
    Throttle(retry_after=0),
    Delay(milliseconds=20),
    ExpireTokens(),
]


class Stack:
    """What state keeps, and the engine's verbs; a call that fails leaves its resource as it was."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.state: dict[str, Recorded] = {}

    def up(self, program: Program) -> None:
        run = self._run()
        inputs = {name: run.check({"name": name, **members})[0] for name, members in program.items()}
        changed = {
            name: self.state[name]
            for name in inputs
            if name in self.state and run.diff(self.state[name].id_, self.state[name].outputs, inputs[name]).is_any
        }
        new = [name for name in inputs if name not in self.state]
        self._each(new, lambda name: run.create(inputs[name]))
        self._each(changed, lambda name: run.update(changed[name].id_, changed[name].outputs, inputs[name]))
        self._each(
            [name for name in self.state if name not in program],
            lambda name: run.delete(self.state[name].id_, self.state[name].outputs),
        )

    def refresh(self) -> None:
        run = self._run()
        self._each(list(self.state), lambda name: run.read(self.state[name].id_, self.state[name].outputs))

    def _run(self) -> Lifecycle:
        return Lifecycle(FALLBACK_OFFERS, OfferLibrary(self._settings), self._settings, lambda line: None)

    def _each(self, names: Iterable[str], call: Callable[[str], Recorded | None]) -> None:
        def attempt(name: str) -> tuple[str, Recorded | None]:
            try:
                return name, call(name)
            except OfferResourcesError:
                return name, self.state.get(name)

        with ThreadPoolExecutor(4) as pool:
            results = list(pool.map(attempt, list(names)))
        for name, recorded in results:
            if recorded is None:
                self.state.pop(name, None)
            else:
                self.state[name] = recorded


def a_program(chance: random.Random) -> Program:
    """Offers with a description of few, so that some are alike; their names tell them apart."""
    names = chance.sample([f"offer {number}" for number in range(12)], chance.randint(0, 12))
    return {name: {"description": chance.choice("abc"), "status": "draft"} for name in names}


def meddle(chance: random.Random, emulator: Emulator, stack: Stack) -> None:
    """A colleague edits what we manage, or what we do not, or deletes an offer."""
    for recorded in chance.sample(list(stack.state.values()), min(2, len(stack.state))):
        match_id = {"org": ORG, "sandbox": "dev"}
        if not any(offer["id"] == recorded.id_ for offer in emulator.objects(**match_id)):
            continue
        how = chance.choice(["managed", "unmanaged", "deleted"])
        if how == "deleted":
            emulator.delete(recorded.id_, **match_id)
        else:
            path, value = ("/description", "theirs") if how == "managed" else ("/labels", ["core/C1"])
            emulator.edit(recorded.id_, [{"op": "add", "path": path, "value": value}], **match_id)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_sandbox_ends_as_the_program_says(emulator: Emulator, settings: Settings, seed: int) -> None:
    """Not one object more, none less, none stale; and state agrees."""
    chance = random.Random(seed)
    patient = replace(settings, throttle_budget_seconds=5.0, on_conflict=chance.choice(["stop", "overwrite"]))
    stack, program = Stack(patient), a_program(chance)
    for _ in range(STEPS):
        for _ in range(chance.randint(0, 6)):
            emulator.fault(chance.choice(FAULTS), path="^/data/", nth=chance.randint(1, 20))
        stack.up(program)
        if chance.random() < 0.5:
            meddle(chance, emulator, stack)
        program = a_program(chance)

    emulator.clear_faults()
    stack.refresh()
    stack.up(program)

    there = {offer["id"]: offer for offer in emulator.objects(org=ORG, sandbox="dev")}
    assert sorted(offer["name"] for offer in there.values()) == sorted(program)
    assert {name: recorded.id_ for name, recorded in stack.state.items()} == {
        offer["name"]: id_ for id_, offer in there.items()
    }
    assert {offer["name"]: offer["description"] for offer in there.values()} == {
        name: members["description"] for name, members in program.items()
    }

"""Random programs, faults, colleagues and kills, and what must hold in the end; whatever plays the engine's part.

A seed decides all that is random here. How threads and processes take turns it does not decide, so a seed that failed
once may have to be played a few times to fail again.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from offer_resources.emulator import Emulator
from offer_resources.emulator.problems import Problem
from offer_resources.emulator.steering.faults import (
    Answer,
    Cut,
    Delay,
    Edit,
    Effect,
    ExpireTokens,
    Garble,
    Redirect,
    Throttle,
)
from tests.support.programs import KINDS, Members, Program, kind_of, meaning
from tests.support.random_programs import a_program, changed, names_of
from tests.support.sweep import SWEEPING

# What the engine keeps, by resource name: an id and outputs.
State = Mapping[str, tuple[str, Members]]
Victim = Literal["engine", "host", "both"]

STEPS = 10

# In `make test`, and with `make sweep` besides. The first 12 show each of what outlives a killed run (4), of what an
# update does with a colleague's edit (2), and of the doors (2); all combinations repeat after 24.
SAMPLED_SEEDS, ALL_SEEDS = 12, 200


# A third of the requests go wrong. Of the emulator's list are left out: lies about what exists (a 404 of the Offer
# Library itself), and what takes seconds or megabytes.
SHARE = 1 / 3
FAULTS: list[Effect] = [
    Answer(status=500),
    Answer(status=502, shape="html"),
    Answer(status=503, headers={"retry-after": "0"}),
    Answer(status=504, shape="empty"),
    Answer(status=400, shape="content"),
    Answer(status=401, shape="gateway"),
    Answer(status=403, shape="gateway"),
    Answer(status=404, shape="html"),
    Answer(status=409, shape="version"),
    Redirect(location="http://127.0.0.1:9/"),
    Cut(when="before"),
    Cut(when="after"),
    Delay(milliseconds=20),
    ExpireTokens(),
    Garble(how="broken-json"),
    Garble(how="truncated"),
    Garble(how="html"),
    Garble(how="wrong-shape"),
    Garble(how="unknown-members"),
    Garble(how="duplicate-row"),
    Garble(how="self-next"),
    Garble(how="etag-jump"),
    Garble(how="type-uri"),
]
# No run needs more requests.
MOST_REQUESTS = 400

THEIR_EDITS: list[list[dict[str, Any]]] = [
    [{"op": "add", "path": "/description", "value": "theirs"}],
    [{"op": "add", "path": "/labels", "value": ["core/C1"]}],
]

VICTIMS: list[Victim] = ["engine", "host", "both"]


def seeds(share: float) -> list[int]:
    """Return the seeds to play: OFFERS_SEED alone, or a door's share of as many as OFFERS_SEEDS says.

    Without either, a sweep plays those that `make test` does not play.
    """
    if "OFFERS_SEED" in os.environ:
        return [int(os.environ["OFFERS_SEED"])]
    first, last = (SAMPLED_SEEDS, ALL_SEEDS) if SWEEPING else (0, SAMPLED_SEEDS)
    if "OFFERS_SEEDS" in os.environ:
        first, last = 0, int(os.environ["OFFERS_SEEDS"])
    return list(range(round(first * share), max(1, round(last * share))))


@dataclass(frozen=True)
class Kill:
    """The end of a run by SIGKILL, when the nth request of a method arrives."""

    victim: Victim
    method: str
    nth: int

    def is_due(self, emulator: Emulator, is_over: Callable[[], bool]) -> bool:
        """Wait for its moment; False if the run is over before. Counts from when the request log was last emptied."""
        while not is_over():
            with suppress(TimeoutError):
                emulator.wait_for(self.method, "^/data/", count=self.nth, timeout_seconds=0.01)
                return True
        return False


@dataclass(frozen=True)
class Keeping:
    """What outlives a run that is killed.

    Attributes:
        checkpoints: what the run has recorded; otherwise state is as it was before the run.
        journal: what the run has begun; otherwise each run is on a machine of its own.
    """

    checkpoints: bool
    journal: bool

    @classmethod
    def of(cls, seed: int) -> Keeping:
        """Half of the seeds do without checkpoints, and a third without a journal."""
        return cls(checkpoints=seed // 2 % 2 == 1, journal=seed % 3 != 0)

    def __str__(self) -> str:
        kept = ["with checkpoints" if self.checkpoints else "without checkpoints"]
        return ", ".join([*kept, "with a journal" if self.journal else "each run on another machine"])


# What a run says that finds an object of a run of another machine.
STOPPED = "the sandbox already has an object of exactly this content"


@dataclass(frozen=True)
class Run:
    """What came of a run: what a person reads of it, and whether it was killed."""

    told: str
    was_killed: bool


class Stack(Protocol):
    """A stack on a machine of its own, driven by an engine, real or played."""

    emulator: Emulator
    org: str

    def up(self, program: Program, kill: Kill | None, *, refresh: bool, continue_on_error: bool) -> Run:
        """`pulumi up`, and what a person has to do after a kill."""

    def move(self) -> None:
        """From now on be driven from another machine, which has the state and nothing else."""

    def link(self, program: Program) -> None:
        """`offers link --state` and `pulumi stack import`."""

    @property
    def state(self) -> State:
        """What the engine keeps."""


@dataclass
class Wrong:
    """Where program, state and sandbox differ: one line for each object.

    Attributes:
        doubled: there and not in state, or in state and not in the program.
        lost: in the program and not there, or somebody else's and gone.
        stale: not as the program says, in the sandbox or in state.
    """

    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.doubled or self.lost or self.stale)


@dataclass
class Play:
    """What has happened, and what it has come to.

    Attributes:
        figures: for the summary at the end of a session.
        story: what happened, for the message of a failure.
    """

    seed: int
    figures: Counter[str] = field(default_factory=Counter)
    story: list[str] = field(default_factory=list)
    wrong: Wrong = field(default_factory=Wrong)

    def __str__(self) -> str:
        wrong = [f"{kind} {line}" for kind, lines in vars(self.wrong).items() for line in lines]
        return "\n".join([*self.story, *wrong, f"to play it again: OFFERS_SEED={self.seed} make soak"])


def play(seed: int, stack: Stack, *, most: int, steps: int = STEPS, kills: float = 0.25) -> Play:
    """Change a program over some steps while everything goes wrong; then bring it up without faults.

    Args:
        most: so many objects has a program at most, and a few more that others refer to.
        kills: the share of the runs that are to be killed, if they come that far; without checkpoints twice as many.
    """
    chance = random.Random(seed)
    emulator = stack.emulator
    emulator.set_readings(
        if_match=chance.choice(["ignored", "409", "412"]), references=chance.choice(["unchecked", "strict"])
    )
    keeping = Keeping.of(seed)
    colleague = _Colleague(chance, emulator, stack.org, keeping)
    program = a_program(chance, most)
    played = Play(seed, Counter({"seeds": 1, f"seeds {keeping}": 1}))

    def up(kill: Kill | None, **options: bool) -> None:
        emulator.clear_requests()
        run = stack.up(program, kill, **options)
        requests, faults = emulator.requests, emulator.emulation.faults.active()
        emulator.clear_faults()
        played.figures.update(runs=1, requests=len(requests), faults=sum(active.fired for active in faults))
        if kill and run.was_killed:
            played.figures.update(kills_of_engine=kill.victim != "host", kills_of_host=kill.victim != "engine")
        played.story += [f"up of {program}", f"{options} {kill}", run.told]
        played.story += [f"{one.method} {one.path}?{one.query} {one.status} {one.body}" for one in requests]
        if not keeping.journal:
            if run.was_killed:
                _let_finish(emulator)
            stack.move()
            if STOPPED in run.told:
                stack.link(program)
                played.figures["links"] += 1
                played.story.append("linked")
        played.story += [f"{id_} is {name}" for name, (id_, _) in stack.state.items()]

    for _ in range(steps):
        _let_go_wrong(chance, emulator)
        share = kills if keeping.checkpoints else 2 * kills
        up(_a_kill(chance, share, keeping), refresh=chance.random() < 0.3, continue_on_error=chance.random() < 0.5)
        played.figures["edits"] += colleague.meddle({id_ for id_, _ in stack.state.values()})
        owed = program.keys() - stack.state.keys()
        # Without its journal a person lets what a run has begun be done before anything else.
        if keeping.journal or not _is_pending(program, stack.state):
            program = changed(chance, program, most, owed)
    for _ in range(2):
        up(None, refresh=True, continue_on_error=False)
        played.wrong = _compared(program, stack.state, colleague.objects(), colleague.own)
        if not played.wrong:
            break
        played.figures["second_ups"] += 1
    played.figures.update({name: len(lines) for name, lines in vars(played.wrong).items()})
    return played


def _let_finish(emulator: Emulator) -> None:
    """Wait until what was sent is executed, as it is long before another machine takes over; cut requests never are."""
    for method in ("POST", "PATCH", "DELETE"):
        arrived = sum(one.method == method for one in emulator.requests)
        with suppress(TimeoutError):
            emulator.wait_for(method, "^/data/", count=arrived, answered=True, timeout_seconds=0.2)


def _is_pending(program: Program, state: State) -> bool:
    """Return whether something is not done yet, as far as state tells."""
    ids = {name: id_ for name, (id_, _) in state.items()}
    return program.keys() != state.keys() or any(
        meaning(name, state[name][1]) != meaning(name, members, ids) for name, members in program.items()
    )


def _let_go_wrong(chance: random.Random, emulator: Emulator) -> None:
    """Faults for the next run."""
    for nth in range(1, MOST_REQUESTS):
        if chance.random() < SHARE:
            emulator.fault(chance.choice(FAULTS), nth=nth)
    for edit in THEIR_EDITS:
        if chance.random() < 0.2:
            emulator.fault(Edit(patch=edit), method="PATCH", nth=chance.randint(1, 8))
    # Seldom, as it slows the whole run down.
    if chance.random() < 0.02:
        emulator.fault(Throttle(retry_after=0), nth=chance.randint(1, 20))


def _a_kill(chance: random.Random, share: float, keeping: Keeping) -> Kill | None:
    """Mostly while the run creates. A machine that is lost is lost with all that runs on it."""
    if chance.random() > share:
        return None
    method = chance.choice(["POST", "POST", "POST", "PATCH", "DELETE", "GET"])
    victim = chance.choice(VICTIMS)
    return Kill(victim if keeping.journal else "both", method, chance.randint(1, 8))


class _Colleague:
    """Somebody else in the sandbox: has objects of their own, and edits and deletes those of the stack."""

    def __init__(self, chance: random.Random, emulator: Emulator, org: str, keeping: Keeping) -> None:
        self._chance = chance
        self._emulator = emulator
        self._place = {"org": org, "sandbox": "dev"}
        self._deletes = keeping.journal
        # Named as some of the stack's may be, as a name alone does not tell whose an object is; but that is what
        # `offers link` goes by.
        whose = "" if keeping.journal else "their "
        names = chance.sample(names_of(40), chance.randint(0, 3))
        self.own = {
            emulator.create(
                kind, {"name": f"{whose}{name}", "description": "another", **KINDS[kind].body}, **self._place
            )
            for name in names
            for kind in [kind_of(name)]
        }

    def objects(self) -> dict[str, Members]:
        """Return all of the sandbox, by id."""
        return {one["id"]: one for kind in KINDS for one in self._emulator.objects(kind, **self._place)}

    def meddle(self, known: Collection[str]) -> int:
        """Edit what the program manages, or what it does not, or delete; returns how often.

        Args:
            known: the ids in state. What a killed run has left is not edited here: it could no more be told from an
                object that somebody else has made, and a run stops at it for a person to decide. Without a journal
                nothing is deleted either: its successor has another id, and so what a killed run has made, and refers
                to it, is no longer of the content that the program gives.
        """
        others = sorted(self.objects().keys() - self.own)
        chosen = self._chance.sample(others, min(len(others), self._chance.randint(0, 2)))
        for id_ in chosen:
            edit = self._chance.choice([*THEIR_EDITS, None])
            if edit is None or id_ not in known:
                if self._deletes:
                    self._emulator.delete(id_, **self._place)
            else:
                # A strict library refuses edits of what refers to something that is gone.
                with suppress(Problem):
                    self._emulator.edit(id_, edit, **self._place)
        return len(chosen)


def _compared(program: Program, state: State, there: dict[str, Members], theirs: set[str]) -> Wrong:
    held = {id_ for id_, _ in state.values()}
    ids = {name: id_ for name, (id_, _) in state.items()}
    found = {name: (there[id_], known) for name, (id_, known) in state.items() if id_ in there and name in program}
    return Wrong(
        doubled=[
            *(f"{id_} {there[id_]['name']}" for id_ in there.keys() - held - theirs),
            *(f"{name} in state" for name in state.keys() - program.keys()),
        ],
        lost=[*(program.keys() - found.keys()), *(theirs - there.keys())],
        stale=[
            f"{name}: wanted {program[name]}, there is {live}, state has {known}"
            for name, (live, known) in found.items()
            if not meaning(name, program[name], ids) == meaning(name, live) == meaning(name, known)
            or live["etag"] != known["etag"]
        ],
    )

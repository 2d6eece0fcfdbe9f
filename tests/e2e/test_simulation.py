"""Random programs, faults, colleagues and kills on the real engine: in the end the sandbox is as the program says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from offer_resources.emulator import Emulator
from tests.e2e import processes
from tests.e2e.offers import offers
from tests.e2e.stack import ORG, VENV, Stack, temporary_stack
from tests.support.programs import KINDS, Program, source
from tests.support.simulation import Keeping, Kill, Run, State, Victim, play, seeds


class EngineStack:
    """A stack of the real engine, from `with` to the end of the block, when all that killed runs have left is ended."""

    org = ORG

    def __init__(self, stack: Stack) -> None:
        self.emulator = stack.emulator
        self._stack = stack
        self._left: dict[int, str] = {}
        self._moves = 0

    def __enter__(self) -> EngineStack:
        return self

    def __exit__(self, *_: object) -> None:
        processes.kill(self._left)

    def move(self) -> None:
        """From now on run on another machine, which has the state and nothing else."""
        self._moves += 1
        self._stack.env["PULUMI_HOME"] = str(self._stack.folder / f"home-{self._moves}")

    def link(self, program: Program) -> None:
        """`offers link` for the program that was run last."""
        offers(self._stack, "link", "--stack", self._stack.name, "--state", "found.json", "--force").succeeded()
        self._stack.pulumi("stack", "import", "--stack", self._stack.name, "--file", "found.json").succeeded()

    @property
    def state(self) -> State:
        return {
            name: (one["id"], one["outputs"])
            for kind in KINDS.values()
            for name, one in self._stack.resources(kind.cls).items()
        }

    def up(self, program: Program, kill: Kill | None, *, refresh: bool, continue_on_error: bool) -> Run:
        """`pulumi up`, after a refresh if one is wanted; after the engine was killed, `pulumi cancel`."""
        self._stack.program(source(program))
        commands = [["up", "--continue-on-error"] if continue_on_error else ["up"]]
        if refresh:
            commands.insert(0, ["refresh", "--clear-pending-creates"])
        told = ""
        for command in commands:
            run, succeeded = self._run([*command, "--yes", "--skip-preview", "--stack", self._stack.name], kill)
            told += run.told
            if not succeeded:
                break
        return Run(told, run.was_killed)

    def _run(self, command: list[str], kill: Kill | None) -> tuple[Run, bool]:
        with self._stack.running(*command) as engine:
            was_killed = kill is not None and kill.is_due(self.emulator, lambda: engine.poll() is not None)
            if kill and was_killed:
                self._end(engine, kill.victim)
            told, _ = engine.communicate(timeout=240)
        if kill and was_killed and kill.victim != "host":
            self._stack.pulumi("cancel", "--yes", "--stack", self._stack.name).succeeded()
        return Run(told, was_killed), engine.returncode == 0

    def _end(self, engine: Popen[str], victim: Victim) -> None:
        started = processes.descendants(engine.pid)
        self._left |= started
        if victim != "host":
            engine.kill()
        if victim != "engine":
            processes.kill({pid: command for pid, command in started.items() if processes.PROVIDER_HOST in command})


@pytest.fixture
def stack(emulator: Emulator, tmp_path: Path) -> Iterator[Stack]:
    """Yield a stack whose processes are those that a person has, as they are killed here."""
    with temporary_stack(tmp_path, emulator, python=VENV) as stack:
        yield stack


@pytest.mark.parametrize("seed", seeds(1 / 20))
def test_the_sandbox_ends_as_the_program_says(
    stack: Stack, record_property: Callable[[str, object], None], seed: int
) -> None:
    """Once nothing goes wrong any more, two runs at most: no object more, none less, none stale; and state agrees."""
    stack.set_config(onConflict=["stop", "overwrite"][seed % 2], timeoutSeconds="2")
    stack.env |= {"OFFERS_MAX_DELETES": "100", "OFFERS_RETRY_WAIT_SECONDS": "0.01"}
    stack.env["PULUMI_SKIP_CHECKPOINTS"] = "false" if Keeping.of(seed).checkpoints else "true"
    with EngineStack(stack) as engine:
        played = play(seed, engine, most=12, steps=4, kills=0.75)
    record_property("simulation", dict(played.figures))
    if played.wrong:
        pytest.fail(str(played), pytrace=False)

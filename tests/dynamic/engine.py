"""The engine's part, played with real provider hosts: what it calls, what it keeps, and how it dies.

As Pulumi 3.250 does it: each command starts a host with the engine's address; resources are checked and compared one
after the other, each when those that it refers to are there, while steps run four at a time; deletes come last, of an
object after those of what refers to it; once a step has failed no other begins, unless `--continue-on-error` says so,
and nothing that refers to what failed; what fails leaves state as it was.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]  # ships no types
from google.protobuf import empty_pb2  # type: ignore[import-untyped]  # ships no types
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc
from typing_extensions import Self

from offer_resources.door.protocol import HINTS
from offer_resources.emulator import Emulator
from offer_resources.objects.family import Family
from tests.dynamic.calls import Calls, Created, HostError, HostGone, Props
from tests.dynamic.emulated import ORG, config_of
from tests.dynamic.host import Host, Start
from tests.support.programs import KINDS, Members, Program, kind_of, references, resolved
from tests.support.simulation import Kill, Run, State, Victim


class _Listening(engine_pb2_grpc.EngineServicer):
    """Where hosts find that the engine lives, and have it log what a person reads."""

    def __init__(self) -> None:
        self.logged: list[str] = []
        self._server = grpc.server(ThreadPoolExecutor(1))
        engine_pb2_grpc.add_EngineServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._server.stop(grace=None).wait()

    def Log(self, request: engine_pb2.LogRequest, context: object) -> Any:
        self.logged.append(request.message)
        return empty_pb2.Empty()


class Command:
    """One command of the engine, from `with` to the end of the block, when its host is ended.

    Attributes:
        errors: what is said of steps that failed.

    Args:
        host: starts a host, given the engine's address.
        state: what is kept of each resource; changed step by step.
    """

    def __init__(self, host: Callable[[str], Host], state: dict[str, Created], *, continue_on_error: bool) -> None:
        self._start_host = host
        self._state = state
        self._continue_on_error = continue_on_error
        self._lock = threading.Lock()
        self._is_alive = True
        self._steps: dict[str, Future[bool]] = {}
        self.errors: list[str] = []

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as resources:
            # One thread plans, four work.
            self._threads = resources.enter_context(ThreadPoolExecutor(5))
            self._listening = resources.enter_context(_Listening())
            self._host = resources.enter_context(self._start_host(self._listening.address))
            self._resources = resources.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._resources.close()

    @property
    def told(self) -> str:
        """What a person reads."""
        return "\n".join([self._host.stderr, *self._listening.logged, *self.errors])

    def up(self, program: Program) -> Future[None]:
        """`pulumi up`."""
        return self._threads.submit(self._up, program)

    def refresh(self) -> Future[None]:
        """`pulumi refresh`."""
        return self._threads.submit(self._refresh)

    def kill(self, victim: Victim) -> None:
        """A dead engine records nothing any more and is not found at its address; its host goes on by itself."""
        if victim != "host":
            with self._lock:
                self._is_alive = False
            self._listening.stop()
        if victim != "engine":
            self._host.kill()

    def _calls(self, name: str) -> Calls:
        return self._host.resource(KINDS[kind_of(name)].cls)

    def _up(self, program: Program) -> None:
        try:
            self._plan(program)
        except (HostError, HostGone) as error:
            self.errors.append(str(error))
        wait(self._steps.values())
        gone = self._state.keys() - program.keys()
        for kind in reversed(KINDS):
            wait([self._begin(self._delete, name) for name in gone if kind_of(name) == kind])

    def _refresh(self) -> None:
        wait([self._begin(self._read, name) for name in list(self._state)])

    def _plan(self, program: Program) -> None:
        before = dict(self._state)
        for name, members in program.items():
            known = before.get(name)
            is_ready = all(self._steps[one].result() for one in references(members) if one in self._steps)
            if self._is_over:
                return
            if not is_ready:
                self._steps[name] = self._begin(self._leave_out)
                continue
            given = resolved(members, {other: one.id for other, one in self._state.items()})
            calls = self._calls(name)
            if known is None:
                checked = calls.check({**given, HINTS: _about(given, before)})
                self._steps[name] = self._begin(self._create, name, checked.inputs)
                continue
            checked = calls.check(given, known.inputs)
            if not calls.diff(known.id, known.outs, checked.inputs).is_any:
                self._record(name, replace(known, inputs=checked.inputs))
            else:
                self._steps[name] = self._begin(self._update, name, checked.inputs)

    def _begin(self, step: Callable[..., None], *arguments: object) -> Future[bool]:
        """Run the step in a thread of its own, and return whether it succeeds."""
        return self._threads.submit(self._attempt, step, *arguments)

    def _attempt(self, step: Callable[..., None], *arguments: object) -> bool:
        if self._is_over:
            return False
        try:
            step(*arguments)
        except (HostError, HostGone) as error:
            self.errors.append(str(error))
            return False
        return True

    @property
    def _is_over(self) -> bool:
        return not self._is_alive or (bool(self.errors) and not self._continue_on_error)

    def _leave_out(self) -> None:
        raise HostError("something that it refers to has failed")

    def _create(self, name: str, inputs: Props) -> None:
        self._record(name, self._calls(name).create(inputs))

    def _update(self, name: str, inputs: Props) -> None:
        known = self._state[name]
        outs = self._calls(name).update(known.id, known.outs, inputs)
        self._record(name, Created(known.id, outs, inputs))

    def _delete(self, name: str) -> None:
        known = self._state[name]
        self._calls(name).delete(known.id, known.outs)
        self._record(name, None)

    def _read(self, name: str) -> None:
        known = self._state[name]
        read = self._calls(name).read(known.id, known.outs)
        self._record(name, Created(read.id, read.outs, read.inputs or {}) if read.id else None)

    def _record(self, name: str, known: Created | None) -> None:
        with self._lock:
            if not self._is_alive:
                return
            if known is None:
                del self._state[name]
            else:
                self._state[name] = known


def _about(members: Members, before: dict[str, Created]) -> Props:
    """Return what a program tells of its stack when a resource is new (program/delete_guard.py)."""
    same_name = [known.outs for known in before.values() if known.outs.get("name") == members["name"]]
    # More than a page: the look goes back as far as it can.
    return {"stack": "offers/dev", "creates": 51, "elsewhere": [outs.get("createdDate", "") for outs in same_name]}


def _linked(family: Family, row: Members, members: Members) -> Created:
    """Return a resource that has this object, with the members that the program gives as the sandbox has them."""
    place = {"org": ORG, "sandbox": "dev"}
    inputs = {**{name: row[name] for name in members if name in row}, **place}
    return Created(row["id"], {**inputs, **family.metadata(row)}, inputs)


class PlayedStack:
    """A stack on a machine of its own, from `with` to the end of the block, when all hosts are ended.

    Args:
        start: makes the provider's hosts.
        folder: where the homes of its machines are.
        checkpoints: whether the engine keeps each step as it is done, or all of them when a command ends.
    """

    org = ORG

    def __init__(
        self, emulator: Emulator, start: Start, folder: Path, *, on_conflict: str, checkpoints: bool = True
    ) -> None:
        self.emulator = emulator
        self._start = start
        self._homes = (folder / f"home-{number}" for number in itertools.count())
        self._checkpoints = checkpoints
        self._config = config_of(emulator, onConflict=on_conflict, timeoutSeconds="2")
        self._env = {"OFFERS_RETRY_WAIT_SECONDS": "0.002"}
        self.move()
        self._recorded: dict[str, Created] = {}
        self._dead = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._dead.close()

    @property
    def state(self) -> State:
        return {name: (known.id, known.outs) for name, known in self._recorded.items()}

    def move(self) -> None:
        """From now on run on another machine, which has the state and nothing else."""
        self._env["PULUMI_HOME"] = str(next(self._homes))

    def link(self, program: Program) -> None:
        """Pair what state lacks with the one object of its name, as `offers link` does."""
        held = {known.id for known in self._recorded.values()}
        for name in program.keys() - self._recorded.keys():
            there = self.emulator.objects(kind_of(name), org=ORG, sandbox="dev")
            rows = [row for row in there if row["id"] not in held and row["name"] == program[name]["name"]]
            if len(rows) == 1:
                self._recorded[name] = _linked(KINDS[kind_of(name)].family, rows[0], program[name])

    def up(self, program: Program, kill: Kill | None, *, refresh: bool, continue_on_error: bool) -> Run:
        """`pulumi refresh` if wanted, and if that has gone through `pulumi up`."""
        verbs: list[Callable[[Command], Future[None]]] = [lambda command: command.up(program)]
        if refresh:
            verbs.insert(0, Command.refresh)
        told = ""
        for verb in verbs:
            state = self._recorded if self._checkpoints else dict(self._recorded)
            command = Command(self._host, state, continue_on_error=continue_on_error)
            run = self._run(command, verb, kill)
            if not (run.was_killed and kill and kill.victim != "host"):
                self._recorded = state
            told += run.told
            if run.was_killed or command.errors:
                break
        return replace(run, told=told)

    def _run(self, command: Command, verb: Callable[[Command], Future[None]], kill: Kill | None) -> Run:
        with contextlib.ExitStack() as resources:
            over = verb(resources.enter_context(command))
            was_killed = kill is not None and kill.is_due(self.emulator, over.done)
            if kill and was_killed:
                command.kill(kill.victim)
            if kill and was_killed and kill.victim != "host":
                # What has begun goes on without us.
                self._dead.push(resources.pop_all())
            else:
                over.result()
            return Run(command.told, was_killed)

    def _host(self, engine: str) -> Host:
        return self._start(self._config, env=self._env, engine=engine)

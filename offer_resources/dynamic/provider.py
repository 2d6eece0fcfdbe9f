"""Translates between Pulumi's dynamic provider and the lifecycle, which carries the calls out (lifecycle/calls.py)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, ClassVar

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from .. import settings
from ..api import debug_log
from ..door import calls, process
from ..door.process import is_debugging, readable
from ..door.protocol import OBJECT_ID, PROVIDER
from ..objects.family import Family
from .threads import allow_more_threads
from .values import Props, from_engine, to_engine

if TYPE_CHECKING:
    from ..door.running_program import RunningProgram
    from ..lifecycle.calls import Difference, Lifecycle


class OfferLibraryProvider(ResourceProvider):
    """The engine's calls for one family."""

    family: ClassVar[Family]
    serialize_as_secret_always = False  # it holds no secrets

    lifecycle: Lifecycle
    program: RunningProgram

    @readable
    def configure(self, req: ConfigureRequest) -> None:
        """Read the settings; the engine calls it once in a process. No network: each call would repeat a failure."""
        if is_debugging():
            debug_log.start()
        else:
            sys.tracebacklimit = 0
        # The SDK has no public way to ask which keys there are.
        configured = settings.read(req.config.get, given=req.config._props)
        self.lifecycle = process.lifecycle(self.family, configured)
        self.program = process.program(configured)
        allow_more_threads(configured.max_concurrency)

    @readable
    def check(self, olds: Props, news: Props) -> CheckResult:
        """Return the inputs to store, and every problem; the engine passes state's inputs and the program's."""
        self.program.declares(is_ours=True)
        before = from_engine(olds)
        given = calls.given(from_engine(news), news, before)
        hint = calls.hint_in(news, given)
        inputs, problems = calls.check(self.lifecycle, given, before, hint)
        if not problems and not before and calls.is_preview(news):
            self.lifecycle.preview_adoption(inputs)
        failures = calls.failures(self.family, problems, given, hint.secret, in_python=True)
        return CheckResult(to_engine(inputs), [CheckFailure(*failure) for failure in failures])

    @readable
    def diff(self, id_: str, olds: Props, news: Props) -> DiffResult:
        """Return what differs; the engine passes state's outputs and the checked inputs."""
        difference = self.lifecycle.diff(id_, from_engine(olds), from_engine(news))
        # An object that has come by the other door without a payload: the host cannot refresh or delete it before an
        # update, which sends nothing where nothing differs, has put one into state.
        changes = True if PROVIDER not in olds else _changes(difference)
        return DiffResult(changes=changes, replaces=list(difference.replaces))

    @readable
    def create(self, props: Props) -> CreateResult:
        stored = self.lifecycle.create(from_engine(props))
        return CreateResult(stored.id_, to_engine(stored.outputs))

    @readable
    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        stored = self.lifecycle.update(id_, from_engine(olds), from_engine(news))
        return UpdateResult(to_engine(stored.outputs))

    @readable
    def read(self, id_: str, props: Props) -> ReadResult:
        """Return the live object; the engine passes state's outputs in a refresh, and nothing for a look-up.

        An object that was imported by its id alone has a place in its outputs, and no more.
        """
        outputs = from_engine(props)
        if not outputs:
            found = calls.look_up(self.lifecycle, id_)
            return ReadResult(found.id_, to_engine(found.outputs), to_engine(found.inputs))
        stored = self.lifecycle.refresh(id_, outputs)
        if stored is None:
            return ReadResult("", {})
        # Keep it for a looked-up object, which the engine refreshes too.
        object_id = {OBJECT_ID: id_} if OBJECT_ID in outputs else {}
        inputs = None if stored.is_as_stored else to_engine(stored.inputs)
        return ReadResult(stored.id_, to_engine(stored.outputs | object_id), inputs)

    @readable
    def delete(self, id_: str, props: Props) -> None:
        if not self.program.guards(was_ours=True):
            process.delete_limit().take(f"{self.family.kind} ({id_})")
        self.lifecycle.delete(id_, from_engine(props))


def _changes(difference: Difference) -> bool | None:
    """Return whether anything changed; None lets the engine find out, which also lists the paths that differ."""
    return None if difference.is_seen else bool(difference.unseen)

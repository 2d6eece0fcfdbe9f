"""Translates between Pulumi's dynamic provider and the lifecycle, which carries the calls out (lifecycle/calls.py)."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

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
from ..errors import OfferResourcesError, one_line
from ..lifecycle.hints import Hint, StateOfName
from ..masking import SECRET
from ..objects.equality import fingerprint
from ..objects.family import Family
from ..objects.values import Problem
from . import output_texts
from .parent import ParentEngine
from .protocol import BY_NAME, HINTS, NOT_GIVEN, PLAIN, PREVIEW
from .threads import allow_more_threads
from .values import Props, from_engine, to_engine

if TYPE_CHECKING:
    from ..api.client import OfferLibrary
    from ..lifecycle.calls import Difference, Lifecycle
    from ..lifecycle.journal import Journal

Method = TypeVar("Method", bound=Callable[..., Any])

DEBUG = "OFFERS_LOG"

# The output with the real id of a looked-up object: the engine returns to a program the id that it asked for
# (program/resources/base.py).
OBJECT_ID = "objectId"


def _readable(method: Method) -> Method:
    """Make a provider method raise every error as one line.

    It catches everything: a SystemExit or KeyboardInterrupt of other code would hang the deployment, and a chained
    error would show its frames (docs/reference/pulumi-dynamic-provider.md 11).
    """

    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except OfferResourcesError as error:
            if _is_debugging():
                raise
            raise error.with_traceback(None) from None
        except BaseException as error:  # noqa: BLE001 - an uncaught one would hang the deployment
            raise OfferResourcesError(
                f"{method.__name__}: an error in offer_resources itself: {type(error).__name__}: {error}."
                f" Run again with {DEBUG}=debug in the environment and report what it shows"
            ) from (error if _is_debugging() else None)

    return call  # type: ignore[return-value]  # functools.wraps keeps the signature


def _is_debugging() -> bool:
    return os.environ.get(DEBUG) == "debug"


class OfferLibraryProvider(ResourceProvider):
    """The engine's calls for one family."""

    family: ClassVar[Family]
    serialize_as_secret_always = False  # it holds no secrets

    lifecycle: Lifecycle

    @_readable
    def configure(self, req: ConfigureRequest) -> None:
        """Read the settings; the engine calls it once in a process. No network: each call would repeat a failure."""
        from ..lifecycle.calls import Lifecycle  # heavier than all the rest, and of no use to a program

        if _is_debugging():
            debug_log.start()
        else:
            sys.tracebacklimit = 0
        # The SDK has no public way to ask which keys there are.
        configured = settings.read(req.config.get, given=req.config._props)
        self.lifecycle = Lifecycle(
            self.family, _library(configured), configured, say=_say, journal=_journal(configured)
        )
        allow_more_threads(configured.max_concurrency)

    @_readable
    def check(self, olds: Props, news: Props) -> CheckResult:
        """Return the inputs to store, and every problem; the engine passes state's inputs and the program's."""
        # If there is no state yet, a value that the program does not give comes from a transform.
        not_given = news.get(NOT_GIVEN, ()) if from_engine(olds) else ()
        given = {name: value for name, value in from_engine(news).items() if name not in not_given}
        hint = _hint(news, given)
        inputs, problems = self.lifecycle.check(given, hint, from_engine(olds))
        problems = [*output_texts.problems(given), *problems]
        if not problems and not from_engine(olds) and _is_preview(news):
            self.lifecycle.preview_adoption(inputs)
        return CheckResult(to_engine(inputs), [_failure(self.family, problem, hint.secret) for problem in problems])

    @_readable
    def diff(self, id_: str, olds: Props, news: Props) -> DiffResult:
        """Return what differs; the engine passes state's outputs and the checked inputs."""
        difference = self.lifecycle.diff(id_, from_engine(olds), from_engine(news))
        return DiffResult(changes=_changes(difference), replaces=list(difference.replaces))

    @_readable
    def create(self, props: Props) -> CreateResult:
        stored = self.lifecycle.create(from_engine(props))
        return CreateResult(stored.id_, to_engine(stored.outputs))

    @_readable
    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        stored = self.lifecycle.update(id_, from_engine(olds), from_engine(news))
        return UpdateResult(to_engine(stored.outputs))

    @_readable
    def read(self, id_: str, props: Props) -> ReadResult:
        """Return the live object; the engine passes state's outputs in a refresh, and nothing for a look-up.

        An object that was imported by its id alone has a place in its outputs, and no more.
        """
        outputs = from_engine(props)
        if not outputs:
            return self._look_up(id_)
        stored = self.lifecycle.refresh(id_, outputs)
        if stored is None:
            return ReadResult("", {})
        # Keep it for a looked-up object, which the engine refreshes too.
        object_id = {OBJECT_ID: id_} if OBJECT_ID in outputs else {}
        inputs = None if stored.is_as_stored else to_engine(stored.inputs)
        return ReadResult(stored.id_, to_engine(stored.outputs | object_id), inputs)

    @_readable
    def delete(self, id_: str, props: Props) -> None:
        self.lifecycle.delete(id_, from_engine(props))

    def _look_up(self, id_: str) -> ReadResult:
        if id_.startswith(BY_NAME):
            id_ = self.lifecycle.find(id_.removeprefix(BY_NAME))
        stored = self.lifecycle.look_up(id_)
        return ReadResult(id_, to_engine({**stored.outputs, OBJECT_ID: id_}), to_engine(stored.inputs))


@functools.cache
def _library(configured: settings.Settings) -> OfferLibrary:
    """Return the process's one client for these settings, so that all families share connections, token and limits."""
    from ..api.client import OfferLibrary

    return OfferLibrary(configured, may_write=lambda: not _engine().is_gone, say=_say)


@functools.cache
def _journal(configured: settings.Settings) -> Journal:
    """Return the process's one journal, so that a problem with it is reported once."""
    from ..lifecycle.journal import Journal

    # Without an engine there is no state, and so no need for a file.
    engine = _engine().address
    return Journal(configured.journal if engine else None, _say, engine)


@functools.cache
def _engine() -> ParentEngine:
    engine = ParentEngine(sys.argv[1:])
    engine.end_with_it()
    return engine


def _say(line: str) -> None:
    """Report one line to the user: the engine shows what a provider writes to stderr."""
    sys.stderr.write(one_line(line) + "\n")
    sys.stderr.flush()


def _hint(news: Props, given: Props) -> Hint:
    """Return the hint that program/gate.py put into a hidden input, which is not stored."""
    told = news.get(HINTS) or {}
    dates, plain = told.get("elsewhere"), told.get(PLAIN)
    secret = () if plain is None else (name for name, value in given.items() if plain.get(name) != fingerprint(value))
    return Hint(
        stack=told.get("stack", ""),
        state_of_name=None if dates is None else StateOfName.of(dates),
        secret=frozenset(secret),
        creates=int(told.get("creates", 0)),
    )


def _is_preview(news: Props) -> bool:
    """Return whether this is a preview, in which no create would show the problem of an adoption."""
    return bool((news.get(HINTS) or {}).get(PREVIEW))


def _changes(difference: Difference) -> bool | None:
    """Return the paths that differ; None lets the engine list them, which it can only if state and program differ."""
    if difference.changes:
        return None
    return bool(difference.unseen)


def _failure(family: Family, problem: Problem, secret: frozenset[str]) -> CheckFailure:
    """Return the failure of a scalar at its property, and of anything deeper with its path in the reason.

    The engine prints the whole value of a failing property, even a secret one, so a deeper path or a secret is named in
    the reason only.
    """
    written = family.as_written(problem)
    if problem.path[0] in secret:
        return CheckFailure("", str(replace(written, got=SECRET)))
    if len(problem.path) == 1:
        return CheckFailure(str(problem.path[0]), problem.reason)
    return CheckFailure("", str(written))

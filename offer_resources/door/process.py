"""The process that a door runs in: the engine that started it, its one client and journal, what it reports."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import OfferResourcesError, one_line
from ..objects.family import Family
from ..settings import Settings, max_deletes
from .delete_limit import DeleteLimit
from .parent import ParentEngine
from .running_program import RunningProgram

if TYPE_CHECKING:
    from ..api.client import OfferLibrary
    from ..lifecycle.calls import Lifecycle
    from ..lifecycle.journal import Journal

Method = TypeVar("Method", bound=Callable[..., Any])

DEBUG = "OFFERS_LOG"


def readable(method: Method) -> Method:
    """Make a call of the engine raise every error as one line.

    It catches everything: a SystemExit or KeyboardInterrupt of other code would hang the deployment, and a chained
    error would show its frames (docs/reference/pulumi-dynamic-provider.md 11).
    """

    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except OfferResourcesError as error:
            if is_debugging():
                raise
            raise error.with_traceback(None) from None
        except BaseException as error:  # noqa: BLE001 - an uncaught one would hang the deployment
            raise OfferResourcesError(
                f"{method.__name__}: an error in offer_resources itself: {type(error).__name__}: {error}."
                f" Run again with {DEBUG}=debug in the environment and report what it shows"
            ) from (error if is_debugging() else None)

    return call  # type: ignore[return-value]  # functools.wraps keeps the signature


def is_debugging() -> bool:
    """Return whether errors show where they come from, and requests are logged."""
    return os.environ.get(DEBUG) == "debug"


def lifecycle(family: Family, configured: Settings) -> Lifecycle:
    """Return the lifecycle of a family; all families share the client of these settings, and so token and limits."""
    from ..lifecycle.calls import Lifecycle  # heavier than all the rest, and of no use to a program

    return Lifecycle(family, _library(configured), configured, say=say, journal=_journal(configured))


@functools.cache
def program(configured: Settings, unused: tuple[str, ...] = ()) -> RunningProgram:
    """Return what this process knows of the run's program.

    Args:
        unused: what to tell a program that does not use our classes, in lines.
    """
    return RunningProgram(unused, say, _journal(configured))


@functools.cache
def delete_limit() -> DeleteLimit:
    """Return the limit on deletes that no program's guard has counted.

    Raises:
        ConfigError: it is not a whole number.
    """
    return DeleteLimit(max_deletes(lambda _: None))


def say(line: str) -> None:
    """Report one line to the user: the engine shows what a provider writes to stderr."""
    sys.stderr.write(one_line(line) + "\n")
    sys.stderr.flush()


@functools.cache
def engine() -> ParentEngine:
    """Return the engine that started this process, which from now on ends with it."""
    found = ParentEngine(sys.argv[1:])
    found.end_with_it()
    return found


@functools.cache
def _library(configured: Settings) -> OfferLibrary:
    from ..api.client import OfferLibrary

    return OfferLibrary(configured, may_write=lambda: not engine().is_gone, say=say)


@functools.cache
def _journal(configured: Settings) -> Journal:
    """Return the process's one journal, so that a problem with it is reported once."""
    from ..lifecycle.journal import Journal

    # Without an engine there is no state, and so no need for a file.
    address = engine().address
    return Journal(configured.journal if address else None, say, address)

"""Runs a Pulumi program against the SDK's own mocks, which stand in for the engine; no provider is called."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

Object = dict[str, Any]
PROVIDER = "__provider"

# What the API tells of an object once it is made; numbers are floats, as from the engine.
TOLD = {
    "etag": 1.0,
    "createdDate": "2026-01-15T09:30:00.123Z",
    "lastModifiedDate": "2026-01-15T09:30:00.123Z",
    "createdBy": "somebody@AdobeID",
    "lastModifiedBy": "somebody@AdobeID",
    "sandboxId": "3f0c2a54-0000-4c1e-9a6b-5d2f7c1e8a90",
    "org": "ORG@AdobeOrg",
    "sandbox": "dev",
}


class Engine(mocks.Mocks):
    """Makes every resource, and remembers what it was given; in a preview ids and new outputs are unknown."""

    def __init__(self, *, preview: bool) -> None:
        self.preview = preview
        self.registered: list[mocks.MockResourceArgs] = []

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], None]:
        raise AssertionError(f"our programs call no functions: {args.token}")

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        self.registered.append(args)
        if args.resource_id:
            return args.resource_id, {**args.inputs, **TOLD, "name": "Found", "objectId": "dps:found:real"}
        if self.preview:
            return None, args.inputs
        return f"dps:made:{args.name}", {**args.inputs, **TOLD}

    def inputs(self, name: str) -> Object:
        """Return what a resource was registered with, without the provider and what a program tells it besides."""
        (args,) = [args for args in self.registered if args.name == name]
        return {key: value for key, value in args.inputs.items() if not key.startswith("__")}

    @property
    def names(self) -> list[str]:
        return [args.name for args in self.registered]


def run(program: Callable[[], Any], *, preview: bool = False) -> Engine:
    """Return the engine after it has run the program to its end."""
    engine = Engine(preview=preview)
    run_in(engine, program)
    return engine


def report(program: Callable[[], Any], *, preview: bool = False) -> list[str]:
    """Return the lines a person reads when the program has problems, without the places of the resources."""
    with pytest.raises(pulumi.RunError) as caught:
        run(program, preview=preview)
    return re.sub(r" \(tests/program/\w+\.py, line \d+\):", ":", str(caught.value)).splitlines()


def run_in(engine: Engine, program: Callable[[], Any]) -> None:
    """Run the program against this engine; an Output it returns is waited for."""

    def act() -> pulumi.Output[Any] | None:
        result = program()
        return result if isinstance(result, pulumi.Output) else None

    with _event_loop():
        # The SDK would keep the stack of the first run, whose Outputs belong to that run's loop.
        pulumi.runtime.settings.ROOT.set(None)
        mocks.set_mocks(engine, project="offers", stack="dev", preview=engine.preview)
        mocks.test(act)()  # type: ignore[no-untyped-call]  # the SDK types its decorators no further


@contextlib.contextmanager
def _event_loop() -> Iterator[None]:
    """Yield a loop of the run's own. The SDK also gives each thread of its mocks one, and never closes it."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
        asyncio.set_event_loop(None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


def told(output: Callable[[], pulumi.Output[Any]], *, preview: bool = False) -> Any:
    """Return the value of an Output a program returns; None where it is unknown."""
    values: list[Any] = []
    run(lambda: output().apply(values.append), preview=preview)
    return values[0] if values else None

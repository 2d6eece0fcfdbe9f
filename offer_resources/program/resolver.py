"""Finds the values of Outputs among a program's inputs, before the engine runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from ..objects.values import Path, Unknown

# An Output that needs no resource has its value at once. If no further one gets its value for this long, the rest need
# the engine, and the provider checks them. A longer time would only delay every run.
_SETTLES_WITHIN_SECONDS = 0.05


@dataclass(frozen=True)
class Answer:
    """The value of an Output, and whether it is known and secret."""

    value: Any
    is_known: bool
    is_secret: bool


class Resolver:
    """The values of Outputs, and of the Outputs inside these values; each Output is awaited once.

    Args:
        ids: what stands for the Output of an id as long as the id is not known.
    """

    def __init__(self, ids: Mapping[pulumi.Output[Any], Unknown] | None = None) -> None:
        self._ids = ids or {}
        self._asked: dict[pulumi.Output[Any], asyncio.Future[Answer]] = {}

    async def resolve(self, value: Any, *, waits_for_engine: bool) -> None:
        """Wait for the Outputs in a value; with `waits_for_engine` also for those that need the engine."""
        pending = self._ask(outputs_in(value))
        while pending:
            done, pending = await asyncio.wait(
                pending,
                timeout=None if waits_for_engine else _SETTLES_WITHIN_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not done:
                return  # the others go on: to cancel the wait would cancel the Output
            pending |= self._ask(leaf for one in done for leaf in outputs_in(one.result().value))

    def known(self, value: Any, path: Path = (), secrets: list[Path] | None = None) -> Any:
        """Return the value with every Output replaced by its value, or by `Unknown`.

        Args:
            secrets: a collection to which the path of every secret is added.
        """
        if isinstance(value, pulumi.Output):
            asked = self._asked.get(value)
            answer = asked.result() if asked and asked.done() else None
            if answer is None or not answer.is_known:
                return self._ids.get(value) or Unknown()
            if answer.is_secret and secrets is not None:
                secrets.append(path)
            return self.known(answer.value, path, secrets)
        if isinstance(value, dict):
            items = {key: self.known(item, (*path, key), secrets) for key, item in value.items()}
            return {key: item for key, item in items.items() if item is not None}
        if isinstance(value, list):
            return [self.known(item, (*path, index), secrets) for index, item in enumerate(value)]
        return value

    def _ask(self, outputs: Iterable[pulumi.Output[Any]]) -> set[asyncio.Future[Answer]]:
        asked = {output: self._asked.get(output) or asyncio.ensure_future(_ask(output)) for output in outputs}
        self._asked |= asked
        return set(asked.values())


def outputs_in(value: Any) -> Iterator[pulumi.Output[Any]]:
    """Yield the Outputs in a value, at any depth."""
    if isinstance(value, pulumi.Output):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from outputs_in(item)


async def _ask(output: pulumi.Output[Any]) -> Answer:
    try:
        return Answer(await output.future(with_unknowns=True), await output.is_known(), await output.is_secret())
    except Exception:  # noqa: BLE001 - where the Output is used, the SDK reports why it failed
        return Answer(None, is_known=False, is_secret=False)

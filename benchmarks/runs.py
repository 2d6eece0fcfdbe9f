"""Runs the cells: all contestants in turn, verb by verb, each repeat on an emulator and in folders of its own."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.contestants import CONTESTANTS, Contestant
from benchmarks.plan import DESTROY, UPDATE, Cell
from offer_resources.emulator import Emulator, running
from offer_resources.emulator.steering.request_log import LoggedRequest
from tests.e2e.stack import ORG

API = "/data/core/dps/"

# Terraform's provider can send whole objects alone; the service is not known to take them (docs/emulator.md).
READINGS = {"put": "replaces"}


@dataclass(frozen=True)
class Sample:
    """One command, measured.

    Attributes:
        requests: to the Offer Library, by method, as the server counted them.
        waiting: seconds during which at least one request was under way.
        at_once: how many were under way then, on average.
        processor: seconds of processor time of the command, with all processes that it started.
        service: the same of the emulator, meanwhile.
    """

    n: int
    latency_ms: int
    contestant: str
    verb: str
    repeat: int
    seconds: float
    requests: dict[str, int]
    waiting: float
    at_once: float
    processor: float
    service: float


class _Clocks(NamedTuple):
    """Seconds: as they pass, of processor time of the commands that have ended, and of the emulator, which is here."""

    seconds: float
    processor: float
    service: float

    @classmethod
    def now(cls) -> _Clocks:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return cls(time.perf_counter(), ended.ru_utime + ended.ru_stime, time.process_time())

    def __sub__(self, earlier: _Clocks) -> _Clocks:
        return _Clocks(*(now - then for now, then in zip(self, earlier, strict=True)))


def offers(n: int, *, changed: bool = False) -> dict[str, Any]:
    """So many offers of 400 characters of content, by resource name; `changed` is one field of each."""
    word = "tomorrow" if changed else "today"
    return {f"offer-{number}": _offer(f"Offer {number}", word) for number in range(n)}


def _offer(name: str, word: str) -> dict[str, Any]:
    content = f"<p>{name}, {word}. {'Good things, every day. ' * 20}"[:396] + "</p>"
    component = {"type": "html", "format": "text/html", "content": content}
    web = "https://ns.adobe.com/xdm/channel-types/web"
    shown = {"placement": "dps:offer-placement:1", "channel": web, "components": [component]}
    return {"name": name, "description": "Measured", "status": "approved", "representations": [shown]}


def measured(cell: Cell, repeats: int) -> Iterator[Sample]:
    """Yield the samples of a cell, as they come."""
    for repeat in range(min(repeats * cell.times, cell.repeats)):
        with (
            tempfile.TemporaryDirectory(prefix="bench-") as folder,
            running(latency_ms=cell.latency_ms, flipped=READINGS) as emulator,
        ):
            yield from _repeat(cell, repeat, Path(folder), emulator)


def _repeat(cell: Cell, repeat: int, folder: Path, emulator: Emulator) -> Iterator[Sample]:
    contestants = {name: _set_up(name, folder, emulator) for name in _order(cell.contestants, repeat)}
    for verb in cell.verbs:
        for name, contestant in contestants.items():
            if verb in contestant.commands:
                content = json.dumps(offers(cell.n, changed=verb in (UPDATE, DESTROY)))
                (folder / name / "offers.json").write_text(content)
                yield _sample(cell, name, contestant, verb, repeat, emulator)


def _order(names: Sequence[str], repeat: int) -> Sequence[str]:
    """Now from the left, now from the right, so that no one always runs after the same other one."""
    return names if repeat % 2 == 0 else names[::-1]


def _set_up(name: str, folder: Path, emulator: Emulator) -> Contestant:
    (folder / name).mkdir()
    return CONTESTANTS[name](folder / name, emulator)


def _sample(cell: Cell, name: str, contestant: Contestant, verb: str, repeat: int, emulator: Emulator) -> Sample:
    emulator.clear_requests()
    started = _Clocks.now()
    contestant.run(verb)
    took = _Clocks.now() - started
    seen = [request for request in emulator.requests if request.path.startswith(API)]
    counts = Counter(request.method for request in seen)
    _check(name, verb, cell.n, emulator)
    waiting, at_once = under_way(seen)
    sample = Sample(
        cell.n,
        cell.latency_ms,
        name,
        verb,
        repeat,
        round(took.seconds, 3),
        dict(counts),
        round(waiting, 3),
        round(at_once, 1),
        round(took.processor, 2),
        round(took.service, 2),
    )
    where = f"{cell.n} offers, {cell.latency_ms} ms, repeat {repeat + 1}"
    sys.stderr.write(f"{where}: {verb}, {name}: {took.seconds:.1f} s\n")
    return sample


def _check(name: str, verb: str, n: int, emulator: Emulator) -> None:
    """Stop the benchmark if the sandbox does not hold what the command should have left."""
    if name in ("noop", "noop-once"):
        return
    wanted = {} if verb == DESTROY else offers(n, changed=verb == UPDATE)
    found = [
        {member: offer[member] for member in ("name", "description", "status", "representations")}
        for offer in emulator.objects(org=ORG, sandbox=name)
    ]
    if sorted(found, key=_by_name) != sorted(wanted.values(), key=_by_name):
        sys.exit(f"{name}, {verb}: the sandbox holds {len(found)} offers, and not the {len(wanted)} of offers.json")


def _by_name(offer: dict[str, Any]) -> str:
    return str(offer["name"])


def under_way(requests: Sequence[LoggedRequest]) -> tuple[float, float]:
    """For how long some request was under way, and how many were on average."""
    waiting = busy = until = 0.0
    for request in sorted(requests, key=lambda request: request.at):
        seconds = (request.milliseconds or 0.0) / 1000
        busy += seconds
        waiting += max(0.0, request.at + seconds - max(until, request.at))
        until = max(until, request.at + seconds)
    return waiting, busy / waiting if waiting else 0.0

"""What was measured, by cell, contestant and verb; kept as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.floor import Figure
from benchmarks.runs import Sample

Key = tuple[int, int, str, str]


@dataclass(frozen=True)
class Results:
    """One run of the command.

    Attributes:
        about: the command, the machine and the versions.
        skipped: who could not take part, and why.
    """

    about: dict[str, str]
    skipped: dict[str, str] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    floor: list[Figure] = field(default_factory=list)

    def of(self, n: int, latency_ms: int, contestant: str, verb: str) -> list[Sample]:
        """Return the repeats of one command, in their order."""
        wanted = (n, latency_ms, contestant, verb)
        return [one for one in self.samples if (one.n, one.latency_ms, one.contestant, one.verb) == wanted]

    def best(self, n: int, latency_ms: int, contestant: str, verb: str) -> float | None:
        """Return the least seconds it took."""
        return min((one.seconds for one in self.of(n, latency_ms, contestant, verb)), default=None)

    @property
    def cells(self) -> list[tuple[int, int]]:
        """Sizes and latencies."""
        return sorted({(one.n, one.latency_ms) for one in self.samples})

    def save(self, file: Path) -> None:
        """Keep it as JSON."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=1) + "\n")


def load(file: Path) -> Results:
    """Return what `save` has kept."""
    kept: dict[str, Any] = json.loads(file.read_text())
    return Results(
        kept["about"],
        kept["skipped"],
        [Sample(**one) for one in kept["samples"]],
        [Figure(**one) for one in kept["floor"]],
    )

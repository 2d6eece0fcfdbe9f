"""What is measured: which verbs, of how many offers, at what latency, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

CREATE, PREVIEW, PREVIEW_READING, REFRESH, UPDATE, DESTROY = VERBS = (
    "create",
    "preview",
    "preview --refresh",
    "refresh",
    "update",
    "destroy",
)

EVERYONE = ("ours", "ours16", "once", "plugin", "noop", "noop-once", "same", "terraform", "script16", "script")

# Those for whom the engine writes state once, at the end of a run.
ONCE = ("once", "noop-once")

SIZES = (100, 500, 1000, 2000)
LATENCIES_MS = (0, 100, 300)


@dataclass(frozen=True)
class Cell:
    """What is measured side by side, interleaved verb by verb.

    Attributes:
        repeats: how often at most; the command may ask for fewer.
    """

    n: int
    latency_ms: int
    contestants: Sequence[str]
    verbs: Sequence[str] = VERBS
    repeats: int = 99


# Every target of targets.py, in some two hours on two cores. The sequential script is left out where it would take
# most of that time, and so is what no target speaks of in the large cells.
USUAL = (
    Cell(100, 0, EVERYONE, repeats=2),
    Cell(100, 100, ("ours", "noop", "terraform", "script16")),
    Cell(100, 100, ("script",), repeats=1),
    Cell(100, 300, ("ours", "ours16", "noop", "terraform", "script16")),
    Cell(500, 0, ("ours", "once", "plugin", "noop", "noop-once", "same")),
    Cell(500, 100, ("ours", "once", "terraform"), (CREATE, REFRESH, UPDATE, DESTROY)),
    Cell(1000, 0, ("ours", "noop"), repeats=1),
    Cell(1000, 0, ONCE),
    Cell(2000, 0, ONCE, repeats=1),
)

# A night.
FULL = tuple(Cell(n, latency_ms, EVERYONE) for n in SIZES for latency_ms in LATENCIES_MS)


def narrowed(cells: Sequence[Cell], only: Sequence[str], verbs: Sequence[str]) -> list[Cell]:
    """Return the cells with some contestants and verbs alone; nothing can be done before `create`."""
    wanted = {CREATE, *verbs}
    return [
        replace(
            cell,
            contestants=[name for name in cell.contestants if name in only],
            verbs=[verb for verb in cell.verbs if verb in wanted],
        )
        for cell in cells
    ]

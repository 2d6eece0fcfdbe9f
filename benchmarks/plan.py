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

WRITES = (CREATE, UPDATE, DESTROY)

EVERYONE = ("ours", "ours16", "once", "plugin", "noop", "noop-once", "terraform", "script16", "script")

# Those that run this package.
OURS = ("ours", "ours16", "once", "plugin")

# Those for whom the engine writes state once, at the end of a run.
ONCE = ("once", "plugin", "noop-once")

SIZES = (100, 500, 1000, 2000)
LATENCIES_MS = (0, 100, 300)


@dataclass(frozen=True)
class Cell:
    """What is measured side by side, interleaved verb by verb.

    Attributes:
        repeats: how often at most; the command may ask for fewer.
        times: how many times as often as the command asks for.
    """

    n: int
    latency_ms: int
    contestants: Sequence[str]
    verbs: Sequence[str] = VERBS
    repeats: int = 99
    times: int = 1


# Every target of targets.py, in about an hour on two cores. What no target speaks of runs once, and so do many offers
# with a state that is written for each of them: that takes minutes, and is several times slower than what is compared.
# The script shows what the requests for 500 offers take by themselves.
USUAL = (
    Cell(100, 0, ONCE, times=3),
    Cell(100, 0, ("ours", "noop", "terraform", "script16", "script"), repeats=1),
    Cell(100, 100, ("ours", "noop")),
    Cell(100, 300, ("ours", "terraform")),
    Cell(100, 300, ("ours16", "script16"), repeats=1),
    Cell(500, 0, ONCE),
    Cell(500, 0, ("ours", "noop"), WRITES, repeats=1),
    Cell(500, 0, ("script16",)),
    Cell(500, 100, ("once", "terraform"), (CREATE, REFRESH, UPDATE, DESTROY)),
    Cell(1000, 0, ("once", "noop-once")),
    Cell(1000, 0, ("ours",), WRITES, repeats=1),
    Cell(2000, 0, ("once",), repeats=1),
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

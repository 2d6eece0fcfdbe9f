"""Measures `offers report` beside the engine's own preview of the same changes, and the size of what it writes.

    .venv/bin/python -m benchmarks.offers_report

Both run in turn, on one stack in which every offer changes. Seconds and ratios are of the best of three runs.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.contestants import PulumiProgram
from benchmarks.plan import CREATE
from benchmarks.runs import offers
from offer_resources.emulator import running
from tests.e2e.offers import offers as command
from tests.e2e.stack import Stack

SIZES = (10, 100, 500)
REPEATS = 3
CHANGES = 2


def main() -> None:
    """Print a table in Markdown."""
    head = ["changed offers", "preview, s", "report, s", "report / preview", "page, KB", "comment, characters"]
    for row in (head, ["---"] * len(head), *map(_row, SIZES)):
        sys.stdout.write(f"| {' | '.join(row)} |\n")


def _row(n: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="bench-") as room, running() as emulator:
        folder = Path(room)
        program = PulumiProgram(folder, emulator, "ours.py")
        _write(folder, n, changed=False)
        program.run(CREATE)
        _write(folder, n, changed=True)
        pairs = [
            (_seconds(lambda: _preview(program.stack)), _seconds(lambda: _report(program.stack)))
            for _ in range(REPEATS)
        ]
        preview, report = (min(times) for times in zip(*pairs, strict=True))
        page, comment = ((folder / name).read_text(encoding="utf-8") for name in ("report.html", "report.md"))
        yield from (f"{n:,}", f"{preview:.1f}", f"{report:.1f}", f"{report / preview:.2f}")
        yield from (f"{len(page.encode()) / 1000:,.0f}", f"{len(comment):,}")


def _write(folder: Path, n: int, *, changed: bool) -> None:
    (folder / "offers.json").write_text(json.dumps(offers(n, changed=changed)))


def _preview(stack: Stack) -> None:
    stack.preview("--json", "--show-sames").succeeded()


def _report(stack: Stack) -> None:
    told = command(stack, "report", "--out", "report.html", "--markdown", "report.md")
    if told.code != CHANGES:
        sys.exit(told.out)


def _seconds(do: Callable[[], None]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

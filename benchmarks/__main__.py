"""Measures this package beside the engine alone, a plain script, and Terraform with the restapi provider.

    make bench                                   every target, about an hour
    make bench ARGS='--n 100 --latency 300 --only ours,noop,terraform --repeats 3 --verbs create,refresh'
    make bench ARGS=--full                       the whole matrix, a night
    make bench ARGS=--publish                    and keep the result in benchmarks/results/ and docs/performance.md

Ratios are of the best times; seconds are best (median). Every run is kept as JSON in .bench/. The exit code is 1 if a
bound of targets.py is missed, and 2 if none was measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from importlib.metadata import version

from benchmarks import floor, report, restapi, targets
from benchmarks.contestants import unavailable
from benchmarks.plan import EVERYONE, FULL, LATENCIES_MS, SIZES, USUAL, VERBS, Cell, narrowed
from benchmarks.results import Results
from benchmarks.runs import measured
from tests.e2e.stack import CHECKOUT, ENGINE

KEPT = CHECKOUT / "benchmarks" / "results" / "latest.json"
PAGE = CHECKOUT / "docs" / "performance.md"


def main() -> None:
    """Measure, print, keep."""
    arguments = _arguments()
    skipped = {name: reason for name in arguments.only if (reason := unavailable(name))}
    only = [name for name in arguments.only if name not in skipped]
    results = Results(_about(only), skipped)
    file = CHECKOUT / ".bench" / f"{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}.json"
    for cell in narrowed(_cells(arguments), only, arguments.verbs):
        results.samples.extend(measured(cell, arguments.repeats))
        results.save(file)
    if not arguments.no_floor:
        results.floor.extend(floor.measured())
        results.save(file)
    sys.stdout.write(report.all_of(results))
    if arguments.publish:
        results.save(KEPT)
        PAGE.write_text(report.into_page(PAGE.read_text(), results))
    code = targets.exit_code([*targets.times(results), *targets.requests(results), *targets.floor(results)])
    if code == targets.NOTHING_MEASURED:
        sys.stderr.write("no bound was measured\n")
    sys.exit(code)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=_integers, metavar="N,...", help="numbers of offers")
    parser.add_argument("--latency", type=_integers, metavar="MS,...", help="milliseconds of every answer")
    parser.add_argument(
        "--only", type=_some_of(EVERYONE), default=EVERYONE, metavar="NAME,...", help=", ".join(EVERYONE)
    )
    parser.add_argument("--verbs", type=_some_of(VERBS), default=VERBS, metavar="VERB,...", help=", ".join(VERBS))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--full", action="store_true", help="every size at every latency, everyone")
    parser.add_argument("--no-floor", action="store_true", help="without import, first request, memory and state")
    parser.add_argument("--publish", action="store_true", help="show these results in docs/performance.md")
    arguments = parser.parse_args()
    if arguments.full and (arguments.n or arguments.latency):
        parser.error("--full is every size at every latency: give it, or --n and --latency")
    return arguments


def _cells(arguments: argparse.Namespace) -> list[Cell]:
    if arguments.n is None and arguments.latency is None:
        return list(FULL if arguments.full else USUAL)
    sizes, latencies = arguments.n or SIZES, arguments.latency or LATENCIES_MS
    return [Cell(n, latency_ms, EVERYONE) for n in sizes for latency_ms in latencies]


def _integers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _some_of(names: Sequence[str]) -> Callable[[str], list[str]]:
    def parse(text: str) -> list[str]:
        found = text.split(",")
        unknown = [name for name in found if name not in names]
        if unknown:
            raise argparse.ArgumentTypeError(f"got {', '.join(unknown)}, wanted some of {', '.join(names)}")
        return found

    return parse


def _about(only: Sequence[str]) -> dict[str, str]:
    about = {
        "command": f'make bench ARGS="{shlex.join(sys.argv[1:])}"' if sys.argv[1:] else "make bench",
        "at": f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
        "machine": f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        "engine": f"{_said(str(ENGINE), 'version')}, SDK {version('pulumi')}",
    }
    if "terraform" in only:
        about["terraform"] = f"{_said(restapi.terraform(), 'version')}, restapi {restapi.version()}"
    return about


def _said(*command: str) -> str:
    """Return the first line a command prints."""
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return done.stdout.partition("\n")[0]


if __name__ == "__main__":
    main()

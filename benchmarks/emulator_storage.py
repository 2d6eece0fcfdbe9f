"""How the emulator's answers slow down as its data file grows: 100, 1,000 and 10,000 offers.

    python -m benchmarks.emulator_storage [--out FILE.json] [--rounds 100] [--sizes 100,1000,10000]

Every figure is the time of one HTTP exchange over loopback, as a client sees it, on a data file.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests

from offer_resources.emulator import Emulator, running
from tests.emulator.api import headers, token

ORG, SANDBOX = "BENCH@AdobeOrg", "bench"
OFFERS = "offers?offer-type=fallback"


@dataclass(frozen=True)
class Figure:
    """Milliseconds of one operation."""

    median: float
    p95: float


class Client:
    """One session with every header."""

    def __init__(self, emulator: Emulator) -> None:
        self.endpoint = emulator.endpoint
        self.session = requests.Session()
        self.session.headers.update(headers(token(emulator), org=ORG, sandbox=SANDBOX))

    def send(self, method: str, path: str, **more: object) -> requests.Response:
        """One exchange; an error ends the benchmark."""
        response = self.session.request(method, self.endpoint + path, timeout=60, **more)  # type: ignore[arg-type]  # json= only
        response.raise_for_status()
        return response


def an_offer(number: int) -> dict[str, object]:
    """Return an offer of about a kilobyte."""
    component = {"type": "html", "format": "text/html", "content": f"<p>{number}</p>" + "x" * 700}
    shown = {"placement": "dps:offer-placement:1", "channel": "web", "components": [component]}
    return {"name": f"Offer {number}", "status": "approved", "representations": [shown]}


def measured(size: int, rounds: int) -> dict[str, Figure]:
    """Return the figures with so many offers in a new data file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "library.db")
        with running(data=file) as emulator:
            client = Client(emulator)
            for number in range(size):
                client.send("POST", OFFERS, json=an_offer(number))
        started = time.perf_counter()
        with running(data=file) as emulator:
            start = Figure(*[(time.perf_counter() - started) * 1000] * 2)
            figures = {name: _time(one, rounds) for name, one in _operations(emulator, size).items()}
        return {"start on the file": start, **figures}


def _operations(emulator: Emulator, size: int) -> dict[str, Callable[[int], object]]:
    client = Client(emulator)
    ids = [offer["id"] for offer in emulator.objects(org=ORG, sandbox=SANDBOX)]
    deep = _cursor_at(client, size // 2)

    def item(round_: int) -> str:
        return f"offers/{ids[round_ * 7919 % size]}?offer-type=fallback"

    def renamed(round_: int) -> list[dict[str, str]]:
        return [{"op": "add", "path": "/description", "value": str(round_)}]

    return {
        "get one": lambda round_: client.send("GET", item(round_)),
        "list a page of 50": lambda round_: client.send("GET", f"{OFFERS}&limit=50"),
        "list a page in the middle": lambda round_: client.send("GET", f"{OFFERS}&limit=50&start={deep}"),
        "find by name": lambda round_: client.send("GET", f"{OFFERS}&property=name==Offer {round_ % size}"),
        "patch one": lambda round_: client.send("PATCH", item(round_), json=renamed(round_)),
        "create one": lambda round_: client.send("POST", OFFERS, json=an_offer(round_)),
        "web page of the list": lambda round_: requests.get(
            f"{emulator.url}/library", params={"org": ORG, "sandbox": SANDBOX}, timeout=60
        ).raise_for_status(),
    }


def _cursor_at(client: Client, position: int) -> str:
    """Return the `start` of a page in the middle of the list."""
    page = client.send("GET", f"{OFFERS}&limit={position}").json()
    href: str = page["_links"]["next"]["href"]
    return href.partition("start=")[2].partition("&")[0]


def _time(operation: Callable[[int], object], rounds: int) -> Figure:
    operation(0)
    times = []
    for round_ in range(rounds):
        started = time.perf_counter()
        operation(round_)
        times.append((time.perf_counter() - started) * 1000)
    return Figure(statistics.median(times), statistics.quantiles(times, n=20)[-1])


def table(results: dict[int, dict[str, Figure]]) -> str:
    """Return the medians side by side, and how the greatest size compares with the smallest."""
    sizes = list(results)
    lines = [f"{'median ms (p95)':<28}" + "".join(f"{f'{size:,} offers':>20}" for size in sizes) + f"{'ratio':>8}"]
    for name in results[sizes[0]]:
        figures = [results[size][name] for size in sizes]
        cells = "".join(f"{f'{figure.median:.2f} ({figure.p95:.2f})':>20}" for figure in figures)
        lines.append(f"{name:<28}{cells}{figures[-1].median / figures[0].median:>8.2f}")
    return "\n".join(lines)


def main() -> None:
    """Measure, print the table, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--sizes", default="100,1000,10000")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    results = {size: measured(size, arguments.rounds) for size in sizes}
    sys.stdout.write(table(results) + "\n")
    if arguments.out:
        figures = {str(size): {name: vars(one) for name, one in by_name.items()} for size, by_name in results.items()}
        ratios = {name: results[sizes[-1]][name].median / results[sizes[0]][name].median for name in results[sizes[0]]}
        arguments.out.write_text(json.dumps({"milliseconds": figures, "ratios": ratios}, indent=2) + "\n")


if __name__ == "__main__":
    main()

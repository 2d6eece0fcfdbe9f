"""What the package costs at the least, beside the no-op resource: import, first request, memory, state."""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import noop
from benchmarks.contestants import PulumiProgram
from benchmarks.plan import CREATE, REFRESH
from benchmarks.runs import offers
from offer_resources.emulator import Emulator, running

IMPORTS = 15
STARTS = 5
MANY = 1000
POLL_SECONDS = 0.1

IMPORT = "import of the package; of `pulumi` and `requests`"
FIRST_REQUEST = "from `pulumi up` to the first request; to one that the no-op resource sends"
MEMORY = f"peak memory of the provider host, create and refresh of {MANY:,} offers"
STATE = f"state for each of {MANY:,} offers"
DOORS = f"state for each of {MANY:,} offers, plugin; dynamic door"

# What the command of a provider host has in it, through either door.
HOSTS = ("pulumi.dynamic", "pulumi-resource-aep")

# The state is written once, at the end, or the 1,000 offers would take minutes.
FAST = {"PULUMI_SKIP_CHECKPOINTS": "true"}


@dataclass(frozen=True)
class Figure:
    """Ours and what it is compared with: the least of several runs, and the ratio of the medians besides."""

    name: str
    unit: str
    ours: float
    theirs: float
    median_ratio: float

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


def measured() -> Iterator[Figure]:
    """Yield the figures, as they come."""
    yield _imports()
    yield _first_request()
    if sys.platform == "linux":
        yield from _memory_and_state()
    else:
        sys.stderr.write("memory of the host and size of state: skipped, as there is no /proc\n")


def _imports() -> Figure:
    pairs = [(_import_seconds("offer_resources"), _import_seconds("pulumi, requests")) for _ in range(IMPORTS)]
    return _figure(IMPORT, "s", pairs)


def _import_seconds(modules: str) -> float:
    # Processor time: importing waits for nothing, and others on the machine do not count.
    code = f"import time; start = time.process_time(); import {modules}; print(time.process_time() - start)"
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout)


def _first_request() -> Figure:
    with running() as emulator, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        pairs = []
        for number in range(STARTS):
            ours = _program("ours.py", Path(folder, f"ours-{number}"), emulator, 1)
            theirs = _program("noop.py", Path(folder, f"noop-{number}"), emulator, 1)
            theirs.stack.env[noop.ASK] = emulator.ims_endpoint
            # With the usual credential the first request asks for a token.
            del ours.stack.env["AEP_ACCESS_TOKEN"]
            pairs.append((_until_first_request(ours, emulator), _until_first_request(theirs, emulator)))
    return _figure(FIRST_REQUEST, "s", pairs)


def _until_first_request(program: PulumiProgram, emulator: Emulator) -> float:
    emulator.clear_requests()
    started = time.time()  # as the emulator's log
    program.run(CREATE)
    return emulator.requests[0].at - started


def _memory_and_state() -> Iterator[Figure]:
    with running() as emulator, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        room = Path(folder)
        ours = _filled(_program("ours.py", room / "ours", emulator, MANY))
        theirs = _filled(_program("noop.py", room / "noop", emulator, MANY))
        plugin = _filled(_program("ours.py", room / "plugin", emulator, MANY, door="plugin"))
    yield _figure(MEMORY, "MB", [(ours[0], theirs[0])])
    yield _figure(STATE, "bytes", [(ours[1], theirs[1])])
    yield _figure(DOORS, "bytes", [(plugin[1], ours[1])])


def _filled(program: PulumiProgram) -> tuple[float, float]:
    """Megabytes of the host, and bytes of state for each offer."""
    program.stack.env |= FAST
    with _host_memory() as kilobytes:
        program.run(CREATE)
        state = next((program.stack.folder / "state").glob(".pulumi/stacks/*/*.json")).stat().st_size
        program.run(REFRESH)
    if not any(kilobytes):
        sys.exit(f"{program.stack.folder.name}: no provider host was seen, so its memory is not known")
    return max(kilobytes) / 1024, state / MANY


def _program(program: str, folder: Path, emulator: Emulator, n: int, door: str = "dynamic") -> PulumiProgram:
    folder.mkdir()
    (folder / "offers.json").write_text(json.dumps(offers(n)))
    return PulumiProgram(folder, emulator, program, door=door)


@contextlib.contextmanager
def _host_memory() -> Iterator[list[int]]:
    """Yield the peaks, in kilobytes, of the provider hosts below this process while the block runs."""
    peaks: list[int] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(POLL_SECONDS):
            peaks.extend(_peak_kilobytes(pid) for pid in _descendants("self") if _is_host(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()


def _descendants(pid: str) -> Iterator[str]:
    for children in Path("/proc", pid, "task").glob("*/children"):
        for child in _read(children).split():
            yield child
            yield from _descendants(child)


def _is_host(pid: str) -> bool:
    command = _read(Path("/proc", pid, "cmdline"))
    return any(host in command for host in HOSTS)


def _peak_kilobytes(pid: str) -> int:
    lines = dict(line.split(":", 1) for line in _read(Path("/proc", pid, "status")).splitlines())
    return int(lines.get("VmHWM", "0").split()[0])


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""  # it has ended meanwhile


def _figure(name: str, unit: str, pairs: list[tuple[float, float]]) -> Figure:
    ours, theirs = zip(*pairs, strict=True)
    ratio = statistics.median(ours) / statistics.median(theirs)
    return Figure(name, unit, min(ours), min(theirs), ratio)

"""`make bench` on two offers."""

from __future__ import annotations

import subprocess
import sys

from tests.e2e.stack import CHECKOUT


def test_the_benchmark_runs_and_counts_requests() -> None:
    """It brings two offers up with our provider and with the script, and finds the bounds on requests kept."""
    part = ["--n", "2", "--latency", "0", "--only", "ours,script16", "--verbs", "refresh", "--repeats", "1"]
    command = [sys.executable, "-m", "benchmarks", *part, "--no-floor"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=240, check=False)

    assert done.returncode == 0, done.stderr
    assert "| create, 2 offers, 0 ms | 3 | 3 | met |" in done.stdout
    assert "| refresh, 2 offers, 0 ms | 1 | 1 | met |" in done.stdout
    assert "1 req." in done.stdout.partition("side by side")[2]

"""What holds for all tests: nothing is written to a person's ~/.pulumi; where OFFERS_NO_SKIPS is set, as in CI, a
skipped test fails the run; several workers begin with the tests on the real engine; and Hypothesis looks at the same
examples in every run, or at many more with `--hypothesis-profile=soak`."""

from __future__ import annotations

import gc
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The machine may be busy, so no example has a deadline.
settings.register_profile("default", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("soak", deadline=None, max_examples=2_000, suppress_health_check=list(HealthCheck))
settings.load_profile("default")

_REAL_ENGINE = Path(__file__).parent / "e2e"


@pytest.fixture(scope="session", autouse=True)
def pulumi_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A home of their own for all tests of a process; those of another door may give a narrower one."""
    os.environ["PULUMI_HOME"] = str(tmp_path_factory.mktemp("pulumi-home"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal the tests on the real engine to the workers in turn, and let each begin with its own.

    They are the longest. xdist's worksteal gives each worker an equal share of the list, by number, and evens out from
    the shares' ends, where short tests are then left.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if _REAL_ENGINE in item.path.parents]
    short = [item for item in items if _REAL_ENGINE not in item.path.parents]
    bounds = [len(short) * number // workers for number in range(workers + 1)]
    items[:] = [
        item for number in range(workers) for item in long[number::workers] + short[bounds[number] : bounds[number + 1]]
    ]


def pytest_collection_finish() -> None:
    """Thousands of tests live to the end: the garbage collector need not look at them again and again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.exitstatus == pytest.ExitCode.OK and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for door, figures in _simulated(terminalreporter).items():
        terminalreporter.write_line(f"{door}: {', '.join(f'{number} {name}' for name, number in figures.items())}")
    for report in _skipped(config):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"ERROR: skipped where nothing may be: {report.nodeid} - {reason}", red=True)


def _simulated(reporter: pytest.TerminalReporter) -> dict[str, Counter[str]]:
    """Return what the simulations of this session have done, by the file they are in."""
    figures: dict[str, Counter[str]] = {}
    for report in [*reporter.getreports("passed"), *reporter.getreports("failed")]:
        for name, done in report.user_properties:
            if name == "simulation":
                figures.setdefault(report.nodeid.partition("::")[0], Counter()).update(done)
    return figures


def _skipped(config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("OFFERS_NO_SKIPS"):
        return []
    skipped: list[pytest.TestReport] = reporter.stats.get("skipped", [])
    return skipped

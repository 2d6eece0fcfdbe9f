"""What the benchmark makes of its measurements."""

from __future__ import annotations

import sys

import pytest

from benchmarks import __main__ as benchmark
from benchmarks import report, results, targets
from benchmarks.plan import EVERYONE
from benchmarks.results import Results
from benchmarks.runs import Sample, under_way
from benchmarks.targets import Verdict
from offer_resources.emulator.steering.request_log import LoggedRequest
from tests.e2e.stack import CHECKOUT

PAGE = CHECKOUT / "docs" / "performance.md"
KEPT = CHECKOUT / "benchmarks" / "results" / "latest.json"


# Offers, and the seconds they took.
GREW = ((100, 1.0), (1000, 15.0))


def a_sample(
    contestant: str, verb: str, seconds: float, requests: int = 0, latency_ms: int = 300, n: int = 100
) -> Sample:
    return Sample(n, latency_ms, contestant, verb, 0, seconds, {"GET": requests}, 0.0, 0.0, 0.0, 0.0)


def a_request(at: float, milliseconds: float) -> LoggedRequest:
    return LoggedRequest("GET", "/", "", {}, None, "", at=at, milliseconds=milliseconds)


def test_the_page_shows_the_kept_results() -> None:
    """Every table of docs/performance.md is what the benchmark makes of benchmarks/results/latest.json."""
    page = PAGE.read_text()

    assert report.into_page(page, results.load(KEPT)) == page
    assert all(f"<!-- bench: {title} -->" in page for title in report.BLOCKS)


def test_the_kept_results_are_of_the_benchmark_as_it_is() -> None:
    """No contestant of an older one is among them, and the floor has every figure that has a bound."""
    kept = results.load(KEPT)

    assert {sample.contestant for sample in kept.samples} <= set(EVERYONE)
    assert {figure.name for figure in kept.floor} == set(targets.FLOOR)


def test_a_bound_is_judged_by_the_best_times() -> None:
    """The ratio is that of the best times, and more than the bound is a miss."""
    measured = Results({}, samples=[a_sample("ours", "create", seconds) for seconds in (5.0, 4.0)])
    measured.samples.append(a_sample("terraform", "create", 5.0))

    (verdict,) = targets.times(measured)

    assert (verdict.measured, verdict.bound, verdict.is_met) == (0.8, 0.75, False)


def test_the_doors_are_judged_by_medians() -> None:
    """One lucky run of either tells nothing about two that differ by so little."""
    measured = Results({}, samples=[a_sample("once", "create", seconds, latency_ms=0) for seconds in (1.0, 5.0, 5.0)])
    measured.samples.extend(a_sample("plugin", "create", seconds, latency_ms=0) for seconds in (4.0, 4.0, 9.0))

    (verdict,) = targets.times(measured)

    assert (verdict.measured, verdict.bound, verdict.is_met) == (0.8, 1.0, True)


def test_terraform_is_not_blamed_for_its_second_read() -> None:
    """What 1.20.0 reads twice is taken off before the bound is judged: 100 reads of 300 ms, ten at once."""
    measured = Results({}, samples=[a_sample("ours", "refresh", 2.0), a_sample("terraform", "refresh", 6.5)])

    (verdict,) = targets.times(measured)

    assert (verdict.measured, verdict.strict) == (2.0 / 6.5, 2.0 / 3.5)
    assert not verdict.is_met


def test_less_than_the_second_read_meets_no_bound() -> None:
    """A run of Terraform's that took less than what is taken off is no proof that we are faster."""
    samples = [a_sample("ours", "refresh", 1.0), a_sample("terraform", "refresh", 3.0)]

    (verdict,) = targets.times(Results({}, samples=samples))

    assert not verdict.is_met


def test_a_run_that_measures_no_bound_is_no_success() -> None:
    """Neither is one with a bound missed."""
    met, missed = Verdict("met", 1.0, 0.9), Verdict("missed", 1.0, 1.1)

    assert [targets.exit_code(verdicts) for verdicts in ([met], [met, missed], [])] == [0, 1, 2]


@pytest.mark.parametrize("narrower", [["--n", "2"], ["--latency", "0"]])
def test_the_whole_matrix_and_a_part_of_it(narrower: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the two would be ignored."""
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--full", *narrower])

    with pytest.raises(SystemExit) as stopped:
        benchmark.main()

    assert stopped.value.code == 2


def test_growth_is_judged_by_what_an_offer_costs() -> None:
    """Ten times as many offers may take thirteen times as long, where state is written once."""
    measured = Results({}, samples=[a_sample("once", "create", s, latency_ms=0, n=n) for n, s in GREW])

    (verdict,) = targets.times(measured)

    assert (verdict.measured, verdict.bound, verdict.is_met) == (1.5, 1.3, False)


def test_requests_are_judged_by_the_worst_repeat() -> None:
    """One repeat with a request too many is a miss."""
    measured = Results({}, samples=[a_sample("ours", "refresh", 1.0, requests=count) for count in (2, 3)])

    (verdict,) = targets.requests(measured)

    assert (verdict.measured, verdict.bound, verdict.is_met) == (3, 2, False)


@pytest.mark.parametrize(
    ("requests", "expected"),
    [
        ([], (0.0, 0.0)),
        ([a_request(10.0, 500), a_request(20.0, 500)], (1.0, 1.0)),
        ([a_request(10.0, 1000), a_request(10.0, 1000)], (1.0, 2.0)),
        ([a_request(10.0, 1000), a_request(10.5, 1000)], (1.5, 2.0 / 1.5)),
    ],
)
def test_time_under_way(requests: list[LoggedRequest], expected: tuple[float, float]) -> None:
    """Overlapping requests count once in the time, and all of them in how many there were."""
    assert under_way(requests) == pytest.approx(expected)

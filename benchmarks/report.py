"""The tables of a run, as Markdown; and docs/performance.md, which shows those of the kept one."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence

from benchmarks import targets
from benchmarks.plan import ONCE, VERBS
from benchmarks.results import Results
from benchmarks.targets import Verdict

NAMES = {
    "ours": "ours",
    "ours16": "ours, 16 at once",
    "once": "ours, state once",
    "plugin": "ours, plugin, state once",
    "noop": "engine alone",
    "noop-once": "engine alone, state once",
    "terraform": "Terraform",
    "script16": "script, 16 threads",
    "script": "script",
}


# Who is compared with whom, where both are measured; what writes state as often comes first.
_PAIRS = [
    *(("ours", theirs) for theirs in NAMES if theirs not in ("ours", *ONCE)),
    *(("once", theirs) for theirs in ("noop-once", "ours", "terraform")),
    ("plugin", "once"),
]


def all_of(results: Results) -> str:
    """Everything, as the command prints it."""
    blocks = {title: render(results) for title, render in BLOCKS.items()}
    return "\n\n".join(f"## {title}\n\n{block}" for title, block in blocks.items() if block) + "\n"


def into_page(page: str, results: Results) -> str:
    """The page with each block between its markers, `<!-- bench: TITLE -->` and `<!-- end -->`, as of these results."""

    def filled(match: re.Match[str]) -> str:
        block = BLOCKS[match[1]](results) or "Not part of this run."
        return f"<!-- bench: {match[1]} -->\n{block}\n<!-- end -->"

    return re.sub(r"<!-- bench: ([^>]*) -->\n.*?<!-- end -->", filled, page, flags=re.DOTALL)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines) if len(lines) > 2 else ""


def _about(results: Results) -> str:
    lines = [f"{name}: {value}" for name, value in results.about.items()]
    lines += [f"without {NAMES[name]}: {reason}" for name, reason in results.skipped.items()]
    return "\n".join(["```text", *lines, "```"])


def _targets(results: Results) -> str:
    def row(verdict: Verdict) -> list[str]:
        strict = "" if verdict.strict is None else f"{verdict.strict:.2f}"
        return [verdict.what, f"{verdict.measured:.2f}", strict, f"{verdict.bound:.2f}", _word(verdict), verdict.runs]

    head = ["time, ours / theirs", "ratio", "less Terraform's second read", "bound", "", "runs"]
    return _table(head, map(row, targets.times(results)))


def _requests(results: Results) -> str:
    rows = [
        [verdict.what, f"{verdict.bound:,.0f}", f"{verdict.measured:,.0f}", _word(verdict)]
        for verdict in targets.requests(results)
    ]
    return _table(["requests of ours", "bound", "counted", ""], rows)


def _word(verdict: Verdict) -> str:
    return "met" if verdict.is_met else "**missed**"


def _floor(results: Results) -> str:
    rows = [
        [
            figure.name,
            f"{figure.ratio:.2f}",
            f"{figure.median_ratio:.2f}",
            f"{verdict.bound:.2f}",
            _word(verdict),
            f"{figure.ours:,.4g} {figure.unit}",
            f"{figure.theirs:,.4g} {figure.unit}",
        ]
        for figure, verdict in zip(results.floor, targets.floor(results), strict=True)
    ]
    return _table(["ours; theirs", "ratio of bests", "of medians", "bound", "", "ours", "theirs"], rows)


def _cells(results: Results) -> str:
    return "\n\n".join(
        f"**{n:,} offers, {latency_ms} ms a request**\n\n{_cell(results, n, latency_ms)}"
        for n, latency_ms in results.cells
    )


def _cell(results: Results, n: int, latency_ms: int) -> str:
    names = [name for name in NAMES if any(results.of(n, latency_ms, name, verb) for verb in VERBS)]
    pairs = [pair for pair in _PAIRS if {*pair} <= {*names}]
    rows = [
        [
            verb,
            *(_ratio(results, (n, latency_ms), verb, *pair) for pair in pairs),
            *(_seconds(results, (n, latency_ms), verb, name) for name in names),
        ]
        for verb in VERBS
        if any(results.of(n, latency_ms, name, verb) for name in names)
    ]
    heads = (f"{NAMES[ours]} / {NAMES[theirs]}" for ours, theirs in pairs)
    head = ["", *heads, *(NAMES[name] for name in names)]
    return _table(head, rows)


def _ratio(results: Results, cell: tuple[int, int], verb: str, ours: str, theirs: str) -> str:
    mine, other = results.best(*cell, ours, verb), results.best(*cell, theirs, verb)
    return "" if mine is None or other is None else f"{mine / other:.2f}"


def _seconds(results: Results, cell: tuple[int, int], verb: str, name: str) -> str:
    samples = results.of(*cell, name, verb)
    if not samples:
        return ""
    requests = max(sum(one.requests.values()) for one in samples)
    seconds = [one.seconds for one in samples]
    return f"{min(seconds):.1f} ({statistics.median(seconds):.1f}), {requests:,} req."


def _where(results: Results) -> str:
    pairs = (("once", "noop-once"), ("ours", "noop"))
    rows = [
        [f"{n:,} offers, {latency_ms} ms", verb, *_shares(results, (n, latency_ms), verb, *pair)]
        for n, latency_ms in results.cells
        for pair in pairs
        for verb in VERBS
        if all(results.of(n, latency_ms, name, verb) for name in pair)
    ]
    head = [
        "",
        "",
        "",
        "s",
        "engine alone, s",
        "a request is under way, s",
        "so many at once, on average",
        "CPU s",
        "of the engine alone",
        "of the service",
    ]
    return _table(head, rows)


def _shares(results: Results, cell: tuple[int, int], verb: str, ours: str, alone: str) -> Iterator[str]:
    one, other = (min(results.of(*cell, name, verb), key=lambda sample: sample.seconds) for name in (ours, alone))
    yield from (NAMES[ours], f"{one.seconds:.1f}", f"{other.seconds:.1f}", f"{one.waiting:.1f}")
    yield f"{one.at_once:.1f}" if one.requests else ""
    yield from (f"{one.processor:.1f}", f"{other.processor:.1f}", f"{one.service:.1f}")


def _growth(results: Results) -> str:
    """Milliseconds for each offer at no latency, ours and the engine alone."""
    sizes = [n for n, latency_ms in results.cells if latency_ms == 0]
    rows = [
        [verb, NAMES[name], *(_each(results, n, name, verb) for n in sizes)]
        for verb in VERBS
        for name in ("once", "plugin", "noop-once", "ours", "noop")
        if any(results.of(n, 0, name, verb) for n in sizes)
    ]
    return _table(["ms for each offer", "", *(f"{n:,} offers" for n in sizes)], rows)


def _each(results: Results, n: int, name: str, verb: str) -> str:
    best = results.best(n, 0, name, verb)
    return "" if best is None else f"{best / n * 1000:.1f}"


BLOCKS: dict[str, Callable[[Results], str]] = {
    "the run": _about,
    "targets": _targets,
    "requests": _requests,
    "floor": _floor,
    "side by side": _cells,
    "where the time goes": _where,
    "growth": _growth,
}

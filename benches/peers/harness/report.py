"""Outcomes as text."""

from __future__ import annotations

from harness.measure import Outcome, Timing


def details(outcome: Outcome) -> str:
    """Every contestant of a case, from the fastest to the slowest."""
    timings = sorted(outcome.ours + outcome.peers, key=lambda timing: timing.median)
    lines = [
        f"  {timing.median:9.3f} ns/row  spread {timing.spread:5.1%} of {len(timing.times):2}"
        f"  {timing.contestant}"
        for timing in timings
    ]
    verdict = "  REJECTED: spread too wide" if outcome.rejected else ""
    return "\n".join([f"{outcome.case.name}, {outcome.case.rows:,} rows{verdict}", *lines])


def _number(nanoseconds: float) -> str:
    return f"{nanoseconds:.3f}" if nanoseconds < 1 else f"{nanoseconds:.2f}"


def _row(outcome: Outcome, ours: Timing, engines: list[str]) -> list[str]:
    peers = {timing.contestant.engine: timing for timing in outcome.peers}
    best = outcome.best_peer
    return [
        outcome.case.name,
        f"{outcome.case.rows:,}",
        ours.contestant.form,
        _number(ours.median),
        *(_number(peers[name].median) if name in peers else "" for name in engines),
        f"{best.median / ours.median:.2f} ({best.contestant.engine})",
        f"{outcome.spread(ours):.0%}" + (" rejected" if outcome.rejected else ""),
    ]


def table(outcomes: list[Outcome]) -> str:
    """One Markdown table, in nanoseconds a row."""
    engines = list(dict.fromkeys(t.contestant.engine for o in outcomes for t in o.peers))
    head = ["case", "rows", "npscore", "ns/row", *engines, "best peer / npscore", "spread"]
    rows = [_row(outcome, ours, engines) for outcome in outcomes for ours in outcome.ours]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]

    def line(cells: list[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return "| " + " | ".join(padded) + " |"

    return "\n".join([line(head), line(["-" * w for w in widths]), *map(line, rows)])

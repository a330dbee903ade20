"""Measures npscore beside data frames, databases and other crates, on the same buffers."""

from __future__ import annotations

import argparse
import os
import sys


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rows",
        type=int,
        default=10_000_000,
        help="rows of the grouped cases; ten times as many ungrouped",
    )
    parser.add_argument(
        "--case",
        default="",
        help="only cases with this in their names; `linear` for the cost by size",
    )
    parser.add_argument(
        "--threads", type=int, default=1, help="1: processor time; more: time on the wall"
    )
    parser.add_argument("--rounds", type=int, default=7, help="at least five")
    parser.add_argument(
        "--repeats",
        type=int,
        default=3,
        help="how often a case with too wide a spread is measured again",
    )
    parser.add_argument(
        "--most-spread", type=float, default=0.25, help="interquartile range over median"
    )
    parser.add_argument("--csv-gb", type=float, default=0.1, help="size of the survey file")
    parser.add_argument(
        "--smoke", action="store_true", help="compare the counts, and measure nothing"
    )
    options = parser.parse_args()
    if options.rounds < 5:
        parser.error("fewer than five rounds say nothing")
    return options


def keep_memory() -> None:
    """Every allocator keeps what was freed for a minute.

    By default, some keep it for ten seconds and some for a hundredth of one. In turns, this would
    decide who has to ask the system for the same memory again.
    """
    kept = 60_000
    os.environ["MIMALLOC_PURGE_DELAY"] = str(kept)
    for prefix in ("_RJEM_", "DUCKDB_JE_"):
        decay = f"dirty_decay_ms:{kept},muzzy_decay_ms:{kept}"
        os.environ[f"{prefix}MALLOC_CONF"] = decay


def main() -> int:
    given = arguments()
    os.environ["POLARS_MAX_THREADS"] = os.environ["RAYON_NUM_THREADS"] = str(given.threads)
    keep_memory()

    from harness import linear, report
    from harness.cases import ALL
    from harness.engines import threads
    from harness.measure import Settings, measure
    from harness.options import Options

    threads.use(given.threads)
    settings = Settings(given.threads, given.rounds, given.repeats, given.most_spread, given.smoke)
    options = Options(given.rows, given.case, int(given.csv_gb * 1e9))
    outcomes = []
    for subject in ALL:
        for case in subject.cases(options):
            outcome = measure(case, settings)
            print(
                report.details(outcome)
                if outcome
                else f"{case.name}: {len(case.contestants)} agree",
                flush=True,
            )
            if outcome:
                outcomes.append(outcome)
    clock = "processor time" if given.threads == 1 else "time on the wall"
    if outcomes:
        print(f"\n{clock}, {given.threads} thread(s), median of {given.rounds} rounds;")
        print(
            "spread: interquartile range over median, the larger of npscore's and the best peer's\n"
        )
        print(report.table(outcomes))
    if given.threads == 1 and options.wants("linear"):
        print("\n" + linear.table(settings))
    return 1 if any(outcome.rejected for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())

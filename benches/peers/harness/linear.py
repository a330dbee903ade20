"""The cost of a row and the memory, from few rows to very many."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import npscore_peers

from harness import data
from harness.measure import Settings

BLOCK = 100_000
"""Answers in a block; streams are blocks that come again."""

DISTINCT = 10_000

ENOUGH = 10_000_000
"""Shorter streams are counted several times on one clock."""


def _resident() -> float:
    """Resident memory in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def _row(name: str, rows: int, run: Callable[[int], Any], settings: Settings) -> str:
    times = []
    calls = max(1, ENOUGH // rows)
    for _ in range(settings.rounds):
        gc.collect()
        begin = settings.clock()
        for _ in range(calls):
            result = run(rows // BLOCK)
        times.append((settings.clock() - begin) / (calls * rows))
        responses = result[0] if isinstance(result, tuple) else result.counts()[0].sum()
        if responses != rows:
            raise ValueError(f"{responses} responses, not {rows}")
    return f"| {name} | {rows:>13,} | {median(times):8.3f} | {_resident():6.0f} |"


def table(settings: Settings) -> str:
    """Streams of scores, and of keys and scores."""
    rng = data.generator()
    score = data.scores(rng, BLOCK)
    keys = data.spread(data.codes(rng, BLOCK, DISTINCT))

    def ungrouped(times: int) -> Any:
        return npscore_peers.stream_tally(score, times)

    def grouped(times: int) -> Any:
        return npscore_peers.stream_numbers(keys, score, times)

    streams = {"ungrouped": (9, ungrouped), "u32 keys, 10,000 distinct": (8, grouped)}
    if settings.smoke:
        for name, (_, run) in streams.items():
            _row(name, BLOCK, run, settings)
        return "streams: no answer is lost"
    lines = ["| stream | rows | ns/row | resident MiB |", "|---|---|---|---|"]
    for name, (most, run) in streams.items():
        lines += [_row(name, 10**size, run, settings) for size in range(5, most + 1)]
    return "\n".join(lines)

"""Rounds in rotating order, medians and their spread."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from harness.contest import OURS, Case, Contestant, check


@dataclass(frozen=True)
class Settings:
    """How long and how strictly to measure."""

    threads: int
    rounds: int
    repeats: int
    most_spread: float
    smoke: bool

    def clock(self) -> int:
        """Nanoseconds: of this process's processor time on one thread, of the wall on several."""
        return time.process_time_ns() if self.threads == 1 else time.perf_counter_ns()


@dataclass(frozen=True)
class Timing:
    """The times of one contestant, in nanoseconds a row."""

    contestant: Contestant
    times: list[float]

    @property
    def median(self) -> float:
        return median(self.times)

    @property
    def spread(self) -> float:
        """The interquartile range over the median."""
        low, _, high = quantiles(self.times, n=4, method="inclusive")
        return (high - low) / self.median


@dataclass(frozen=True)
class Outcome:
    """What a case came to: each form of ours, and the best form of everyone else."""

    case: Case
    ours: list[Timing]
    peers: list[Timing]
    rejected: bool

    @property
    def best_peer(self) -> Timing:
        return min(self.peers, key=lambda timing: timing.median)

    def spread(self, ours: Timing) -> float:
        """The larger of ours and of the peer it is compared with."""
        return max(ours.spread, self.best_peer.spread)


def _time(contestant: Contestant, settings: Settings) -> tuple[int, Any]:
    prepared = contestant.prepare()
    gc.collect()
    gc.disable()
    begin = settings.clock()
    result = contestant.run(prepared)
    end = settings.clock()
    gc.enable()
    return end - begin, result


def trial(case: Case, settings: Settings) -> list[Contestant]:
    """Checks the counts of every contestant; the best form of each engine, and all of ours."""
    expected = case.expected()
    best: dict[str, tuple[int, Contestant]] = {}
    chosen = []
    for contestant in case.contestants:
        first, result = _time(contestant, settings)
        check(case, contestant, result, expected)
        del result
        if contestant.engine == OURS:
            chosen.append(contestant)
            continue
        again = first if settings.smoke else _time(contestant, settings)[0]
        mine = (min(first, again), contestant)
        best[contestant.engine] = min(mine, best.get(contestant.engine, mine), key=lambda b: b[0])
    return chosen + [contestant for _, contestant in best.values()]


def _rounds(case: Case, contestants: list[Contestant], settings: Settings) -> list[Timing]:
    times: dict[int, list[float]] = {i: [] for i in range(len(contestants))}
    for turn in range(settings.rounds):
        for step in range(len(contestants)):
            i = (turn + step) % len(contestants)
            spent, result = _time(contestants[i], settings)
            del result
            times[i].append(spent / case.rows)
    return [Timing(contestants[i], of_one) for i, of_one in times.items()]


def measure(case: Case, settings: Settings) -> Outcome | None:
    """Measures a case, again where the times are spread too widely; nothing in a smoke test."""
    contestants = trial(case, settings)
    if settings.smoke:
        return None
    for _ in range(1 + settings.repeats):
        timings = _rounds(case, contestants, settings)
        ours = [timing for timing in timings if timing.contestant.ours]
        peers = [timing for timing in timings if not timing.contestant.ours]
        outcome = Outcome(case, ours, peers, rejected=False)
        if max(outcome.spread(timing) for timing in ours) <= settings.most_spread:
            return outcome
    return Outcome(case, ours, peers, rejected=True)

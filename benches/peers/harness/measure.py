"""Rounds in rotating order, medians and their spread."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from math import ceil
from statistics import median, quantiles
from typing import Any

from harness.contest import Case, Contestant, check


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


SHORTEST = 30_000_000
"""Nanoseconds: what takes less is called several times on one clock."""

SLOW = 10
"""Who takes so many times as long as the best peer, and `LONG`, is not in the rounds."""

LONG = 2_000_000_000
"""Nanoseconds."""


def _time(contestant: Contestant, settings: Settings, calls: int = 1) -> tuple[float, Any]:
    """The time of one call, of so many."""
    prepared = [contestant.prepare() for _ in range(calls)]
    gc.collect()
    gc.disable()
    begin = settings.clock()
    for mine in prepared:
        result = contestant.run(mine)
    end = settings.clock()
    gc.enable()
    return (end - begin) / calls, result


@dataclass(frozen=True)
class Trial:
    """A contestant whose counts are right, and its first times."""

    contestant: Contestant
    times: list[float]

    @property
    def calls(self) -> int:
        """How many calls it takes for a time that can be told."""
        return max(1, ceil(SHORTEST / max(min(self.times), 1)))


def trials(case: Case, settings: Settings) -> list[Trial]:
    """Checks the counts of every contestant; the best form of each engine, and all of ours."""
    expected = case.expected()
    best: dict[str, Trial] = {}
    ours = []
    for contestant in case.contestants:
        first, result = _time(contestant, settings)
        check(case, contestant, result, expected)
        del result
        rival = best.get(contestant.engine)
        hopeless = rival is not None and first > 3 * min(rival.times)
        again = first if settings.smoke or hopeless else _time(contestant, settings)[0]
        mine = Trial(contestant, [first, again])
        if contestant.ours:
            ours.append(mine)
        elif rival is None or again < min(rival.times):
            best[contestant.engine] = mine
    return ours + list(best.values())


def _rounds(case: Case, trials: list[Trial], settings: Settings) -> list[Timing]:
    times: list[list[float]] = [[] for _ in trials]
    for turn in range(settings.rounds):
        for step in range(len(trials)):
            i = (turn + step) % len(trials)
            spent, result = _time(trials[i].contestant, settings, trials[i].calls)
            del result
            times[i].append(spent / case.rows)
    return [Timing(trial.contestant, mine) for trial, mine in zip(trials, times, strict=True)]


def measure(case: Case, settings: Settings) -> Outcome | None:
    """Measures a case, again where the times are spread too widely; nothing in a smoke test."""
    everyone = trials(case, settings)
    if settings.smoke:
        return None
    fastest = min(min(trial.times) for trial in everyone if not trial.contestant.ours)
    longest = max(SLOW * fastest, LONG)
    fast = [trial for trial in everyone if trial.contestant.ours or min(trial.times) <= longest]
    slow = [
        Timing(trial.contestant, [spent / case.rows for spent in trial.times])
        for trial in everyone
        if trial not in fast
    ]
    for _ in range(1 + settings.repeats):
        timings = _rounds(case, fast, settings) + slow
        ours = [timing for timing in timings if timing.contestant.ours]
        peers = [timing for timing in timings if not timing.contestant.ours]
        outcome = Outcome(case, ours, peers, rejected=False)
        if max(outcome.spread(timing) for timing in ours) <= settings.most_spread:
            return outcome
    return Outcome(case, ours, peers, rejected=True)

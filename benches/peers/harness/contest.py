"""Who takes part in a case, and what everyone's result must agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from harness.verify import canonical, difference

OURS = "npscore"


@dataclass(frozen=True)
class Contestant:
    """One way of one engine to get from the buffers to the score of every group."""

    engine: str
    form: str
    run: Callable[[Any], Any]
    """Timed. Takes what `prepare` made."""
    read: Callable[[Any], pa.Table]
    """Not timed. The result as a table of key columns, `n`, `p`, `d` and `nps`."""
    prepare: Callable[[], Any] = lambda: None
    """Not timed. For what cannot be run twice."""

    @property
    def ours(self) -> bool:
        return self.engine == OURS

    def __str__(self) -> str:
        return f"{self.engine} ({self.form})"


@dataclass(frozen=True)
class Case:
    """A question, and those who answer it from the same rows."""

    name: str
    rows: int
    contestants: list[Contestant]

    def expected(self) -> pa.Table:
        """What npscore answers, by its last form."""
        ours = next(c for c in reversed(self.contestants) if c.ours)
        return canonical(ours.read(ours.run(ours.prepare())))


class Disagreement(Exception):
    """Two contestants count differently."""


def check(case: Case, contestant: Contestant, result: Any, expected: pa.Table) -> None:
    """Compares every count and every score with npscore's."""
    found = difference(canonical(contestant.read(result)), expected)
    if found:
        raise Disagreement(f"{case.name}: {contestant} and npscore differ: {found}")


Cases = Iterator[Case]

"""npscore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from harness.contest import OURS, Contestant
from harness.engines import threads


def ours(
    form: str,
    run: Callable[[int], Any],
    *keys: str,
    named: Callable[[Any], Any] = lambda key: key,
) -> Contestant:
    """npscore; `run` takes the number of threads, `named` what a key is read as."""

    def read(summary: Any) -> pa.Table:
        n, p, d, nps = summary.counts()
        columns = {name: named(key) for name, key in zip(keys, summary.keys(), strict=True)}
        return pa.table({**columns, "n": n, "p": p, "d": d, "nps": nps})

    return Contestant(OURS, form, lambda _: run(threads.count()), read)

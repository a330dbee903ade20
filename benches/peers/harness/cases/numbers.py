"""Scores by a key of 32 bits."""

from __future__ import annotations

from typing import Any

import npscore_peers
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

from harness import data, engines
from harness.contest import Case, Cases, Contestant
from harness.options import Options


def factorized(keys: Any, score: np.ndarray) -> list[Contestant]:
    """Codes by pandas, counts by NumPy: for keys of any kind."""

    def contestant(name: str) -> Contestant:
        def run(_: None) -> dict[str, Any]:
            codes, uniques = pd.factorize(keys)
            return {"key": uniques, **engines.BINS[name](codes, score, len(uniques))}

        return Contestant("pandas", f"factorize and {name}", run, pa.table)

    return [contestant(name) for name in engines.BINS]


def _case(name: str, rows: int, distinct: int) -> Case:
    rng = data.generator()
    score = data.scores(rng, rows)
    keys = data.spread(data.codes(rng, rows, distinct))
    table = pa.table({"key": keys, "score": score})
    duck, fusion = engines.Duck(), engines.Fusion()
    duck.register("answers", table)
    fusion.register("answers", table)

    def by_row(threads: int) -> Any:
        return npscore_peers.numbers_by_row(keys, score, threads)

    def columns(threads: int) -> Any:
        return npscore_peers.numbers(keys, score, threads)

    return Case(
        name,
        rows,
        [
            engines.ours("observe, by row", by_row, "key"),
            engines.ours("observe_columns", columns, "key"),
            *engines.polars(pl.from_arrow(table), ["key"]),
            *duck.grouped({"key": "key"}),
            *fusion.grouped({"key": "key"}),
            engines.arrow(lambda: {"key": table["key"]}, table["score"]),
            engines.pandas(lambda: {"key": keys}, pd.Series(score)),
            *factorized(keys, score),
        ],
    )


def cases(options: Options) -> Cases:
    for distinct in options.distinct():
        if options.wants(name := f"u32 keys, {distinct:,} distinct"):
            yield _case(name, options.rows, distinct)

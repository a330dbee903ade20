"""Scores by a key of thirteen letters."""

from __future__ import annotations

from typing import Any

import npscore_peers
import pandas as pd
import polars as pl
import pyarrow as pa

from harness import data, engines
from harness.cases.numbers import factorized
from harness.contest import Case, Cases
from harness.options import Options


def _case(name: str, rows: int, distinct: int) -> Case:
    rng = data.generator()
    score = data.scores(rng, rows)
    keys = data.names(distinct).take(pa.array(data.codes(rng, rows, distinct)))
    texts = data.Texts.of(keys)
    table = pa.table({"key": keys, "score": score})
    duck, fusion = engines.Duck(), engines.Fusion()
    duck.register("answers", table)
    fusion.register("answers", table)
    series = pd.Series(keys, dtype=pd.ArrowDtype(pa.string()))

    def by_row(threads: int) -> Any:
        return npscore_peers.texts_by_row(texts.offsets, texts.data, score, threads)

    def columns(threads: int) -> Any:
        return npscore_peers.texts(texts.offsets, texts.data, score, threads)

    return Case(
        name,
        rows,
        [
            engines.ours("observe, by row", by_row, "key"),
            engines.ours("observe_columns of Texts", columns, "key"),
            *engines.polars(pl.from_arrow(table), ["key"]),
            *duck.grouped({"key": "key"}),
            *fusion.grouped({"key": "key"}),
            engines.arrow(lambda: {"key": table["key"]}, table["score"]),
            engines.pandas(lambda: {"key": series}, pd.Series(score)),
            *factorized(series, score),
        ],
    )


def cases(options: Options) -> Cases:
    for distinct in options.distinct():
        if options.wants(name := f"strings, {distinct:,} distinct"):
            yield _case(name, options.rows, distinct)

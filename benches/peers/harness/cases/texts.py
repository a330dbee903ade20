"""Scores by a key of thirteen letters."""

from __future__ import annotations

import npscore_peers
import pandas as pd
import polars as pl
import pyarrow as pa

from harness import data, engines
from harness.cases.numbers import factorized
from harness.contest import Case, Cases
from harness.options import Options


def cases(options: Options) -> Cases:
    for distinct in options.distinct():
        if not options.wants(name := f"strings, {distinct:,} distinct"):
            continue
        rng = data.generator()
        score = data.scores(rng, options.rows)
        keys = data.names(distinct).take(pa.array(data.codes(rng, options.rows, distinct)))
        texts = data.Texts.of(keys)
        table = pa.table({"key": keys, "score": score})
        duck, fusion = engines.Duck(), engines.Fusion()
        duck.register("answers", table)
        fusion.register("answers", table)
        series = pd.Series(keys, dtype=pd.ArrowDtype(pa.string()))
        arguments = (texts.offsets, texts.data, score)
        by_row = lambda threads: npscore_peers.texts_by_row(*arguments, threads)
        columns = lambda threads: npscore_peers.texts(*arguments, threads)
        yield Case(
            name,
            len(score),
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

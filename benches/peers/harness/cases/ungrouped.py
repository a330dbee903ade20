"""One column of scores: how many, how many promoters and detractors, and the score."""

from __future__ import annotations

from functools import partial
from typing import Any

import npscore_peers
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from harness import data, engines
from harness.contest import OURS, Case, Cases, Contestant
from harness.engines import threads
from harness.options import Options

MANY = 10
"""Ten times as many rows as in the other cases: they take so little."""


def _read(counts: Any) -> pa.Table:
    """Counts and a score; without the score, if it is not one that can be compared."""
    names = ("n", "p", "d", "nps")[: len(counts)]
    return pa.table({name: [value] for name, value in zip(names, counts, strict=True)})


def _points(n: int, p: int, d: int) -> tuple[int, int, int, float]:
    return n, p, d, (p - d) * 100 / n


def _numpy(score: np.ndarray) -> list[Contestant]:
    def masks(_: None) -> Any:
        return _points(len(score), np.count_nonzero(score >= 9), np.count_nonzero(score <= 6))

    def bins(_: None) -> Any:
        counts = np.bincount(score, minlength=11)
        return _points(counts.sum(), counts[9:].sum(), counts[:7].sum())

    return [
        Contestant("numpy", "count_nonzero", masks, _read),
        Contestant("numpy", "bincount", bins, _read),
    ]


def _polars(table: pa.Table) -> list[Contestant]:
    frame = pl.from_arrow(table)
    column = frame["score"]
    counts = (
        pl.len().alias("n"),
        engines.PROMOTER.sum().alias("p"),
        engines.DETRACTOR.sum().alias("d"),
    )
    plan = frame.lazy().select(*counts).with_columns(nps=engines.POINTS)

    def series(_: None) -> Any:
        return _points(len(column), (column >= 9).sum(), (column <= 6).sum())

    def eager(_: None) -> pl.DataFrame:
        return frame.select(*counts).with_columns(nps=engines.POINTS)

    def streaming(_: None) -> pl.DataFrame:
        return plan.collect(engine="streaming")

    return [
        Contestant("polars", "eager", eager, pl.DataFrame.to_arrow),
        Contestant("polars", "streaming", streaming, pl.DataFrame.to_arrow),
        Contestant("polars", "two sums of a series", series, _read),
    ]


def _arrow(score: pa.Array) -> list[Contestant]:
    def masks(_: None) -> Any:
        p = pc.sum(pc.greater_equal(score, 9)).as_py()
        d = pc.sum(pc.less_equal(score, 6)).as_py()
        return _points(len(score), p, d)

    def counts(_: None) -> Any:
        counts = {c["values"]: c["counts"] for c in pc.value_counts(score).to_pylist()}
        p = sum(n for value, n in counts.items() if value >= 9)
        d = sum(n for value, n in counts.items() if value <= 6)
        return _points(sum(counts.values()), p, d)

    return [
        Contestant("pyarrow", "two sums", masks, _read),
        Contestant("pyarrow", "value_counts", counts, _read),
    ]


def _pandas(score: np.ndarray) -> list[Contestant]:
    column = pd.Series(score)

    def masks(_: None) -> Any:
        return _points(len(column), (column >= 9).sum(), (column <= 6).sum())

    return [Contestant("pandas", "two sums", masks, _read)]


def _ours(score: np.ndarray) -> Contestant:
    def run(_: None) -> Any:
        return npscore_peers.tally(score, threads.count())

    return Contestant(OURS, "Tally::try_from_bytes", run, _read)


def _crates(score: np.ndarray) -> list[Contestant]:
    """Their scores are not compared: one wraps around at 8 bits, the other is of whole points."""
    crates = {
        "nps": npscore_peers.NpsCrate,
        "net_promoter_score": npscore_peers.NetPromoterScoreCrate,
    }
    return [
        Contestant(
            f"crate {name}",
            "prepared rows",
            lambda prepared: prepared.run(),
            lambda counts: _read(_points(*counts[:3])),
            partial(crate, score),
        )
        for name, crate in crates.items()
    ]


def _everyone(score: np.ndarray) -> list[Contestant]:
    table = pa.table({"score": score})
    duck, fusion = engines.Duck(), engines.Fusion()
    duck.register("answers", table)
    fusion.register("answers", table)
    return [
        _ours(score),
        *_numpy(score),
        *_polars(table),
        *duck.grouped({}),
        *fusion.grouped({}),
        *_arrow(table["score"].combine_chunks()),
        *_pandas(score),
    ]


def cases(options: Options) -> Cases:
    if options.wants(name := "ungrouped"):
        score = data.scores(data.generator(), MANY * options.rows)
        yield Case(name, len(score), _everyone(score))
    if options.wants(name := "ungrouped, crates"):
        score = data.scores(data.generator(), options.rows)
        yield Case(name, len(score), [_ours(score), *_crates(score)])

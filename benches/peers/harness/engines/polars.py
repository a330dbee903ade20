"""Polars, with a column `score` and whatever columns make up the key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from harness.contest import Contestant

SCORE = pl.col("score")
PROMOTER = SCORE >= 9
DETRACTOR = SCORE <= 6
POINTS = (pl.col("p").cast(pl.Int64) - pl.col("d").cast(pl.Int64)) * 100 / pl.col("n")


Plan = Callable[[Any], Any]


def _polars_plans(by: Sequence[pl.Expr | str]) -> dict[str, Plan]:
    """Ways to count, for a frame at once and for a lazy one alike."""
    names = [key if isinstance(key, str) else key.meta.output_name() for key in by]
    counts = (pl.len().alias("n"), PROMOTER.sum().alias("p"), DETRACTOR.sum().alias("d"))
    net = PROMOTER.cast(pl.Int8) - DETRACTOR.cast(pl.Int8)
    n = pl.col("n")
    by_score = (
        n.sum(),
        n.filter(PROMOTER).sum().alias("p"),
        n.filter(DETRACTOR).sum().alias("d"),
    )
    return {
        "counts": lambda f: f.group_by(*by).agg(*counts).with_columns(nps=POINTS),
        "masks first": lambda f: (
            f.select(*by, p=PROMOTER, d=DETRACTOR)
            .group_by(*names)
            .agg(pl.len().alias("n"), pl.col("p").sum(), pl.col("d").sum())
            .with_columns(nps=POINTS)
        ),
        "mean of ±1": lambda f: (
            f.select(*by, net=net)
            .group_by(*names)
            .agg(pl.len().alias("n"), (pl.col("net").mean() * 100).alias("nps"))
        ),
        "by key and score": lambda f: (
            f.group_by(*by, "score")
            .agg(pl.len().alias("n"))
            .group_by(*names)
            .agg(*by_score)
            .with_columns(nps=POINTS)
        ),
    }


def polars(
    frame: pl.DataFrame | pl.LazyFrame,
    by: Sequence[pl.Expr | str],
    note: str = "",
    last: Callable[[Any], Any] = lambda grouped: grouped,
) -> list[Contestant]:
    """Each plan at once and streaming; a scan of a file streaming only."""
    read = pl.DataFrame.to_arrow

    def at_once(plan: Plan) -> pl.DataFrame:
        return last(plan(frame))

    def streaming(plan: Plan) -> pl.DataFrame:
        return last(plan(frame.lazy())).collect(engine="streaming")

    ways = {"streaming": streaming}
    if isinstance(frame, pl.DataFrame):
        ways["eager"] = at_once
    return [
        Contestant("polars", f"{name}{note}, {way}", lambda _, run=run, plan=plan: run(plan), read)
        for name, plan in _polars_plans(by).items()
        for way, run in ways.items()
    ]

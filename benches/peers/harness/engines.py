"""The engines, each with the number of threads it may use, and how each may count by group.

Every function here makes contestants from a frame with a column `score` of bytes and whatever
columns make up the key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import datafusion
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from harness.contest import OURS, Contestant

THREADS = 1


def use_threads(threads: int) -> None:
    """Polars and rayon read their number from the environment when they are loaded."""
    global THREADS
    THREADS = threads
    pa.set_cpu_count(threads)


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

    return Contestant(OURS, form, lambda _: run(THREADS), read)


SCORE = pl.col("score")
PROMOTER = SCORE >= 9
DETRACTOR = SCORE <= 6
POINTS = (pl.col("p").cast(pl.Int64) - pl.col("d").cast(pl.Int64)) * 100 / pl.col("n")


def _polars_plans(by: Sequence[pl.Expr | str]) -> dict[str, Callable[[Any], Any]]:
    """Ways to count, for a frame at once and for a lazy one alike."""
    names = [expression if isinstance(expression, str) else expression.meta.output_name() for expression in by]
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
        "masks first": lambda f: f.select(*by, p=PROMOTER, d=DETRACTOR)
        .group_by(*names)
        .agg(pl.len().alias("n"), pl.col("p").sum(), pl.col("d").sum())
        .with_columns(nps=POINTS),
        "mean of ±1": lambda f: f.select(*by, net=net)
        .group_by(*names)
        .agg(pl.len().alias("n"), (pl.col("net").mean() * 100).alias("nps")),
        "by key and score": lambda f: f.group_by(*by, "score")
        .agg(pl.len().alias("n"))
        .group_by(*names)
        .agg(*by_score)
        .with_columns(nps=POINTS),
    }


def polars(
    frame: pl.DataFrame | pl.LazyFrame,
    by: Sequence[pl.Expr | str],
    note: str = "",
    last: Callable[[Any], Any] = lambda grouped: grouped,
) -> list[Contestant]:
    """Each plan at once and streaming; a scan of a file streaming only."""
    lazy = frame.lazy()
    contestants = []
    for name, plan in _polars_plans(by).items():
        label = f"{name}{note}"
        stream = lambda _, plan=plan: last(plan(lazy)).collect(engine="streaming")
        contestants.append(Contestant("polars", f"{label}, streaming", stream, pl.DataFrame.to_arrow))
        if isinstance(frame, pl.DataFrame):
            eager = lambda _, plan=plan: last(plan(frame))
            contestants.append(Contestant("polars", f"{label}, eager", eager, pl.DataFrame.to_arrow))
    return contestants


def sql(by: Mapping[str, str], source: str, p: str, d: str) -> str:
    keys = "".join(f"{expression} as {name}, " for name, expression in by.items())
    group = ", ".join(str(i + 1) for i in range(len(by)))
    inner = f"select {keys}count(*) as n, {p} as p, {d} as d from {source}"
    inner += f" group by {group}" if by else ""
    return f"select *, (p - d) * cast(100.0 as double) / n as nps from ({inner})"


class Duck:
    """A database in memory that reads Arrow tables where they lie."""

    COUNTS = {
        "count_if": ("count_if(score >= 9)", "count_if(score <= 6)"),
        "filter": ("count(*) filter (score >= 9)", "count(*) filter (score <= 6)"),
    }

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"set threads = {THREADS}")

    def register(self, name: str, table: pa.Table) -> None:
        self.connection.register(name, table)

    def execute(self, statement: str) -> None:
        self.connection.execute(statement)

    def contestant(self, form: str, query: str) -> Contestant:
        run = lambda _: self.connection.sql(query).to_arrow_table()
        return Contestant("duckdb", form, run, lambda table: table)

    def grouped(self, by: Mapping[str, str], source: str = "answers", note: str = "") -> list[Contestant]:
        return [
            self.contestant(f"{name}{note}", sql(by, source, p, d))
            for name, (p, d) in self.COUNTS.items()
        ]


class Fusion:
    """DataFusion over Arrow batches."""

    COUNTS = {
        "filter": ("count(*) filter (where score >= 9)", "count(*) filter (where score <= 6)"),
        "sum of case": (
            "sum(case when score >= 9 then 1 else 0 end)",
            "sum(case when score <= 6 then 1 else 0 end)",
        ),
    }

    def __init__(self) -> None:
        config = datafusion.SessionConfig().with_target_partitions(THREADS)
        self.context = datafusion.SessionContext(config)

    def register(self, name: str, table: pa.Table) -> None:
        """In as many partitions as threads, in batches that suit its own batch size."""
        batches = table.to_batches(max_chunksize=8192)
        share = -(-len(batches) // THREADS)
        parts = [batches[i : i + share] for i in range(0, len(batches), share)]
        self.context.register_record_batches(name, parts)

    def contestant(self, form: str, query: str) -> Contestant:
        run = lambda _: self.context.sql(query).to_arrow_table()
        return Contestant("datafusion", form, run, lambda table: table)

    def grouped(self, by: Mapping[str, str], source: str = "answers", note: str = "") -> list[Contestant]:
        return [
            self.contestant(f"{name}{note}", sql(by, source, p, d))
            for name, (p, d) in self.COUNTS.items()
        ]


def with_points(table: pa.Table) -> pa.Table:
    """Counts of Arrow, with the score of each."""
    net = pc.subtract(table["p"].cast(pa.int64()), table["d"].cast(pa.int64()))
    return table.append_column("nps", pc.divide(pc.multiply(net, 100.0), table["n"].cast(pa.float64())))


def arrow(keys: Callable[[], Mapping[str, Any]], score: Any, note: str = "") -> Contestant:
    """PyArrow's own grouping; `keys` makes the key columns, on the clock."""

    def run(_: None) -> pa.Table:
        columns = keys()
        table = pa.table(
            {**columns, "p": pc.greater_equal(score, 9), "d": pc.less_equal(score, 6)}
        )
        grouped = table.group_by(list(columns), use_threads=THREADS > 1)
        counts = grouped.aggregate([([], "count_all"), ("p", "sum"), ("d", "sum")])
        return with_points(counts.rename_columns([*columns, "n", "p", "d"]))

    return Contestant("pyarrow", f"group_by{note}", run, lambda table: table)


def pandas(keys: Callable[[], Mapping[str, Any]], score: pd.Series, note: str = "") -> Contestant:
    """A groupby of masks."""

    def run(_: None) -> pd.DataFrame:
        columns = keys()
        frame = pd.DataFrame({**columns, "p": score >= 9, "d": score <= 6})
        grouped = frame.groupby(list(columns), sort=False, observed=True)
        counts = grouped.sum()
        counts["n"] = grouped.size()
        counts["nps"] = (counts["p"] - counts["d"]) * 100 / counts["n"]
        return counts

    return Contestant("pandas", f"groupby{note}", run, lambda counts: pa.Table.from_pandas(counts.reset_index(), preserve_index=False))


def binned(codes: np.ndarray, score: np.ndarray, groups: int) -> dict[str, np.ndarray]:
    """Counts and scores by code, from one histogram of codes and scores."""
    bins = np.bincount(codes * codes.dtype.type(11) + score, minlength=11 * groups)
    bins = bins.reshape(groups, 11)
    return of_bins(bins)


def of_bins(bins: np.ndarray) -> dict[str, np.ndarray]:
    n, p, d = bins.sum(axis=1), bins[:, 9:].sum(axis=1), bins[:, :7].sum(axis=1)
    with np.errstate(invalid="ignore"):
        return {"n": n, "p": p, "d": d, "nps": (p - d) * 100 / n}


CLASSES = np.array([0] * 7 + [1] * 2 + [2] * 2, dtype=np.uint32)


def classed(codes: np.ndarray, score: np.ndarray, groups: int) -> dict[str, np.ndarray]:
    """Counts and scores by code, from one histogram of codes and categories."""
    bins = np.bincount(codes * codes.dtype.type(3) + CLASSES[score], minlength=3 * groups)
    d, a, p = bins.reshape(groups, 3).T
    n = d + a + p
    with np.errstate(invalid="ignore"):
        return {"n": n, "p": p, "d": d, "nps": (p - d) * 100 / n}


BINS = {"bincount of scores": binned, "bincount of categories": classed}


def used(columns: Mapping[str, Any]) -> pa.Table:
    """The groups that have responses."""
    table = pa.table(dict(columns))
    return table.filter(pc.greater(table["n"], 0))

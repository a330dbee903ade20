"""Scores by the month of a time stamp, and by a key and the month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import npscore_peers
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from harness import data, engines
from harness.contest import Case, Cases, Contestant
from harness.options import Options

DAY = 86_400
MONTHS = 12 * 1970
"""Months from January of the year 0 to January 1970."""


def _months() -> dict[str, pl.Expr]:
    """Ways of polars to get from seconds to months."""
    moment = pl.from_epoch("stamp", "s")
    date = (pl.col("stamp") // DAY).cast(pl.Int32).cast(pl.Date)
    year, month = date.dt.year().cast(pl.Int32), date.dt.month().cast(pl.Int32)
    return {
        "truncate of time": moment.dt.truncate("1mo").alias("month"),
        "truncate of date": date.dt.truncate("1mo").alias("month"),
        "month_start": date.dt.month_start().alias("month"),
        "year and month": (year * 12 + month - 1).alias("month"),
    }


def _polars(frame: pl.DataFrame, keys: list[str]) -> list[Contestant]:
    by = [
        contestant
        for name, month in _months().items()
        for contestant in engines.polars(frame, [*keys, month], f", {name}")
    ]
    return [*by, *(_polars_packed(frame) if keys else _polars_by_day(frame))]


WIDE = 1 << 16
"""More than there are months, or days since 1970."""


def _polars_packed(frame: pl.DataFrame) -> list[Contestant]:
    """The key and the month as one number, which hashes faster than two columns."""

    def contestants(name: str, of_number: Callable[[pl.Expr], pl.Expr]) -> list[Contestant]:
        month = _months()[name].cast(pl.Int32).cast(pl.UInt64)
        packed = (pl.col("key").cast(pl.UInt64) * WIDE + month).alias("packed")

        def unpacked(grouped: Any) -> Any:
            return grouped.with_columns(
                key=pl.col("packed") // WIDE, month=of_number(pl.col("packed") % WIDE)
            ).drop("packed")

        return engines.polars(frame, [packed], f", {name} packed", unpacked)

    return [
        *contestants("year and month", lambda number: number.cast(pl.Int32)),
        *contestants("month_start", lambda number: number.cast(pl.Int32).cast(pl.Date)),
    ]


def _polars_by_day(frame: pl.DataFrame) -> list[Contestant]:
    """Days are counted first, so that the calendar is asked for two thousand rows only."""
    day = (pl.col("stamp") // DAY).cast(pl.Int32).alias("day")
    counts = (
        pl.len().alias("n"),
        engines.PROMOTER.sum().alias("p"),
        engines.DETRACTOR.sum().alias("d"),
    )
    plan = (
        frame.lazy()
        .group_by(day)
        .agg(*counts)
        .group_by(pl.col("day").cast(pl.Date).dt.month_start().alias("month"))
        .agg(pl.col("n", "p", "d").sum())
        .with_columns(nps=engines.POINTS)
    )
    read = pl.DataFrame.to_arrow
    return [
        Contestant("polars", "by day first, in memory", lambda _: plan.collect(), read),
        Contestant(
            "polars", "by day first, streaming", lambda _: plan.collect(engine="streaming"), read
        ),
    ]


def _sql(
    engine: engines.Duck | engines.Fusion, keys: list[str], months: dict[str, str]
) -> list[Contestant]:
    by = {key: key for key in keys}
    return [
        contestant
        for name, month in months.items()
        for contestant in engine.grouped({**by, "month": month}, note=f", {name}")
    ]


def _sql_by_day(engine: engines.Duck | engines.Fusion, month: str) -> list[Contestant]:
    day = f"stamp {engine.WHOLE_QUOTIENT} {DAY}"

    def contestant(name: str, p: str, d: str) -> Contestant:
        days = engines.sql({"day": day}, "answers", p, d)
        sums = "sum(n) as n, sum(p) as p, sum(d) as d"
        months = f"select {month} as month, {sums} from ({days}) group by 1"
        query = f"select *, (p - d) * cast(100.0 as double) / n as nps from ({months})"
        return engine.contestant(f"{name}, by day first", query)

    return [contestant(name, p, d) for name, (p, d) in engine.COUNTS.items()]


DATE = f"(date '1970-01-01' + (stamp // {DAY})::int)"
DUCK = {
    "date_trunc": "date_trunc('month', make_timestamp(stamp * 1000000))",
    "year and month": f"12 * year({DATE}) + month({DATE}) - 1",
}
FUSION = {"date_trunc": "date_trunc('month', to_timestamp_seconds(stamp))"}


def _numpy(stamps: np.ndarray, score: np.ndarray) -> list[Contestant]:
    def by_month(bins: Any) -> Any:
        def run(_: None) -> dict[str, Any]:
            months = _numpy_months(stamps)
            first = months.min()
            counts = bins(months - first, score, int(months.max() - first) + 1)
            return {"month": np.arange(len(counts["n"])) + first, **counts}

        return run

    def by_day(_: None) -> dict[str, Any]:
        days = stamps // DAY
        first = days.min()
        bins = np.bincount((days - first) * 11 + score)
        bins = np.append(bins, np.zeros(-len(bins) % 11, dtype=bins.dtype)).reshape(-1, 11)
        months = (np.arange(len(bins)) + first).view("M8[D]").astype("M8[M]").view(np.int64)
        begins = np.flatnonzero(np.diff(months, prepend=months[0] - 1))
        bins = np.add.reduceat(bins, begins)
        return {"month": months[begins] + MONTHS, **engines.of_bins(bins)}

    read = engines.used
    return [
        *(
            Contestant("numpy", f"by month, {name}", by_month(bins), read)
            for name, bins in engines.BINS.items()
        ),
        Contestant("numpy", "by day first", by_day, read),
    ]


def _numpy_months(stamps: np.ndarray) -> np.ndarray:
    """The calendar is asked for each day that can occur, not for each row."""
    days = stamps // DAY
    first = days.min()
    calendar = np.arange(first, days.max() + 1).view("M8[D]").astype("M8[M]").view(np.int64)
    return (calendar + MONTHS)[days - first]


def _pairs(keys: np.ndarray, stamps: np.ndarray, score: np.ndarray) -> list[Contestant]:
    """Codes by pandas, counts by NumPy."""

    def contestant(name: str) -> Contestant:
        def run(_: None) -> dict[str, Any]:
            codes, uniques = pd.factorize(keys)
            months = _numpy_months(stamps)
            first = months.min()
            width = int(months.max() - first) + 1
            counts = engines.BINS[name](codes * width + months - first, score, len(uniques) * width)
            return {
                "key": np.repeat(uniques, width),
                "month": np.tile(np.arange(width) + first, len(uniques)),
                **counts,
            }

        return Contestant("pandas", f"factorize and {name}", run, engines.used)

    return [contestant(name) for name in engines.BINS]


def _arrow(table: pa.Table, keys: list[str]) -> Contestant:
    def columns() -> dict[str, Any]:
        date = pc.divide(table["stamp"], DAY).cast(pa.int32()).cast(pa.date32())
        month = pc.add(pc.multiply(pc.year(date), 12), pc.subtract(pc.month(date), 1))
        return {**{key: table[key] for key in keys}, "month": month}

    return engines.arrow(columns, table["score"], ", year and month")


def _engines(table: pa.Table, keys: list[str]) -> list[Contestant]:
    duck, fusion = engines.Duck(), engines.Fusion()
    duck.register("answers", table)
    fusion.register("answers", table)
    both = [
        *_polars(pl.from_arrow(table), keys),
        *_sql(duck, keys, DUCK),
        *_sql(fusion, keys, FUSION),
        _arrow(table, keys),
    ]
    if keys:
        return both
    first = "date_trunc('month', date '1970-01-01' + day::int)"
    return [
        *both,
        *_sql_by_day(duck, first),
        *_sql_by_day(fusion, f"date_trunc('month', to_timestamp_seconds(day * {DAY}))"),
    ]


def _alone(name: str, rows: int) -> Case:
    rng = data.generator()
    score, stamps = data.scores(rng, rows), data.stamps(rng, rows)

    def ours(threads: int) -> Any:
        return npscore_peers.months(stamps, score, threads)

    return Case(
        name,
        rows,
        [
            engines.ours("observe_columns of Dates", ours, "month"),
            *_engines(pa.table({"stamp": stamps, "score": score}), []),
            *_numpy(stamps, score),
            engines.pandas(lambda: {"month": _numpy_months(stamps)}, pd.Series(score)),
        ],
    )


def _with_keys(name: str, rows: int, distinct: int) -> Case:
    rng = data.generator()
    score, stamps = data.scores(rng, rows), data.stamps(rng, rows)
    keys = data.spread(data.codes(rng, rows, distinct))
    table = pa.table({"key": keys, "stamp": stamps, "score": score})

    def ours(threads: int) -> Any:
        return npscore_peers.numbers_and_months(keys, stamps, score, threads)

    def columns() -> dict[str, Any]:
        return {"key": keys, "month": _numpy_months(stamps)}

    return Case(
        name,
        rows,
        [
            engines.ours("observe_columns of keys and Dates", ours, "key", "month"),
            *_engines(table, ["key"]),
            engines.pandas(columns, pd.Series(score)),
            *_pairs(keys, stamps, score),
        ],
    )


def cases(options: Options) -> Cases:
    if options.wants(name := "months of time stamps"):
        yield _alone(name, options.rows)
    if options.wants(name := "u32 keys (10,000) and months"):
        yield _with_keys(name, options.rows, 10_000)

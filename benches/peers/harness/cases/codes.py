"""Scores by a column of codes and their dictionary of names."""

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


def _numpy(codes: np.ndarray, names: pa.StringArray, score: np.ndarray) -> list[Contestant]:
    def contestant(name: str) -> Contestant:
        return Contestant(
            "numpy",
            name,
            lambda _: engines.BINS[name](codes, score, len(names)),
            lambda bins: engines.used({"key": names, **bins}),
        )

    return [contestant(name) for name in engines.BINS]


def _polars(table: pa.Table, names: pa.StringArray) -> list[Contestant]:
    """By the code, the name looked up at the end; by an enum; by a categorical."""
    codes = table["key"].combine_chunks().indices
    coded = pl.from_arrow(pa.table({"code": codes, "score": table["score"]}))
    texts = pl.from_arrow(names)

    def named(grouped: Any) -> Any:
        return grouped.with_columns(key=pl.lit(texts).gather(pl.col("code"))).drop("code")

    categorical = pl.from_arrow(table)
    enum = categorical.with_columns(pl.col("key").cast(pl.Enum(texts)))
    return [
        *engines.polars(coded, ["code"], " by code", named),
        *engines.polars(enum, ["key"], " by enum"),
        *engines.polars(categorical, ["key"], " by categorical"),
    ]


def _by_code(
    engine: engines.Duck | engines.Fusion, table: pa.Table, names: pa.StringArray
) -> list[Contestant]:
    """By the code, joined with its name."""
    codes = table["key"].combine_chunks().indices
    engine.register("coded", pa.table({"code": codes, "score": table["score"]}))
    engine.register(
        "names", pa.table({"code": np.arange(len(names), dtype=np.uint32), "key": names})
    )

    def contestant(form: str, p: str, d: str) -> Contestant:
        grouped = engines.sql({"code": "code"}, "coded", p, d)
        query = f"select key, n, p, d, nps from ({grouped}) as g join names on g.code = names.code"
        return engine.contestant(f"{form} by code", query)

    return [contestant(name, p, d) for name, (p, d) in engine.COUNTS.items()]


def _duck(table: pa.Table, names: pa.StringArray) -> list[Contestant]:
    """By the dictionary as Arrow has it; by the code; by an enum of its own."""
    duck = engines.Duck()
    duck.register("answers", table)
    joined = _by_code(duck, table, names)
    duck.execute("create type store as enum (select key from names)")
    duck.execute("create table enums as select key::store as key, score from answers")
    return [
        *duck.grouped({"key": "key"}, note=" of dictionary"),
        *duck.grouped({"key": "key"}, "enums", " of enum"),
        *joined,
    ]


def _pandas(table: pa.Table, score: np.ndarray) -> list[Contestant]:
    categories = table["key"].to_pandas()

    def read(counts: pd.DataFrame) -> pa.Table:
        counts = counts.reset_index()
        counts["key"] = counts["key"].astype(str)
        return pa.Table.from_pandas(counts, preserve_index=False)

    grouped = engines.pandas(lambda: {"key": categories}, pd.Series(score), " of categories")
    return [Contestant(grouped.engine, grouped.form, grouped.run, read)]


def _case(name: str, rows: int, distinct: int) -> Case:
    rng = data.generator()
    score = data.scores(rng, rows)
    codes = data.codes(rng, rows, distinct)
    names = data.names(distinct)
    texts = data.Texts.of(names)
    table = pa.table({"key": pa.DictionaryArray.from_arrays(codes, names), "score": score})

    def by_name(threads: int) -> Any:
        return npscore_peers.codes(codes, texts.offsets, texts.data, score, threads)

    def by_entry(threads: int) -> Any:
        return npscore_peers.entries(codes, len(names), score, threads)

    def by_position(threads: int) -> Any:
        return npscore_peers.positions(codes, len(names), score, threads)

    return Case(
        name,
        rows,
        [
            engines.ours("Codes, by entry", by_entry, "key", named=names.take),
            engines.ours("Codes, to String", by_name, "key"),
            engines.ours("Codes, to positions", by_position, "key", named=names.take),
            *_numpy(codes, names, score),
            *_polars(table, names),
            *_duck(table, names),
            *_by_code(engines.Fusion(), table, names),
            engines.arrow(lambda: {"key": table["key"]}, table["score"]),
            *_pandas(table, score),
        ],
    )


def cases(options: Options) -> Cases:
    for distinct in options.distinct():
        if options.wants(name := f"dictionary codes, {distinct:,} distinct"):
            yield _case(name, options.rows, distinct)

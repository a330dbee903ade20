"""A file of answers, by store and month."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import npscore_peers
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from harness import data, engines
from harness.contest import Case, Cases, Contestant
from harness.engines import threads
from harness.options import Options

BLOCK = 100_000
STORES = 1_000
REGIONS = np.array(["North", "South", "East", "West", "Overseas"])
COLUMNS = ("id", "region", "store", "answered_on", "score")


def _block(rng: np.random.Generator, first: int) -> pa.Table:
    stores = data.codes(rng, BLOCK, STORES)
    return pa.table(
        {
            "id": np.arange(first, first + BLOCK),
            "region": pa.array(REGIONS[stores % len(REGIONS)]),
            "store": data.names(STORES).take(pa.array(stores)),
            "answered_on": pa.array(data.stamps(rng, BLOCK).view("M8[s]").astype("M8[D]")),
            "score": data.scores(rng, BLOCK),
        }
    )


@contextmanager
def _file(size: int) -> Iterator[tuple[Path, int]]:
    """A file of about so many bytes, gone afterwards; and how many rows it has."""
    rng = data.generator()
    with tempfile.TemporaryDirectory(prefix="npscore-peers-") as folder:
        path = Path(folder) / "answers.csv"
        rows = 0
        with path.open("wb") as file:
            file.write(",".join(COLUMNS).encode() + b"\n")
            plain = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none")
            while file.tell() < size:
                pyarrow.csv.write_csv(_block(rng, rows), file, plain)
                rows += BLOCK
        yield path, rows


def _polars(path: Path) -> list[Contestant]:
    date = pl.col("answered_on")
    texts = {"schema_overrides": {"score": pl.UInt8, "answered_on": pl.String}}
    dates = {"schema_overrides": {"score": pl.UInt8, "answered_on": pl.Date}}
    months = {
        ", first letters": (texts, date.str.head(7).alias("month")),
        ", month_start": (dates, date.dt.month_start().alias("month")),
    }
    return [
        contestant
        for note, (how, month) in months.items()
        for contestant in engines.polars(pl.scan_csv(path, **how), ["store", month], note)
    ]


def _duck(path: Path) -> list[Contestant]:
    duck = engines.Duck()
    months = {
        "VARCHAR": ("answered_on[:7]", ", first letters"),
        "DATE": ("date_trunc('month', answered_on)", ", date_trunc"),
    }
    contestants = []
    for kind, (month, note) in months.items():
        types = dict(zip(COLUMNS, ("BIGINT", "VARCHAR", "VARCHAR", kind, "UTINYINT"), strict=True))
        source = f"read_csv('{path}', header = true, columns = {types})"
        contestants += duck.grouped({"store": "store", "month": month}, source, note)
    return contestants


def _fusion(path: Path) -> list[Contestant]:
    fusion = engines.Fusion()
    months = {
        pa.string(): ("substr(answered_on, 1, 7)", ", first letters"),
        pa.date32(): ("date_trunc('month', answered_on)", ", date_trunc"),
    }
    contestants = []
    for kind, (month, note) in months.items():
        types = (pa.int64(), pa.string(), pa.string(), kind, pa.uint8())
        name = f"answers_{month.split('(')[0]}"
        schema = pa.schema(list(zip(COLUMNS, types, strict=True)))
        fusion.context.register_csv(name, str(path), schema=schema)
        contestants += fusion.grouped({"store": "store", "month": month}, name, note)
    return contestants


def _arrow(path: Path) -> list[Contestant]:
    def run(_: None) -> pa.Table:
        table = pyarrow.csv.read_csv(
            path,
            pyarrow.csv.ReadOptions(use_threads=threads.count() > 1),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=["store", "answered_on", "score"],
                column_types={"answered_on": pa.string(), "score": pa.uint8()},
                auto_dict_encode=False,
            ),
        )
        month = pc.utf8_slice_codeunits(table["answered_on"], 0, 7)
        grouped = engines.arrow(lambda: {"store": table["store"], "month": month}, table["score"])
        return grouped.run(None)

    return [Contestant("pyarrow", "read_csv and group_by", run, lambda table: table)]


def _pandas(path: Path) -> list[Contestant]:
    def run(_: None) -> pd.DataFrame:
        columns = ["store", "answered_on", "score"]
        frame = pd.read_csv(path, usecols=columns, dtype={"score": np.uint8})
        keys = {"store": frame["store"], "month": frame["answered_on"].str[:7]}
        return engines.pandas(lambda: keys, frame["score"]).run(None)

    return [Contestant("pandas", "read_csv and groupby", run, engines.of_pandas)]


def cases(options: Options) -> Cases:
    if not options.wants(name := "survey CSV by store and month"):
        return
    with _file(options.csv_bytes) as (path, rows):

        def ours(threads: int) -> Any:
            return npscore_peers.survey(path, threads)

        yield Case(
            name,
            rows,
            [
                engines.ours("simd-csv and blocks of columns", ours, "store", "month"),
                *_polars(path),
                *_duck(path),
                *_fusion(path),
                *_arrow(path),
                *_pandas(path),
            ],
        )

"""DuckDB and DataFusion, with a column `score` and whatever columns make up the key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import datafusion
import duckdb
import pyarrow as pa

from harness.contest import Contestant
from harness.engines import threads


def sql(by: Mapping[str, str], source: str, p: str, d: str) -> str:
    keys = "".join(f"{expression} as {name}, " for name, expression in by.items())
    group = ", ".join(str(i + 1) for i in range(len(by)))
    inner = f"select {keys}count(*) as n, {p} as p, {d} as d from {source}"
    inner += f" group by {group}" if by else ""
    return f"select *, (p - d) * cast(100.0 as double) / n as nps from ({inner})"


class Duck:
    """A database in memory that reads Arrow tables where they lie."""

    WHOLE_QUOTIENT = "//"
    COUNTS: ClassVar = {
        "count_if": ("count_if(score >= 9)", "count_if(score <= 6)"),
        "filter": ("count(*) filter (score >= 9)", "count(*) filter (score <= 6)"),
    }

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"set threads = {threads.count()}")

    def register(self, name: str, table: pa.Table) -> None:
        self.connection.register(name, table)

    def execute(self, statement: str) -> None:
        self.connection.execute(statement)

    def contestant(self, form: str, query: str) -> Contestant:
        def run(_: None) -> pa.Table:
            return self.connection.sql(query).to_arrow_table()

        return Contestant("duckdb", form, run, lambda table: table)

    def grouped(
        self, by: Mapping[str, str], source: str = "answers", note: str = ""
    ) -> list[Contestant]:
        return [
            self.contestant(f"{name}{note}", sql(by, source, p, d))
            for name, (p, d) in self.COUNTS.items()
        ]


class Fusion:
    """DataFusion over Arrow batches."""

    WHOLE_QUOTIENT = "/"
    COUNTS: ClassVar = {
        "filter": ("count(*) filter (where score >= 9)", "count(*) filter (where score <= 6)"),
        "sum of case": (
            "sum(case when score >= 9 then 1 else 0 end)",
            "sum(case when score <= 6 then 1 else 0 end)",
        ),
    }

    def __init__(self) -> None:
        config = datafusion.SessionConfig().with_target_partitions(threads.count())
        self.context = datafusion.SessionContext(config)

    def register(self, name: str, table: pa.Table) -> None:
        """In as many partitions as threads, in batches that suit its own batch size."""
        batches = table.to_batches(max_chunksize=8192)
        share = -(-len(batches) // threads.count())
        parts = [batches[i : i + share] for i in range(0, len(batches), share)]
        self.context.register_record_batches(name, parts)

    def contestant(self, form: str, query: str) -> Contestant:
        def run(_: None) -> pa.Table:
            return self.context.sql(query).to_arrow_table()

        return Contestant("datafusion", form, run, lambda table: table)

    def grouped(
        self, by: Mapping[str, str], source: str = "answers", note: str = ""
    ) -> list[Contestant]:
        return [
            self.contestant(f"{name}{note}", sql(by, source, p, d))
            for name, (p, d) in self.COUNTS.items()
        ]

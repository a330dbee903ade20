"""PyArrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from harness.contest import Contestant
from harness.engines import threads


def with_points(table: pa.Table) -> pa.Table:
    """Counts of Arrow, with the score of each."""
    net = pc.subtract(table["p"].cast(pa.int64()), table["d"].cast(pa.int64()))
    points = pc.divide(pc.multiply(net, 100.0), table["n"].cast(pa.float64()))
    return table.append_column("nps", points)


def arrow(keys: Callable[[], Mapping[str, Any]], score: Any, note: str = "") -> Contestant:
    """PyArrow's own grouping; `keys` makes the key columns, on the clock."""

    def run(_: None) -> pa.Table:
        columns = keys()
        table = pa.table({**columns, "p": pc.greater_equal(score, 9), "d": pc.less_equal(score, 6)})
        grouped = table.group_by(list(columns), use_threads=threads.count() > 1)
        counts = grouped.aggregate([([], "count_all"), ("p", "sum"), ("d", "sum")])
        return with_points(counts.rename_columns([*columns, "n", "p", "d"]))

    return Contestant("pyarrow", f"group_by{note}", run, lambda table: table)


def used(columns: Mapping[str, Any]) -> pa.Table:
    """The groups that have responses."""
    table = pa.table(dict(columns))
    return table.filter(pc.greater(table["n"], 0))

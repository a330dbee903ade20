"""Brings results to one form and compares them value by value."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

COUNTS = ("n", "p", "d")


def _month(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Months since January of the year 0, from dates, time stamps, `2026-03` or such numbers."""
    if pa.types.is_temporal(column.type):
        return pc.add(pc.multiply(pc.year(column), 12), pc.subtract(pc.month(column), 1))
    if pa.types.is_integer(column.type):
        return column
    texts = column.cast(pa.string())
    year = pc.utf8_slice_codeunits(texts, 0, 4).cast(pa.int64())
    month = pc.utf8_slice_codeunits(texts, 5, 7).cast(pa.int64())
    return pc.add(pc.multiply(year, 12), pc.subtract(month, 1))


def canonical(table: pa.Table) -> pa.Table:
    """Sorted by key, with one type for keys, one for counts and one for scores."""
    columns = {}
    for name in table.column_names:
        column = table[name]
        if name == "month":
            columns[name] = _month(column).cast(pa.int64())
        elif name == "nps":
            columns[name] = column.cast(pa.float64())
        elif name in COUNTS or pa.types.is_integer(column.type):
            columns[name] = column.cast(pa.int64())
        else:
            columns[name] = column.cast(pa.string())
    keys = sorted(name for name in columns if name not in (*COUNTS, "nps"))
    order = [*keys, *(name for name in (*COUNTS, "nps") if name in columns)]
    table = pa.table({name: columns[name] for name in order})
    return table.sort_by([(key, "ascending") for key in keys]) if keys else table


def difference(table: pa.Table, expected: pa.Table) -> str | None:
    """What differs. A result without promoters and detractors has responses and scores to show."""
    missing = set(expected.column_names) - set(table.column_names)
    if not missing <= {"p", "d"}:
        return f"no columns {sorted(missing)}"
    if table.num_rows != expected.num_rows:
        return f"{table.num_rows} groups, not {expected.num_rows}"
    for name in table.column_names:
        mine, theirs = table[name], expected[name]
        if name == "nps":
            same = np.allclose(mine.to_numpy(), theirs.to_numpy(), rtol=1e-12, atol=1e-9)
        else:
            same = mine.combine_chunks().equals(theirs.combine_chunks())
        if not same:
            some, others = mine.slice(0, 5).to_pylist(), theirs.slice(0, 5).to_pylist()
            return f"column {name!r}: {some} and so on, not {others}"
    return None

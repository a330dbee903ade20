"""How many threads everyone may use."""

from __future__ import annotations

import pyarrow as pa

_count = 1


def use(count: int) -> None:
    """Polars and rayon read their number from the environment when they are loaded."""
    global _count
    _count = count
    pa.set_cpu_count(count)


def count() -> int:
    """How many there are."""
    return _count

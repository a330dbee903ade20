"""pandas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from harness.contest import Contestant


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

    return Contestant("pandas", f"groupby{note}", run, of_pandas)


def of_pandas(counts: pd.DataFrame) -> pa.Table:
    """A frame whose index holds the keys."""
    return pa.Table.from_pandas(counts.reset_index(), preserve_index=False)

"""The engines, and how each may count by group."""

from harness.engines.arrow import arrow, used
from harness.engines.numpy import BINS, of_bins
from harness.engines.ours import ours
from harness.engines.pandas import of_pandas, pandas
from harness.engines.polars import DETRACTOR, POINTS, PROMOTER, polars
from harness.engines.sql import Duck, Fusion, sql

__all__ = [
    "BINS",
    "DETRACTOR",
    "POINTS",
    "PROMOTER",
    "Duck",
    "Fusion",
    "arrow",
    "of_bins",
    "of_pandas",
    "ours",
    "pandas",
    "polars",
    "sql",
    "used",
]

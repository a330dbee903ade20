"""Rows, the same in every run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

SEED = 20260309
FIVE_YEARS = (1_609_459_200, 1_767_225_600)
"""Seconds from 2021-01-01 to 2026-01-01 in UTC."""


def generator() -> np.random.Generator:
    return np.random.default_rng(SEED)


def scores(rng: np.random.Generator, rows: int) -> np.ndarray:
    return rng.integers(0, 11, rows, dtype=np.uint8)


def codes(rng: np.random.Generator, rows: int, distinct: int) -> np.ndarray:
    return rng.integers(0, distinct, rows, dtype=np.uint32)


def spread(codes: np.ndarray) -> np.ndarray:
    """Keys all over 32 bits, one for each code."""
    return codes * np.uint32(2_654_435_761)


def stamps(rng: np.random.Generator, rows: int) -> np.ndarray:
    return rng.integers(*FIVE_YEARS, rows, dtype=np.int64)


def names(distinct: int) -> pa.StringArray:
    """`Store 0001234`, and so on."""
    return pa.array([f"Store {i:07d}" for i in range(distinct)])


@dataclass(frozen=True)
class Texts:
    """The two buffers of an Arrow column of texts, where they lie."""

    offsets: np.ndarray
    data: np.ndarray

    @classmethod
    def of(cls, column: pa.StringArray) -> Texts:
        _, offsets, data = column.buffers()
        offsets = np.frombuffer(offsets, np.int32)[: len(column) + 1]
        return cls(offsets, np.frombuffer(data, np.uint8)[: offsets[-1]])

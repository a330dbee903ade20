"""NumPy: histograms of codes and scores at once."""

from __future__ import annotations

import numpy as np


def binned(codes: np.ndarray, score: np.ndarray, groups: int) -> dict[str, np.ndarray]:
    """Counts and scores by code, from one histogram of codes and scores."""
    bins = np.bincount(codes * codes.dtype.type(11) + score, minlength=11 * groups)
    return of_bins(bins.reshape(groups, 11))


def of_bins(bins: np.ndarray) -> dict[str, np.ndarray]:
    """Counts and scores, from eleven counts of each group."""
    n, p, d = bins.sum(axis=1), bins[:, 9:].sum(axis=1), bins[:, :7].sum(axis=1)
    with np.errstate(invalid="ignore"):
        return {"n": n, "p": p, "d": d, "nps": (p - d) * 100 / n}


CLASSES = np.array([0] * 7 + [1] * 2 + [2] * 2, dtype=np.uint32)


def classed(codes: np.ndarray, score: np.ndarray, groups: int) -> dict[str, np.ndarray]:
    """Counts and scores by code, from one histogram of codes and categories."""
    bins = np.bincount(codes * codes.dtype.type(3) + CLASSES[score], minlength=3 * groups)
    d, a, p = bins.reshape(groups, 3).T
    n = d + a + p
    with np.errstate(invalid="ignore"):
        return {"n": n, "p": p, "d": d, "nps": (p - d) * 100 / n}


BINS = {"bincount of scores": binned, "bincount of categories": classed}

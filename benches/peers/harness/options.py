"""Which cases are wanted, and how large."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    rows: int
    """Rows of the cases that group."""
    case: str
    """Part of the name of the cases that are wanted."""
    csv_bytes: int

    def wants(self, name: str) -> bool:
        return self.case in name

    def distinct(self) -> tuple[int, ...]:
        """Numbers of distinct keys."""
        return 100, 10_000, 1_000_000

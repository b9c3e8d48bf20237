"""Sums over projects, and over special funds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from xltools.county.data import SheetRow
from xltools.model import PERIODS

__all__ = ["Sums"]

ZERO = Decimal(0)


@dataclass(slots=True)
class Sums:
    """Exact sums over sheets; amounts in 元, blank ones count as nothing. ``planned`` by the end of each period."""

    count: int = 0
    budget: Decimal = ZERO
    fiscal: Decimal = ZERO
    other: Decimal = ZERO
    planned: tuple[Decimal, ...] = (ZERO,) * len(PERIODS)
    indicators: int = 0

    def add(self, row: SheetRow) -> None:
        """Add a sheet."""
        planned = tuple(amount or ZERO for amount in row.planned)
        self._add(1, row.budget or ZERO, row.fiscal or ZERO, row.other or ZERO, planned, row.indicators)

    def add_all(self, others: Iterable[Sums]) -> None:
        """Add other sums."""
        for one in others:
            self._add(one.count, one.budget, one.fiscal, one.other, one.planned, one.indicators)

    def _add(
        self,
        count: int,
        budget: Decimal,
        fiscal: Decimal,
        other: Decimal,
        planned: tuple[Decimal, ...],
        indicators: int,
    ) -> None:
        self.count += count
        self.budget += budget
        self.fiscal += fiscal
        self.other += other
        self.planned = tuple(map(Decimal.__add__, self.planned, planned))
        self.indicators += indicators

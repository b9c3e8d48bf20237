"""Sums over projects, and over special funds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xltools.county.data import SheetRow
from xltools.model import PERIODS
from xltools.quick_dataclass import dataclass

__all__ = ["Sums"]

ZERO = Decimal(0)


@dataclass(slots=True)
class Sums:
    """Exact sums over sheets; amounts in 元, blank ones count as nothing. ``planned`` by the end of each period.

    ``plan_count`` and ``plan_budget`` are those of the sheets whose forms have a spending plan.
    """

    count: int = 0
    budget: Decimal = ZERO
    fiscal: Decimal = ZERO
    other: Decimal = ZERO
    planned: tuple[Decimal, ...] = (ZERO,) * len(PERIODS)
    indicators: int = 0
    plan_count: int = 0
    plan_budget: Decimal = ZERO

    @property
    def without_plan(self) -> int:
        """The number of sheets whose forms have no spending plan."""
        return self.count - self.plan_count

    def add(self, row: SheetRow) -> None:
        """Add a sheet."""
        budget = row.budget or ZERO
        self.count += 1
        self.budget += budget
        self.fiscal += row.fiscal or ZERO
        self.other += row.other or ZERO
        self.indicators += row.indicators
        if row.has_plan:
            self.plan_count += 1
            self.plan_budget += budget
            self.planned = tuple(
                total + (amount or ZERO) for total, amount in zip(self.planned, row.planned, strict=True)
            )

    def add_all(self, others: Iterable[Sums]) -> None:
        """Add other sums."""
        for one in others:
            self.count += one.count
            self.budget += one.budget
            self.fiscal += one.fiscal
            self.other += one.other
            self.planned = tuple(map(Decimal.__add__, self.planned, one.planned))
            self.indicators += one.indicators
            self.plan_count += one.plan_count
            self.plan_budget += one.plan_budget

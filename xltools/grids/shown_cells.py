"""The facts that cells show beside the values they store: per cent, scales, words, dates, struck text."""

from __future__ import annotations

import math
from dataclasses import field
from decimal import Decimal

from xltools.grids.grid import Address
from xltools.grids.number_format import NumberFormat
from xltools.quick_dataclass import dataclass

__all__ = ["ShownCells"]


@dataclass(slots=True)
class ShownCells:
    """The facts of one sheet while it is read: :class:`~xltools.grids.grid.Grid` explains them."""

    percents: set[Address] = field(default_factory=set)
    scales: dict[Address, int] = field(default_factory=dict)
    serials: dict[Address, float] = field(default_factory=dict)
    number_formats: dict[Address, str] = field(default_factory=dict)
    shown_texts: dict[Address, str] = field(default_factory=dict)
    struck: set[Address] = field(default_factory=set)
    struck_runs: dict[Address, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def note_number(self, address: Address, number: float, number_format: NumberFormat) -> None:
        """Note what a cell shows where that is more than the number that it stores."""
        if not math.isfinite(number):
            return
        exact = Decimal(f"{number:.15g}")
        shown = number_format.shown(exact)
        if shown is None:
            if number_format.hides(exact):
                self.number_formats[address] = number_format.code
            return
        if shown == number_format.as_percentage(exact):
            self.percents.add(address)
            return
        self.shown_texts[address] = shown
        self.number_formats[address] = number_format.code
        if scale := number_format.scale(exact):
            self.scales[address] = scale

    def note_scaled(self, address: Address, shown: str, scale: int, number_format: NumberFormat) -> None:
        """Note a text in which a cell shows its number divided by ten to the power of ``scale``."""
        self.shown_texts[address] = shown
        self.number_formats[address] = number_format.code
        self.scales[address] = scale

    def note_serial(self, address: Address, serial: float, number_format: NumberFormat) -> None:
        """Note the stored number of a cell that shows it as a date, a time of day or a duration."""
        self.serials[address] = serial
        self.number_formats[address] = number_format.code

    def note_formula(self, address: Address, number_format: NumberFormat) -> None:
        """Note the format of a formula, which shows a result that is worked out later."""
        if number_format.changes_numbers:
            self.number_formats[address] = number_format.code

    def forget(self, address: Address) -> None:
        """Forget what a stored result showed that turned out to be a placeholder."""
        for facts in (self.scales, self.serials, self.shown_texts):
            facts.pop(address, None)

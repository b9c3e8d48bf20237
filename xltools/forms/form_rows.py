"""The rows of a form as rows of a worksheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from xltools.forms.layout import Box
from xltools.grids.grid import Block
from xltools.writer.text_heights import MAX_HEIGHT_POINTS

__all__ = ["FormRows", "SheetWithRows"]


class SheetWithRows(Protocol):
    """A worksheet that is being written."""

    def set_row(self, row: int, height: float) -> Any:
        """Set the height of a row, which counts from 0, in points."""


class FormRows:
    """A form's rows as rows of the sheet: a row whose text is higher than Excel allows takes several."""

    def __init__(self, heights: Sequence[float]) -> None:
        """Divide rows that are too high for Excel."""
        self._starts: list[int] = []
        self.heights: list[float] = []
        for height in heights:
            self._starts.append(len(self.heights) + 1)
            parts = max(1, -int(-height // MAX_HEIGHT_POINTS))
            self.heights.extend([height / parts] * parts)
        self._starts.append(len(self.heights) + 1)

    def block(self, box: Box) -> Block:
        """Return the sheet's cells for a box of the form."""
        return Block(
            self._starts[box.row - 1],
            box.column,
            self._starts[box.row + box.rows - 1] - 1,
            box.column + box.columns - 1,
        )

    def apply(self, sheet: SheetWithRows) -> None:
        """Set the heights on the sheet."""
        for index, height in enumerate(self.heights):
            sheet.set_row(index, height)

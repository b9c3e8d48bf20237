"""Rows and columns put into a form and hidden, as people do, and where each cell has gone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from xltools.grids.grid import Block, CellValue, Grid
from xltools.model import Place

__all__ = ["Moves"]


@dataclass(frozen=True, slots=True)
class Moves:
    """Blank rows and columns put in before those with these numbers (several before one where it is repeated)."""

    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()

    def row(self, row: int) -> int:
        """Where a row of the form is now."""
        return row + bisect_right(self.rows, row)

    def column(self, column: int) -> int:
        """Where a column of the form is now."""
        return column + bisect_right(self.columns, column)

    def place(self, place: Place) -> Place:
        """Where a cell is now; a whole sheet stays what it is."""
        if not place.row:
            return place
        return place._replace(row=self.row(place.row), column=self.column(place.column))

    def grid(self, cells: Grid, *, hidden_rows: Iterable[int] = (), hidden_columns: Iterable[int] = ()) -> Grid:
        """The form with everything moved; merged blocks grow with what is put into them."""
        width = self.column(cells.width) + 1
        rows: list[list[CellValue]] = [[""] * width for _ in range(self.row(cells.height) + 1)]
        for number, values in enumerate(cells.rows, 1):
            for column, value in enumerate(values, 1):
                rows[self.row(number) - 1][self.column(column) - 1] = value
        merged = tuple(
            Block(self.row(b.top), self.column(b.left), self.row(b.bottom), self.column(b.right)) for b in cells.merged
        )
        return replace(
            cells,
            rows=rows,
            merged=merged,
            hidden_rows=frozenset(hidden_rows),
            hidden_columns=frozenset(hidden_columns),
        )

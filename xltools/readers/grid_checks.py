"""The checks of sheets that have been read, whatever their format."""

from __future__ import annotations

from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.model import column_letters
from xltools.readers.refusal import damaged, over

__all__ = ["check_grid"]


def check_grid(grid: Grid, longest: int, limits: Limits) -> None:
    """Check that no cell holds more than a cell can, and that merged blocks do not overlap.

    No text in the grid has more than ``longest`` characters. Raises RefusedError.
    """
    if longest > limits.cell_text:
        _check_lengths(grid, limits)
    # Which cell a value belongs to must not be open to doubt; spreadsheet programs call such a file broken, too.
    if block := grid.overlapping:
        cell = f"{grid.sheet}!{column_letters(block.left)}{block.top}"
        raise damaged(f"从 {cell} 起合并的单元格与别的重叠", f"the cells merged from {cell} on overlap others")


def _check_lengths(grid: Grid, limits: Limits) -> None:
    for row, cells in enumerate(grid.rows, 1):
        for column, value in enumerate(cells, 1):
            if isinstance(value, str) and len(value) > limits.cell_text:
                cell = f"{grid.sheet}!{column_letters(column)}{row}"
                raise over(
                    "cell_text", f"{cell} 的字数", f"Characters in {cell}", f"{len(value):,}", f"{limits.cell_text:,}"
                )

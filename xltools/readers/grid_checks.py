"""The checks of sheets that have been read, whatever their format."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.messages.reading import READING
from xltools.model import Finding, Place, column_letters
from xltools.readers.refusal import damaged, over

__all__ = ["check_grid", "report_lost_texts"]

_CHINESE = re.compile("[\u3400-\u9fff]")
_REPLACED = re.compile(r"\?{2,}|_{2,}")
_MIN_REPLACED_CHARACTERS = 10


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


def report_lost_texts(grids: Sequence[Grid], place: Place) -> tuple[Finding, ...]:
    """Return the finding about a workbook in which question marks or underscores stand for all Chinese characters.

    Programs that cannot write Chinese into the formats of Excel 5 and 95 leave such marks, one a character.
    """
    replaced = 0
    for grid in grids:
        for row in grid.rows:
            for value in row:
                if isinstance(value, str) and value:
                    if _CHINESE.search(value):
                        return ()
                    replaced += sum(map(len, _REPLACED.findall(value)))
    return (READING["R15"].at(place, found=str(replaced)),) if replaced >= _MIN_REPLACED_CHARACTERS else ()

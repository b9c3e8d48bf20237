"""The values of a block of cells as forms need them, read in a handful of calls on every host.

xlwings gives them on every host alike. Over LibreOffice that means asking for each look that the cells have, since a
date is told by its format only: most of a tenth of a second for a target sheet, three seconds for thirty. Here only the
few cells are asked about that may be dates or errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltools.desktop.hosts import Cell, is_libreoffice

if TYPE_CHECKING:
    import xlwings

__all__ = ["block_values"]

_DATE = 2  # com.sun.star.sheet.CellFlags
_VALUE, _ERROR = 1, 4  # com.sun.star.sheet.FormulaResult


def block_values(block: xlwings.Range) -> list[list[Any]]:
    """Rows of None, str, float, bool or datetime; an error value is its name (``#DIV/0!``)."""
    if not is_libreoffice(block.sheet.book.app):
        rows: list[list[Any]] = block.options(ndim=2, err_to_str=True).value
        return rows
    uno = block.impl.uno
    rows = [[None if value == "" else value for value in line] for line in uno.getDataArray()]
    top, left = block.row, block.column
    for row, column in (*_cells(uno.queryContentCells(_DATE)), *_cells(uno.queryFormulaCells(_VALUE | _ERROR))):
        cell = block.sheet.range((row, column))
        rows[row - top][column - left] = cell.options(err_to_str=True).value
    return rows


def _cells(ranges: Any) -> list[Cell]:
    """The cells of UNO ranges."""
    return [
        (row + 1, column + 1)
        for area in ranges.getRangeAddresses()
        for row in range(area.StartRow, area.EndRow + 1)
        for column in range(area.StartColumn, area.EndColumn + 1)
    ]

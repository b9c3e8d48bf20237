"""The values of a block of cells as forms need them, read in a handful of calls on every host.

xlwings reads them on every host. Over LibreOffice it asks for the format of each cell, since only the format shows that
a number is a date: most of a tenth of a second for a target sheet, three seconds for thirty. Here only the few cells
are asked about that may be dates or errors. Of Excel's error values xlwings knows the seven oldest; the others arrive
as the numbers that COM has for them, which would be read as amounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltools.desktop.hosts import Cell, is_libreoffice

if TYPE_CHECKING:
    import xlwings

__all__ = ["block_values", "error_name"]

_DATE = 2  # com.sun.star.sheet.CellFlags
_VALUE, _ERROR = 1, 4  # com.sun.star.sheet.FormulaResult

_FIRST_ERROR = -2146828288
"""The number that COM adds to the codes of error values (XlCVError)."""
_ERROR_CODES = range(2000, 2100)
_ERROR_NAMES = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}


def error_name(value: object) -> str | None:
    """Return the name of the error value that a number from Excel stands for; None for any other value."""
    if type(value) is not int or value - _FIRST_ERROR not in _ERROR_CODES:
        return None
    return _ERROR_NAMES.get(value - _FIRST_ERROR, "#UNKNOWN!")


def block_values(block: xlwings.Range) -> list[list[Any]]:
    """Return rows of None, str, float, bool or datetime; an error value is its name (``#DIV/0!``)."""
    if not is_libreoffice(block.sheet.book.app):
        rows: list[list[Any]] = block.options(ndim=2, err_to_str=True).value
        return [[error_name(value) or value for value in line] for line in rows]
    uno = block.impl.uno
    rows = [[None if value == "" else value for value in line] for line in uno.getDataArray()]
    top, left = block.row, block.column
    for row, column in (*_cells(uno.queryContentCells(_DATE)), *_cells(uno.queryFormulaCells(_VALUE | _ERROR))):
        cell = block.sheet.range((row, column))
        rows[row - top][column - left] = cell.options(err_to_str=True).value
    return rows


def _cells(ranges: Any) -> list[Cell]:
    """Return the cells of UNO ranges."""
    return [
        (row + 1, column + 1)
        for area in ranges.getRangeAddresses()
        for row in range(area.StartRow, area.EndRow + 1)
        for column in range(area.StartColumn, area.EndColumn + 1)
    ]

"""A table on a sheet of an open book, from the same description that files are given: one write, whatever its size."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from xltools.desktop.hosts import Cell, Rgb, paint
from xltools.editor import AddedCell, AddedSheet, CellRole
from xltools.editor.address import quote_sheet
from xltools.model import Place

if TYPE_CHECKING:
    import xlwings

__all__ = ["COLOURS", "heading", "link", "literal_text", "write_table"]

COLOURS: dict[CellRole, str] = {
    CellRole.HEADER: "1F4E78",
    CellRole.GROUP: "D9D9D9",
    CellRole.ERROR: "FFC7CE",
    CellRole.WARNING: "FFEB9C",
    CellRole.NOTE: "E4DFEC",
}
"""The background of each look that has one, ``RRGGBB``."""

_FORMATS = {CellRole.LINK: "General", CellRole.AMOUNT: "#,##0.00", CellRole.INTEGER: "0", CellRole.PERCENT: "0.0"}
_TITLE_POINTS = 16
_TITLE_HEIGHT = 28
_WHITE, _LINK = (255, 255, 255), (5, 99, 193)

Written = str | float | int | None


def literal_text(text: str) -> str:
    """Return the text so that no host reads it as a formula or drops an apostrophe at its beginning."""
    return f"'{text}" if text[:1] in ("=", "'") else text


def link(place: Place, shown: str = "") -> str:
    """Return a formula that shows a text and leads to a cell of the same workbook when clicked."""
    target, text = f"#{quote_sheet(place.sheet)}!{place.cell or 'A1'}", shown or place.cell or place.sheet
    return '=HYPERLINK("{}","{}")'.format(target.replace('"', '""'), text.replace('"', '""'))


def write_table(sheet: xlwings.Sheet, table: AddedSheet) -> None:
    """Write the cells of ``table`` onto an empty sheet, with formats and colours; borders and filters are for files.

    Below the heading, a column's number format is the first that one of its cells asks for.
    """
    width, height = table.columns, len(table.rows)
    whole = sheet.range((1, 1), (height, width))
    whole.number_format = "@"
    whole.vertical_alignment = "top"
    # The first column holds numbers, and the headings of groups, which run over the blank cells beside them.
    sheet.range((1, 2), (height, max(width, 2))).wrap_text = True
    _column_looks(sheet, table)
    whole.value = [[_written(cell) for cell in row] + [None] * (width - len(row)) for row in table.rows]
    colours: dict[Cell, Rgb | None] = {}
    for number, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row, 1):
            if cell.role in COLOURS:
                code = COLOURS[cell.role]
                colours[number, column] = int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)
    paint(sheet, colours)
    for column, points in enumerate(table.widths, 1):
        sheet.range((1, column)).column_width = points
    title = sheet.range((1, 1), (1, width))
    title.font.size = _TITLE_POINTS
    title.font.bold = True
    if table.heading:
        head = sheet.range((table.heading, 1), (table.heading, width))
        head.font.bold = True
        head.font.color = _WHITE
    whole.rows.autofit()
    title.row_height = _TITLE_HEIGHT


def _column_looks(sheet: xlwings.Sheet, table: AddedSheet) -> None:
    """Give each run of alike columns below the heading its number format and what goes with it."""
    full = [row for row in table.rows[table.heading :] if len(row) == table.columns]
    if not full:
        return
    first, last = table.heading + 1, len(table.rows)
    codes = (next(filter(None, map(_number_format, column)), None) for column in zip(*full, strict=True))
    columns = list(enumerate(codes, 1))
    for code, run in groupby(columns, key=lambda column: column[1]):
        numbers = [number for number, _ in run]
        if code:
            block = sheet.range((first, numbers[0]), (last, numbers[-1]))
            block.number_format = code
            if code == _FORMATS[CellRole.LINK]:
                # LibreOffice follows a click on the text only: it stands in the middle of the cell.
                block.horizontal_alignment = block.vertical_alignment = "center"
                block.font.color = _LINK


def _number_format(cell: AddedCell) -> str | None:
    """Return the number format that a cell asks for; None for text."""
    number = isinstance(cell.value, (int, float, Decimal))
    return _FORMATS.get(cell.role, _FORMATS[CellRole.INTEGER] if number else None)


def _written(cell: AddedCell) -> Written:
    if cell.link is not None:
        return link(cell.link, str(cell.value or ""))
    value = cell.value
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(value, (int, float)):
        return value
    # Text among amounts stands in a cell for numbers: unquoted, Excel would read 3-5 as a date.
    return f"'{value}" if cell.role in _FORMATS else literal_text(str(value))


def heading(values: Sequence[str]) -> tuple[AddedCell, ...]:
    """Return a row of column titles."""
    return tuple(AddedCell(value, CellRole.HEADER) for value in values)

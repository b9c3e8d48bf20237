"""What xlwings lacks or does cell by cell, for each host in its own words. (Protection has a module of its own.)"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xltools.desktop.libreoffice.addresses import Block, cover

if TYPE_CHECKING:
    import xlwings

__all__ = ["Cell", "Rgb", "formula_cells", "hide_deeply", "is_libreoffice", "paint"]

Cell = tuple[int, int]
"""Row and column, counted from 1."""

Rgb = tuple[int, int, int]

_LONGEST_ADDRESS = 240
"""Excel takes 255 characters for a range of several areas."""

_FORMULA = 16  # com.sun.star.sheet.CellFlags
_VERY_HIDDEN = 2  # Excel.XlSheetVisibility


def is_libreoffice(app: xlwings.App) -> bool:
    """Is the host LibreOffice?"""
    return bool(app.engine.name == "libreoffice")


def formula_cells(block: xlwings.Range, values: Sequence[Sequence[Any]]) -> frozenset[Cell]:
    """The cells of a block that hold a formula; ``values`` are its values, row by row.

    LibreOffice is asked for their places only: putting formulas into Excel's words takes it most of a second a sheet.
    """
    if is_libreoffice(block.sheet.book.app):
        found = block.impl.uno.queryContentCells(_FORMULA).getRangeAddresses()
        return frozenset(
            (row + 1, column + 1)
            for area in found
            for row in range(area.StartRow, area.EndRow + 1)
            for column in range(area.StartColumn, area.EndColumn + 1)
        )
    formulas: Any = block.formula
    rows = formulas if isinstance(formulas, (list, tuple)) else ((formulas,),)  # one cell comes as it is
    return frozenset(
        (row, column)
        for row, (texts, line) in enumerate(zip(rows, values, strict=True), block.row)
        for column, (text, value) in enumerate(zip(texts, line, strict=True), block.column)
        if isinstance(text, str) and text[:1] == "=" and text != value  # text that only looks like one is its own value
    )


def paint(sheet: xlwings.Sheet, colours: Mapping[Cell, Rgb | None]) -> None:
    """Give cells a background colour, None for none: a few calls for each colour, not for each cell."""
    if not colours:
        return
    if is_libreoffice(sheet.book.app):
        rows, columns = [row for row, _ in colours], [column for _, column in colours]
        top, left, bottom, right = min(rows), min(columns), max(rows), max(columns)
        block = [
            [colours.get((row, column), ...) for column in range(left, right + 1)] for row in range(top, bottom + 1)
        ]
        sheet.range((top, left), (bottom, right)).impl.set_colors(block)  # xlwings' own takes 10,000 cells at most
        return
    alike: dict[Rgb | None, list[Cell]] = {}
    for cell, colour in colours.items():
        alike.setdefault(colour, []).append(cell)
    for colour, cells in alike.items():
        for address in _addresses(cover(cells)):
            sheet.range(address).color = colour


def _addresses(blocks: Sequence[Block]) -> Iterator[str]:
    """The blocks as addresses of several areas, none of them too long."""
    address = ""
    for block in blocks:
        more = block.a1(row_absolute=False, column_absolute=False)
        if address and len(address) + len(more) >= _LONGEST_ADDRESS:
            yield address
            address = ""
        address = f"{address},{more}" if address else more
    if address:
        yield address


def hide_deeply(sheet: xlwings.Sheet) -> None:
    """Hide a sheet so that Excel does not offer to show it. LibreOffice and Excel on macOS just hide it."""
    if is_libreoffice(sheet.book.app) or sys.platform == "darwin":
        sheet.visible = False
    else:
        sheet.api.Visible = _VERY_HIDDEN

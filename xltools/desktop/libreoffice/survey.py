"""A survey of a whole sheet at once: number formats, merged blocks, hidden cells. xlwings tells these cell by cell.

Cells of exactly the same format come in one group from the office, so a sheet costs a few calls for each format it has,
and none for each cell.
"""

from __future__ import annotations

from dataclasses import dataclass

from xltools.desktop.libreoffice.addresses import CellBlock
from xltools.desktop.libreoffice.number_formats import GENERAL
from xltools.desktop.libreoffice.protocols import SheetLike

__all__ = ["SheetSurvey", "survey"]


@dataclass(frozen=True, slots=True)
class SheetSurvey:
    """The cells of a sheet from A1 to the last used one; ``number_formats[0][0]`` is that of A1."""

    number_formats: list[list[str]]
    merged: tuple[CellBlock, ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


def survey(sheet: SheetLike) -> SheetSurvey:
    """Look at the cells of a sheet from A1 to the last used one."""
    last = sheet.used_range.block
    rng = sheet.range((1, 1), (last.last_row, last.last_column))
    used, formats = rng.block, sheet.book.formats
    codes = [[GENERAL] * used.columns for _ in range(used.rows)]
    merged: list[CellBlock] = []
    has_merged = rng.uno.getIsMerged()
    alike = rng.uno.getUniqueCellFormatRanges().createEnumeration()
    while alike.hasMoreElements():
        cells = alike.nextElement()
        code = formats.code(cells.getPropertyValue("NumberFormat"))
        blocks = [CellBlock.of(address) for address in cells.getRangeAddresses()]
        for block in blocks:
            for line in codes[block.row - 1 : block.last_row]:
                line[block.column - 1 : block.last_column] = [code] * block.columns
        if has_merged:
            merged += _merged_alike(sheet, blocks)
    seen = [CellBlock.of(address) for address in rng.uno.queryVisibleCells().getRangeAddresses()]
    shown_rows = {row for block in seen for row in range(block.row, block.last_row + 1)}
    shown_columns = {column for block in seen for column in range(block.column, block.last_column + 1)}
    return SheetSurvey(
        codes,
        tuple(sorted(merged)),
        frozenset(range(1, used.rows + 1)) - shown_rows,
        frozenset(range(1, used.columns + 1)) - shown_columns,
    )


def _merged_alike(sheet: SheetLike, blocks: list[CellBlock]) -> list[CellBlock]:
    """Return the merged blocks that start in cells of one format: the size of a merged block is part of it."""
    first = blocks[0]
    merged = sheet.merged_block(first.row, first.column)
    if merged.size == 1 or (merged.row, merged.column) != (first.row, first.column):
        return []
    return [
        CellBlock(row, column, merged.rows, merged.columns)
        for block in blocks
        for row in range(block.row, block.last_row + 1)
        for column in range(block.column, block.last_column + 1)
    ]

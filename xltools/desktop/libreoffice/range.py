"""The range of xlwings: contents, neighbours, merging, moving, and links, notes and names of cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xltools.desktop.libreoffice import block_transfer, uno_bridge
from xltools.desktop.libreoffice.addresses import CellBlock
from xltools.desktop.libreoffice.boundary import translate_uno_errors
from xltools.desktop.libreoffice.cell_flags import CONTENTS, EVERYTHING, FORMATS
from xltools.desktop.libreoffice.formatted_cells import FormattedCells
from xltools.desktop.libreoffice.hyperlinks import read_hyperlink, write_hyperlink
from xltools.desktop.libreoffice.notes import OfficeNote, add_note, find_note
from xltools.desktop.libreoffice.protocols import NameLike, RangeLike
from xltools.desktop.libreoffice.regions import region_edge

if TYPE_CHECKING:
    import xlwings

__all__ = ["OfficeRange"]

_DIRECTIONS = {"u": (-1, 0), "d": (1, 0), "l": (0, -1), "r": (0, 1)}


@translate_uno_errors
class OfficeRange(FormattedCells):
    """A block of cells with its contents; an empty block reads as nothing and ignores what is written to it."""

    # ---- other cells

    def __call__(self, arg1: int, arg2: int | None = None) -> RangeLike:
        """Return a cell by its position in the range, counted row by row, or by row and column."""
        if arg2 is None:
            row, column = divmod(arg1 - 1, self.block.columns)
            return self._sheet.range((self.row + row, self.column + column))
        return self._sheet.range((self.row + arg1 - 1, self.column + arg2 - 1))

    @property
    def rows(self) -> OfficeRange:
        """The range itself: xlwings splits it into rows."""
        return self

    @property
    def columns(self) -> OfficeRange:
        """The range itself: xlwings splits it into columns."""
        return self

    def end(self, direction: str) -> RangeLike:
        """Return the cell that Ctrl+arrow goes to."""
        down, right = _DIRECTIONS[direction[:1]]
        used = self._sheet.used_range.block
        row, column = self.row, self.column
        if down:
            line = CellBlock.between(1, column, max(used.last_row, row), column)
            start, last = row - 1, self._sheet.last_row - 1
        else:
            line = CellBlock.between(row, 1, row, max(used.last_column, column))
            start, last = column - 1, self._sheet.last_column - 1
        texts = OfficeRange(self._sheet, line).uno.getFormulaArray()
        filled = [text != "" for row_texts in texts for text in row_texts]
        position = region_edge(filled, start, down or right, last) + 1
        return self._sheet.range((position, column) if down else (row, position))

    @property
    def current_region(self) -> OfficeRange:
        """The filled block around the range."""
        cursor = self._sheet.uno.createCursorByRange(self.uno)
        cursor.collapseToCurrentRegion()
        return OfficeRange(self._sheet, CellBlock.of(cursor.RangeAddress))

    def select(self) -> None:
        """Select the cells on the screen."""
        self._sheet.select()
        self._sheet.book.controller.select(self.uno)

    # ---- contents

    @property
    def raw_value(self) -> Any:
        """The values: one for a single cell, else rows."""
        if not self.block.size:
            return None
        rows = block_transfer.read_values(self, bool(self.options.get("err_to_str")))
        return rows[0][0] if self.block.size == 1 else rows

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        if not self.block.size:
            return
        if not isinstance(value, list | tuple):
            value = [[value] * self.block.columns] * self.block.rows
        block_transfer.write_values(self._fitting(value), _rows(value))

    @property
    def formula(self) -> Any:
        """The texts of the formula bar: one for a single cell, else rows."""
        if not self.block.size:
            return None
        rows = block_transfer.read_formulas(self)
        return rows[0][0] if self.block.size == 1 else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, value: Any) -> None:
        if not self.block.size:
            return
        if isinstance(value, list | tuple):
            block_transfer.write_formulas(self._fitting(value), _rows(value))
        elif isinstance(value, str):
            block_transfer.fill_formula(self, value)
        else:
            block_transfer.write_formulas(self, [[value] * self.block.columns] * self.block.rows)

    formula2 = formula

    @property
    def formula_array(self) -> str | None:
        """The array formula of the cells, or the formula of the first one."""
        tokens = self.uno.getArrayTokens()
        return self._sheet.book.parser.text(tokens, self.cell.CellAddress) if tokens else self.first.formula

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        tokens = self._sheet.book.parser.tokens(value, self.cell.CellAddress)
        with self.changing():
            self.uno.setArrayTokens(tokens)

    @property
    def has_array(self) -> bool:
        """Whether the first cell is part of an array formula."""
        return bool(self.cell.getArrayFormula())

    def clear_contents(self) -> None:
        """Delete values and formulas."""
        self._clear(CONTENTS)

    def clear_formats(self) -> None:
        """Delete formats."""
        self._clear(FORMATS)

    def clear(self) -> None:
        """Delete contents, formats and notes."""
        self._clear(EVERYTHING)

    # ---- merged cells

    @property
    def merge_area(self) -> OfficeRange:
        """The merged block of the first cell, or the cell alone."""
        return OfficeRange(self._sheet, self._sheet.merged_block(self.block.row, self.block.column))

    @property
    def merge_cells(self) -> bool | None:
        """Whether the cells are one merged block; None where only some are merged."""
        area = self.merge_area.block
        if area.size > 1 and area.joined(self.block) == area:
            return True
        return None if area.size > 1 or self.uno.getIsMerged() else False

    def merge(self, across: bool = False) -> None:
        """Merge the cells, or with ``across`` those of each row."""
        rows, columns = self.shape
        if across and rows > 1:
            for row in range(1, rows + 1):
                self.part(CellBlock(row, 1, 1, columns)).merge()
            return
        with self.changing():
            for covered in (CellBlock(1, 2, 1, columns - 1), CellBlock(2, 1, rows - 1, columns)):
                if covered.size:
                    self.part(covered).uno.clearContents(CONTENTS)  # as Excel does; the office would hide it
            self.uno.merge(False)  # it does not merge what is partly merged already
            self.uno.merge(True)

    def unmerge(self) -> None:
        """Split merged cells."""
        with self.changing():
            self.uno.merge(False)

    # ---- moving cells about

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert cells and move those that are there down or to the right."""
        if copy_origin not in (None, "format_from_left_or_above"):
            raise NotImplementedError("inserted cells take their format from the left or above only")
        if self.block.columns >= self._sheet.last_column:
            mode = "ROWS"
        elif self.block.rows >= self._sheet.last_row:
            mode = "COLUMNS"
        else:
            mode = "RIGHT" if shift == "right" else "DOWN"
        with self.changing():
            self._sheet.uno.insertCells(self.uno_address, uno_bridge.enum("sheet.CellInsertMode", mode))

    def delete(self, shift: str | None = None) -> None:
        """Delete cells and move those behind up or to the left."""
        if self.block.columns >= self._sheet.last_column:
            mode = "ROWS"
        elif self.block.rows >= self._sheet.last_row:
            mode = "COLUMNS"
        else:
            # Without a direction, Excel moves a block's neighbours sideways unless it is wider than tall.
            sideways = self.block.rows >= self.block.columns if shift is None else shift == "left"
            mode = "LEFT" if sideways else "UP"
        with self.changing():
            self._sheet.uno.removeRange(self.uno_address, uno_bridge.enum("sheet.CellDeleteMode", mode))

    def copy(self, destination: xlwings.Range | None = None) -> None:
        """Copy the cells to another place of the workbook."""
        if destination is None:
            raise NotImplementedError("the clipboard is not used; give a destination")
        target = self._target(destination)
        with target.changing():
            target.sheet.uno.copyRange(target.cell.CellAddress, self.uno_address)

    def move(self, destination: xlwings.Range) -> None:
        """Move the cells to another place of the workbook."""
        target = self._target(destination)
        with self.changing(), target.changing():
            target.sheet.uno.moveRange(target.cell.CellAddress, self.uno_address)

    # ---- links, notes and names

    @property
    def hyperlink(self) -> str:
        """The link of the first cell."""
        return read_hyperlink(self)

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """Add a link to the first cell: to the web, a file, or ``#'sheet'!A1``. The office shows its own tips only."""
        write_hyperlink(self, address, text_to_display or address)

    @property
    def note(self) -> OfficeNote | None:
        """The note of the first cell, or None."""
        return find_note(self)

    def add_note(self, text: str) -> OfficeNote:
        """Give the first cell a note."""
        return add_note(self, text)

    @property
    def comment(self) -> None:
        """Always None: the office has notes only, no threaded comments."""

    @property
    def table(self) -> None:
        """Always None: the office has no tables of Excel's kind."""

    @property
    def name(self) -> NameLike | None:
        """The defined name of exactly these cells, or None."""
        return next((name for name in self._sheet.book.names if _refers_to(name, self)), None)

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.book.names.add(value, f"={self._sheet.quoted_name}!{self.address}")

    # ---- details

    def _clear(self, flags: int) -> None:
        if self.block.size:
            with self.changing():
                self.uno.clearContents(flags)

    def _fitting(self, value: Sequence[Any]) -> OfficeRange:
        """Return the range from the first cell on that a block of values fills."""
        rows = _rows(value)
        if self.shape == (len(rows), len(rows[0])):
            return self
        return OfficeRange(self._sheet, CellBlock(self.row, self.column, len(rows), len(rows[0])))

    def _target(self, destination: xlwings.Range) -> OfficeRange:
        target = destination.impl
        if not isinstance(target, OfficeRange) or target.sheet.book.uno != self._sheet.book.uno:
            raise NotImplementedError("cells are copied and moved within one workbook only")
        return target


def _rows(value: Sequence[Any]) -> Sequence[Sequence[Any]]:
    return value if value and isinstance(value[0], list | tuple) else [value]


def _refers_to(name: NameLike, rng: OfficeRange) -> bool:
    cells = name.api.ReferredCells
    return cells is not None and cells.AbsoluteName == rng.uno.AbsoluteName

"""A block of cells of one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from xlwings import base_classes

from xltools.desktop.libreoffice import transfer, uno_bridge
from xltools.desktop.libreoffice.addresses import Block, cover, quoted_sheet
from xltools.desktop.libreoffice.boundary import plain_errors
from xltools.desktop.libreoffice.colors import Color, Rgb, from_office, to_office
from xltools.desktop.libreoffice.errors import LibreOfficeError, ProtectedCellsError
from xltools.desktop.libreoffice.font import Font
from xltools.desktop.libreoffice.hyperlinks import read_hyperlink, write_hyperlink
from xltools.desktop.libreoffice.names import Name
from xltools.desktop.libreoffice.notes import Note, add_note, find_note
from xltools.desktop.libreoffice.number_formats import is_mixed
from xltools.desktop.libreoffice.regions import edge
from xltools.desktop.libreoffice.uno_types import Cell, CellRange, RangeAddress, Uno

if TYPE_CHECKING:
    import xlwings

    from xltools.desktop.libreoffice.sheet import Sheet

__all__ = ["CONTENTS", "EVERYTHING", "FORMATS", "Range"]

# com.sun.star.sheet.CellFlags
CONTENTS = 1 | 2 | 4 | 16  # numbers, dates, text, formulas
FORMATS = 32 | 64 | 256 | 512  # direct formats, styles, formats within the text of a cell
EVERYTHING = CONTENTS | FORMATS | 8  # and notes

_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}  # com.sun.star.table.CellVertJustify2
_DIRECTIONS = {"u": (-1, 0), "d": (1, 0), "l": (0, -1), "r": (0, 1)}

_CHARACTER, _PADDING, _PIXEL = 7, 5, 2540 / 96
"""A column is so many digits of 7 pixels wide, and 5 pixels more; sizes are in hundredths of a millimetre there."""

_POINT = 2540 / 72


@plain_errors
class Range(base_classes.Range):
    """A block of cells; an empty block reads as nothing and ignores what is written to it."""

    def __init__(self, sheet: Sheet, block: Block, written: str = "") -> None:
        self._sheet = sheet
        self.block = block
        self.arg1_input = written
        self.options: dict[str, Any] = {}  # xlwings puts the options of a read here

    @cached_property
    def uno(self) -> CellRange:
        """The office's object for these cells."""
        left, top, right, bottom = self.block.corners
        return self._sheet.uno.getCellRangeByPosition(left, top, right, bottom)

    @cached_property
    def cell(self) -> Cell:
        """The office's object for the first cell."""
        return self._sheet.uno.getCellByPosition(*self.block.corners[:2])

    @property
    def first(self) -> Range:
        """The first cell."""
        return self if self.block.size == 1 else self.part(Block(1, 1))

    def part(self, block: Block) -> Range:
        """A block of cells relative to this one, from 1."""
        return Range(self._sheet, block.moved(self.block.row - 1, self.block.column - 1))

    def parts(self, blocks: Iterable[Block]) -> Uno:
        """The office's object for several blocks of this one, relative to it: one call sets a property of them all."""
        parts = self._sheet.book.uno.createInstance("com.sun.star.sheet.SheetCellRanges")
        index = self._sheet.index - 1
        addresses = (_address(block.moved(self.row - 1, self.column - 1), index) for block in blocks)
        parts.addRangeAddresses(tuple(addresses), False)
        return parts

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Around every change: refuse locked cells, which the office would leave unchanged without a word.

        :raises ProtectedCellsError: the sheet is protected and one of the cells is locked.
        :raises LibreOfficeError: the office refused for another reason, of which it says nothing.
        """
        if self._sheet.uno.isProtected() and (is_mixed(self.uno, "CellProtection") or self.uno.CellProtection.IsLocked):
            where = self._where()
            raise ProtectedCellsError(
                f"{where}：工作表受保护，单元格已锁定，不能修改；请先撤销工作表保护。\n"
                f"{where}: the sheet is protected and the cells are locked; unprotect the sheet first."
            )
        try:
            yield
        except uno_bridge.error("uno.Exception") as problem:
            where = self._where()
            raise LibreOfficeError(
                f"{where}：LibreOffice 拒绝了修改（例如只是数组公式或合并单元格的一部分）。\n"
                f"{where}: LibreOffice refused the change (part of an array formula or of merged cells?). {problem}"
            ) from problem

    def _where(self) -> str:
        """File, sheet and cells, for messages."""
        return f"{self._sheet.book.name} {self._sheet.name}!{self.block.a1(False, False)}"

    # ---- where it is

    @property
    def api(self) -> CellRange | None:
        return self.uno if self.block.size else None

    @property
    def sheet(self) -> Sheet:
        return self._sheet

    @property
    def row(self) -> int:
        return self.block.row

    @property
    def column(self) -> int:
        return self.block.column

    @property
    def shape(self) -> tuple[int, int]:
        return self.block.rows, self.block.columns

    @property
    def coords(self) -> tuple[Uno, int, int, int, int]:
        return self._sheet.uno, self.row, self.column, *self.shape

    def __len__(self) -> int:
        return self.block.size

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        if arg2 is None:
            row, column = divmod(arg1 - 1, self.block.columns)
            return self._sheet.range((self.row + row, self.column + column))
        return self._sheet.range((self.row + arg1 - 1, self.column + arg2 - 1))

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        address = self.block.a1(row_absolute, col_absolute)
        if not external:
            return address
        return f"{quoted_sheet(self._sheet.name, self._sheet.book.name)}!{address}"

    @property
    def rows(self) -> Range:
        return self

    @property
    def columns(self) -> Range:
        return self

    def end(self, direction: str) -> Range:
        down, right = _DIRECTIONS[direction[:1]]
        used = self._sheet.used_range.block
        row, column = self.row, self.column
        if down:
            line = Block.between(1, column, max(used.last_row, row), column)
            start, last = row - 1, self._sheet.last_row - 1
        else:
            line = Block.between(row, 1, row, max(used.last_column, column))
            start, last = column - 1, self._sheet.last_column - 1
        texts = Range(self._sheet, line).uno.getFormulaArray()
        filled = [text != "" for row_texts in texts for text in row_texts]
        position = edge(filled, start, down or right, last) + 1
        return self._sheet.range((position, column) if down else (row, position))

    @property
    def current_region(self) -> Range:
        cursor = self._sheet.uno.createCursorByRange(self.uno)
        cursor.collapseToCurrentRegion()
        return Range(self._sheet, Block.of(cursor.RangeAddress))

    def select(self) -> None:
        self._sheet.select()
        self._sheet.book.controller.select(self.uno)

    # ---- contents

    @property
    def raw_value(self) -> Any:
        if not self.block.size:
            return None
        rows = transfer.read_values(self, bool(self.options.get("err_to_str")))
        return rows[0][0] if self.block.size == 1 else rows

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        if not self.block.size:
            return
        if not isinstance(value, list | tuple):
            value = [[value] * self.block.columns] * self.block.rows
        transfer.write_values(self._fitting(value), _rows(value))

    @property
    def formula(self) -> Any:
        if not self.block.size:
            return None
        rows = transfer.read_formulas(self)
        return rows[0][0] if self.block.size == 1 else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, value: Any) -> None:
        if not self.block.size:
            return
        if isinstance(value, list | tuple):
            transfer.write_formulas(self._fitting(value), _rows(value))
        elif isinstance(value, str):
            transfer.fill_formula(self, value)
        else:
            transfer.write_formulas(self, [[value] * self.block.columns] * self.block.rows)

    formula2 = formula

    @property
    def formula_array(self) -> str | None:
        tokens = self.uno.getArrayTokens()
        return self._sheet.book.parser.text(tokens, self.cell.CellAddress) if tokens else self.first.formula

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        tokens = self._sheet.book.parser.tokens(value, self.cell.CellAddress)
        with self.changing():
            self.uno.setArrayTokens(tokens)

    @property
    def has_array(self) -> bool:
        return bool(self.cell.getArrayFormula())

    def clear_contents(self) -> None:
        self._clear(CONTENTS)

    def clear_formats(self) -> None:
        self._clear(FORMATS)

    def clear(self) -> None:
        self._clear(EVERYTHING)

    # ---- looks

    @property
    def color(self) -> Rgb | None:
        return from_office(self.uno.CellBackColor)  # cells that differ give no colour

    @color.setter
    def color(self, color_or_rgb: Color) -> None:
        with self.changing():
            self.uno.CellBackColor = to_office(color_or_rgb)

    def set_colors(self, colors: Sequence[Sequence[Any]]) -> None:
        """A colour for each cell, ``...`` for those to leave alone: one call for each colour, not for each cell."""
        cells: dict[int, list[tuple[int, int]]] = {}
        for row, line in enumerate(colors, 1):
            for column, color in enumerate(line, 1):
                if color is not ...:
                    cells.setdefault(to_office(color), []).append((row, column))
        with self.changing():
            for number, alike in cells.items():
                self.parts(cover(alike)).CellBackColor = number

    @property
    def uno_address(self) -> RangeAddress:
        """The office's address of these cells."""
        return _address(self.block, self._sheet.index - 1)

    @property
    def number_format(self) -> str | None:
        if is_mixed(self.uno, "NumberFormat"):
            return None
        return self._sheet.book.formats.code(self.uno.NumberFormat)

    @number_format.setter
    def number_format(self, value: str) -> None:
        with self.changing():
            self.uno.NumberFormat = self._sheet.book.formats.key(value)

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def wrap_text(self) -> bool | None:
        return None if is_mixed(self.uno, "IsTextWrapped") else bool(self.uno.IsTextWrapped)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        with self.changing():
            self.uno.IsTextWrapped = value

    @property
    def horizontal_alignment(self) -> str | None:
        if is_mixed(self.uno, "HoriJustify"):
            return None
        return _key(_HORIZONTAL, self.uno.HoriJustify.value)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value not in _HORIZONTAL:
            raise NotImplementedError(f"LibreOffice has no horizontal alignment '{value}'")
        with self.changing():
            self.uno.HoriJustify = uno_bridge.enum("table.CellHoriJustify", _HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str | None:
        if is_mixed(self.uno, "VertJustify"):
            return None
        return _key(_VERTICAL, self.uno.VertJustify) or "bottom"

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        if value not in _VERTICAL:
            raise NotImplementedError(f"LibreOffice has no vertical alignment '{value}'")
        with self.changing():
            self.uno.VertJustify = _VERTICAL[value]

    @property
    def column_width(self) -> float | None:
        widths = {column.Width for column in self._lines("Columns")}
        return round((widths.pop() / _PIXEL - _PADDING) / _CHARACTER, 2) if len(widths) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.uno.Columns.Width = round((value * _CHARACTER + _PADDING) * _PIXEL)

    @property
    def row_height(self) -> float | None:
        heights = {row.Height for row in self._lines("Rows")}
        return round(heights.pop() / _POINT, 2) if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.uno.Rows.Height = round(value * _POINT)

    @property
    def row_hidden(self) -> bool | None:
        return _same(not row.IsVisible for row in self._lines("Rows"))

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.uno.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        return _same(not column.IsVisible for column in self._lines("Columns"))

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.uno.Columns.IsVisible = not value

    @property
    def left(self) -> float:
        return float(self.uno.Position.X / _POINT)

    @property
    def top(self) -> float:
        return float(self.uno.Position.Y / _POINT)

    @property
    def width(self) -> float:
        return float(self.uno.Size.Width / _POINT)

    @property
    def height(self) -> float:
        return float(self.uno.Size.Height / _POINT)

    def autofit(self, axis: str | None = None) -> None:
        if axis in (None, "columns", "c"):
            self.uno.Columns.OptimalWidth = True
        if axis in (None, "rows", "r"):
            self.uno.Rows.OptimalHeight = True

    # ---- merged cells

    @property
    def merge_area(self) -> Range:
        return Range(self._sheet, self._sheet.merged_block(self.block.row, self.block.column))

    @property
    def merge_cells(self) -> bool | None:
        area = self.merge_area.block
        if area.size > 1 and area.joined(self.block) == area:
            return True
        return None if area.size > 1 or self.uno.getIsMerged() else False

    def merge(self, across: bool = False) -> None:
        lines = range(1, self.block.rows + 1) if across else ()
        for block in [Block(line, 1, 1, self.block.columns) for line in lines] or [
            Block(1, 1, self.block.rows, self.block.columns)
        ]:
            part = self.part(block)
            with part.changing():
                for covered in cover(
                    (row, column)
                    for row in range(1, block.rows + 1)
                    for column in range(1, block.columns + 1)
                    if (row, column) != (1, 1)
                ):
                    part.part(covered).uno.clearContents(CONTENTS)  # as Excel does; the office would hide it
                part.uno.merge(False)  # it does not merge what is partly merged already
                part.uno.merge(True)

    def unmerge(self) -> None:
        with self.changing():
            self.uno.merge(False)

    # ---- moving cells about

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
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
        if self.block.columns >= self._sheet.last_column:
            mode = "ROWS"
        elif self.block.rows >= self._sheet.last_row:
            mode = "COLUMNS"
        else:
            # Where nobody says, Excel moves a block's neighbours sideways unless it is wider than tall.
            sideways = self.block.rows >= self.block.columns if shift is None else shift == "left"
            mode = "LEFT" if sideways else "UP"
        with self.changing():
            self._sheet.uno.removeRange(self.uno_address, uno_bridge.enum("sheet.CellDeleteMode", mode))

    def copy(self, destination: xlwings.Range | None = None) -> None:
        if destination is None:
            raise NotImplementedError("the clipboard is not used; give a destination")
        target = self._target(destination)
        with target.changing():
            target.sheet.uno.copyRange(target.cell.CellAddress, self.uno_address)

    def move(self, destination: xlwings.Range) -> None:
        target = self._target(destination)
        with self.changing(), target.changing():
            target.sheet.uno.moveRange(target.cell.CellAddress, self.uno_address)

    # ---- what hangs on cells

    @property
    def hyperlink(self) -> str:
        return read_hyperlink(self)

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """A link in the first cell: to the web, a file, or ``#'sheet'!A1``. The office shows its own tips only."""
        write_hyperlink(self, address, text_to_display or address)

    @property
    def note(self) -> Note | None:
        return find_note(self)

    def add_note(self, text: str) -> Note:
        return add_note(self, text)

    @property
    def comment(self) -> None:
        """None: the office has notes only, no threaded comments."""

    @property
    def table(self) -> None:
        """None: the office has no tables of Excel's kind."""

    @property
    def name(self) -> Name | None:
        return next((name for name in self._sheet.book.names if _refers_to(name, self)), None)

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.book.names.add(value, f"={self._sheet.quoted_name}!{self.address}")

    # ---- details

    def _clear(self, flags: int) -> None:
        if self.block.size:
            with self.changing():
                self.uno.clearContents(flags)

    def _lines(self, which: Literal["Rows", "Columns"]) -> Iterator[Uno]:
        lines = getattr(self.uno, which)
        for index in range(lines.Count):
            yield lines.getByIndex(index)

    def _fitting(self, value: Sequence[Any]) -> Range:
        """The range from the first cell on that a block of values fills."""
        rows = _rows(value)
        if self.shape == (len(rows), len(rows[0])):
            return self
        return Range(self._sheet, Block(self.row, self.column, len(rows), len(rows[0])))

    def _target(self, destination: xlwings.Range) -> Range:
        target = destination.impl
        if not isinstance(target, Range) or target.sheet.book.uno != self._sheet.book.uno:
            raise NotImplementedError("cells are copied and moved within one workbook only")
        return target


def _address(block: Block, sheet: int) -> RangeAddress:
    """The office's address of a block on a sheet, whose index counts from 0."""
    left, top, right, bottom = block.corners
    return uno_bridge.struct(
        "table.CellRangeAddress", Sheet=sheet, StartColumn=left, StartRow=top, EndColumn=right, EndRow=bottom
    )


def _rows(value: Sequence[Any]) -> Sequence[Sequence[Any]]:
    return value if value and isinstance(value[0], list | tuple) else [value]


def _key(names: dict[str, Any], value: object) -> str | None:
    return next((name for name, known in names.items() if known == value), None)


def _same(values: Iterable[bool]) -> bool | None:
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _refers_to(name: Name, rng: Range) -> bool:
    cells = name.api.ReferredCells
    return cells is not None and cells.AbsoluteName == rng.uno.AbsoluteName

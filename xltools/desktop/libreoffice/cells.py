"""A block of cells of one sheet: where it is, its parts, and what guards every change of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Self

from xlwings import base_classes

from xltools.desktop.libreoffice import uno_bridge
from xltools.desktop.libreoffice.addresses import CellBlock, quoted_sheet
from xltools.desktop.libreoffice.boundary import translate_uno_errors
from xltools.desktop.libreoffice.errors import LibreOfficeError, ProtectedCellsError
from xltools.desktop.libreoffice.number_formats import is_mixed
from xltools.desktop.libreoffice.protocols import SheetLike
from xltools.desktop.libreoffice.uno_types import Uno, UnoCell, UnoCellRange, UnoRangeAddress

__all__ = ["CellArea"]


@translate_uno_errors
class CellArea(base_classes.Range):
    """A block of cells; it may be empty, as an empty slice makes it."""

    def __init__(self, sheet: SheetLike, block: CellBlock, written: str = "") -> None:
        """Stand for a block of a sheet; ``written`` is the address that the caller gave."""
        self._sheet = sheet
        self.block = block
        self.arg1_input = written
        self.options: dict[str, Any] = {}  # xlwings puts the options of a read here

    @cached_property
    def uno(self) -> UnoCellRange:
        """The office's object for these cells."""
        left, top, right, bottom = self.block.corners
        return self._sheet.uno.getCellRangeByPosition(left, top, right, bottom)

    @cached_property
    def cell(self) -> UnoCell:
        """The office's object for the first cell."""
        return self._sheet.uno.getCellByPosition(*self.block.corners[:2])

    @property
    def first(self) -> Self:
        """The first cell."""
        return self if self.block.size == 1 else self.part(CellBlock(1, 1))

    def part(self, block: CellBlock) -> Self:
        """Return a block of cells relative to this one, from 1."""
        return type(self)(self._sheet, block.moved(self.block.row - 1, self.block.column - 1))

    def parts(self, blocks: Iterable[CellBlock]) -> Uno:
        """Return the office's object for several blocks of this one: one call sets a property of them all."""
        parts = self._sheet.book.uno.createInstance("com.sun.star.sheet.SheetCellRanges")
        index = self._sheet.index - 1
        addresses = (_address(block.moved(self.row - 1, self.column - 1), index) for block in blocks)
        parts.addRangeAddresses(tuple(addresses), False)
        return parts

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Guard a change: refuse locked cells, which the office would silently leave unchanged.

        :raises ProtectedCellsError: the sheet is protected and one of the cells is locked.
        :raises LibreOfficeError: the office refused for another reason, of which it says nothing.
        """
        if self._sheet.uno.isProtected() and (is_mixed(self.uno, "CellProtection") or self.uno.CellProtection.IsLocked):
            where = self._where()
            raise ProtectedCellsError(
                f"{where}：工作表受保护，单元格已锁定，不能修改；请先撤销工作表保护。",
                f"{where}: the sheet is protected and the cells are locked; unprotect the sheet first.",
            )
        try:
            yield
        except uno_bridge.error("uno.Exception") as problem:
            where = self._where()
            raise LibreOfficeError(
                f"{where}：LibreOffice 拒绝了修改（例如只是数组公式或合并单元格的一部分）。",
                f"{where}: LibreOffice refused the change (part of an array formula or of merged cells?). {problem}",
            ) from problem

    def _where(self) -> str:
        """Return file, sheet and cells, for messages."""
        return f"{self._sheet.book.name} {self._sheet.name}!{self.block.a1(False, False)}"

    @property
    def uno_address(self) -> UnoRangeAddress:
        """The office's address of these cells."""
        return _address(self.block, self._sheet.index - 1)

    # ---- what xlwings asks

    @property
    def api(self) -> UnoCellRange | None:
        """The office's object for these cells, None for an empty block."""
        return self.uno if self.block.size else None

    @property
    def sheet(self) -> SheetLike:
        """The sheet of the cells."""
        return self._sheet

    @property
    def row(self) -> int:
        """The first row."""
        return self.block.row

    @property
    def column(self) -> int:
        """The first column."""
        return self.block.column

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return self.block.rows, self.block.columns

    @property
    def coords(self) -> tuple[Uno, int, int, int, int]:
        """The office's sheet, first row and column, and the numbers of rows and columns."""
        return self._sheet.uno, self.row, self.column, *self.shape

    def __len__(self) -> int:
        """Return the number of cells."""
        return self.block.size

    @property
    def address(self) -> str:
        """The address as Excel writes it: ``$A$1:$B$2``."""
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Return the address, absolute or relative, with book and sheet if ``external``."""
        address = self.block.a1(row_absolute, col_absolute)
        if not external:
            return address
        return f"{quoted_sheet(self._sheet.name, self._sheet.book.name)}!{address}"


def _address(block: CellBlock, sheet: int) -> UnoRangeAddress:
    """Return the office's address of a block on a sheet, whose index counts from 0."""
    left, top, right, bottom = block.corners
    return uno_bridge.struct(
        "table.CellRangeAddress", Sheet=sheet, StartColumn=left, StartRow=top, EndColumn=right, EndRow=bottom
    )

"""The sheets of a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NoReturn

from xlwings import NoSuchObjectError, base_classes

from xltools.desktop.libreoffice.addresses import CellBlock, parse_address, quoted_sheet, split_sheet
from xltools.desktop.libreoffice.boundary import translate_uno_errors
from xltools.desktop.libreoffice.cell_flags import CONTENTS, EVERYTHING, FORMATS
from xltools.desktop.libreoffice.defined_names import OfficeNames
from xltools.desktop.libreoffice.errors import LibreOfficeError
from xltools.desktop.libreoffice.notes import OfficeNote
from xltools.desktop.libreoffice.protocols import BookLike, RangeLike
from xltools.desktop.libreoffice.range import OfficeRange
from xltools.desktop.libreoffice.survey import SheetSurvey, survey
from xltools.desktop.libreoffice.uno_types import Uno, UnoCellRange, UnoSheet

__all__ = ["OfficePageSetup", "OfficeSheet", "OfficeSheets"]

_OTHER_BOOK = "sheets are copied within one workbook only"


@translate_uno_errors
class OfficeSheet(base_classes.Sheet):
    """One sheet."""

    def __init__(self, book: BookLike, uno: UnoSheet) -> None:
        """Stand for a sheet of a workbook."""
        self._book = book
        self.uno = uno

    @property
    def api(self) -> UnoSheet:
        """The office's object for the sheet."""
        return self.uno

    @property
    def book(self) -> BookLike:
        """The workbook of the sheet."""
        return self._book

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self.uno.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.uno.setName(value)

    @property
    def quoted_name(self) -> str:
        """The sheet's name as references write it."""
        return quoted_sheet(self.name)

    @property
    def index(self) -> int:
        """The position of the sheet, from 1."""
        return int(self.uno.RangeAddress.Sheet) + 1

    @property
    def names(self) -> OfficeNames:
        """The sheet's own defined names."""
        return OfficeNames(self._book, self)

    @property
    def notes(self) -> list[OfficeNote]:
        """The notes of the sheet."""
        notes = self.uno.Annotations
        places = (notes.getByIndex(index).Position for index in range(notes.Count))
        return [OfficeNote(OfficeRange(self, CellBlock(place.Row + 1, place.Column + 1))) for place in places]

    @property
    def visible(self) -> bool:
        """Whether the sheet is shown."""
        return bool(self.uno.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.uno.IsVisible = bool(value)
        if self.visible != bool(value):
            raise LibreOfficeError(
                f"{self.name}：不能隐藏工作簿中最后一张可见的工作表。",
                f"{self.name}: the last visible sheet of a workbook cannot be hidden.",
            )

    # ---- cells

    @cached_property
    def _size(self) -> CellBlock:
        return CellBlock.of(self.uno.RangeAddress)

    @property
    def last_row(self) -> int:
        """The number of rows of the sheet."""
        return self._size.rows

    @property
    def last_column(self) -> int:
        """The number of columns of the sheet: 1,024, or 16,384 where so set."""
        return self._size.columns

    @property
    def cells(self) -> OfficeRange:
        """All cells of the sheet."""
        return OfficeRange(self, self._size)

    @property
    def used_range(self) -> OfficeRange:
        """The block from the first to the last used cell."""
        cursor = self.uno.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return OfficeRange(self, CellBlock.of(cursor.RangeAddress))

    def range(self, arg1: Any, arg2: Any = None) -> RangeLike:
        """Return cells by address, name, (row, column), (row, column, rows, columns), range, or two corners."""
        first = self._one(arg1)
        if arg2 is None:
            return first
        return OfficeRange(first.sheet, first.block.joined(self._one(arg2).block))

    def merged_block(self, row: int, column: int) -> CellBlock:
        """Return the merged block that covers a cell, or the cell alone."""
        cell = self.uno.getCellRangeByPosition(column - 1, row - 1, column - 1, row - 1)
        cursor = self.uno.createCursorByRange(cell)
        cursor.collapseToMergedArea()
        return CellBlock.of(cursor.RangeAddress)

    def survey(self) -> SheetSurvey:
        """Survey number formats, merged blocks and hidden cells of the whole sheet at once; not part of xlwings."""
        return survey(self)

    def clear_contents(self) -> None:
        """Delete values and formulas."""
        self._clear(CONTENTS)

    def clear_formats(self) -> None:
        """Delete formats."""
        self._clear(FORMATS)

    def clear(self) -> None:
        """Delete contents, formats and notes."""
        self._clear(EVERYTHING)

    def autofit(self, axis: str | None = None) -> None:
        """Fit the used columns, rows, or both to their contents."""
        self.used_range.autofit(axis)

    # ---- the sheet as a whole

    def activate(self) -> None:
        """Bring the sheet to the front."""
        self._book.controller.setActiveSheet(self.uno)

    def select(self) -> None:
        """Bring the sheet to the front."""
        self.activate()

    def delete(self) -> None:
        """Delete the sheet."""
        self._book.uno.Sheets.removeByName(self.name)

    def copy(self, before: OfficeSheet | None, after: OfficeSheet | None) -> None:
        """Copy the sheet with all that is on it: cells, notes, validations, protection, buttons and their macros."""
        position = self._position(before, after)
        sheets = self._book.sheets
        number = 2
        while f"{self.name} ({number})" in sheets:
            number += 1
        copied = f"{self.name} ({number})"
        self._book.uno.Sheets.copyByName(self.name, copied, position)
        sheets(copied).activate()

    def move(self, before: OfficeSheet | None, after: OfficeSheet | None) -> None:
        """Move the sheet before or after another."""
        self._book.uno.Sheets.moveByName(self.name, self._position(before, after))

    @property
    def show_gridlines(self) -> bool:
        """Whether grid lines are shown."""
        return bool(self._book.controller.ShowGrid)

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self._book.controller.ShowGrid = bool(value)

    @property
    def pivot_tables(self) -> NoReturn:
        """Not supported."""
        raise NotImplementedError("pivot tables are not supported")

    @property
    def page_setup(self) -> OfficePageSetup:
        """The print set-up."""
        return OfficePageSetup(self)

    # ---- details

    def _position(self, before: OfficeSheet | None, after: OfficeSheet | None) -> int:
        reference = before or after
        if reference is None or reference.book.uno != self._book.uno:
            raise NotImplementedError(_OTHER_BOOK)
        return reference.index - 1 if before else reference.index

    def _clear(self, flags: int) -> None:
        with self.cells.changing():
            self.uno.clearContents(flags)

    def _one(self, arg: Any) -> RangeLike:
        if isinstance(arg, OfficeRange):
            return arg
        if isinstance(arg, str):
            return self._named(arg)
        if len(arg) == 4:
            return OfficeRange(self, CellBlock(*arg))
        if 0 in arg:
            raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
        row, column = arg
        if row > self.last_row or column > self.last_column:
            raise IndexError(f"row {row}, column {column} is outside the sheet")
        return OfficeRange(self, CellBlock(row, column))

    def _named(self, text: str) -> RangeLike:
        sheet_name, address = split_sheet(text.strip())
        sheet = self if sheet_name is None else self._book.sheets(re.sub(r"^\[.*\]", "", sheet_name))
        block = parse_address(address, self.last_column)
        if block is not None:
            return OfficeRange(sheet, block, address)
        if "," in address:
            raise NotImplementedError("ranges of several areas are not supported")
        name = sheet.names.seen_here(address)
        if name is None:
            raise NoSuchObjectError(f"The address/named range '{text}' doesn't exist.")
        return name.refers_to_range


@translate_uno_errors
class OfficeSheets(base_classes.Sheets):
    """The sheets of one workbook."""

    def __init__(self, book: BookLike) -> None:
        """Stand for the sheets of a workbook."""
        self._book = book

    @property
    def api(self) -> Uno:
        """The office's collection of the sheets."""
        return self._book.uno.Sheets

    @property
    def active(self) -> OfficeSheet:
        """The sheet in front."""
        return OfficeSheet(self._book, self._book.controller.ActiveSheet)

    def __call__(self, name_or_index: int | str) -> OfficeSheet:
        """Return a sheet by its name, in any case, or its position."""
        sheets = self.api
        if isinstance(name_or_index, str):
            for name in sheets.ElementNames:
                if name.lower() == name_or_index.lower():
                    return OfficeSheet(self._book, sheets.getByName(name))
        elif 1 <= name_or_index <= sheets.Count:
            return OfficeSheet(self._book, sheets.getByIndex(name_or_index - 1))
        raise NoSuchObjectError(f"Sheet {name_or_index!r} doesn't exist.")

    def __len__(self) -> int:
        """Return the number of sheets."""
        return int(self.api.Count)

    def __iter__(self) -> Iterator[OfficeSheet]:
        """Go through the sheets."""
        sheets = self.api
        for index in range(sheets.Count):
            yield OfficeSheet(self._book, sheets.getByIndex(index))

    def __contains__(self, name: object) -> bool:
        """Return whether a sheet has this name, in any case."""
        return str(name).lower() in (known.lower() for known in self.api.ElementNames)

    def add(
        self, before: OfficeSheet | None = None, after: OfficeSheet | None = None, name: str | None = None
    ) -> OfficeSheet:
        """Add a sheet before or after another, and bring it to the front."""
        reference = before or after or self.active
        position = reference.index if after else reference.index - 1
        if name is None:
            number = len(self) + 1
            while f"Sheet{number}" in self:
                number += 1
            name = f"Sheet{number}"
        self.api.insertNewByName(name, position)
        sheet = self(name)
        sheet.activate()
        return sheet


@translate_uno_errors
class OfficePageSetup(base_classes.PageSetup):
    """The print set-up of a sheet."""

    def __init__(self, sheet: OfficeSheet) -> None:
        """Stand for the print set-up of a sheet."""
        self._sheet = sheet

    @property
    def api(self) -> UnoCellRange:
        """The office's object for the sheet."""
        return self._sheet.uno

    @property
    def print_area(self) -> str | None:
        """The addresses of the printed cells, None for all."""
        areas = [CellBlock.of(address).a1() for address in self._sheet.uno.getPrintAreas()]
        return ",".join(areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        areas = [self._sheet.range(area).uno_address for area in value.split(",")] if value else []
        self._sheet.uno.setPrintAreas(areas)

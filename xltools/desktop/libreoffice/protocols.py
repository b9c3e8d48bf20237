"""The object tree of xlwings (app, book, sheet, range) as its members see one another.

Each of these objects reaches the others: a range its sheet, a sheet its book, a book its app, and all of them back. The
modules state what they need of one another with these protocols, so that no two of them import each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol, Self

from xltools.desktop.libreoffice.addresses import CellBlock
from xltools.desktop.libreoffice.formula_parser import FormulaParser, FunctionNames
from xltools.desktop.libreoffice.number_formats import NumberFormats
from xltools.desktop.libreoffice.office import Office
from xltools.desktop.libreoffice.uno_types import Uno, UnoCell, UnoCellRange, UnoDocument, UnoRangeAddress, UnoSheet

__all__ = [
    "AppLike",
    "AppsLike",
    "BookLike",
    "EngineLike",
    "NameLike",
    "NamesLike",
    "RangeLike",
    "SheetLike",
    "SheetsLike",
]


class RangeLike(Protocol):
    """A block of cells of one sheet."""

    block: CellBlock

    @property
    def uno(self) -> UnoCellRange:
        """The office's object for these cells."""

    @property
    def cell(self) -> UnoCell:
        """The office's object for the first cell."""

    @property
    def first(self) -> Self:
        """The first cell."""

    @property
    def sheet(self) -> SheetLike:
        """The sheet of the cells."""

    @property
    def uno_address(self) -> UnoRangeAddress:
        """The office's address of these cells."""

    def part(self, block: CellBlock) -> Self:
        """Return a block of cells relative to this one, from 1."""

    def parts(self, blocks: Iterable[CellBlock]) -> Uno:
        """Return the office's object for several blocks of this one, relative to it."""

    def changing(self) -> AbstractContextManager[None]:
        """Guard a change of the cells."""


class NameLike(Protocol):
    """A defined name."""

    @property
    def api(self) -> Uno:
        """The office's object for the name."""

    @property
    def refers_to_range(self) -> RangeLike:
        """The cells that the name stands for."""


class NamesLike(Protocol):
    """The defined names of a sheet or a workbook."""

    def __iter__(self) -> Iterator[NameLike]:
        """Go through the names."""

    def add(self, name: str, refers_to: str) -> NameLike:
        """Define a name."""

    def seen_here(self, text: str) -> NameLike | None:
        """Return what a formula on this sheet means by a name."""


class SheetLike(Protocol):
    """One sheet."""

    uno: UnoSheet

    @property
    def book(self) -> BookLike:
        """The workbook of the sheet."""

    @property
    def name(self) -> str:
        """The sheet's name."""

    @property
    def quoted_name(self) -> str:
        """The sheet's name as references write it."""

    @property
    def index(self) -> int:
        """The position of the sheet, from 1."""

    @property
    def names(self) -> NamesLike:
        """The sheet's own defined names."""

    @property
    def last_row(self) -> int:
        """The number of rows of the sheet."""

    @property
    def last_column(self) -> int:
        """The number of columns of the sheet."""

    @property
    def used_range(self) -> RangeLike:
        """The block from the first to the last used cell."""

    def range(self, arg1: Any, arg2: Any = None) -> RangeLike:
        """Return cells by address, name, position or corners."""

    def merged_block(self, row: int, column: int) -> CellBlock:
        """Return the merged block that covers a cell, or the cell alone."""

    def select(self) -> None:
        """Bring the sheet to the front."""

    def activate(self) -> None:
        """Bring the sheet to the front."""


class SheetsLike(Protocol):
    """The sheets of one workbook."""

    def __call__(self, name_or_index: int | str) -> SheetLike:
        """Return a sheet by its name or position."""

    def __iter__(self) -> Iterator[SheetLike]:
        """Go through the sheets."""

    def __contains__(self, name: object) -> bool:
        """Return whether a sheet has this name."""


class BookLike(Protocol):
    """One open workbook."""

    uno: UnoDocument

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def controller(self) -> Uno:
        """The office's object that shows the workbook."""

    @property
    def sheets(self) -> SheetsLike:
        """The sheets."""

    @property
    def names(self) -> NamesLike:
        """The defined names of the workbook and of all its sheets."""

    @property
    def parser(self) -> FormulaParser:
        """The parser of the workbook's formulas."""

    @property
    def formats(self) -> NumberFormats:
        """The number formats of the workbook."""

    @property
    def epoch(self) -> dt.datetime:
        """The day 0 of the workbook's dates."""

    @property
    def day_shift(self) -> int:
        """The days to add to a date's usual number."""

    def range_of(self, address: UnoRangeAddress) -> RangeLike:
        """Return the cells at a UNO address."""


class AppLike(Protocol):
    """One office."""

    office: Office
    function_names: FunctionNames

    @property
    def visible(self) -> bool:
        """Whether the office shows windows."""

    def documents(self) -> list[UnoDocument]:
        """Return the open workbooks, the newest last."""

    def front_document(self) -> UnoDocument | None:
        """Return the workbook in front."""

    def show_first(self, document: UnoDocument) -> None:
        """Bring a workbook to the front."""


class EngineLike(Protocol):
    """The engine that xlwings is given."""

    @property
    def name(self) -> str:
        """The name under which xlwings knows the engine."""


class AppsLike(Protocol):
    """The offices that this program knows."""

    @property
    def engine(self) -> EngineLike:
        """The engine that they belong to."""

    def to_front(self, app: Any) -> None:
        """Make an office the active one."""

    def forget(self, app: AppLike) -> None:
        """Drop an office that has ended."""

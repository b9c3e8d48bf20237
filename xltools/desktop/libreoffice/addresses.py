"""Blocks of cells, counted from 1: their A1 addresses, and covering any set of cells with few of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from xltools.desktop.libreoffice.uno_types import UnoRangeAddress
from xltools.model import column_letters, column_number

__all__ = ["LAST_COLUMN", "LAST_ROW", "CellBlock", "cover_cells", "parse_address", "quoted_sheet", "split_sheet"]

LAST_ROW = 1048576
LAST_COLUMN = 16384
"""Excel's limits. LibreOffice 7.4 has the same rows and, unless told otherwise, 1,024 columns."""

_CELLS = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?", re.IGNORECASE)
_COLUMNS = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})", re.IGNORECASE)
_ROWS = re.compile(r"\$?(\d+):\$?(\d+)")
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)", re.DOTALL)
_UNQUOTED_SHEET = re.compile(r"[^\W\d][\w.]*")
_UNQUOTED_BOOK = re.compile(r"[\w.]+")
_LIKE_CELL = re.compile(r"[A-Z]{1,3}\d+|R\d*(?:C\d*)?|C\d*|TRUE|FALSE", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class CellBlock:
    """A rectangle of cells of one sheet. One without rows or columns is empty, as an empty slice makes it."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @classmethod
    def between(cls, row: int, column: int, last_row: int, last_column: int) -> Self:
        """Return the block with these two corners, in any order."""
        top, left = min(row, last_row), min(column, last_column)
        return cls(top, left, max(row, last_row) - top + 1, max(column, last_column) - left + 1)

    @classmethod
    def of(cls, address: UnoRangeAddress) -> Self:
        """Return the block of a UNO address."""
        return cls.between(address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1)

    @property
    def last_row(self) -> int:
        """The last row."""
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        """The last column."""
        return self.column + self.columns - 1

    @property
    def size(self) -> int:
        """The number of cells."""
        return self.rows * self.columns

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """First column, first row, last column, last row, from 0: the arguments of UNO's getCellRangeByPosition."""
        return self.column - 1, self.row - 1, self.last_column - 1, self.last_row - 1

    def joined(self, other: CellBlock) -> CellBlock:
        """Return the smallest block that holds both."""
        return CellBlock.between(
            min(self.row, other.row),
            min(self.column, other.column),
            max(self.last_row, other.last_row),
            max(self.last_column, other.last_column),
        )

    def moved(self, rows: int, columns: int) -> CellBlock:
        """Return a block of the same shape elsewhere."""
        return CellBlock(self.row + rows, self.column + columns, self.rows, self.columns)

    def a1(self, row_absolute: bool = True, column_absolute: bool = True) -> str:
        """Return the address as Excel writes it; of an empty block, its first cell and its shape."""
        row_sign, column_sign = "$" * row_absolute, "$" * column_absolute
        first = f"{column_sign}{column_letters(self.column)}{row_sign}{self.row}"
        if not self.size:
            return f"{first}{{{self.rows}x{self.columns}}}"
        if self.rows == LAST_ROW:
            return f"{column_sign}{column_letters(self.column)}:{column_sign}{column_letters(self.last_column)}"
        if self.size == 1:
            return first
        return f"{first}:{column_sign}{column_letters(self.last_column)}{row_sign}{self.last_row}"


def parse_address(text: str, last_column: int = LAST_COLUMN) -> CellBlock | None:
    """Return the block of an A1 address without a sheet (``B2``, ``$A$1:C9``, ``A:C``, ``1:3``), or None."""
    if match := _CELLS.fullmatch(text):
        letters, row, last_letters, last_row = match.groups()
        block = CellBlock.between(
            int(row), column_number(letters), int(last_row or row), column_number(last_letters or letters)
        )
    elif match := _COLUMNS.fullmatch(text):
        block = CellBlock.between(1, column_number(match[1]), LAST_ROW, column_number(match[2]))
    elif match := _ROWS.fullmatch(text):
        block = CellBlock.between(int(match[1]), 1, int(match[2]), last_column)
    else:
        return None
    fits = block.row >= 1 and block.last_row <= LAST_ROW and block.last_column <= last_column
    return block if fits else None


def split_sheet(text: str) -> tuple[str | None, str]:
    """Return a reference's sheet without quotes, and the rest: ``'a b'!A1`` is ``("a b", "A1")``."""
    match = _SHEET.fullmatch(text)
    if match is None:
        return None, text
    quoted, plain, rest = match.groups()
    return (plain if quoted is None else quoted.replace("''", "'")), rest


def quoted_sheet(name: str, book: str | None = None) -> str:
    """Return a sheet's name, with its workbook if given, as Excel writes it in references: quoted if need be."""
    if _UNQUOTED_SHEET.fullmatch(name) and not _LIKE_CELL.fullmatch(name):
        if book is None:
            return name
        if _UNQUOTED_BOOK.fullmatch(book):
            return f"[{book}]{name}"
    whole = name if book is None else f"[{book}]{name}"
    return "'" + whole.replace("'", "''") + "'"


def cover_cells(cells: Iterable[tuple[int, int]]) -> list[CellBlock]:
    """Return blocks that hold exactly these cells (row, column), each once.

    Runs in a row are joined with those of the rows below that repeat them.
    """
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(set(cells)):
        by_row.setdefault(row, []).append(column)
    done: list[CellBlock] = []
    growing: dict[tuple[int, int], CellBlock] = {}
    for row, columns in by_row.items():
        grown: dict[tuple[int, int], CellBlock] = {}
        for run in _runs(columns):
            above = growing.pop(run, None)
            if above is not None and above.last_row == row - 1:
                grown[run] = CellBlock(above.row, above.column, above.rows + 1, above.columns)
            else:
                if above is not None:
                    done.append(above)
                grown[run] = CellBlock(row, run[0], 1, run[1] - run[0] + 1)
        done.extend(growing.values())
        growing = grown
    done.extend(growing.values())
    return sorted(done)


def _runs(columns: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs

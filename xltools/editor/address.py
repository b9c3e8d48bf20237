"""Cell addresses and ranges as parts write them: ``E12``, ``$A$1:$B$2``, ``A:C``, ``2:5``."""

from __future__ import annotations

import re
from typing import NamedTuple

from xltools.model import column_letters, column_number

__all__ = ["LAST_COLUMN", "LAST_ROW", "CellRange", "cell_name", "parse_cell", "parse_ranges", "quote_sheet"]

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_USUAL = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_CORNER = re.compile(r"\$?([A-Za-z]{0,3})\$?([0-9]{0,7})")


class CellRange(NamedTuple):
    """A block of cells, first and last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        """Return whether a cell is in the block."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def including(self, row: int, column: int) -> CellRange:
        """Return the smallest block that holds this one and a cell."""
        return CellRange(min(self.top, row), min(self.left, column), max(self.bottom, row), max(self.right, column))

    def __str__(self) -> str:
        """Return the block as parts write it: ``E12`` or ``A1:B2``."""
        first, last = cell_name(self.top, self.left), cell_name(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


def cell_name(row: int, column: int) -> str:
    """Return the address of a cell."""
    return f"{column_letters(column)}{row}"


def parse_cell(text: str) -> tuple[int, int] | None:
    """Return row and column of an address, or None."""
    match = _CELL.fullmatch(text.strip())
    return (int(match[2]), column_number(match[1])) if match else None


def parse_ranges(text: str | None) -> tuple[CellRange, ...]:
    """Return the blocks of a list separated by blanks.

    Whole rows and columns reach to the sheet's edge; what is not a block is left out.
    """
    return tuple(block for part in (text or "").split() if (block := _parse_range(part)) is not None)


def _parse_range(text: str) -> CellRange | None:
    if usual := _USUAL.fullmatch(text):
        left, top, right, bottom = usual.groups()
        return CellRange(int(top), column_number(left), int(bottom), column_number(right))
    first, _, last = text.partition(":")
    corners = _CORNER.fullmatch(first), _CORNER.fullmatch(last or first)
    if corners[0] is None or corners[1] is None or not first:
        return None
    (left, top), (right, bottom) = corners[0].groups(), corners[1].groups()
    return CellRange(
        int(top or 1),
        column_number(left) or 1,
        int(bottom or LAST_ROW),
        column_number(right) or LAST_COLUMN,
    )


def quote_sheet(sheet: str) -> str:
    """Return a sheet's name as a reference writes it, always in quotes."""
    return "'" + sheet.replace("'", "''") + "'"

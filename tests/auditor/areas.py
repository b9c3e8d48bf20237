"""Addresses of cells and areas in A1 style, within the limits of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "Area", "Cell", "overlaps", "parse_area", "parse_cell"]

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
_COLUMNS = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")
_ROWS = re.compile(r"\$?([1-9][0-9]{0,6}):\$?([1-9][0-9]{0,6})")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


class Cell(NamedTuple):
    """A cell by its row and column, from 1."""

    row: int
    column: int


class Area(NamedTuple):
    """A block of cells."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def overlaps(self, other: Area) -> bool:
        """Whether a cell lies in both."""
        rows = self.first_row <= other.last_row and other.first_row <= self.last_row
        return rows and self.first_column <= other.last_column and other.first_column <= self.last_column


def parse_cell(text: str | None) -> Cell | None:
    """Return the cell of an address, or None if no sheet has such a cell."""
    match = _CELL.fullmatch(text or "")
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return Cell(row, column) if row <= MAX_ROWS and column <= MAX_COLUMNS else None


def parse_area(text: str | None) -> Area | None:
    """Return the area of an address such as ``A1:B2``, ``A1``, ``A:B`` or ``1:2``, or None if it is not one."""
    text = _COLUMNS.sub(rf"\g<1>1:\g<2>{MAX_ROWS}", text or "")
    text = _ROWS.sub(r"A\g<1>:XFD\g<2>", text)
    corners = [parse_cell(corner) for corner in text.split(":")]
    first, last = corners[0], corners[-1]
    if len(corners) > 2 or first is None or last is None or first.row > last.row or first.column > last.column:
        return None
    return Area(*first, *last)


def overlaps(areas: Iterable[Area]) -> Iterator[tuple[Area, Area]]:
    """Yield each pair of areas that have a cell in common."""
    open_areas: list[Area] = []
    for area in sorted(areas):
        open_areas = [earlier for earlier in open_areas if earlier.last_row >= area.first_row]
        yield from ((earlier, area) for earlier in open_areas if earlier.overlaps(area))
        open_areas.append(area)

"""A table of the summary: its columns, where its rows lie, and the formulas that add it up.

Each column is described once; its header, width, style, and the references of other sheets to it all follow. A table
with more rows than a sheet can hold continues on a sheet of the same name with a number, and so do the formulas.
"""

from __future__ import annotations

from collections.abc import Sequence

from xltools.model import column_letters
from xltools.quick_dataclass import dataclass
from xltools.writer.build import MAX_ROWS

__all__ = ["ANY_NUMBER", "Area", "SummaryColumn", "SummaryTable"]

ANY_NUMBER = '">=-1000000000"'
"""The criterion of SUMIFS that any figure of the summary meets, money that came back as well, and no blank or text."""

MAX_WRAPPED_ROWS = 20_000
"""Longer tables are filtered rather than read row by row: their cells keep to one line, which opens quickly."""


@dataclass(frozen=True, slots=True)
class SummaryColumn:
    """One column. ``group`` is the header above the header; an unprinted column stands right of the printed ones.

    Older summaries may have it under the title ``formerly``; those that do lack the columns that are ``newer``.
    """

    key: str
    title: str
    width: float
    style: str = "text"
    group: str = ""
    printed: bool = True
    upright: bool = False
    group_style: str = "head"
    formerly: str = ""
    newer: bool = False

    @property
    def pixels(self) -> int:
        """The width on a screen at 100 %."""
        return int(self.width * 7 + 5)


@dataclass(frozen=True, slots=True)
class Area:
    """Rows of a table on one sheet; the first from 0."""

    sheet: str
    first: int
    count: int


class SummaryTable:
    """A table and where it stands. ``first`` is its first row of data (from 0) on each of its sheets.

    ``least`` is the height of its rows in points where no text needs more. The texts of a table that is
    only for the program are not ``wrapped``.
    """

    def __init__(
        self,
        name: str,
        columns: Sequence[SummaryColumn],
        count: int,
        *,
        first: int,
        least: float = 18,
        wrapped: bool = True,
    ) -> None:
        self.name = name
        self.columns = tuple(columns)
        self.count = count
        self.first = first
        self.least = least
        self.wrapped = wrapped and count <= MAX_WRAPPED_ROWS
        """long texts go on in a next line, and rows are as high as they need"""
        self._numbers = {column.key: number for number, column in enumerate(self.columns)}
        self._room = MAX_ROWS - first
        sheets = max(1, -(-count // self._room))
        self.areas = tuple(
            Area(name if part == 0 else f"{name}({part + 1})", first, min(self._room, count - part * self._room))
            for part in range(sheets)
        )

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles of the columns."""
        return tuple(column.style for column in self.columns)

    @property
    def printed(self) -> int:
        """The number of printed columns."""
        return sum(column.printed for column in self.columns)

    @property
    def pixels(self) -> int:
        """The width of the printed columns."""
        return sum(column.pixels for column in self.columns if column.printed)

    def number(self, key: str) -> int:
        """Return the number of a column, from 0."""
        return self._numbers[key]

    def letter(self, key: str) -> str:
        """Return the letter of a column."""
        return column_letters(self._numbers[key] + 1)

    def cell(self, key: str, row: int) -> str:
        """Return the reference of other sheets to a cell; ``row`` counts the table's rows from 1."""
        sheet = self.areas[(row - 1) // self._room].sheet
        return f"'{sheet}'!${self.letter(key)}${self.line(row)}"

    def line(self, row: int) -> int:
        """Return the row of the sheet (from 1) that holds the table's ``row`` (from 1)."""
        return self.first + (row - 1) % self._room + 1

    def ranges(self, key: str) -> tuple[str, ...]:
        """Return the cells of a column, sheet by sheet.

        An empty table has one blank row, so that formulas keep their form.
        """
        letter = self.letter(key)
        return tuple(
            f"'{area.sheet}'!${letter}${area.first + 1}:${letter}${area.first + max(area.count, 1)}"
            for area in self.areas
        )

    def sum(self, key: str) -> str:
        """Return the formula of the column's sum."""
        return f"SUM({','.join(self.ranges(key))})"

    def sum_if(self, key: str, *criteria: tuple[str, str]) -> str:
        """Return the formula of the sum over rows that meet criteria (a column, a criterion as in SUMIFS)."""
        return "+".join(
            f"SUMIFS({total},{','.join(parts)})"
            for total, *parts in zip(self.ranges(key), *self._criteria(criteria), strict=True)
        )

    def count_if(self, *criteria: tuple[str, str]) -> str:
        """Return the formula that counts the rows which meet all criteria."""
        return "+".join(f"COUNTIFS({','.join(parts)})" for parts in zip(*self._criteria(criteria), strict=True))

    def _criteria(self, criteria: Sequence[tuple[str, str]]) -> list[list[str]]:
        return [[f"{part},{criterion}" for part in self.ranges(key)] for key, criterion in criteria]

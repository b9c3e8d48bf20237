"""A worksheet's cells as values: the common form of closed files and open books, from which forms are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from xltools.model import Place
from xltools.quick_dataclass import dataclass
from xltools.quick_property import cached_property

__all__ = ["Address", "Block", "CellValue", "Grid", "cell_text"]

CellValue = str | int | float | bool | Decimal | date | datetime | time | timedelta | None
"""The value of a cell; an empty text and None are both blank."""

Address = tuple[int, int]
"""Row and column, counted from 1."""

_MERGE_MARGIN_COLUMNS = 64
"""Columns to the right of the last one in use in which a merged block may still matter."""
_MAX_CACHED_CELLS = 8_000
"""Rows times columns up to which the merged blocks of a sheet are cached: those of a large form."""


class Block(NamedTuple):
    """A rectangle of cells, both ends included; rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int


def cell_text(value: CellValue, *, percent: bool = False) -> str:
    """Return a value as a person would type it: 90.0 is ``90``, 0.2 in a percent cell is ``20%``."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float, Decimal)):
        return _decimal_text(value if isinstance(value, Decimal) else _exact(value), percent=percent)
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat(*([" "] if value.time() != time() else []))
    return str(value) if isinstance(value, timedelta) else value.isoformat()


@lru_cache(maxsize=1 << 12, typed=True)
def _exact(value: float) -> Decimal:
    """Return the number with the fifteen digits that a spreadsheet shows, without the rest of its binary form."""
    # A whole number may come without a point; its digits are kept.
    return Decimal(f"{value or 0.0:.15g}" if type(value) is float else repr(value))


def _decimal_text(number: Decimal, *, percent: bool) -> str:
    if not number.is_finite():
        return str(number)
    if percent:
        number = number * 100
    text = str(number)  # three times as quick as a format
    if "E" in text:
        text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text or '0'}%" if percent else text


_Merged = tuple[Mapping[Address, Block], Block | None]
"""The merged block that covers each cell (the last of several), and the first one that overlaps an earlier one."""


def _merge_index(blocks: tuple[Block, ...], height: int, width: int) -> _Merged:
    covering: dict[Address, Block] = {}
    overlapping: Block | None = None
    counted = 0
    for block in blocks:
        columns = range(block.left, min(block.right, width) + 1)
        if not columns:
            continue
        for row in range(block.top, min(block.bottom, height) + 1):
            before = len(covering)
            covering.update(((row, column), block) for column in columns)
            if overlapping is None and len(covering) < before + len(columns):
                overlapping = block
            counted += len(columns)
            if (
                counted > height * width
            ):  # more cells than the sheet has: a hostile file may merge them thousands of times
                return covering, overlapping
    return covering, overlapping


_merge_index_cached = lru_cache(maxsize=16)(_merge_index)


@dataclass(frozen=True)
class Grid:
    """The used cells of one worksheet, and the facts about them that readers of every format give.

    A fact about a cell is kept by its address; a cell that is missing there has the usual state. ``hidden_rows`` and
    ``hidden_columns`` are numbers from 1; ``hidden`` is True for a sheet without a visible tab.
    """

    file: str
    sheet: str
    rows: Sequence[Sequence[CellValue]]
    """The stored values. ``rows[0][0]`` is A1; rows may differ in length."""
    merged: Sequence[Block] = ()
    """Merged blocks; each holds its value in the top left cell only."""
    formulas: frozenset[Address] = frozenset()
    """Cells with a formula; the result that the file stores for it is in ``rows``."""
    uncalculated: frozenset[Address] = frozenset()
    """Those of ``formulas`` that never got a result: their value in ``rows`` is blank."""
    errors: Mapping[Address, str] = field(default_factory=dict)
    """Cells with an error value, and its name such as ``#REF!``; their value in ``rows`` is blank."""
    percents: frozenset[Address] = frozenset()
    """Cells whose number format shows per cent: 0.95 in ``rows`` shows as 95 %."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    formula_texts: Mapping[Address, str] = field(default_factory=dict)
    """The text of formulas as .xlsx files write it: A1 references, comma, English names, no leading ``=``. A cell of
    ``formulas`` may be missing here, where its reader cannot tell."""
    scales: Mapping[Address, int] = field(default_factory=dict)
    """Powers of ten by which a format shows less than is stored: 4 for ``0!.0000``, 3 for each trailing comma."""
    serials: Mapping[Address, float] = field(default_factory=dict)
    """The stored number of cells with the number format of a date, time or span. It is the value in ``rows`` as well
    where it lies outside the calendar, which programs show as ``########``."""
    number_formats: Mapping[Address, str] = field(default_factory=dict)
    """The format codes of the cells in ``scales``, ``serials`` and ``shown_texts`` as Excel writes them, those of
    numbers that show nothing, and those of formulas without a result that would show more than a number."""
    shown_texts: Mapping[Address, str] = field(default_factory=dict)
    """The text shown in a cell whose number format adds or changes more than per cent."""
    struck: frozenset[Address] = frozenset()
    """Cells whose whole text is struck through."""
    struck_runs: Mapping[Address, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """The struck parts of other texts, as offsets (start, end) in characters of the value in ``rows``."""
    calculated: frozenset[Address] = frozenset()
    """Formulas without a stored result whose value in ``rows`` was worked out here (a file never says so)."""
    text_boxes: Mapping[Address, str] = field(default_factory=dict)
    """The texts of text boxes, by the cell under their top left corner."""
    pictures: frozenset[Address] = frozenset()
    """The cells under the top left corners of pictures that lie over the sheet."""
    cell_pictures: frozenset[Address] = frozenset()
    """Cells whose value is a picture; their value in ``rows`` is blank."""

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.rows)

    @cached_property
    def width(self) -> int:
        """Number of columns in use."""
        beyond = (column for _, column in (*self.uncalculated, *self.errors))
        return max(max(map(len, self.rows), default=0), max(beyond, default=0))

    @cached_property
    def _merged(self) -> _Merged:
        height, width = self.height, self.width + _MERGE_MARGIN_COLUMNS
        # The forms of a workbook have the same merged blocks; caching those of longer lists gains nothing.
        merge_index = _merge_index_cached if height * width <= _MAX_CACHED_CELLS else _merge_index
        return merge_index(tuple(self.merged), height, width)

    @property
    def overlapping(self) -> Block | None:
        """The first merged block that overlaps an earlier one, if there is one."""
        return self._merged[1]

    def block(self, row: int, column: int) -> Block:
        """Return the merged block that covers a cell, or the cell alone."""
        return self._merged[0].get((row, column)) or Block(row, column, row, column)

    def covering(self, row: int, column: int) -> Block | None:
        """Return the merged block that covers a cell, if there is one."""
        return self._merged[0].get((row, column))

    def value(self, row: int, column: int) -> CellValue:
        """Return the value of a cell; None outside the used cells."""
        if row > 0 and column > 0:
            try:
                return self.rows[row - 1][column - 1]
            except IndexError:
                return None
        return None

    def text(self, row: int, column: int) -> str:
        """Return the text that a cell shows, with all its digits; error values count as text."""
        value = self.value(row, column)
        if isinstance(value, str):
            return value or self.errors.get((row, column), "")
        if value is None:
            return self.errors.get((row, column), "")
        shown = self.shown_texts.get((row, column)) if self.shown_texts else None
        return cell_text(value, percent=(row, column) in self.percents) if shown is None else shown

    def filled(self, row: int, column: int) -> bool:
        """Return whether the cell holds something other than white space."""
        value = self.value(row, column)
        if value is None or value == "":
            return (row, column) in self.errors or (row, column) in self.uncalculated
        return not isinstance(value, str) or not value.isspace()

    @cached_property
    def _filled(self) -> dict[int, tuple[int, ...]]:
        """The filled columns of each row, by the definition of :meth:`filled`."""
        filled = {
            number: tuple(
                [
                    column
                    for column, value in enumerate(cells, 1)
                    if value is not None and value != "" and not (type(value) is str and value.isspace())
                ]
            )
            for number, cells in enumerate(self.rows, 1)
        }
        for row, column in {*self.errors, *self.uncalculated}:
            if column not in filled.get(row, ()):
                filled[row] = tuple(sorted((*filled.get(row, ()), column)))
        return filled

    def filled_columns(self, row: int, left: int = 1, right: int | None = None) -> list[int]:
        """Return the filled columns of a row, from ``left`` to ``right`` (by default the last)."""
        columns = self._filled.get(row, ())
        if left <= 1 and right is None:
            return list(columns)
        right = self.width if right is None else right
        return [column for column in columns if left <= column <= right]

    def texts(self) -> list[tuple[int, int, str]]:
        """Return row, column and value of every cell that holds text other than white space, from top to bottom."""
        filled = self._filled
        return [
            (row, column, value)
            for row, cells in enumerate(self.rows, 1)
            for column in filled[row]
            if column <= len(cells) and type(value := cells[column - 1]) is str and value
        ]

    def place(self, row: int = 0, column: int = 0) -> Place:
        """Return the place of a cell, or of the whole sheet."""
        return Place(self.file, self.sheet, row, column)

"""Put a worksheet together cell by cell: what the readers of all formats but .xlsx share.

(.xlsx sheets are read in one pass over their markup, which is quicker: see :mod:`xltools.readers.xlsx`.)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from xltools.grids.grid import Address, Block, CellValue, Grid
from xltools.grids.number_format import GENERAL, NumberFormat
from xltools.grids.raised_text import raised
from xltools.grids.shown_cells import ShownCells
from xltools.limits import Limits
from xltools.model import column_letters
from xltools.quick_dataclass import dataclass
from xltools.readers.cell_budget import CellBudget
from xltools.readers.cell_pictures import is_cell_picture
from xltools.readers.grid_checks import check_grid
from xltools.readers.moments import value_of_serial
from xltools.readers.refusal import RefusedError, over

__all__ = ["CellFormat", "RichText", "SheetBuilder", "font_spans", "with_raised"]

RichText = tuple[str, tuple[tuple[int, int], ...]]
"""A text, and from which character on which font holds."""

_MAX_COLUMNS = 1 << 14


@dataclass(frozen=True, slots=True)
class CellFormat:
    """The parts of a cell format that decide how its cells show."""

    number_format: NumberFormat = GENERAL
    struck: bool = False
    """the font of the cell strikes its text through"""


class SheetBuilder:
    """The cells and facts of one sheet while its reader goes through them.

    Raises RefusedError as soon as the cells span more than the limits allow, before they take up memory.
    """

    def __init__(self, file: str, name: str, budget: CellBudget, *, hidden: bool = False) -> None:
        self.name = name
        self.merged: list[Block] = []
        self.formulas: set[Address] = set()
        self.formula_texts: dict[Address, str] = {}
        self.uncalculated: set[Address] = set()
        self.placeholders: set[Address] = set()
        """formulas with a stored 0 or blank, which may be no result: see :mod:`xltools.readers.placeholders`"""
        self.errors: dict[Address, str] = {}
        self.shown = ShownCells()
        self.percents = self.shown.percents
        self.struck = self.shown.struck
        self.struck_runs = self.shown.struck_runs
        self.text_boxes: dict[Address, str] = {}
        self.pictures: set[Address] = set()
        self.cell_pictures: set[Address] = set()
        self._file = file
        self.hidden = hidden
        self._budget = budget
        self._limits: Limits = budget.limits
        self._rows: list[list[CellValue]] = []
        self._width = 0
        self._cells = 0
        self._longest = 0
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()

    def reserve(self, row: int, column: int, cells: int = 1) -> None:
        """Count ``cells`` more cells, the last of them at ``row`` and ``column``; RefusedError for too many."""
        self._cells += cells
        self._width = max(self._width, column)
        self._budget.allow(self._cells, max(len(self._rows), row) * self._width)

    def put(self, address: Address, value: CellValue) -> None:
        """Set the value of a cell for which :meth:`reserve` was called."""
        row, column = address
        rows = self._rows
        while len(rows) < row:
            rows.append([])
        cells = rows[row - 1]
        if len(cells) < column:
            cells += [""] * (column - len(cells))
        if isinstance(value, str) and is_cell_picture(value):
            self.cell_pictures.add(address)
            value = ""
        cells[column - 1] = value
        if isinstance(value, str) and len(value) > self._longest:
            self._longest = len(value)
            if self._longest > self._limits.cell_text:
                raise self.too_long(address, self._longest)

    def too_long(self, address: Address, characters: int) -> RefusedError:
        """Return the refusal of a cell that holds more characters than a cell can."""
        cell, limit = f"{self.name}!{column_letters(address[1])}{address[0]}", f"{self._limits.cell_text:,}"
        return over("cell_text", f"{cell} 的字数", f"Characters in {cell}", f"{characters:,}", limit)

    @property
    def height(self) -> int:
        """The number of rows so far."""
        return len(self._rows)

    @property
    def width(self) -> int:
        """The number of columns so far."""
        return self._width

    def value(self, row: int, column: int) -> CellValue:
        """Return the value of a cell; None outside the cells that were set."""
        if 0 < row <= len(self._rows) and 0 < column <= len(self._rows[row - 1]):
            return self._rows[row - 1][column - 1]
        return None

    def put_number(
        self, address: Address, number: float, number_format: NumberFormat, *, date1904: bool = False
    ) -> CellValue:
        """Set a number and note what its format makes of it; return the value that the cell holds then.

        What is not a number or infinite counts as an error value.
        """
        if not math.isfinite(number):  # no cell shows such a number: the file is broken here
            self.errors[address] = "#NUM!"
            self.put(address, "")
            return ""
        value: CellValue = number
        if number_format.shows_moments:
            value = value_of_serial(number, number_format.kind, date1904=date1904)
            self.shown.note_serial(address, number, number_format)
        elif number_format.changes_numbers:
            self.shown.note_number(address, number, number_format)
        self.put(address, value)
        return value

    def hide_rows(self, first: int, last: int) -> None:
        """Note hidden rows, both ends included."""
        self._hidden_rows.update(range(first, min(last, self._limits.rows) + 1))

    def hide_columns(self, first: int, last: int) -> None:
        """Note hidden columns, both ends included."""
        self._hidden_columns.update(range(first, min(last, _MAX_COLUMNS) + 1))

    def grid(self) -> Grid:
        """Return the finished sheet. RefusedError where merged blocks overlap or the workbook is over a limit."""
        self._budget.take(self._cells, len(self._rows) * self._width, len(self.merged))
        grid = Grid(
            file=self._file,
            sheet=self.name,
            rows=self._rows,
            merged=tuple(self.merged),
            formulas=frozenset(self.formulas - self.cell_pictures),
            uncalculated=frozenset(self.uncalculated - self.cell_pictures),
            errors={address: name for address, name in self.errors.items() if address not in self.cell_pictures},
            percents=frozenset(self.percents),
            hidden_rows=frozenset(row for row in self._hidden_rows if row <= len(self._rows)),
            hidden_columns=frozenset(column for column in self._hidden_columns if column <= self._width),
            hidden=self.hidden,
            formula_texts=self.formula_texts,
            scales=self.shown.scales,
            serials=self.shown.serials,
            number_formats=self.shown.number_formats,
            shown_texts=self.shown.shown_texts,
            struck=frozenset(self.struck),
            struck_runs=self.struck_runs,
            text_boxes=self.text_boxes,
            pictures=frozenset(self.pictures),
            cell_pictures=frozenset(self.cell_pictures),
        )
        check_grid(grid, self._longest, self._limits)
        return grid


def font_spans(text: str, runs: Sequence[tuple[int, int]], fonts: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return the parts of a text that are set in some ``fonts``, as offsets (start, end).

    ``runs`` say from which character on which font holds.
    """
    wanted = frozenset(fonts)
    if not any(font in wanted for _, font in runs):
        return ()
    ends = [*(begin for begin, _ in runs[1:]), len(text)]
    spans = ((begin, min(end, len(text))) for (begin, font), end in zip(runs, ends, strict=True) if font in wanted)
    return tuple(span for span in spans if span[0] < span[1])


def with_raised(rich: RichText, raised_fonts: Iterable[int]) -> RichText:
    """Return a text in which what stands in raised fonts is raised: the mark of a note is not a digit of an amount."""
    text, runs = rich
    for begin, end in font_spans(text, runs, raised_fonts) if runs else ():
        text = f"{text[:begin]}{raised(text[begin:end])}{text[end:]}"
    return text, runs

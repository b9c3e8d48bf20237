"""An open book as grids, and on to a department's book: the same values that the closed file would give.

Each sheet costs one read of values and one of formulas, whatever its size. Merged blocks are not asked for (the form's
finder copes without), and number formats only of the cells with numbers and dates, some twenty of a form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from xltools.department.review import review_book
from xltools.desktop.blocks import block_values
from xltools.desktop.hosts import formula_cells
from xltools.forms.find import FoundForm, find_forms
from xltools.forms.interpret import Interpretation, interpret, read_stamp, without_live_checks
from xltools.forms.known import KnownForms
from xltools.grids.error_values import is_error_value
from xltools.grids.grid import Address, CellValue, Grid
from xltools.grids.number_format import parse_number_format
from xltools.grids.shown_cells import ShownCells
from xltools.model import DepartmentBook
from xltools.rules.engine import CheckReport
from xltools.services.settings import ChosenSettings, stamped_settings
from xltools.sheet_names import COMMON_SHEETS, COVER_SHEET, OWN_SHEETS, STAMP_SHEET

if TYPE_CHECKING:
    import xlwings

__all__ = ["LiveBook", "find_form", "read_book", "read_grid", "read_grids"]

_FACTLESS = OWN_SHEETS - {STAMP_SHEET, COVER_SHEET}
"""Sheets of ours without facts about the department, which the stamp and the cover have."""

MAX_SHARE = 10
"""A share shown as per cent is at most this, 1000 %; a larger number is one."""

_MAX_FORMATS = 200
"""Numbers of a sheet up to which the format of each is asked for; a form has some twenty."""
_DAY_ZERO = datetime(1899, 12, 30)
"""The day from which spreadsheets count."""


@dataclass(frozen=True, slots=True)
class LiveBook:
    """An open book as read. ``unused`` are the sheets with a form in which nothing has been filled in.

    ``chosen`` are the rule settings that the county has put into the template.
    """

    grids: tuple[Grid, ...]
    reading: Interpretation
    unused: tuple[str, ...]
    chosen: ChosenSettings

    @property
    def book(self) -> DepartmentBook:
        """The department's book."""
        return self.reading.book

    def check(self) -> CheckReport:
        """Run the county's rules; the report has the findings of reading as well."""
        return review_book(self.book, self.reading, self.chosen.settings)

    @property
    def settings_in_words(self) -> str:
        """The rule settings that were used, and what is wrong with those in the workbook."""
        name = f"规则设置：{self.chosen.settings.shown_name.zh}。"
        return "".join((name, *(notice.zh for notice in self.chosen.notices)))


def read_book(book: xlwings.Book) -> LiveBook:
    """Read a department's workbook as it stands, unsaved changes included."""
    grids = tuple(read_grids(book))
    chosen = stamped_settings(read_stamp(grids))
    forms = chosen.settings.forms
    reading = interpret(grids, book.name, forms)
    filled = {sheet.place.sheet for sheet in reading.book.all_sheets}
    empty = (grid for grid in grids if grid.sheet not in _own_sheets(grid.sheet for grid in grids) | filled)
    unused = tuple(grid.sheet for grid in empty if find_form(grid, forms))
    return LiveBook(grids, reading, unused, chosen)


def find_form(grid: Grid, forms: KnownForms) -> FoundForm | None:
    """Return the first form of a sheet; its cells are places even where nothing has been filled in."""
    return next(iter(find_forms(without_live_checks(grid), forms.forms).forms), None)


def read_grids(book: xlwings.Book) -> Iterator[Grid]:
    """Read all sheets but the lists that the tools make; outside our templates their names may be those of forms."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    skipped = _FACTLESS & _own_sheets(sheets)
    for name, sheet in sheets.items():
        if name not in skipped:
            yield read_grid(sheet)


def _own_sheets(names: Iterable[str]) -> frozenset[str]:
    """Return the names of sheets that are ours in a workbook with these sheets."""
    return OWN_SHEETS if STAMP_SHEET in names else OWN_SHEETS - COMMON_SHEETS


def read_grid(sheet: xlwings.Sheet) -> Grid:
    """Read one sheet. Its places carry the name of the open book."""
    used = sheet.used_range
    top, left = used.row, used.column
    values = block_values(used)
    rows: list[list[CellValue]] = [[] for _ in range(top - 1)]
    errors: dict[Address, str] = {}
    numbers: list[Address] = []
    dates: list[Address] = []
    for row, line in enumerate(values, top):
        cells: list[CellValue] = [*([None] * (left - 1)), *line]
        for column, value in enumerate(line, left):
            if isinstance(value, str):
                if value[:1] in ("#", "E") and is_error_value(value):
                    errors[row, column] = value
                    cells[column - 1] = None
            elif isinstance(value, float):
                numbers.append((row, column))
            elif isinstance(value, datetime):
                dates.append((row, column))
        rows.append(cells)
    if len(numbers) > _MAX_FORMATS:
        numbers = [(row, column) for row, column in numbers if _may_be_share(rows[row - 1][column - 1])]
    shown = ShownCells()
    if sheet.name not in OWN_SHEETS - COMMON_SHEETS:
        for address in (*numbers, *dates):
            _note_format(shown, address, rows[address[0] - 1][address[1] - 1], sheet.range(address).number_format)
    return Grid(
        sheet.book.name,
        sheet.name,
        rows,
        formulas=formula_cells(used, values),
        errors=errors,
        percents=frozenset(shown.percents),
        scales=shown.scales,
        serials=shown.serials,
        number_formats=shown.number_formats,
        shown_texts=shown.shown_texts,
    )


def _may_be_share(value: CellValue) -> bool:
    return isinstance(value, float) and 0 < value <= MAX_SHARE and (value <= 1 or value % 1 != 0)


def _note_format(shown: ShownCells, address: Address, value: CellValue, code: str | None) -> None:
    """Note what a cell shows beside its value."""
    number_format = parse_number_format(code or "")
    if isinstance(value, datetime):
        shown.note_serial(address, (value - _DAY_ZERO) / timedelta(days=1), number_format)
    elif isinstance(value, float) and number_format.changes_numbers:
        shown.note_number(address, value, number_format)

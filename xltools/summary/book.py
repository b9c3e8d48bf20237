"""The workbook being written: what every sheet module needs, and how a table gets onto its sheets."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, islice
from pathlib import Path

from xltools.bounded_cache import BoundedCache
from xltools.county.data import CountyData, FileRecord
from xltools.model import Place
from xltools.rules.settings import Settings
from xltools.summary.facts import Facts
from xltools.summary.names import department_name
from xltools.summary.previous import Changes
from xltools.summary.styles import FONT, Styles
from xltools.summary.table import Table
from xltools.writer.build import BulkSheet, BulkWorkbook, Formula, Links, Look, Row, Value
from xltools.writer.heights import RowHeights

__all__ = ["Book", "Line", "first_row", "ratio"]

Line = tuple[str, Sequence[Value]]
"""A line of a table: the name of its look, and its cells."""
TITLE, ASIDE, TOTAL = 0, 1, 2
"""The rows above a table's header; the row of totals is left out where a table has none."""


def first_row(*, totals: bool = False, groups: bool = False) -> int:
    """The first row of data (from 0) of a table with a row of totals, and with groups of columns, above it."""
    return TOTAL + totals + 1 + groups


def ratio(part: Decimal, whole: Decimal) -> Decimal | str:
    """What ``=IF(whole=0,"",part/whole)`` gives."""
    return part / whole if whole else ""


class Book:
    """One county summary: the workbook, its looks, the county's facts, and the tables by the names of their sheets."""

    def __init__(
        self,
        workbook: BulkWorkbook,
        facts: Facts,
        settings: Settings,
        base: Path | None,
        progress: Callable[[str], None],
    ) -> None:
        self.workbook = workbook
        self.styles = Styles(workbook)
        self.facts = facts
        self.settings = settings
        self.tables: dict[str, Table] = {}
        self.changes: Changes | None = None
        """since the previous summary, if there was one"""
        self._base = base
        self._progress = progress
        self._folder = _common_folder(file.path for file in self.data.files)
        self._paths: dict[str, str] = {}
        self._links = BoundedCache(self._links_to)

    @property
    def data(self) -> CountyData:
        """The county."""
        return self.facts.data

    @property
    def county(self) -> str:
        """The county's name as the summary shows it."""
        return department_name(self.data.county)

    @property
    def heading(self) -> str:
        """What titles begin with: county and year."""
        year = f"{self.data.year}年" if self.data.year else ""
        # A chart's title that begins with "=" would be a formula, and footers have little room.
        return f"{self.county.lstrip('=+-@ ')}{year}"

    # --- links ------------------------------------------------------------------------------------------------------

    def path(self, file: str) -> str:
        """Where a file lies, seen from the summary's folder."""
        if file not in self._paths:
            self._paths[file] = _relative(file, self._base)
        return self._paths[file]

    def shown(self, file: str) -> str:
        """A file as readers know it: without the folder that all files lie in."""
        return file.removeprefix(self._folder).lstrip("/")

    def reason(self, file: FileRecord) -> str:
        """Why a file does not count; the other file that it names is shown like all files."""
        return file.reason.replace(f" {self._folder}/", " ") if self._folder else file.reason

    def link(self, place: Place) -> Value:
        """A link to a place of a department's file, which shows the file's name, the sheet and the cell."""
        return self.link_to(place.file, place.sheet, place.cell, place.cell)

    def link_to(self, file: str, sheet: str, cell: str, cells: str) -> Value:
        """A link to a cell of a sheet of a file, which shows the file's name, the sheet, and ``cells``."""
        if not file:
            return None
        if not sheet:
            return self.link_file(file)
        return self._links[file, sheet].to(cell or "A1", f"!{cells}" if cells else "")

    def _links_to(self, sheet: tuple[str, str]) -> Links:
        file, name = sheet
        return Links(self.path(file), name, f"{file.rsplit('/', 1)[-1]} {name}")

    def link_file(self, file: str, text: str = "") -> Value:
        """A link to a file."""
        return Links(self.path(file), "", text or file.rsplit("/", 1)[-1]).to("")

    # --- sheets -----------------------------------------------------------------------------------------------------

    def add_sheet(self, name: str, widths: Sequence[float]) -> BulkSheet:
        """A sheet with these column widths, set up for A4 landscape, one page wide."""
        sheet: BulkSheet = self.workbook.add_worksheet(name)
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.4, right=0.4, top=0.55, bottom=0.6)
        stamp = self.data.generated.strftime("%Y-%m-%d %H:%M")
        sheet.set_footer(
            f'&L&"{FONT}"&9 {_footer(self.heading)}  {name}&C&"{FONT}"&9 第 &P 页，共 &N 页&R&"{FONT}"&9 {stamp}'
        )
        return sheet

    def put(self, sheet: BulkSheet, row: int, column: int, value: Value, style: str, look: str = "") -> None:
        """Write a cell outside the streamed rows; of formulas only such as hold no text from a workbook."""
        made = self.styles(style, look)
        if value is None or value == "":
            sheet.write_blank(row, column, None, made)
        elif isinstance(value, Formula):
            sheet.write_formula(row, column, f"={value.text}", made, value.value)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, made)
        else:
            sheet.write_number(row, column, value, made)

    def merge(
        self, sheet: BulkSheet, rows: tuple[int, int], columns: tuple[int, int], value: Value, style: str
    ) -> None:
        """Write a value into a block of cells, first and last row and column."""
        if rows[0] != rows[1] or columns[0] != columns[1]:
            sheet.merge_range(rows[0], columns[0], rows[1], columns[1], "", self.styles(style))
        self.put(sheet, rows[0], columns[0], value, style)

    def draw(
        self,
        table: Table,
        rows: Iterable[Line],
        *,
        title: str,
        unit: str = "",
        aside: str = "",
        looks: Mapping[str, Look] | None = None,
        totals: Mapping[str, Value] | None = None,
        freeze: int = 0,
        notes: Sequence[str] = (),
        head_height: float = 30,
        repeat: bool = True,
        empty: str = "",
    ) -> list[BulkSheet]:
        """Put a table onto its sheets: title, totals, header, rows, notes; frozen, filtered and set up for print.

        ``totals`` fill the row above the header, by column; ``repeat`` prints the header on every page. ``empty`` is
        what a table without rows says.
        """
        looks = looks or {"": self.styles.look(table.styles, wrap=not table.long)}
        finished = self.finished(table, rows)
        sheets = []
        for area in table.areas:
            sheet = self.add_sheet(area.sheet, [column.width for column in table.columns])
            groups = any(column.group for column in table.columns)
            self._top(sheet, table, title, unit, aside)
            if totals is not None:
                self._totals(sheet, table, totals if area is table.areas[0] else {})
            head = area.first - 1 - groups
            self._header(sheet, table, head, groups=groups)
            sheet.set_row(area.first - 1, head_height)
            # The last sheet gets all that is left, so that a row too many is noticed and not lost.
            part = finished if area is table.areas[-1] else islice(finished, area.count)
            sheet.stream(area.first, area.count, looks, part)
            end = area.first + max(area.count, 1)
            if area.count:
                sheet.autofilter(area.first - 1, 0, end - 1, len(table.columns) - 1)
            elif empty:
                self.merge(sheet, (area.first, area.first), (0, table.printed - 1), empty, "text")
            last = self.notes(sheet, end, table.printed, notes)
            sheet.freeze_panes(area.first, freeze)
            if repeat:
                sheet.repeat_rows(head, area.first - 1)
            sheet.print_area(0, 0, last - 1, table.printed - 1)
            sheets.append(sheet)
        return sheets

    def notes(self, sheet: BulkSheet, row: int, columns: int, notes: Sequence[Value]) -> int:
        """Write footnotes from ``row`` on over the printed columns; the row behind the last."""
        for number, note in enumerate(notes, row):
            self.merge(sheet, (number, number), (0, columns - 1), note, "footnote")
            sheet.set_row(number, 15)
        return row + len(notes)

    def finished(self, table: Table, rows: Iterable[Line]) -> Iterator[Row]:
        """The lines of a table with their heights; somebody who waits hears whose turn it is."""
        self._progress(table.name)
        if table.long:
            yield from ((name, cells, None) for name, cells in rows)
            return
        points = [self.styles.points(column.style) for column in table.columns]
        height = RowHeights([column.pixels for column in table.columns], points, least=table.least)
        yield from ((name, cells, height(cells)) for name, cells in rows)

    def _top(self, sheet: BulkSheet, table: Table, title: str, unit: str, aside: str) -> None:
        last = table.printed - 1
        self.merge(sheet, (TITLE, TITLE), (0, last), f"{self.heading}{title}", "title")
        sheet.set_row(TITLE, 33)
        half = max(last - 3, 0) if unit else last
        self.merge(sheet, (ASIDE, ASIDE), (0, half), aside, "aside")
        if unit and half < last:
            self.merge(sheet, (ASIDE, ASIDE), (half + 1, last), unit, "unit")
        sheet.set_row(ASIDE, 18)

    def _totals(self, sheet: BulkSheet, table: Table, totals: Mapping[str, Value]) -> None:
        for number, column in enumerate(table.columns):
            self.put(sheet, TOTAL, number, totals.get(column.key, ""), column.style, "total")
        sheet.set_row(TOTAL, 22)

    def _header(self, sheet: BulkSheet, table: Table, row: int, *, groups: bool) -> None:
        numbered = list(enumerate(table.columns))
        for group, members in groupby(numbered, key=lambda pair: pair[1].group):
            columns = list(members)
            if group:
                self.merge(sheet, (row, row), (columns[0][0], columns[-1][0]), group, columns[0][1].group_style)
            for number, column in columns:
                style = "upright head" if column.upright else "head"
                rows = (row, row + 1) if groups and not group else (row + groups, row + groups)
                self.merge(sheet, rows, (number, number), column.title, style)
        if groups:
            sheet.set_row(row, 20)


def _common_folder(files: Iterable[str]) -> str:
    try:
        return posixpath.commonpath([posixpath.dirname(file) for file in files])
    except ValueError:  # no files, or some by absolute and some by relative paths
        return ""


def _footer(text: str) -> str:
    return text.replace("&", "&&")


def _relative(file: str, base: Path | None) -> str:
    if base is None:
        return file
    try:
        return Path(os.path.relpath(file, base)).as_posix()
    except ValueError:  # another drive
        return Path(os.path.abspath(file)).as_posix()

"""The summary workbook while it is written: what every sheet needs, and how a table gets onto its sheets."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, islice
from pathlib import Path

from xltools.bounded_cache import BoundedCache
from xltools.county.data import CountyData, CountyFile
from xltools.model import Place
from xltools.readers.zip_folder import archive_of
from xltools.rules.settings import Settings
from xltools.summary.answers import Answers
from xltools.summary.changes import Changes
from xltools.summary.comparisons import SummaryComparison
from xltools.summary.facts import Facts
from xltools.summary.names import department_name
from xltools.summary.paper import PaperSize, PrintLayout, choose_layout
from xltools.summary.runs import RunFacts
from xltools.summary.styles import FONT, SummaryStyles
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.text import show_controls
from xltools.writer.build import BulkSheet, BulkWorkbook, Formula, Links, Row, RowFormat, Value
from xltools.writer.row_heights import RowHeights

__all__ = ["SummaryBook", "TableRow", "first_row", "ratio"]

TableRow = tuple[str, Sequence[Value]]
"""A row of a table: the name of its format, and its cells."""
TITLE, ASIDE, TOTAL = 0, 1, 2
"""The rows above a table's header; a table without totals has no third one."""


def first_row(*, totals: bool = False, groups: bool = False) -> int:
    """Return the first row of data (from 0) of a table, below its totals and its groups of columns."""
    return TOTAL + totals + 1 + groups


def ratio(part: Decimal, whole: Decimal) -> Decimal | str:
    """Return the value of ``=IF(whole=0,"",part/whole)``."""
    return part / whole if whole else ""


class SummaryBook:
    """One county summary: its workbook and formats, the county's facts, and the tables by the names of their sheets."""

    def __init__(
        self,
        workbook: BulkWorkbook,
        facts: Facts,
        settings: Settings,
        changes: Changes | None,
        answers: Answers,
        base: Path | None,
        progress: Callable[[str], None],
        run: RunFacts | None = None,
        paper: PaperSize = PaperSize.A3,
        pages: bool = False,
        comparisons: Sequence[SummaryComparison] = (),
    ) -> None:
        self.workbook = workbook
        self.styles = SummaryStyles(workbook)
        self.facts = facts
        self.settings = settings
        self.tables: dict[str, SummaryTable] = {}
        self.changes = changes
        """since the previous summary, if there was one"""
        self.answers = answers
        self.run = run
        self.paper = paper
        """the largest that the sheets are printed on"""
        self.pages = pages
        """whether every department gets a page of its own"""
        self.comparisons = comparisons
        """with earlier states of the county"""
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
        """The beginning of titles: county and year."""
        year = f"{self.data.year}年" if self.data.year else ""
        # A chart's title that begins with "=" would be a formula, and footers have little room.
        return f"{self.county.lstrip('=+-@ ')}{year}"

    # --- links ------------------------------------------------------------------------------------------------------

    def path(self, file: str) -> str:
        """Return the path of a file, seen from the summary's folder; of the member of a zip, that of the zip."""
        if file not in self._paths:
            is_url = "://" in file
            self._paths[file] = file if is_url else _relative(archive_of(Path(file)).as_posix(), self._base)
        return self._paths[file]

    def shown(self, file: str) -> str:
        """Return the path of a file without the folder that all files lie in."""
        return file.removeprefix(self._folder).lstrip("/")

    def reason(self, file: CountyFile) -> str:
        """Return why a file does not count; the path of another file in it is shortened like all paths."""
        return file.reason.zh.replace(f" {self._folder}/", " ") if self._folder else file.reason.zh

    def link(self, place: Place) -> Value:
        """Link to a place of a department's file, showing the file's name, the sheet and the cell."""
        cell = place.cell
        return self.link_to(place.file, place.sheet, cell, cell)

    def link_to(self, file: str, sheet: str, cell: str, cells: str) -> Value:
        """Link to a cell of a sheet of a file, showing the file's name, the sheet, and ``cells``."""
        if not file:
            return None
        if not sheet:
            return self.link_file(file)
        return self._links[file, sheet].to(cell or "A1", f"!{cells}" if cells else "")

    def _links_to(self, sheet: tuple[str, str]) -> Links:
        file, name = sheet
        return Links(self.path(file), name, f"{file.rsplit('/', 1)[-1]} {name}")

    def link_file(self, file: str, text: str = "") -> Value:
        """Link to a file."""
        return Links(self.path(file), "", text or file.rsplit("/", 1)[-1]).to("")

    # --- sheets -----------------------------------------------------------------------------------------------------

    def add_sheet(self, name: str, widths: Sequence[float], layout: PrintLayout) -> BulkSheet:
        """Add a sheet with these column widths, to be printed landscape by a layout."""
        sheet: BulkSheet = self.workbook.add_worksheet(name)
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(layout.paper.code)
        sheet.set_print_scale(layout.scale)
        sheet.set_v_pagebreaks(layout.breaks)
        if layout.repeated:
            sheet.repeat_columns(0, layout.repeated - 1)
        sheet.print_across()  # pages with the same rows come one after the other
        sheet.center_horizontally()
        sheet.set_margins(left=0.4, right=0.4, top=0.55, bottom=0.6)
        stamp = self.data.generated.strftime("%Y-%m-%d %H:%M")
        sheet.set_footer(
            f'&L&"{FONT}"&9 {_footer(self.heading)}  {name}&C&"{FONT}"&9 第 &P 页，共 &N 页&R&"{FONT}"&9 {stamp}'
        )
        return sheet

    def put(self, sheet: BulkSheet, row: int, column: int, value: Value, style: str, sort: str = "") -> None:
        """Write a cell outside the streamed rows, in a sort of row; a formula must hold no text from a workbook."""
        cell_format = self.styles(style, sort)
        if value is None or value == "":
            sheet.write_blank(row, column, None, cell_format)
        elif isinstance(value, Formula):
            sheet.write_formula(row, column, f"={value.text}", cell_format, value.value)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, cell_format)
        else:
            sheet.write_number(row, column, value, cell_format)

    def merge(
        self, sheet: BulkSheet, rows: tuple[int, int], columns: tuple[int, int], value: Value, style: str
    ) -> None:
        """Write a value into a block of cells, first and last row and column."""
        if rows[0] != rows[1] or columns[0] != columns[1]:
            sheet.merge_range(rows[0], columns[0], rows[1], columns[1], "", self.styles(style))
        self.put(sheet, rows[0], columns[0], value, style)

    def write_table(
        self,
        table: SummaryTable,
        rows: Iterable[TableRow],
        *,
        title: str,
        unit: str = "",
        aside: str = "",
        row_formats: Mapping[str, RowFormat] | None = None,
        totals: Mapping[str, Value] | None = None,
        freeze: int = 0,
        notes: Sequence[str] = (),
        head_height: float = 30,
        repeat: bool = True,
        empty: str = "",
    ) -> list[BulkSheet]:
        """Write a table onto its sheets: title, totals, header, rows, notes; frozen, filtered and set up for print.

        ``totals`` fill the row above the header, by column; ``repeat`` prints the header on every page. The first
        ``freeze`` columns stay in view, and are on every page of a table that is wider than one. ``empty`` is
        the text of a table without rows.
        """
        layout = self.layout(table.columns, freeze)
        page = layout.first_page(table.printed)
        row_formats = row_formats or {"": self.styles.row_format(table.styles, wrap=table.wrapped)}
        finished = self.finished(table, rows)
        sheets = []
        for area in table.areas:
            sheet = self.add_sheet(area.sheet, [column.width for column in table.columns], layout)
            groups = any(column.group for column in table.columns)
            self._top(sheet, layout, page, title, unit, aside)
            if totals is not None:
                self._totals(sheet, table, totals if area is table.areas[0] else {})
            head = area.first - 1 - groups
            self._header(sheet, table, head, layout, groups=groups)
            sheet.set_row(area.first - 1, head_height)
            # The last sheet gets all remaining rows, so that an unexpected row raises an error instead of being lost.
            part = finished if area is table.areas[-1] else islice(finished, area.count)
            sheet.stream(area.first, area.count, row_formats, part)
            end = area.first + max(area.count, 1)
            if area.count:
                sheet.autofilter(area.first - 1, 0, end - 1, len(table.columns) - 1)
            elif empty:
                self.merge(sheet, (area.first, area.first), (0, page - 1), empty, "text")
            last = self.notes(sheet, end, (layout.repeated, page), notes)
            sheet.freeze_panes(area.first, freeze)
            if repeat:
                sheet.repeat_rows(head, area.first - 1)
            sheet.print_area(0, 0, last - 1, table.printed - 1)
            sheets.append(sheet)
        return sheets

    def notes(self, sheet: BulkSheet, row: int, columns: tuple[int, int], notes: Sequence[Value]) -> int:
        """Write footnotes from ``row`` on, from a column to the one before another; return the row below the last."""
        for number, note in enumerate(notes, row):
            self.merge(sheet, (number, number), (columns[0], columns[1] - 1), note, "footnote")
            sheet.set_row(number, 15)
        return row + len(notes)

    def finished(self, table: SummaryTable, rows: Iterable[TableRow]) -> Iterator[Row]:
        """Iterate over the rows of a table with their heights; report the table to ``progress`` when its turn comes."""
        self._progress(table.name)
        if not table.wrapped:
            yield from ((name, cells, None) for name, cells in rows)
            return
        points = [self.styles.points(column.style) for column in table.columns]
        height = RowHeights([column.pixels for column in table.columns], points, least=table.least)
        yield from ((name, cells, height(cells)) for name, cells in rows)

    def layout(self, columns: Sequence[SummaryColumn], freeze: int) -> PrintLayout:
        """Return how a table is printed whose first ``freeze`` columns name its rows."""
        return choose_layout([column.pixels for column in columns if column.printed], freeze, self.paper)

    def _top(self, sheet: BulkSheet, layout: PrintLayout, page: int, title: str, unit: str, aside: str) -> None:
        """Write title, aside and unit over the columns of the first page, so that no page break cuts them.

        All begin right of repeated columns, or a part of them would be on every page.
        """
        first, last = layout.repeated, page - 1
        self.merge(sheet, (TITLE, TITLE), (first, last), f"{self.heading}{title}", "title")
        sheet.set_row(TITLE, 33)
        half = max(last - 3, 0) if unit else last
        self.merge(sheet, (ASIDE, ASIDE), (min(first, half), half), aside, "aside")
        if unit and half < last:
            self.merge(sheet, (ASIDE, ASIDE), (half + 1, last), unit, "unit")
        sheet.set_row(ASIDE, 18)

    def _totals(self, sheet: BulkSheet, table: SummaryTable, totals: Mapping[str, Value]) -> None:
        for number, column in enumerate(table.columns):
            self.put(sheet, TOTAL, number, totals.get(column.key, ""), column.style, "total")
        sheet.set_row(TOTAL, 22)

    def _header(self, sheet: BulkSheet, table: SummaryTable, row: int, layout: PrintLayout, *, groups: bool) -> None:
        numbered = list(enumerate(table.columns))
        # A group that goes on behind a page break has its title on both pages.
        for (group, _), members in groupby(numbered, key=lambda pair: (pair[1].group, layout.page(pair[0]))):
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
    return show_controls(text).replace("&", "&&")


def _relative(file: str, base: Path | None) -> str:
    if base is None:
        return file
    try:
        return Path(os.path.relpath(file, base)).as_posix()
    except ValueError:  # another drive
        return Path(os.path.abspath(file)).as_posix()

"""Trace a figure of a summary back to the cells of the files it came from, and see whether it is still there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from xltools.county.data import SheetRow
from xltools.county.rows import read_county_file
from xltools.editor.address import parse_cell
from xltools.grids.grid import Grid
from xltools.model import Place
from xltools.readers.zip_folder import archive_of
from xltools.rules.progress_rows import ProgressRow
from xltools.rules.settings import Settings
from xltools.services.contract import Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.inputs import check_given_file
from xltools.services.settings import choose_settings
from xltools.sheet_names import CHANGES_SHEET, COUNTY_SHEET
from xltools.summary.attainment import ATTAINMENT_CONTENT
from xltools.summary.precedents import link_of_row, trace_figure
from xltools.summary.previous import find_columns, read_sheets
from xltools.summary.projects import FUND_CONTENT, PROJECT_CONTENT
from xltools.text import Text

__all__ = ["SourceState", "Trace", "TracedSource", "trace"]

_FEN = Decimal("0.01")


class SourceState(StrEnum):
    """The state of an amount in its source now."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    """the file is there, but no longer a sheet with this project's amount in this cell"""
    MISSING = "missing"
    """the file is not where the summary says"""
    UNLINKED = "unlinked"
    """the row of the summary has no link to a source"""

    @property
    def term(self) -> Text:
        """The officers' word for it."""
        return _TERMS[self]


_TERMS = {
    SourceState.SAME: Text("相符", "the same"),
    SourceState.CHANGED: Text("已变", "changed"),
    SourceState.GONE: Text("原处已没有这笔金额", "no longer there"),
    SourceState.MISSING: Text("找不到文件", "file missing"),
    SourceState.UNLINKED: Text("没有来源链接", "no link"),
}


@dataclass(frozen=True, slots=True)
class TracedSource:
    """One amount of the summary in 元, the cell of a file that it came from, and what stands there ``now``."""

    part: Place
    amount: Decimal
    project: str
    file: Path | None
    sheet: str
    cell: str
    state: SourceState
    now: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure of a summary and its sources.

    ``amount`` is the figure in 元 (None: not a number). ``adds_up`` says whether the sources make it; None for one that
    is more than a sum, such as a share.
    """

    figure: Place
    amount: Decimal | None
    adds_up: bool | None
    sources: tuple[TracedSource, ...]

    @property
    def proven(self) -> bool:
        """Whether every source is as it was and, for a sum, they make the figure."""
        return self.adds_up is not False and all(one.state is SourceState.SAME for one in self.sources)


def trace(summary: Path, cell: str, rules: Path | None = None, report: ReportProgress = no_report) -> Trace:
    """Return the sources of a cell of a summary, such as ``县级汇总表!F5`` or ``F5``.

    The files are read anew. ``rules`` are the county's settings, as for the consolidation. Raises RequestError for
    a cell that is not there or holds no amount, NoSummaryError for a file that is not a summary.
    """
    check_given_file(summary)
    sheets = read_sheets(summary)
    place = _place(sheets, cell)
    figure = trace_figure(sheets, place)
    if not figure.parts:
        raise RequestError(
            f"{place.sheet}!{place.cell} 里没有可以追溯的金额：请给出金额所在的单元格，如 {COUNTY_SHEET}!F5。",
            f"{place.sheet}!{place.cell} holds no amount that can be traced; name the cell of one, such as "
            f"{COUNTY_SHEET}!F5.",
        )
    if any(part.sheet.partition("(")[0] == CHANGES_SHEET for part in figure.parts):
        raise RequestError(
            f"{place.sheet}!{place.cell} 是两次汇总的差，不是来自一个单元格：请看“{CHANGES_SHEET}”的原来源和现来源。",
            f"{place.sheet}!{place.cell} is a difference between two summaries and has no source of its own; see the "
            f"links of {CHANGES_SHEET}.",
        )
    settings = choose_settings(rules, summary, ()).settings
    sources = tuple(_sources(summary.parent, sheets, figure.parts, settings, report))
    amount = figure.amount
    return Trace(place._replace(file=summary.name), amount, figure.adds_up, sources)


def _place(sheets: Mapping[str, Grid], text: str) -> Place:
    name, mark, cell = text.rpartition("!")
    name = name.strip("'") if mark else COUNTY_SHEET
    address = parse_cell(cell.replace("$", "").upper())
    if name not in sheets or address is None:
        known = "、".join(sheets)
        raise RequestError(
            f"{text} 不是这个汇总里的单元格。请写成 工作表!单元格，如 {COUNTY_SHEET}!F5；工作表有：{known}。",
            f"{text} is not a cell of this summary; write SHEET!CELL, such as {COUNTY_SHEET}!F5. Its sheets: {known}.",
        )
    return Place("", name, *address)


def _sources(
    folder: Path, sheets: Mapping[str, Grid], parts: tuple[Place, ...], settings: Settings, report: ReportProgress
) -> Iterator[TracedSource]:
    rows: dict[Path, tuple[SheetRow | ProgressRow, ...]] = {}
    columns = {name: _columns(grid) for name, grid in sheets.items()}
    links = [link_of_row(sheets[part.sheet], part.row) for part in parts]
    files = len({link.partition("#")[0] for link in links if link})
    for part, link in zip(parts, links, strict=True):
        grid = sheets[part.sheet]
        amount = Decimal(f"{float(str(grid.value(part.row, part.column))):.15g}").quantize(_FEN)
        name = columns[part.sheet].get("name")
        project = grid.text(part.row, name) if name else ""
        path_text, mark, target = link.partition("#")
        if not mark:
            yield TracedSource(part, amount, project, None, "", "", SourceState.UNLINKED)
            continue
        sheet, _, cell = target.rpartition("!")
        sheet = sheet[1:-1].replace("''", "'")
        file = Path(os.path.normpath(folder / path_text.replace("%23", "#").replace("%25", "%")))
        if not archive_of(file).exists():
            yield TracedSource(part, amount, project, file, sheet, cell, SourceState.MISSING)
            continue
        if file not in rows:
            record = read_county_file(file, path_text, settings)
            rows[file] = (*(row for one in (record, *record.guests) for row in one.sheets), *record.progress)
            report(Progress(Stage.READING, len(rows), files, file.name))
        here = [row for row in rows[file] if _linked(row) == (sheet, cell)]
        if not here:
            yield TracedSource(part, amount, project, file, sheet, cell, SourceState.GONE)
            continue
        now = _amount_now(here[0], part.column, columns[part.sheet])
        state = SourceState.SAME if (now or 0) == amount else SourceState.CHANGED
        yield TracedSource(part, amount, project, file, sheet, cell, state, now)


def _columns(grid: Grid) -> Mapping[str, int]:
    """Return the columns of a detail sheet by their keys; nothing for another sheet."""
    contents = (PROJECT_CONTENT, FUND_CONTENT, ATTAINMENT_CONTENT)
    return max((find_columns(grid, columns) for columns in contents), key=len)


def _linked(row: SheetRow | ProgressRow) -> tuple[str, str]:
    """Return sheet and cell that a row of the summary links to: its budget, or money spent on a sheet of results."""
    place = row.budget_place if isinstance(row, SheetRow) else row.spent_place
    return place.sheet, place.cell


def _amount_now(row: SheetRow | ProgressRow, column: int, columns: Mapping[str, int]) -> Decimal | None:
    """Return the amount of a source that stands in a column of the summary; on other sheets that of the budget."""
    if isinstance(row, ProgressRow):
        return row.budget if column == columns.get("budget") else row.spent
    if column == columns.get("fiscal"):
        return row.fiscal
    if column == columns.get("other"):
        return row.other
    number = column - columns.get("plan", 1 << 20) - 1
    if 0 <= number < len(row.planned):
        return row.planned[number]
    return row.budget

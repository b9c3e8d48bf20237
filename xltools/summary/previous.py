"""Read an earlier county summary again: rows by the titles of their columns, whatever people have done to its sheets.

They type into it, sort and filter it, insert columns. What they typed is taken over into the next summary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from pathlib import Path

from xltools.errors import XltoolsError
from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.model import Place
from xltools.quick_dataclass import dataclass
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.compound import MAGIC as COMPOUND_MAGIC
from xltools.readers.file_access import read_bytes
from xltools.readers.refusal import RefusedError
from xltools.readers.xlsx.reader import XlsxReader
from xltools.row_storage import gc_paused
from xltools.sheet_names import is_county_summary
from xltools.summary.sheet import SummarySheet
from xltools.summary.sheets import SHEETS
from xltools.summary.table import SummaryColumn

__all__ = [
    "FIRST_DAY",
    "NoSummaryError",
    "PreviousSummary",
    "check_previous",
    "find_columns",
    "read_previous",
    "read_rows",
    "read_sheets",
    "sheet_names",
]

_LIMITS = Limits(
    file_mb=200,
    unpacked_mb=2_000,
    part_mb=400,
    text_mb=1_000,
    cells=4_000_000,
    area=20_000_000,
    rows=1_048_576,
)
"""A summary of some thousand workbooks is larger than anything that a department sends."""
_READ_AGAIN = {sheet.name: sheet for sheet in SHEETS if sheet.read_again}
"""The sheets that are read; the details of a large county are not kept in memory."""
_NUMBERED = re.compile(r"\(\d+\)")
"""The number behind the name of a sheet on which a table continues."""
_MAX_HEADER_ROW = 40
"""The last row in which a header is looked for: people insert rows above it."""
_MAX_CHANCE_TITLES = 2
"""Up to this many cells of a row may equal titles by chance."""
FIRST_DAY = date(1899, 12, 30).toordinal()
"""Day 0 of a spreadsheet."""


class NoSummaryError(XltoolsError):
    """A file that is not a readable county summary; why, in both languages."""


@dataclass(frozen=True, slots=True)
class PreviousSummary:
    """The sheets of an earlier summary; of several that were merged, the rows of their tables."""

    grids: tuple[Grid, ...]
    merged: Mapping[str, Sequence[Mapping[str, str | int]]] = field(default_factory=dict)

    def rows(self, table: str) -> Iterator[dict[str, str | int]]:
        """Iterate over the rows of a table, which may continue on sheets with a number.

        Raises NoSummaryError if its header is gone, or a column that people type into.
        """
        yield from (dict(row) for row in self.merged.get(table, ()))
        for grid in self.grids:
            if _table_of(grid.sheet) == table:
                yield from _rows(grid, _READ_AGAIN[table])


def read_previous(path: Path) -> PreviousSummary:
    """Read an earlier summary. Raises NoSummaryError for any other file."""
    with gc_paused():
        sheets = _sheets(path, lambda name: _table_of(name) in _READ_AGAIN)
    grids = tuple(grid for grid in sheets if _table_of(grid.sheet) in _READ_AGAIN)
    tables = {_table_of(grid.sheet) for grid in grids}
    for table, sheet in _READ_AGAIN.items():
        if sheet.inputs and not sheet.optional and table not in tables:
            raise NoSummaryError(
                f"找不到“{table}”表，可能改了名或者删了：请改回原名，或者把汇总写成另一个文件",
                f'there is no sheet "{table}"; give it its name back, or write the summary to another file',
            )
    return PreviousSummary(grids)


def read_rows(
    path: Path, table: str, columns: Sequence[SummaryColumn], cell: str
) -> Iterator[tuple[dict[str, str | int], Place]]:
    """Iterate over the rows of any table of a summary, each with the place of its ``cell`` column.

    Raises NoSummaryError for any other file, and for a table that is gone.
    """
    with gc_paused():
        sheets = _sheets(path, lambda name: _table_of(name) == table)
    grids = [grid for grid in sheets if _table_of(grid.sheet) == table]
    if not grids:
        raise NoSummaryError(f"{path.name} 里找不到“{table}”表", f'{path.name} has no sheet "{table}"')
    for grid in grids:
        head, found = _header(grid, columns)
        for number in range(head + 1, grid.height + 1):
            row = {key: _value(grid, number, column) for key, column in found.items() if grid.filled(number, column)}
            if row:
                yield row, grid.place(number, found.get(cell, 1))


def read_sheets(path: Path, wanted: Callable[[str], bool] = lambda _: True) -> Mapping[str, Grid]:
    """Return all sheets of a county summary by their names; those that are not wanted have no cells.

    Raises NoSummaryError for any other file.
    """
    with gc_paused():
        return {grid.sheet: grid for grid in _sheets(path, wanted)}


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets of a county summary. Raises NoSummaryError for any other file."""
    return tuple(grid.sheet for grid in _sheets(path, lambda _: False))


def find_columns(grid: Grid, columns: Iterable[SummaryColumn]) -> Mapping[str, int]:
    """Return the columns of a sheet by the keys of their titles; none where the sheet is about something else."""
    titled = tuple(columns)
    try:
        found = _header(grid, titled)[1]
    except NoSummaryError:
        return {}
    return found if 2 * len(found) > len(titled) else {}


def check_previous(path: Path) -> None:
    """Raise NoSummaryError if the file is not a county summary; quick however large it is."""
    _sheets(path, lambda _: False)


def _sheets(path: Path, wanted: Callable[[str], bool]) -> tuple[Grid, ...]:
    """Return the sheets of a county summary; those that are not wanted without their cells."""
    try:
        data = read_bytes(path, _LIMITS)
        if data.startswith(COMPOUND_MAGIC):
            raise NoSummaryError(
                f"{path.name} 是旧格式（.xls）或者加了密码，请在 Excel 或 WPS 中去掉密码，另存为 .xlsx",
                f"{path.name} is of the old format (.xls) or has a password; save it as .xlsx without a password",
            )
        archive = ZipArchive(data, _LIMITS)
        sheets = XlsxReader(wanted).read(archive, path.name, _LIMITS).sheets
    except RefusedError as refusal:
        problem = refusal.finding(Place(path.name))
        raise NoSummaryError(f"{path.name} {problem.message.zh}", f"{path.name}: {problem.message.en}") from refusal
    if not is_county_summary(grid.sheet for grid in sheets):
        raise NoSummaryError(f"{path.name} 不是县级汇总工作簿", f"{path.name} is not a county summary")
    return sheets


def _table_of(sheet: str) -> str:
    """Return the name of the table that a sheet belongs to."""
    name, bracket, number = sheet.partition("(")
    return name if _NUMBERED.fullmatch(bracket + number) else sheet


def _rows(grid: Grid, sheet: SummarySheet) -> Iterator[dict[str, str | int]]:
    head, columns = _header(grid, sheet.read_again)
    older = _is_older(grid, head, sheet.inputs)
    if lost := [c.title for c in sheet.inputs if c.key not in columns and not (older and c.newer)]:
        title = _title(lost[0])
        raise NoSummaryError(
            f"“{grid.sheet}”表里找不到“{title}”一列，可能改了名或者删了：请改回原名，或者把汇总写成另一个文件",
            f'"{grid.sheet}" has no column "{title}"; give it its name back, or write the summary to another file',
        )
    for number in range(head + 1, grid.height + 1):
        row = {key: _value(grid, number, column) for key, column in columns.items() if grid.filled(number, column)}
        if row:
            yield row


def _header(grid: Grid, titled: Iterable[SummaryColumn]) -> tuple[int, dict[str, int]]:
    """Return the last row of the header and the columns by key; the columns of a group have a row of their own.

    A header is the row with most titles: no row of data has several, and one or two may stand there by chance.
    """
    columns = tuple(titled)
    keys = {_title(column.formerly): column.key for column in columns if column.formerly}
    keys |= {_title(column.title): column.key for column in columns}
    titles = {row: _titled(grid, row, keys) for row in range(1, min(grid.height, _MAX_HEADER_ROW) + 1)}
    head = max(titles, key=lambda row: len(titles[row]), default=0)
    if not head or len(titles[head]) <= _MAX_CHANCE_TITLES:
        raise NoSummaryError(f"“{grid.sheet}”表里找不到表头", f'the header on "{grid.sheet}" is gone')
    others = {row: titles.get(row, {}).keys() - titles[head].keys() for row in (head - 1, head + 1)}
    header = [*(row for row, keys_there in others.items() if len(keys_there) > _MAX_CHANCE_TITLES), head]
    return max(header), {key: column for row in header for key, column in titles[row].items()}


def _is_older(grid: Grid, head: int, inputs: Iterable[SummaryColumn]) -> bool:
    """Return whether the header has a title of an earlier version."""
    former = {_title(column.formerly) for column in inputs if column.formerly}
    return any(_title(grid.text(head, column)) in former for column in grid.filled_columns(head))


def _titled(grid: Grid, row: int, keys: Mapping[str, str]) -> dict[str, int]:
    """Return the columns of a row by the keys of their titles; of two columns with one title, the first."""
    columns: dict[str, int] = {}
    for column in grid.filled_columns(row):
        key = keys.get(_title(grid.text(row, column)))
        if key is not None:
            columns.setdefault(key, column)
    return columns


def _title(text: str) -> str:
    """Return a title without its line breaks."""
    return "".join(text.split())


def _value(grid: Grid, row: int, column: int) -> str | int:
    """Return the text of a cell; for a date its serial number, which the next summary shows as a date again."""
    value = grid.value(row, column)
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).toordinal() - FIRST_DAY
    return grid.text(row, column)

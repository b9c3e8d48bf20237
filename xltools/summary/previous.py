"""An earlier county summary, read again: rows by the titles of columns, whatever people have done to its sheets since.

They type into it, sort and filter, insert columns. What they typed goes over into the next summary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.model import Place
from xltools.readers import FileKind, Inspection, Package
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.file_access import read_bytes
from xltools.readers.read import is_county_summary, read_grids
from xltools.readers.refusal import RefusedError
from xltools.readers.xlsx.package import open_package
from xltools.row_storage import gc_paused

__all__ = ["Changes", "NoSummaryError", "PreviousSummary", "Row", "check_previous", "read_previous"]

_LIMITS = Limits(
    file_mb=200,
    unpacked_mb=2_000,
    part_mb=400,
    text_mb=1_000,
    cells=4_000_000,
    area=20_000_000,
    rows=1_048_576,
)
"""Our own summary of some thousand workbooks is larger than anything that a department sends."""
_TABLES = re.compile(r"(?:县级汇总表|问题清单|审核意见|上次未对应)(?:\(\d+\))?")
"""The sheets of which anything is needed; the details of a large county are not kept in memory."""
_TYPED = ("问题清单", "审核意见")
"""The sheets that people type into; every summary has them."""
_TOP = 40
"""Rows in which a header is looked for: people insert some above it."""
_CHANCE = 2
"""So many cells of a row may look like titles and be none."""
_FIRST_DAY = date(1899, 12, 30).toordinal()
"""Day 0 of a spreadsheet."""

Row = Mapping[str, str | int]
"""The filled cells of a row by the keys of their columns."""


class NoSummaryError(ValueError):
    """The file is no county summary that can be read; why, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of an earlier summary's findings, and what people typed into it.

    ``since`` says of each line of the issue list whether it is new; ``issues`` are the earlier rows for lines of the
    issue list (from 0), ``reviews`` those for projects (from 1), ``leftover`` those that nothing is left for: only rows
    that somebody typed into. ``new``, ``still`` and ``gone`` count findings.
    """

    since: Sequence[str]
    issues: Mapping[int, Row]
    reviews: Mapping[int, Row]
    leftover: Sequence[Row]
    new: int
    still: int
    gone: int

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """The three numbers by the keys of their words."""
        return ("new", self.new), ("still", self.still), ("mended", self.gone)


@dataclass(frozen=True, slots=True)
class PreviousSummary:
    """The sheets of an earlier summary."""

    grids: tuple[Grid, ...]

    def rows(self, table: str, titles: Mapping[str, str], needed: Iterable[str] = ()) -> Iterator[dict[str, str | int]]:
        """The rows of a table, which may go on in sheets with a number; ``titles`` are those of its columns, by key.

        NoSummaryError where its header is gone, or one of the columns that are ``needed``.
        """
        for grid in self.grids:
            if grid.sheet.partition("(")[0] == table:
                yield from _rows(grid, titles, needed)


def read_previous(path: Path) -> PreviousSummary:
    """An earlier summary. NoSummaryError for any other file."""
    with gc_paused():
        package = _package(path, lambda name: _TABLES.fullmatch(name) is not None)
        wanted = replace(package, sheets=tuple(one for one in package.sheets if _TABLES.fullmatch(one.name)))
        grids, findings = read_grids(Inspection(FileKind.XLSX, package=wanted), path.name, _LIMITS)
    if findings and not grids:
        raise NoSummaryError(f"{path.name} {findings[0].message}", f"{path.name}: {findings[0].message_en}")
    for table in _TYPED:
        if not any(grid.sheet.partition("(")[0] == table for grid in grids):
            raise NoSummaryError(
                f"找不到“{table}”表，可能改了名或者删了：请改回原名，或者把汇总写成另一个文件",
                f'there is no sheet "{table}"; give it its name back, or write the summary to another file',
            )
    return PreviousSummary(grids)


def check_previous(path: Path) -> None:
    """NoSummaryError where the file is no county summary, however large."""
    _package(path, lambda _: False)


def _package(path: Path, wanted: Callable[[str], bool]) -> Package:
    try:
        package = open_package(ZipArchive(read_bytes(path, _LIMITS), _LIMITS), _LIMITS, wanted)
    except RefusedError as refusal:
        problem = refusal.finding(Place(path.name))
        raise NoSummaryError(f"{path.name} {problem.message}", f"{path.name}: {problem.message_en}") from refusal
    if not is_county_summary(sheet.name for sheet in package.sheets):
        raise NoSummaryError(f"{path.name} 不是县级汇总工作簿", f"{path.name} is no county summary")
    return package


def _rows(grid: Grid, titles: Mapping[str, str], needed: Iterable[str]) -> Iterator[dict[str, str | int]]:
    head, columns = _header(grid, titles)
    if lost := [titles[key] for key in needed if key not in columns]:
        title = _title(lost[0])
        raise NoSummaryError(
            f"“{grid.sheet}”表里找不到“{title}”一列，可能改了名或者删了：请改回原名，或者把汇总写成另一个文件",
            f'"{grid.sheet}" has no column "{title}"; give it its name back, or write the summary to another file',
        )
    for number in range(head + 1, grid.height + 1):
        row = {key: _value(grid, number, column) for key, column in columns.items() if grid.filled(number, column)}
        if row:
            yield row


def _header(grid: Grid, titles: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """The last row of the header, and where its columns are: those of a group have their titles in a row of their own.

    In no row of data do several cells say what titles say, and by one or two no header is known.
    """
    keys = {_title(title): key for key, title in titles.items()}
    found = {row: _titled(grid, row, keys) for row in range(1, min(grid.height, _TOP) + 1)}
    head = max(found, key=lambda row: len(found[row]), default=0)
    if not head or len(found[head]) <= _CHANCE:
        raise NoSummaryError(f"“{grid.sheet}”表里找不到表头", f'the header on "{grid.sheet}" is gone')
    rows = [row for row in (head - 1, head + 1) if len(found.get(row, {}).keys() - found[head].keys()) > _CHANCE]
    columns = {key: column for row in (*rows, head) for key, column in found[row].items()}
    return max((head, *rows)), columns


def _titled(grid: Grid, row: int, keys: Mapping[str, str]) -> dict[str, int]:
    """The columns of a row by the keys of their titles; of two with one title the first."""
    found: dict[str, int] = {}
    for column in grid.filled_columns(row):
        key = keys.get(_title(grid.text(row, column)))
        if key is not None:
            found.setdefault(key, column)
    return found


def _title(text: str) -> str:
    """A title however it is broken into lines."""
    return "".join(text.split())


def _value(grid: Grid, row: int, column: int) -> str | int:
    """A cell's text; of a day its number, which the next summary shows as a day again."""
    value = grid.value(row, column)
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).toordinal() - _FIRST_DAY
    return grid.text(row, column)

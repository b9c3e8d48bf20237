"""The very hidden sheet with what the rows of a summary do not say of the forms of projects.

With it the summary is a source of the year's further forms: 项目明细 and 指标明细 say what was approved, this sheet
where the form has other words, and a digest by which any change of a row is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from xltools.county.data import CountyFile, SheetRow
from xltools.county.originals import Content, stored_originals
from xltools.model import Place, SheetKind
from xltools.sheet_names import ORIGINALS_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.names import project_name
from xltools.summary.table import SummaryColumn, SummaryTable

__all__ = ["DOUBTFUL", "ORIGINAL_COLUMNS", "RETURNED", "originals_table", "write_originals"]

RETURNED, DOUBTFUL = "退回修改件", "金额存疑"
ORIGINAL_COLUMNS = (
    SummaryColumn("number", "序", 6, "serial"),
    SummaryColumn("book", "工作簿序", 8, "serial"),
    SummaryColumn("file", "工作簿", 30),
    SummaryColumn("department code", "部门编码", 9, "centre"),
    SummaryColumn("department name", "部门", 20),
    SummaryColumn("file year", "工作簿年度", 9, "centre"),
    SummaryColumn("county", "县（市、区）", 14),
    SummaryColumn("year", "汇总年度", 9, "centre"),
    SummaryColumn("first", "首条指标序", 9, "serial"),
    SummaryColumn("indicators", "指标数", 8, "count"),
    SummaryColumn("state", "注意", 12, "small"),
    SummaryColumn("originals", "原文", 60, "small"),
)


def originals_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the projects whose forms can be drawn again."""
    return SummaryTable(ORIGINALS_SHEET, ORIGINAL_COLUMNS, book.facts.originals, first=first_row(), wrapped=False)


def write_originals(book: SummaryBook) -> None:
    """Write the sheet; it is hidden."""
    book.write_table(
        book.tables[ORIGINALS_SHEET],
        _rows(book),
        title="项目表原文",
        aside="程序据此从汇总生成监控表、自评表，请勿改动",
    )


def _rows(book: SummaryBook) -> Iterator[TableRow]:
    """Yield a row for each project, in the order and with the numbers of 项目明细 and 指标明细."""
    data = book.data
    files = {file.path: (number, file) for number, file in enumerate(data.accepted, 1)}
    doubts = {doubt.row.place: doubt.row for doubt in data.doubtful if not doubt.counted}
    number, first = 0, 1
    for department in book.facts.departments:
        for row in department.sheet_rows:
            number += row.kind is SheetKind.PROJECT
            if row.originals:
                at, file = files[row.place.file]
                yield "", _cells(book, number, at, file, row, first, doubts)
            first += row.indicators


def _cells(
    book: SummaryBook,
    number: int,
    at: int,
    file: CountyFile,
    row: SheetRow,
    first: int,
    doubts: dict[Place, SheetRow],
) -> tuple[str | int | None, ...]:
    shown: dict[str, Content | None] = {
        "name": project_name(row.name),
        **{key: getattr(row, key) for key in ("budget", "fiscal", "other")},
    }
    states = [RETURNED] * file.returned + [DOUBTFUL] * (row.place in doubts)
    return (
        number,
        at,
        book.shown(file.path),
        file.department_code,
        file.department_name,
        file.year,
        book.data.county,
        book.data.year,
        first,
        row.indicators,
        "、".join(states),
        stored_originals(row.originals, doubts.get(row.place, row), shown),
    )

"""The indicator library as a workbook: one sheet that officers read, sort, correct, and give back to the tool."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import xlsxwriter

from xltools.derive.library import LibraryEntry
from xltools.errors import XltoolsError
from xltools.grids.grid import Grid
from xltools.readers import read_file
from xltools.sheet_names import LIBRARY_SHEET
from xltools.text import drop_controls
from xltools.values import squeeze
from xltools.writer.text_heights import MAX_HEIGHT_POINTS, column_pixels, text_height

__all__ = ["LibraryError", "library_workbook", "read_library"]

_CREATED: Final = datetime(2020, 1, 1)
_COLUMNS: Final = {
    "一级指标": 12,
    "二级指标": 16,
    "三级指标": 26,
    "绩效指标描述": 34,
    "计量单位": 10,
    "出现过的指标值": 28,
    "出现过的依据": 36,
    "使用项目数": 10,
    "使用的项目": 40,
    "其他写法": 26,
}
_LISTS: Final = ("出现过的指标值", "出现过的依据", "使用的项目", "其他写法")
_NOTE: Final = (
    "由本县已汇总的绩效目标表整理，没有错误和警告的指标行才收入；可以改、删、排序，改后照常可用。每格多项的，一行一项。"
)
_MAX_CELL: Final = 32_767
_POINTS: Final = 10.5


class LibraryError(XltoolsError):
    """A file is not an indicator library."""


def library_workbook(entries: Sequence[LibraryEntry], title: str) -> bytes:
    """Return the library as a workbook; the same entries give the same bytes. ``title`` stands above the table."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": title, "author": "xltools", "created": _CREATED})
        base = {"font_name": "宋体", "font_family": 1, "font_charset": 134, "font_size": _POINTS, "valign": "vcenter"}
        text = book.add_format(base | {"border": 1, "num_format": "@", "text_wrap": True})
        count = book.add_format(base | {"border": 1, "num_format": "0", "align": "center"})
        head = book.add_format(base | {"bold": True, "border": 1, "bg_color": "#F2F2F2", "align": "center"})
        sheet = book.add_worksheet(LIBRARY_SHEET)
        heading = book.add_format(base | {"bold": True, "font_size": 16})
        sheet.write_string(0, 0, title, heading)
        sheet.write_string(1, 0, _NOTE, book.add_format(base))
        sheet.set_row(0, 28)
        for column, (label, width) in enumerate(_COLUMNS.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, label, head)
        for row, entry in enumerate(entries, 3):
            cells = _cells(entry)
            widths = zip(cells, _COLUMNS.values(), strict=True)
            needed = max(text_height(str(cell), column_pixels(width), _POINTS) for cell, width in widths)
            sheet.set_row(row, min(needed, MAX_HEIGHT_POINTS))
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(row, column, cell, count)
                else:
                    sheet.write_string(row, column, drop_controls(cell)[:_MAX_CELL], text)
        sheet.freeze_panes(3, 3)
        sheet.autofilter(2, 0, max(len(entries), 1) + 2, len(_COLUMNS) - 1)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
    return buffer.getvalue()


def read_library(path: Path) -> tuple[LibraryEntry, ...]:
    """Return the entries of a library that :func:`library_workbook` wrote and people may have changed since.

    Rows without a name are skipped. Raises LibraryError for a file that is not such a workbook.
    """
    file = read_file(path, path.name)
    if file.problem:
        raise LibraryError(*file.problem.explanation)
    for grid in file.workbook.sheets if file.workbook else ():
        for row in range(1, min(grid.height, 10) + 1):
            labels = [squeeze(grid.text(row, column)) for column in range(1, grid.width + 1)]
            if {"二级指标", "三级指标", "使用项目数"} <= {*labels}:
                return tuple(_read_rows(grid, row, {label: number for number, label in enumerate(labels, 1) if label}))
    raise LibraryError(
        f"{path.name} 不是指标库，请给出 xltools library build 生成的工作簿。",
        f"{path.name} is not an indicator library; name a workbook that xltools library build wrote.",
    )


def _cells(entry: LibraryEntry) -> Sequence[str | int]:
    joined = ("\n".join(items) for items in (entry.values, entry.bases))
    return (
        entry.level1,
        entry.level2,
        entry.name,
        entry.description,
        entry.unit,
        *joined,
        entry.used,
        "\n".join(entry.projects),
        "\n".join(entry.spellings),
    )


def _read_rows(grid: Grid, heading: int, columns: dict[str, int]) -> Iterable[LibraryEntry]:
    def cell(row: int, label: str) -> str:
        return grid.text(row, columns[label]).strip() if label in columns else ""

    for row in range(heading + 1, grid.height + 1):
        if not cell(row, "三级指标"):
            continue
        values, bases, projects, spellings = (
            tuple(line.strip() for line in cell(row, label).splitlines() if line.strip()) for label in _LISTS
        )
        used = cell(row, "使用项目数")
        yield LibraryEntry(
            level1=cell(row, "一级指标"),
            level2=cell(row, "二级指标"),
            name=cell(row, "三级指标"),
            unit=cell(row, "计量单位"),
            description=cell(row, "绩效指标描述"),
            values=values,
            bases=bases,
            projects=projects,
            used=int(used) if used.isdecimal() else 0,
            spellings=spellings,
        )

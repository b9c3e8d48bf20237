"""A comparison as a workbook: the sums of each department, the changes of projects, and those of indicators."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

from xltools.county.comparison import ChangeKind, Comparison, DepartmentSums, ProjectChange
from xltools.model import SheetKind
from xltools.text import drop_controls
from xltools.writer.text_heights import MAX_HEIGHT_POINTS, column_pixels, text_height

__all__ = ["comparison_json", "comparison_workbook"]

_CREATED: Final = datetime(2020, 1, 1)
_POINTS: Final = 10.5
_SUMS: Final = {
    "类型": 10, "部门编码": 10, "部门": 28, "原合计": 18, "新增": 18, "取消": 18, "增减": 18, "现合计": 18,
}  # fmt: skip
_PROJECT_COLUMNS: Final = {
    "变动": 10, "类型": 10, "部门": 22, "项目编码": 22, "项目名称": 34, "内容": 16, "原为": 24, "现为": 24,
    "预算增减（元）": 18, "原来源": 34, "现来源": 34,
}  # fmt: skip
_MONEY_FORMAT: Final = "#,##0.00;[Red]-#,##0.00;0.00"


def comparison_workbook(comparison: Comparison) -> bytes:
    """Return the comparison as a workbook; equal comparisons give equal bytes. Sums are formulas with their results."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": "绩效目标变动对照", "author": "xltools", "created": _CREATED})
        base = {"font_name": "宋体", "font_family": 1, "font_charset": 134, "font_size": _POINTS, "valign": "vcenter"}
        formats = {
            "title": book.add_format(base | {"bold": True, "font_size": 16}),
            "plain": book.add_format(base),
            "head": book.add_format(base | {"bold": True, "border": 1, "bg_color": "#F2F2F2", "align": "center"}),
            "text": book.add_format(base | {"border": 1, "num_format": "@", "text_wrap": True}),
            "money": book.add_format(base | {"border": 1, "num_format": _MONEY_FORMAT}),
            "total": book.add_format(base | {"border": 1, "num_format": _MONEY_FORMAT, "bold": True}),
        }
        subtitle = f"原：{comparison.old.title}　现：{comparison.new.title}　单位：元"
        _write_sums(book, formats, comparison, subtitle)
        of_projects = [change for change in comparison.changes if change.kind is not ChangeKind.TARGET]
        of_indicators = [change for change in comparison.changes if change.kind is ChangeKind.TARGET]
        _write_changes(book, formats, "项目变动", subtitle, of_projects)
        _write_changes(book, formats, "指标变动", subtitle, of_indicators)
    return buffer.getvalue()


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as JSON values; amounts are texts in 元 with two decimals."""
    return {
        "old": comparison.old.title,
        "new": comparison.new.title,
        "sums": [
            {
                "kind": one.kind.value,
                "department_code": one.code,
                "department_name": one.name,
                **{key: f"{value:.2f}" for key, value in zip(_SUM_KEYS, _amounts(one), strict=True)},
            }
            for one in comparison.sums
        ],
        "changes": [
            {
                "change": change.kind.value,
                "kind": change.project.kind.value,
                "department_code": change.project.department_code,
                "department_name": change.project.department_name,
                "code": change.project.code,
                "name": change.project.name,
                "field": change.field,
                "before": change.before,
                "after": change.after,
                "budget_difference": f"{change.amount:.2f}",
                "old_place": str(change.old.place) if change.old else "",
                "new_place": str(change.new.place) if change.new else "",
            }
            for change in comparison.changes
        ],
    }


_SUM_KEYS: Final = ("old", "added", "dropped", "changed", "new")


def _amounts(sums: DepartmentSums) -> tuple[Decimal, ...]:
    return sums.old, sums.added, sums.dropped, sums.changed, sums.new


def _write_sums(book: xlsxwriter.Workbook, formats: dict[str, Any], comparison: Comparison, subtitle: str) -> None:
    sheet = _sheet(book, formats, "部门合计", subtitle, _SUMS)
    sheet.write_string(1, 0, f"{subtitle}　现合计＝原合计＋新增－取消＋增减", formats["plain"])
    row = 3
    for kind in SheetKind:
        mine = [one for one in comparison.sums if one.kind is kind]
        if not mine:
            continue
        first = row
        for one in mine:
            for column, text in enumerate((kind.term.zh, one.code, one.name)):
                sheet.write_string(row, column, drop_controls(text), formats["text"])
            *parts, new = _amounts(one)
            for column, amount in enumerate(parts, 3):
                sheet.write_number(row, column, float(amount), formats["money"])
            sheet.write_formula(row, 7, f"D{row + 1}+E{row + 1}-F{row + 1}+G{row + 1}", formats["money"], float(new))
            row += 1
        for column, text in enumerate((kind.term.zh, "", "合计")):
            sheet.write_string(row, column, text, formats["text"])
        for column, amount in enumerate(_amounts(comparison.total(kind)), 3):
            letter = "ABCDEFGH"[column]
            formula = f"SUM({letter}{first + 1}:{letter}{row})"
            sheet.write_formula(row, column, formula, formats["total"], float(amount))
        row += 1


def _write_changes(
    book: xlsxwriter.Workbook, formats: dict[str, Any], name: str, subtitle: str, changes: Iterable[ProjectChange]
) -> None:
    sheet = _sheet(book, formats, name, subtitle, _PROJECT_COLUMNS)
    widths = list(_PROJECT_COLUMNS.values())
    last = 3
    for last, change in enumerate(changes, 3):
        texts = _change_texts(change)
        height = max(
            text_height(text, column_pixels(width), _POINTS) for text, width in zip(texts, widths, strict=True)
        )
        sheet.set_row(last, min(height, MAX_HEIGHT_POINTS))
        for column, text in enumerate(texts):
            if column == 8 and change.amount:
                sheet.write_number(last, column, float(change.amount), formats["money"])
            else:
                sheet.write_string(last, column, drop_controls(text if column != 8 else ""), formats["text"])
    sheet.autofilter(2, 0, last, len(widths) - 1)


def _change_texts(change: ProjectChange) -> Sequence[str]:
    project = change.project
    return (
        change.kind.term.zh,
        project.kind.term.zh,
        project.department_name,
        project.code,
        project.name,
        change.field,
        *change.texts,
        f"{change.amount:,.2f}" if change.amount else "",
        str(change.old.place) if change.old else "",
        str(change.new.place) if change.new else "",
    )


def _sheet(
    book: xlsxwriter.Workbook, formats: dict[str, Any], name: str, subtitle: str, columns: dict[str, int]
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, f"绩效目标变动对照：{name}", formats["title"])
    sheet.write_string(1, 0, subtitle, formats["plain"])
    sheet.set_row(0, 28)
    for column, (label, width) in enumerate(columns.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, label, formats["head"])
    sheet.freeze_panes(3, 0)
    sheet.set_landscape()
    sheet.set_paper(8 if len(columns) > 8 else 9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    return sheet

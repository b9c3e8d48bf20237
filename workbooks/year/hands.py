"""What people type into the workbooks of the year, with openpyxl: departments, and the officer of the county."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from xltools import read_workbook
from xltools.model import DepartmentBook, Entry, TargetValue

__all__ = [
    "agree",
    "explain",
    "fill_monitoring",
    "fill_self_evaluation",
    "fill_targets",
    "find_cell",
    "head_row",
    "set_plan",
]

_ROWS_LABEL = "一级指标"
_COLUMNS = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值确定依据")
_TARGET_COLUMNS = ("符号", "数值", "计量单位", "文字说明")
_SEVEN_MONTHS = Decimal("0.55")
_YEAR = Decimal("0.98")


def fill_targets(path: Path, content: DepartmentBook) -> None:
    """Type a department's targets into the template that it got: what the roster has not filled in already."""
    template = read_workbook(path).book
    if template is None:
        raise AssertionError(f"{path} is not read as a template")
    book = openpyxl.load_workbook(path)
    overall = zip(
        (template.overall.overall, template.overall.sub_targets, template.overall.safeguards),
        (content.overall.overall, content.overall.sub_targets, content.overall.safeguards),
        strict=True,
    )
    for blank, typed in overall:
        _type(book, blank, typed.text)
    sheets = {sheet.code.text: sheet for sheet in content.sheets}
    for sheet in template.sheets:
        own = sheets[sheet.code.text]
        page = book[sheet.purpose.place.sheet]
        _type(book, sheet.purpose, own.purpose.text)
        _type(book, sheet.goal.entry, own.goal.entry.text)
        for blank, typed in zip(sheet.plan.entries, own.plan.entries, strict=True):
            _type(book, blank, typed.value)
        head = [find_cell(page, label) for label in _COLUMNS]
        for number, row in enumerate(own.indicators, _row_below(page, head[0])):
            cells = (row.level1, row.level2, row.level3, row.description, row.basis)
            for label, cell in zip(head, cells, strict=True):
                text = "" if cell is row.level1 and row.continued else cell.text
                _put(page, number, label.column, text)
            for label, part in zip(_TARGET_COLUMNS, _parts(row.target), strict=True):
                _put(page, number, find_cell(page, label).column, part)
    book.save(path)


def set_plan(path: Path, code: str, plan: Iterable[int]) -> None:
    """Type the cumulative plan of one project anew."""
    read = read_workbook(path).book
    if read is None:
        raise AssertionError(f"{path} is not read")
    [sheet] = [sheet for sheet in read.sheets if sheet.code.text == code]
    book = openpyxl.load_workbook(path)
    for entry, share in zip(sheet.plan.entries, plan, strict=True):
        _type(book, entry, share)
    book.save(path)


def explain(path: Path, rule: str, text: str) -> None:
    """Answer every finding of a rule in a returned copy: it is not changed, and why."""
    book = openpyxl.load_workbook(path)
    sheet = book["校验结果"]
    head, at = head_row(sheet, "编号")
    for row in range(head + 1, sheet.max_row + 1):
        if sheet.cell(row, at["规则"]).value == rule:
            sheet.cell(row, at["处理"]).value = "说明不改"
            sheet.cell(row, at["部门说明"]).value = text
    book.save(path)


def agree(path: Path, officer: str) -> int:
    """Agree for the year with everything that departments have explained; return how many findings those are."""
    book = openpyxl.load_workbook(path)
    sheet = book["问题清单"]
    head, at = head_row(sheet, "部门处理")
    agreed = 0
    for row in range(head + 1, sheet.max_row + 1):
        if sheet.cell(row, at["部门处理"]).value == "说明不改":
            sheet.cell(row, at["审核人意见"]).value = "同意"
            sheet.cell(row, at["有效期"]).value = "2020年度"
            sheet.cell(row, at["审核人"]).value = officer
            agreed += 1
    book.save(path)
    return agreed


def fill_monitoring(path: Path, *, behind: str = "") -> Decimal:
    """Type what was spent and reached in seven months; return the sum that was spent, in 万元.

    The project ``behind`` has spent a tenth only, and gives no reason for it.
    """
    book = openpyxl.load_workbook(path)
    spent = Decimal(0)
    for page in book.worksheets:
        if not page.title.startswith("监控"):
            continue
        budget = Decimal(str(page["D7"].value))
        part = Decimal("0.1") if page["C4"].value == behind else _SEVEN_MONTHS
        executed = (budget * part).quantize(Decimal("0.01"))
        spent += executed
        fiscal = (Decimal(str(page["D8"].value)) * part).quantize(Decimal("0.01"))
        for row, amount in ((7, executed), (8, fiscal), (10, executed - fiscal)):
            page.cell(row, 5).value = float(amount)
            page.cell(row, 7).value = page.cell(row, 4).value
        for row in _indicator_rows(page):
            _put(page, row, 6, "按计划推进")
            _put(page, row, 7, page.cell(row, 5).value)
            page.cell(row, 9).value = "确定能"
    book.save(path)
    return spent


def fill_self_evaluation(path: Path, *, overrated: str = "") -> Decimal:
    """Type what was spent and reached in the year, with scores; return the sum that was spent, in 万元.

    The project ``overrated`` gives a row more than it is worth.
    """
    book = openpyxl.load_workbook(path)
    spent = Decimal(0)
    for page in book.worksheets:
        if not page.title.startswith("自评"):
            continue
        executed = (Decimal(str(page["D7"].value)) * _YEAR).quantize(Decimal("0.01"))
        fiscal = (Decimal(str(page["D8"].value)) * _YEAR).quantize(Decimal("0.01"))
        spent += executed
        for row, amount in ((7, executed), (8, fiscal), (10, executed - fiscal)):
            page.cell(row, 6).value = float(amount)
        page["G7"].value, page["I7"].value = (
            10,
            float((10 * executed / Decimal(str(page["D7"].value))).quantize(Decimal("0.1"))),
        )
        page["F12"].value = "全部完成"
        rows = list(_indicator_rows(page))
        each, rest = divmod(90, len(rows))
        for number, row in enumerate(rows):
            worth = each + (rest if number == 0 else 0)
            _put(page, row, 6, page.cell(row, 5).value)
            page.cell(row, 7).value = worth
            page.cell(row, 8).value = worth + (2 if number == 0 and page["C4"].value == overrated else 0)
    book.save(path)
    return spent


def _indicator_rows(page: Worksheet) -> Iterable[int]:
    first = _row_below(page, find_cell(page, _ROWS_LABEL))
    return (row for row in range(first, page.max_row + 1) if page.cell(row, 4).value and page.cell(row, 5).value)


def find_cell(page: Worksheet, label: str) -> openpyxl.cell.cell.Cell:
    """Return the first cell with a text."""
    return next(cell for row in page.iter_rows() for cell in row if cell.value == label)


def _row_below(page: Worksheet, label: openpyxl.cell.cell.Cell) -> int:
    """Return the row below a label and its merged block."""
    return (
        max((block.max_row for block in page.merged_cells.ranges if label.coordinate in block), default=label.row) + 1
    )


def head_row(sheet: Worksheet, title: str) -> tuple[int, dict[str, int]]:
    """Return the row of the headings, and the columns by title without line breaks."""
    for row in sheet.iter_rows(max_row=12):
        there = {"".join(str(cell.value).split()): cell.column for cell in row if cell.value}
        if title in there and row[0].row:
            return row[0].row, there
    raise AssertionError(f"{sheet.title} has no heading {title}")


def _parts(target: Entry[TargetValue]) -> tuple[str, float | None, str, str]:
    """Return a target in the columns of the form: sign, number, unit, words; one without a number is words only."""
    value = target.value
    if value is None or value.number is None:
        return "", None, "", target.text
    return value.operator.value if value.operator else "", float(value.number), value.unit, value.remark


def _put(page: Worksheet, row: int, column: int, content: str | float | None) -> None:
    """Type a number, or a text, which openpyxl would take for a formula if it begins with an equals sign."""
    cell = page.cell(row, column)
    cell.value = None if content == "" else content
    if isinstance(content, str) and content:
        cell.data_type = "s"


def _type(book: openpyxl.Workbook, blank: Entry, value: object) -> None:
    if value not in (None, ""):
        book[blank.place.sheet][blank.place.cell].value = float(value) if isinstance(value, Decimal) else value

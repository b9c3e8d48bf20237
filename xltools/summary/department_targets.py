"""部门整体目标: the sheets of departments as a whole, each with its tasks and indicators, beside the projects' sum."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.county.data import DepartmentSheetRow, IndicatorRow, TaskRow
from xltools.sheet_names import DEPARTMENT_TARGETS_SHEET, PROJECTS_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.departments import Department
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import Formula, Value

__all__ = ["department_target_table", "write_department_targets"]

ZERO = Decimal(0)
_COLUMNS = (
    SummaryColumn("department", "部门序", 4.5, "serial"),
    SummaryColumn("number", "序", 5, "serial"),
    SummaryColumn("department code", "部门编码", 7, "centre"),
    SummaryColumn("department name", "部门", 18),
    SummaryColumn("form", "表式", 18, "small"),
    SummaryColumn("kind", "内容", 17, "small"),
    SummaryColumn("name", "名称", 30),
    SummaryColumn("text", "总体目标 / 主要内容 / 指标值", 40, "small"),
    SummaryColumn("weight", "权重", 6, "figure"),
    SummaryColumn("budget", "金额", 16, "yuan", "预算金额"),
    SummaryColumn("fiscal", "财政拨款", 16, "yuan", "预算金额"),
    SummaryColumn("other", "其他资金", 14, "yuan", "预算金额"),
    SummaryColumn("projects", "项目预算合计", 16, "yuan", "与项目对照"),
    SummaryColumn("gap", "差额（整体－项目）", 16, "yuan", "与项目对照"),
    SummaryColumn("source", "来源（点击打开）", 34, "link", printed=False),
)


def department_target_table(book: SummaryBook) -> SummaryTable:
    """Return the table: a row for each sheet of a department, one for each of its tasks and indicators below it."""
    count = sum(
        1 + len(sheet.tasks) + len(sheet.indicators)
        for department in book.facts.departments
        for sheet in department.department_sheets
    )
    return SummaryTable(DEPARTMENT_TARGETS_SHEET, _COLUMNS, count, first=first_row(groups=True))


def write_department_targets(book: SummaryBook) -> None:
    """Write 部门整体目标."""
    table = book.tables[DEPARTMENT_TARGETS_SHEET]
    styles = book.styles
    sheets = book.write_table(
        table,
        _rows(book, table),
        title="部门整体绩效目标表",
        unit="单位：元",
        aside="部门整体金额包含项目和基本支出，只作对照，不计入预算合计；年度任务和指标列在其下",
        row_formats={
            "": styles.row_format(table.styles, "subtotal", wrap=table.wrapped),
            "child": styles.row_format(table.styles, wrap=table.wrapped, level=1),
        },
        freeze=4,
        head_height=34,
    )
    for sheet in sheets:
        sheet.outline_settings(True, False, True, False)


def _rows(book: SummaryBook, table: SummaryTable) -> Iterator[TableRow]:
    at = number = 0
    for department in book.facts.departments:
        for sheet in department.department_sheets:
            at, number = at + 1, number + 1
            yield "", _cells(table, _sheet_cells(book, table, department, sheet, number, table.line(at)))
            for task in sheet.tasks:
                at += 1
                yield "child", _cells(table, _task_cells(book, task))
            for indicator in sheet.indicators:
                at += 1
                yield "child", _cells(table, _indicator_cells(book, indicator))


def _cells(table: SummaryTable, cells: dict[str, Value]) -> tuple[Value, ...]:
    return tuple(cells.get(column.key) for column in table.columns)


def _sheet_cells(
    book: SummaryBook, table: SummaryTable, department: Department, sheet: DepartmentSheetRow, number: int, line: int
) -> dict[str, Value]:
    projects = department.project_sums.budget
    whole, beside = (f"{table.letter(key)}{line}" for key in ("budget", "projects"))
    compared: dict[str, Value] = {}
    if department.project_sums.count:
        formula = book.tables[PROJECTS_SHEET].sum_if("budget", ("department", f"$A{line}"))
        gap = (sheet.budget or ZERO) - projects
        compared = {
            "projects": Formula(formula, projects),
            "gap": Formula(f"ROUND(N({whole})-{beside},2)", gap),
        }
    return {
        "department": department.number,
        "number": number,
        "department code": department.code,
        "department name": department.name,
        "form": sheet.form,
        "kind": "部门整体",
        "name": sheet.name,
        "text": sheet.goal,
        "budget": sheet.budget,
        "fiscal": sheet.fiscal,
        "other": sheet.other,
        **compared,
        "source": book.link(sheet.place),
    }


def _task_cells(book: SummaryBook, task: TaskRow) -> dict[str, Value]:
    return {
        "kind": "年度任务",
        "name": task.name,
        "text": task.content,
        "budget": task.budget,
        "fiscal": task.fiscal,
        "other": task.other,
        "source": book.link(task.place),
    }


def _indicator_cells(book: SummaryBook, indicator: IndicatorRow) -> dict[str, Value]:
    return {
        "kind": " / ".join(filter(None, (indicator.level1, indicator.level2))),
        "name": indicator.level3,
        "text": indicator.original,
        "weight": indicator.weight,
        "source": book.link(indicator.place),
    }

"""支出进度: planned cumulative spending by project, department and county, compared with the time of the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from xltools.model import PERIODS, SheetKind
from xltools.sheet_names import PROGRESS_SHEET, PROJECTS_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row, ratio
from xltools.summary.charts import SCHEDULE
from xltools.summary.departments import Department
from xltools.summary.facts import OwnRow
from xltools.summary.projects import WITH_PLAN
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import Formula, Value

__all__ = ["progress_table", "write_progress"]

HUNDRED = Decimal(100)

_HEADS = [f"{int(period)}月底（时序 {(SCHEDULE[n] * 100).normalize():f}%）" for n, period in enumerate(PERIODS)]
_COLUMNS = (
    SummaryColumn("department", "部门序", 4.5, "serial"),
    SummaryColumn("number", "项目序", 5, "serial"),
    SummaryColumn("code", "项目编码", 18, "code"),
    SummaryColumn("name", "部门 / 项目", 38),
    SummaryColumn("budget", "预算数", 16, "yuan"),
    *(
        column
        for n, period in enumerate(PERIODS)
        for column in (
            SummaryColumn(f"share {n}", "累计%", 8.5, "percent", _HEADS[n]),
            SummaryColumn(f"planned {n}", "累计金额", 15.5, "yuan", _HEADS[n]),
            SummaryColumn(f"gap {n}", "与时序差\n（百分点）", 9, "gap", _HEADS[n]),
        )
    ),
)


def progress_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the plans: a row for each department that has any, its projects with a plan below it."""
    facts = book.facts
    departments = sum(1 for department in facts.departments if department.project_sums.plan_count)
    return SummaryTable(
        PROGRESS_SHEET, _COLUMNS, facts.projects.plan_count + departments, first=first_row(totals=True, groups=True)
    )


def write_progress(book: SummaryBook) -> None:
    """Write 支出进度."""
    table, facts = book.tables[PROGRESS_SHEET], book.facts
    projects = book.tables[PROJECTS_SHEET]
    wrap = table.wrapped
    row_formats = {
        "": book.styles.row_format(table.styles, wrap=wrap, level=1),
        "subtotal": book.styles.row_format(table.styles, "subtotal", wrap=wrap),
    }
    sums = [Formula(projects.sum(f"planned {n}"), amount) for n, amount in enumerate(facts.projects.planned)]
    line = table.first - 2  # the row of totals, from 1
    totals = {
        "name": "县  合  计",
        "budget": Formula(projects.sum_if("budget", WITH_PLAN), facts.projects.plan_budget),
        **_periods(table, line, sums, facts.projects.plan_budget),
    }
    coverage = f"；{facts.plan_coverage}，不在本表" if facts.plan_coverage else ""
    sheets = book.write_table(
        table,
        _rows(book, table),
        title="部门预算项目支出计划进度表",
        unit="单位：元",
        aside=f"空白的计划按规则推算（全部支出后为 100%）；未填计划按 0 计入合计；部门行为该部门项目小计{coverage}",
        row_formats=row_formats,
        totals=totals,
        freeze=5,
    )
    for sheet in sheets:
        sheet.outline_settings(True, False, True, False)


def _rows(book: SummaryBook, table: SummaryTable) -> Iterator[TableRow]:
    at = 0
    letters = [table.letter(f"share {n}") for n in range(len(PERIODS))]
    planned = (own for own in book.facts.rows(SheetKind.PROJECT) if own.row.has_plan)
    for department, rows in groupby(planned, key=lambda own: own.department):
        at += 1
        yield "subtotal", _subtotal(book, table, department, table.line(at))
        for own in rows:
            at += 1
            yield "", _cells(own, str(table.line(at)), letters)


def _subtotal(book: SummaryBook, table: SummaryTable, department: Department, line: int) -> tuple[Value, ...]:
    projects = book.tables[PROJECTS_SHEET]
    mine = ("department", f"$A{line}")
    sums = department.project_sums
    planned = [Formula(projects.sum_if(f"planned {n}", mine), amount) for n, amount in enumerate(sums.planned)]
    cells: dict[str, Value] = {
        "department": department.number,
        "code": department.code,
        "name": department.name,
        "budget": Formula(projects.sum_if("budget", mine, WITH_PLAN), sums.plan_budget),
        **_periods(table, line, planned, sums.plan_budget),
    }
    return tuple(cells.get(column.key) for column in table.columns)


def _periods(table: SummaryTable, line: int, planned: Sequence[Formula], budget: Decimal) -> dict[str, Value]:
    """Return amounts, their shares of the budget in the same row, and the distance of these from the schedule."""
    cells: dict[str, Value] = {}
    whole = f"{table.letter('budget')}{line}"
    for n, (amount, due) in enumerate(zip(planned, SCHEDULE, strict=True)):
        value = amount.value
        share = ratio(value, budget) if isinstance(value, Decimal) else ""
        cells[f"planned {n}"] = amount
        cells[f"share {n}"] = Formula(f'IF({whole}=0,"",{table.letter(f"planned {n}")}{line}/{whole})', share)
        cells[f"gap {n}"] = _gap(f"{table.letter(f'share {n}')}{line}", due, share)
    return cells


def _gap(cell: str, due: Decimal, share: Decimal | str) -> Formula:
    value = "" if isinstance(share, str) else (share - due) * HUNDRED
    text = f'IF({cell}="","",({cell}-{due!s})*100)'
    return Formula(text, value, f"<f>{text}</f><v>{value!s}</v>")


def _cells(own: OwnRow, line: str, letters: Sequence[str]) -> tuple[Value, ...]:
    """Return the cells of a project; ``letters`` are those of the columns of its shares."""
    row = own.row
    cells: list[Value] = [own.department.number, own.number, row.code, row.name, row.budget]
    for letter, due, share, planned in zip(letters, SCHEDULE, row.shares, row.planned, strict=True):
        part = None if share is None else share / HUNDRED
        cells += (part, planned, _gap(letter + line, due, "" if part is None else part))
    return tuple(cells)

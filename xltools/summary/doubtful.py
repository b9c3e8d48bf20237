"""存疑金额: the amounts that other evidence speaks against, with what people decide about each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.county.data import DoubtfulAmount, Handling
from xltools.glossary import FieldTerm, field_term
from xltools.sheet_names import DOUBTFUL_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.names import project_name
from xltools.summary.table import SummaryColumn, SummaryTable

__all__ = ["DOUBTFUL_COLUMNS", "DOUBTFUL_INPUTS", "WHOLE_BUDGET", "doubtful_table", "write_doubtful"]

ZERO = Decimal(0)
WHOLE_BUDGET = f'"{FieldTerm.BUDGET.zh}"'
"""The criterion of the amounts that are budgets and not parts of one."""
DOUBTFUL_INPUTS = (
    SummaryColumn("handling", "处理", 9, "choice"),
    SummaryColumn("doubt remark", "备注", 24, "input"),
)
"""The columns that people type into."""
DOUBTFUL_COLUMNS = (
    SummaryColumn("number", "序", 5, "serial"),
    SummaryColumn("department", "部门序", 5, "serial"),
    SummaryColumn("owner", "部门编码", 9, "centre"),
    SummaryColumn("department name", "部门", 18),
    SummaryColumn("kind", "类别", 9, "centre"),
    SummaryColumn("code", "项目编码", 16, "code"),
    SummaryColumn("subject", "项目（专项）名称", 28),
    SummaryColumn("money", "栏目", 9, "centre"),
    SummaryColumn("amount", "读到的金额（元）", 18, "yuan"),
    SummaryColumn("expected", "可能应为（元）", 18, "centre"),
    SummaryColumn("apart", "未计入合计（元）", 18, "yuan"),
    SummaryColumn("evidence", "依据", 44, "small"),
    SummaryColumn("evidence place", "依据所在单元格", 30, "link"),
    SummaryColumn("source", "金额所在单元格", 30, "link"),
    *DOUBTFUL_INPUTS,
)


def _field(doubt: DoubtfulAmount) -> str:
    return field_term(doubt.field).zh.removeprefix("其中：")


def doubtful_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the amounts in doubt."""
    return SummaryTable(DOUBTFUL_SHEET, DOUBTFUL_COLUMNS, len(book.data.doubtful), first=first_row())


def write_doubtful(book: SummaryBook) -> None:
    """Write 存疑金额."""
    table = book.tables[DOUBTFUL_SHEET]
    sheets = book.write_table(
        table,
        _rows(book),
        title="存疑金额",
        unit="单位：元",
        aside="“未计入合计”的金额不在各表合计里；部门改正重报，或在“处理”列选“计入”后带入下次汇总（--previous），即计入",
        freeze=7,
    )
    column = table.number("handling")
    choices = {"validate": "list", "source": [handling.value for handling in Handling]}
    for sheet, area in zip(sheets, table.areas, strict=True):
        sheet.data_validation(area.first, column, area.first + max(area.count, 1) - 1, column, choices)


def _rows(book: SummaryBook) -> Iterator[TableRow]:
    departments = ((one, doubt) for one in book.facts.departments for part in one.parts for doubt in part.doubtful)
    for number, (department, doubt) in enumerate(departments, 1):
        row = doubt.row
        cells = (
            number,
            department.number,
            department.code,
            department.name,
            row.kind.term.zh,
            row.code,
            project_name(row.name),
            _field(doubt),
            doubt.amount,
            doubt.expected,
            ZERO if doubt.counted else doubt.amount,
            doubt.evidence,
            book.link(doubt.evidence_place),
            book.link(doubt.place if doubt.place.cell else row.place),
            doubt.handling,
            doubt.remark,
        )
        yield "", cells

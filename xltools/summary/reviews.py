"""审核意见: one row for each project with a summary of its findings; the judgement is left to people."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.bounded_cache import BoundedCache
from xltools.model import Severity, SheetKind
from xltools.sheet_names import PROJECTS_SHEET, REVIEWS_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.issue_store import count_codes
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import Formula, Value

__all__ = ["REVIEW_COLUMNS", "REVIEW_INPUTS", "review_table", "write_reviews"]

_ASPECTS = ("完整性", "相关性", "适当性", "可行性")
_VERDICTS = ["通过", "修改", "退回"]
_GRADES = ["优", "良", "中", "差"]

REVIEW_INPUTS = (
    *(SummaryColumn(aspect, aspect, 8, "choice", "审核（人工填写）") for aspect in _ASPECTS),
    SummaryColumn("grade", "综合等级\n（重点项目）", 12, "choice", "审核（人工填写）"),
    SummaryColumn("opinion", "审核意见", 28, "input", "审核（人工填写）"),
    SummaryColumn("reviewer", "审核人", 8, "input", "审核（人工填写）"),
    SummaryColumn("date", "日期", 11, "date", "审核（人工填写）"),
)
"""The columns that people type into."""
REVIEW_COLUMNS = (
    SummaryColumn("department", "部门序", 4.5, "serial"),
    SummaryColumn("number", "项目序", 5, "serial"),
    SummaryColumn("department name", "部门", 15),
    SummaryColumn("code", "项目编码", 18, "code"),
    SummaryColumn("name", "项目名称", 32),
    SummaryColumn("budget", "预算数（元）", 15.5, "yuan"),
    SummaryColumn("summary", "自动检查摘要", 42, "small"),
    *REVIEW_INPUTS,
)


def review_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the projects' reviews."""
    return SummaryTable(REVIEWS_SHEET, REVIEW_COLUMNS, book.facts.projects.count, first=first_row(groups=True))


def write_reviews(book: SummaryBook) -> None:
    """Write 审核意见."""
    table = book.tables[REVIEWS_SHEET]
    sheets = book.write_table(
        table,
        _rows(book),
        title="预算项目绩效目标审核意见表",
        aside="工具只预填自动检查摘要，不评定等级；一般性项目填审核意见，重点项目另评 优、良、中、差",
        freeze=5,
        head_height=34,
    )
    first = table.number(_ASPECTS[0])
    for sheet, area in zip(sheets, table.areas, strict=True):
        last = area.first + max(area.count, 1) - 1
        grade = first + len(_ASPECTS)
        sheet.data_validation(area.first, first, last, grade - 1, {"validate": "list", "source": _VERDICTS})
        sheet.data_validation(area.first, grade, last, grade, {"validate": "list", "source": _GRADES})


def _rows(book: SummaryBook) -> Iterator[TableRow]:
    projects = book.tables[PROJECTS_SHEET]
    typed = book.changes.reviews if book.changes else {}
    summaries = BoundedCache(_summary)
    for own in book.facts.rows(SheetKind.PROJECT):
        row, mine = own.row, typed.get(own.number, {})
        budget: Value = None
        if row.budget is not None:
            budget = Formula(projects.cell("budget", own.number), row.budget)
        cells = (
            own.department.number,
            own.number,
            own.department.name,
            row.code,
            row.name,
            budget,
            summaries[book.facts.issues.codes_of_form(row.place)],
            *(mine.get(column.key) for column in REVIEW_INPUTS),
        )
        yield "", cells


def _summary(codes: str) -> str:
    """Name the rules with findings on the project's sheet, by severity: ``错误 2：P03、V07；警告 1：V02``."""
    findings = count_codes(codes)
    if not findings:
        return "未发现问题"
    parts = []
    for severity in Severity:
        rules = {rule: count for (level, rule), count in sorted(findings.items()) if level is severity}
        if rules:
            names = "、".join(rule if count == 1 else f"{rule}×{count}" for rule, count in rules.items())
            parts.append(f"{severity.term.zh} {sum(rules.values())}：{names}")
    return "；".join(parts)

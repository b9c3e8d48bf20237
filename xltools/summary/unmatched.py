"""上次未对应: what people typed into the previous summary and what has no counterpart in this one."""

from __future__ import annotations

from xltools.sheet_names import UNMATCHED_SHEET
from xltools.summary.book import SummaryBook, first_row
from xltools.summary.doubtful import DOUBTFUL_INPUTS
from xltools.summary.issues import ISSUE_INPUTS
from xltools.summary.reviews import REVIEW_INPUTS
from xltools.summary.table import SummaryColumn, SummaryTable

__all__ = ["UNMATCHED_COLUMNS", "unmatched_table", "write_unmatched"]

UNMATCHED_COLUMNS = (
    SummaryColumn("table", "原表", 9, "centre"),
    SummaryColumn("owner", "部门编码", 8, "centre"),
    SummaryColumn("department name", "部门", 13),
    SummaryColumn("code", "项目编码", 15, "code"),
    SummaryColumn("subject", "项目", 20),
    SummaryColumn("severity", "级别", 5.5, "level"),
    SummaryColumn("rule", "规则", 5.5, "rule"),
    SummaryColumn("place", "位置", 20, "small"),
    SummaryColumn("field", "栏目", 9, "centre"),
    SummaryColumn("found", "原文", 16, "small"),
    SummaryColumn("message", "问题", 22),
    SummaryColumn("count", "处数", 5, "count"),
    *DOUBTFUL_INPUTS,
    *ISSUE_INPUTS[:4],
    *REVIEW_INPUTS,  # their last two are also the last two of the issues
)


def unmatched_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the entries without a counterpart."""
    entries = book.changes.unmatched_entries if book.changes else ()
    return SummaryTable(UNMATCHED_SHEET, UNMATCHED_COLUMNS, len(entries), first=first_row(groups=True))


def write_unmatched(book: SummaryBook) -> None:
    """Write 上次未对应."""
    table = book.tables[UNMATCHED_SHEET]
    entries = book.changes.unmatched_entries if book.changes else ()
    book.write_table(
        table,
        (("", [entry.get(column.key) for column in table.columns]) for entry in entries),
        title="上次填写、本次没有对应问题或项目的内容",
        aside="下次汇总时仍会保留，对应的问题或项目再出现时自动带回；不再需要的行可以删除",
        freeze=3,
    )

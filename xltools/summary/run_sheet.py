"""操作记录: one run of a consolidation, who made it, when, with which program, settings and forms."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.sheet_names import RUN_SHEET
from xltools.summary.book import SummaryBook, first_row
from xltools.summary.table import SummaryColumn, SummaryTable

__all__ = ["run_table", "write_run"]

_COLUMNS = (SummaryColumn("item", "事项", 16, "centre"), SummaryColumn("value", "内容", 90))
_LABELS: Mapping[str, str] = {
    "time": "时间",
    "user": "用户",
    "computer": "计算机",
    "origin": "操作方式",
    "version": "程序版本",
    "summary": "汇总文件",
    "rule_settings": "规则设置",
    "rule_settings_sha256": "规则设置摘要",
    "forms": "读到的表式",
    "expected_forms": "应使用的表式",
    "year": "预算年度",
    "roster": "应报部门名单",
    "previous": "带入的汇总",
    "last_year": "上年汇总",
    "files": "找到的文件数",
    "accepted": "计入汇总的文件数",
    "findings": "问题数",
}


def run_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the run."""
    return SummaryTable(RUN_SHEET, _COLUMNS, len(_LABELS) if book.run else 0, first=first_row())


def write_run(book: SummaryBook) -> None:
    """Write 操作记录."""
    values = book.run.items() if book.run else {}
    book.write_table(
        book.tables[RUN_SHEET],
        (("", (label, values[key] or "（无）")) for key, label in _LABELS.items()),
        title="操作记录",
        aside="本次汇总由谁、何时、用什么做出；历次汇总记在同一文件夹的“操作记录.jsonl”里，每次一行",
    )

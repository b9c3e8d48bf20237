"""The names of all sheets that the tools make, fill or look for, in one place.

A name is a promise to files that already exist: a template that a department sends back, a marked copy, the county
summary of last month. Change a name only together with the code that still reads the old one.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "APPROVAL_SHEET",
    "ATTAINMENT_SHEET",
    "CHANGES_SHEET",
    "CHANGE_SUMS_SHEET",
    "COMMON_SHEETS",
    "CONTENTS_SHEET",
    "COUNTY_BUTTONS_SHEET",
    "COUNTY_SHEET",
    "COVER_SHEET",
    "DEPARTMENT_PROOFS_SHEET",
    "DEPARTMENT_TARGETS_SHEET",
    "DOUBTFUL_SHEET",
    "FILES_SHEET",
    "FILL_LOG_SHEET",
    "FINDINGS_SHEET",
    "FUNDS_SHEET",
    "HIDDEN_SHEETS",
    "INDICATORS_SHEET",
    "ISSUES_SHEET",
    "LIBRARY_SHEET",
    "LIVES_SHEET",
    "LIVE_CHECKS_SHEET",
    "MARKS_SHEET",
    "ORIGINALS_SHEET",
    "OVERALL_SHEET",
    "OWN_SHEETS",
    "PAGES_SHEET",
    "PROGRESS_SHEET",
    "PROJECTS_SHEET",
    "PROJECT_LIST_SHEET",
    "PROOFS_SHEET",
    "RANKING_SHEET",
    "RECEIPTS_SHEET",
    "REMINDER_TITLE",
    "REPEATED_SHEET",
    "RESULT_SHEET",
    "REVIEWS_SHEET",
    "RULEBOOK_SHEET",
    "RUN_SHEET",
    "STAMP_SHEET",
    "STATISTICS_SHEET",
    "SUMMARY_COVER_SHEET",
    "TEMPLATE_SHEETS",
    "UNMATCHED_SHEET",
    "is_county_summary",
]

# --- a department's workbook, as the template makes it ----------------------------------------------------------------

COVER_SHEET = "封面"
CONTENTS_SHEET = "目录"
OVERALL_SHEET = "部门整体绩效目标"
LIBRARY_SHEET = "指标库"
"""The entries of the county's indicator library that a template offers; the sheet of the library itself, too."""
STAMP_SHEET = "_xltools"
"""The hidden sheet of a template: a stamp (key and value per row) and the drop-down lists."""

LIVE_CHECKS_SHEET = "自动核对"
"""The live checks of a county's own form, beside its sheets."""

# --- what buttons and commands add to it ------------------------------------------------------------------------------

PROJECT_LIST_SHEET = "项目清单"
RESULT_SHEET = "校验结果"
FILL_LOG_SHEET = "填充日志"
MARKS_SHEET = "_xltools_marks"
"""The very hidden sheet that says what was put into a marked copy, so that it can be taken off again."""
NOTICE_TITLE = "预算绩效目标退回修改通知"
"""The title of each page of the notices that go with returned workbooks."""
REMINDER_TITLE = "预算绩效目标催报通知"
"""The title of each page of the letters to departments that have sent nothing."""
FINDINGS_SHEET = "_xltools_findings"
"""The very hidden sheet of a returned copy that keeps the findings it was returned with."""

APPROVAL_SHEET = "_xltools_approval"
"""The very hidden sheet of an approved workbook that keeps the digest of each of its sheets."""

HIDDEN_SHEETS = frozenset({STAMP_SHEET, MARKS_SHEET, FINDINGS_SHEET, APPROVAL_SHEET})
"""The hidden sheets that the tools make."""

OWN_SHEETS = frozenset(
    {
        *(COVER_SHEET, CONTENTS_SHEET, LIBRARY_SHEET, LIVE_CHECKS_SHEET),
        *(PROJECT_LIST_SHEET, RESULT_SHEET, FILL_LOG_SHEET),
        *HIDDEN_SHEETS,
    }
)
"""Sheets of a department's workbook that the tools make; none of them is a target sheet."""

TEMPLATE_SHEETS = frozenset({COVER_SHEET, CONTENTS_SHEET})
"""Own sheets that each of our templates has, so that no other sheet of it can have their names."""

COMMON_SHEETS = TEMPLATE_SHEETS | {LIBRARY_SHEET, PROJECT_LIST_SHEET}
"""Own sheets whose names departments give to sheets of their own as well: one with a form on it is theirs."""

# --- the county's workbooks -------------------------------------------------------------------------------------------

COUNTY_BUTTONS_SHEET = "县级汇总"
"""The sheet of the county's button workbook."""

SUMMARY_COVER_SHEET = "封面说明"
COUNTY_SHEET = "县级汇总表"
PAGES_SHEET = "部门单页"
PROJECTS_SHEET = "项目明细"
FUNDS_SHEET = "专项资金明细"
DEPARTMENT_TARGETS_SHEET = "部门整体目标"
INDICATORS_SHEET = "指标明细"
PROGRESS_SHEET = "支出进度"
ISSUES_SHEET = "问题清单"
STATISTICS_SHEET = "部门问题统计"
REPEATED_SHEET = "指标雷同"
REVIEWS_SHEET = "审核意见"
DOUBTFUL_SHEET = "存疑金额"
ATTAINMENT_SHEET = "项目执行与完成情况"
RANKING_SHEET = "部门执行排名"
LIVES_SHEET = "项目全程"
CHANGE_SUMS_SHEET = "变动合计"
CHANGES_SHEET = "变动对照"
UNMATCHED_SHEET = "上次未对应"
RECEIPTS_SHEET = "催报表"
FILES_SHEET = "文件清单"
PROOFS_SHEET = "勾稽核对"
DEPARTMENT_PROOFS_SHEET = "部门勾稽"
RULEBOOK_SHEET = "规则"
RUN_SHEET = "操作记录"
ORIGINALS_SHEET = "_xltools_originals"
"""The very hidden sheet of a summary that keeps what its rows do not say of the forms of projects."""

_SUMMARY_SHEETS = frozenset({SUMMARY_COVER_SHEET, COUNTY_SHEET, PROOFS_SHEET})
"""The sheets that every county summary has; other workbooks do not have all of them."""


def is_county_summary(sheets: Iterable[str]) -> bool:
    """Return whether a workbook with these sheets is a county summary of ours."""
    return _SUMMARY_SHEETS.issubset(sheets)

"""The field's terms, once: what officers call a thing, and its English.

Labels in templates, columns of summaries, findings and documentation take their words from here, so that one thing has
one name everywhere. The words for the values of an enum are its own: ``Severity.ERROR.term``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xltools.text import Text

__all__ = ["FIELD_TERMS", "FieldTerm", "Term", "field_term"]


class FieldTerm:
    """The terms for the fields of a form and of what belongs to it; the key of a field is its name in lower case."""

    # who and when
    COUNTY: Final = Text("县（市、区）", "county")
    YEAR: Final = Text("预算年度", "budget year")
    DEPARTMENT: Final = Text("部门", "department")
    DEPARTMENT_CODE: Final = Text("部门编码", "department code")
    DEPARTMENT_NAME: Final = Text("部门名称", "department name")
    UNIT_CODE: Final = Text("单位编码", "unit code")
    UNIT_NAME: Final = Text("单位名称", "unit name")
    UNIT: Final = Text("单位（部门）", "reporting unit")
    MONEY_UNIT: Final = Text("金额单位", "money unit")
    FORM: Final = Text("表样", "form")
    FRAMEWORK: Final = Text("指标体系", "framework of indicators")
    # the overall targets of a department
    OVERALL: Final = Text("总体绩效目标", "overall target")
    SUB_TARGETS: Final = Text("分项绩效目标", "sub-targets")
    SAFEGUARDS: Final = Text("工作保障措施", "safeguards")
    # a target sheet
    TITLE: Final = Text("表题", "sheet title")
    CODE: Final = Text("项目编码", "project code")
    NAME: Final = Text("项目名称", "project name")
    FUND_NAME: Final = Text("专项资金名称", "special fund name")
    FUNDING: Final = Text("预算规模及资金用途", "budget and purpose")
    BUDGET: Final = Text("预算数", "budget")
    FISCAL: Final = Text("其中：财政资金", "fiscal money")
    OTHER: Final = Text("其他资金", "other money")
    PURPOSE: Final = Text("资金用途", "purpose")
    PLAN: Final = Text("资金支出计划（%）", "spending plan (%)")
    PLAN_03: Final = Text("3月底", "by end of March")
    PLAN_06: Final = Text("6月底", "by end of June")
    PLAN_10: Final = Text("10月底", "by end of October")
    PLAN_12: Final = Text("12月底", "by end of December")
    GOALS: Final = Text("绩效目标", "goals")
    # the indicator table
    INDICATOR: Final = Text("绩效指标", "indicator")
    LEVEL1: Final = Text("一级指标", "level 1 indicator")
    LEVEL2: Final = Text("二级指标", "level 2 indicator")
    LEVEL3: Final = Text("三级指标", "level 3 indicator")
    DESCRIPTION: Final = Text("绩效指标描述", "indicator description")
    TARGET: Final = Text("指标值", "target value")
    OPERATOR: Final = Text("符号", "operator")
    NUMBER: Final = Text("数值", "number")
    MEASURE: Final = Text("计量单位", "unit of measure")
    REMARK: Final = Text("文字说明", "remark")
    BASIS: Final = Text("指标值确定依据", "basis of the target value")
    WEIGHT: Final = Text("权重", "weight")
    AREAS: Final = Text("各区域指标值", "target values of areas")
    # monitoring, self-evaluation, and the sheet of a department
    INITIAL: Final = Text("年初预算数", "budget at the beginning of the year")
    SPENT: Final = Text("执行数", "money spent")
    EXECUTION_RATE: Final = Text("执行率", "execution rate")
    EXECUTION_WEIGHT: Final = Text("预算执行的分值", "weight of execution")
    EXECUTION_SCORE: Final = Text("预算执行的得分", "score of execution")
    GOALS_DONE: Final = Text("年度目标完成情况", "what became of the goals")
    ACTUAL: Final = Text("完成值", "result")
    FORECAST: Final = Text("全年预计完成情况", "forecast for the year")
    SCORE: Final = Text("得分", "score")
    LIST_SUM: Final = Text("清单的合计行", "sum of the list")
    TOTAL_SCORE: Final = Text("总分", "total score")
    REASON: Final = Text("偏差原因", "reason of the deviation")
    TASKS: Final = Text("年度主要任务", "tasks of the year")
    # what is derived
    FUND_LEVEL: Final = Text("资金级次", "fund level")
    DOCUMENT_NUMBER: Final = Text("文号", "document number")


class Term:
    """The terms for sheets, columns and results."""

    TARGET_SHEET: Final = Text("绩效目标表", "target sheet")
    OVERALL_TARGETS: Final = Text("部门整体绩效目标", "overall targets of the department")
    LIVE_CHECKS: Final = Text("自动核对", "live checks")
    SEVERITY: Final = Text("级别", "severity")
    MENDED: Final = Text("已改", "mended")


FIELD_TERMS: Final[Mapping[str, Text]] = {
    name.lower(): term for name, term in vars(FieldTerm).items() if isinstance(term, Text)
}
"""The terms of :class:`FieldTerm` by the keys of the fields."""


def field_term(key: str) -> Text:
    """Return the term for a field; a field without one is called by its key."""
    return FIELD_TERMS.get(key) or Text(key, key)

"""The field's terms, once: the key that code uses, what officers call it, and its English.

Every label in a template, a summary column, a finding and a documentation page takes its words from here, so one
thing has one name everywhere.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["TERMS", "Term", "chinese", "english"]


class Term(NamedTuple):
    """One term of budget performance management in both languages."""

    zh: str
    en: str


TERMS: dict[str, Term] = {
    # who and when
    "county": Term("县（市、区）", "county"),
    "year": Term("预算年度", "budget year"),
    "department": Term("部门", "department"),
    "department_code": Term("部门编码", "department code"),
    "department_name": Term("部门名称", "department name"),
    "unit_code": Term("单位编码", "unit code"),
    "unit_name": Term("单位名称", "unit name"),
    "unit": Term("单位（部门）", "reporting unit"),
    "money_unit": Term("金额单位", "money unit"),
    "profile": Term("表样", "form profile"),
    # the sheets
    "target_sheet": Term("绩效目标表", "target sheet"),
    "overall_targets": Term("部门整体绩效目标", "overall targets of the department"),
    "overall": Term("总体绩效目标", "overall target"),
    "sub_targets": Term("分项绩效目标", "sub-targets"),
    "safeguards": Term("工作保障措施", "safeguards"),
    "special_fund": Term("专项资金", "special fund"),
    "project": Term("预算项目", "budget project"),
    # fields of a target sheet
    "title": Term("表题", "sheet title"),
    "code": Term("项目编码", "project code"),
    "name": Term("项目名称", "project name"),
    "fund_name": Term("专项资金名称", "special fund name"),
    "funding": Term("预算规模及资金用途", "budget and purpose"),
    "budget": Term("预算数", "budget"),
    "fiscal": Term("其中：财政资金", "fiscal money"),
    "other": Term("其他资金", "other money"),
    "purpose": Term("资金用途", "purpose"),
    "plan": Term("资金支出计划（%）", "spending plan (%)"),
    "plan_03": Term("3月底", "by end of March"),
    "plan_06": Term("6月底", "by end of June"),
    "plan_10": Term("10月底", "by end of October"),
    "plan_12": Term("12月底", "by end of December"),
    "goals": Term("绩效目标", "goals"),
    # the indicator table
    "indicator": Term("绩效指标", "indicator"),
    "level1": Term("一级指标", "level 1 indicator"),
    "level2": Term("二级指标", "level 2 indicator"),
    "level3": Term("三级指标", "level 3 indicator"),
    "description": Term("绩效指标描述", "indicator description"),
    "target": Term("指标值", "target value"),
    "operator": Term("符号", "operator"),
    "number": Term("数值", "number"),
    "measure": Term("计量单位", "unit of measure"),
    "remark": Term("文字说明", "remark"),
    "basis": Term("指标值确定依据", "basis of the target value"),
    "weight": Term("权重", "weight"),
    # what the tools add
    "live_checks": Term("自动核对", "live checks"),
    "severity": Term("级别", "severity"),
    "error": Term("错误", "error"),
    "warning": Term("警告", "warning"),
    "note": Term("提示", "note"),
    "finding": Term("问题", "finding"),
    "new": Term("新增", "new"),
    "still": Term("仍在", "still there"),
    "mended": Term("已改", "mended"),
    "fill": Term("填充", "fill"),
    "fund_level": Term("资金级次", "fund level"),
    "document_number": Term("文号", "document number"),
    "completeness": Term("完整度", "completeness"),
    "fate": Term("处理结果", "fate"),
    "accepted": Term("已汇总", "accepted"),
    "superseded": Term("被较新文件取代", "superseded"),
    "rejected": Term("未能读取", "rejected"),
    "ignored": Term("未采用", "ignored"),
}


def chinese(key: str) -> str:
    """The officers' word for ``key``; a key without a term is a programming error (KeyError)."""
    return TERMS[key].zh


def english(key: str) -> str:
    """The English word for ``key``."""
    return TERMS[key].en

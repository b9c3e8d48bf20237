"""The terms of the field: the key in the code, the officers' word, and the English one.

Labels in templates, columns of the summary, findings and documentation take their words from here, so that a thing has
the same name everywhere.
"""

from __future__ import annotations

from xltools.text import Text

__all__ = ["TERMS", "chinese", "english"]


TERMS: dict[str, Text] = {
    # who and when
    "county": Text("县（市、区）", "county"),
    "year": Text("预算年度", "budget year"),
    "department": Text("部门", "department"),
    "department_code": Text("部门编码", "department code"),
    "department_name": Text("部门名称", "department name"),
    "unit_code": Text("单位编码", "unit code"),
    "unit_name": Text("单位名称", "unit name"),
    "unit": Text("单位（部门）", "reporting unit"),
    "money_unit": Text("金额单位", "money unit"),
    "profile": Text("表样", "form profile"),
    # the sheets
    "target_sheet": Text("绩效目标表", "target sheet"),
    "overall_targets": Text("部门整体绩效目标", "overall targets of the department"),
    "overall": Text("总体绩效目标", "overall target"),
    "sub_targets": Text("分项绩效目标", "sub-targets"),
    "safeguards": Text("工作保障措施", "safeguards"),
    "special_fund": Text("专项资金", "special fund"),
    "project": Text("预算项目", "budget project"),
    # fields of a target sheet
    "title": Text("表题", "sheet title"),
    "code": Text("项目编码", "project code"),
    "name": Text("项目名称", "project name"),
    "fund_name": Text("专项资金名称", "special fund name"),
    "funding": Text("预算规模及资金用途", "budget and purpose"),
    "budget": Text("预算数", "budget"),
    "fiscal": Text("其中：财政资金", "fiscal money"),
    "other": Text("其他资金", "other money"),
    "purpose": Text("资金用途", "purpose"),
    "plan": Text("资金支出计划（%）", "spending plan (%)"),
    "plan_03": Text("3月底", "by end of March"),
    "plan_06": Text("6月底", "by end of June"),
    "plan_10": Text("10月底", "by end of October"),
    "plan_12": Text("12月底", "by end of December"),
    "goals": Text("绩效目标", "goals"),
    # the indicator table
    "indicator": Text("绩效指标", "indicator"),
    "level1": Text("一级指标", "level 1 indicator"),
    "level2": Text("二级指标", "level 2 indicator"),
    "level3": Text("三级指标", "level 3 indicator"),
    "description": Text("绩效指标描述", "indicator description"),
    "target": Text("指标值", "target value"),
    "operator": Text("符号", "operator"),
    "number": Text("数值", "number"),
    "measure": Text("计量单位", "unit of measure"),
    "remark": Text("文字说明", "remark"),
    "basis": Text("指标值确定依据", "basis of the target value"),
    "weight": Text("权重", "weight"),
    # what the tools add
    "live_checks": Text("自动核对", "live checks"),
    "severity": Text("级别", "severity"),
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "note": Text("提示", "note"),
    "finding": Text("问题", "finding"),
    "new": Text("新增", "new"),
    "still": Text("仍在", "still there"),
    "mended": Text("已改", "mended"),
    "fill": Text("填充", "fill"),
    "fund_level": Text("资金级次", "fund level"),
    "document_number": Text("文号", "document number"),
    "completeness": Text("完整度", "completeness"),
    "fate": Text("处理结果", "fate"),
    "accepted": Text("已汇总", "accepted"),
    "superseded": Text("被较新文件取代", "superseded"),
    "rejected": Text("未能读取", "rejected"),
    "ignored": Text("未采用", "ignored"),
}


def chinese(key: str) -> str:
    """Return the officers' word for ``key``; a key without a term is a programming error (KeyError)."""
    return TERMS[key].zh


def english(key: str) -> str:
    """Return the English word for ``key``."""
    return TERMS[key].en

"""The keys that a label may have, with the Chinese words that an officer knows them by."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.glossary import field_term

__all__ = ["known_meanings", "meaning_of"]

_FIELD_KEYS = ("code", "name", "unit", "budget", "fiscal", "other", "purpose")
_PLAN_KEYS = ("plan_03", "plan_06", "plan_10", "plan_12")
_INDICATOR_KEYS = ("level1", "level2", "level3", "description", "operator", "target", "measure", "weight", "basis")
_NO_VALUE = "没有内容的栏目"

_TERMS = {
    "actual": "实际完成值",
    "adjusted": "调整后预算数",
    "all": "资金总额",
    "account_money": "财政专户管理资金",
    "attribute": "项目属性",
    "basic_spending": "基本支出",
    "begin": "开始日期",
    "budget_unit": "预算单位",
    "carried": "上年结转资金",
    "category": "项目分类",
    "change": "增减额",
    "central": "中央资金",
    "central_department": "中央主管部门",
    "city": "市级资金",
    "contact": "负责人",
    "content": "内容",
    "county": "县级资金",
    "department": "主管部门",
    "department_code": "主管部门编码",
    "direction": "指标方向",
    "duration": "起止时间",
    "duties": "职能概述",
    "end": "结束日期",
    "execution_rate": "执行率",
    "execution_reason": "预算执行的原因说明",
    "execution_score": "预算执行得分",
    "execution_weight": "预算执行分值",
    "feasibility": "可行性",
    "forecast_spent": "全年预计执行数",
    "filled_on": "填报日期",
    "forecast": "全年预计完成情况",
    "goals_done": "目标完成情况",
    "goals_long": "长期目标",
    "grounds": "依据",
    "improvement": "改进措施",
    "initial": "年初预算数",
    "likelihood": "完成可能性",
    "local": "地方资金",
    "name": "项目名称",
    "nature": "资金性质",
    "number": "序号",
    "office": "归口科室",
    "necessity": "必要性",
    "note": "备注",
    "overview": "项目概况",
    "own_money": "自有（单位）资金",
    "phone": "电话",
    "previous": "上年预算数",
    "program": "一级项目名称",
    "project_spending": "项目支出",
    "provincial": "省级资金",
    "reason": "偏差原因",
    "reporting_unit": "填报单位",
    "schedule": "实施计划",
    "score": "得分",
    "scoring": "评分标准",
    "spent": "执行数",
    "total": "总投资（总预算）",
    "type": "项目类型",
    "upper": "上级资金",
    "use": "资金用途",
    "value_kind": "指标值类型",
    "year": "年度",
}
"""Words for keys that the glossary does not have."""


def meaning_of(key: str) -> str:
    """Return the Chinese words for a key; a key of a county's own is its own word."""
    if key == "-":
        return _NO_VALUE
    return _TERMS.get(key) or field_term(key).zh


def known_meanings() -> Mapping[str, str]:
    """Return every key that the tools know, with its words."""
    keys = (*_FIELD_KEYS, *_PLAN_KEYS, "goals", *_INDICATOR_KEYS, *sorted(_TERMS), "-")
    return {key: meaning_of(key) for key in dict.fromkeys(keys)}

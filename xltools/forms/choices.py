"""The items of a template's drop-down lists: the levels of each framework of indicators, operators, units."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.form_identity import Framework

__all__ = ["LEVELS", "LISTS"]

_LEVELS_2015: Mapping[str, tuple[str, ...]] = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}

LEVELS: Mapping[Framework, Mapping[str, tuple[str, ...]]] = {
    Framework.MOF2015: _LEVELS_2015,
    Framework.POVERTY2018: _LEVELS_2015,
    Framework.MOF2021: {
        "成本指标": ("经济成本指标", "社会成本指标", "生态环境成本指标"),
        "产出指标": ("数量指标", "质量指标", "时效指标"),
        "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
        "满意度指标": ("服务对象满意度指标",),
    },
}
"""The 一级指标 of each framework, and the 二级指标 under each of them."""

LISTS: Mapping[str, tuple[str, ...]] = {
    "operator": ("=", "≥", "≤", ">", "<"),
    "measure": (
        *("%", "个", "人", "人次", "户", "公里", "平方米", "亩", "元", "万元", "元/人", "元/户"),
        *("场", "次", "件", "起", "套", "台", "辆", "所", "处", "项", "条", "份", "期", "天", "个月", "小时"),
        *("分", "吨"),
    ),
    "likelihood": ("确定能", "有可能", "完全不可能"),
}
"""The drop-down lists that are the same for every form."""

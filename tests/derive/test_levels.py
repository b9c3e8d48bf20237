"""Standard names and classes of indicator levels."""

from __future__ import annotations

import pytest

from xltools.derive import CLASSES, level2_class, standard_level
from xltools.derive.levels import known_level, parents
from xltools.rules.examples import build_sheet


@pytest.mark.parametrize(
    ("written", "level", "standard"),
    [
        ("效果指标", 1, "效益指标"),
        ("效益", 1, "效益指标"),
        ("产出 指标", 1, "产出指标"),
        ("一、产出指标", 1, "产出指标"),
        ("产出指标（50分）", 1, "产出指标"),
        ("满意度", 1, "满意度指标"),
        ("社会公众满意度指标", 1, "满意度指标"),
        ("环境效益指标", 2, "生态效益指标"),
        ("可持续影响目标", 2, "可持续影响指标"),
        ("服务对象满意度", 2, "服务对象满意度指标"),
        ("学生及家长满意度指标", 2, "服务对象满意度指标"),
        ("时效\n指标", 2, "时效指标"),
        ("★数量指标", 2, "数量指标"),
        ("生态环境成本", 2, "生态环境成本指标"),
        ("别的什么", 2, "别的什么"),
        ("", 1, ""),
    ],
)
def test_standard_names(written: str, level: int, standard: str) -> None:
    assert standard_level(written, level) == standard


@pytest.mark.parametrize(
    ("level1", "level2", "expected"),
    [
        ("产出指标", "数量指标", "数量"),
        ("效果指标", "环境效益指标", "生态效益"),
        ("成本指标", "经济成本指标", "成本"),
        ("成本指标", "", "成本"),
        ("满意度指标", "", "满意度"),
        ("产出指标", "", ""),
        ("产出指标", "群众满意度", "满意度"),
        ("产出指标", "其他指标", ""),
    ],
)
def test_classes(level1: str, level2: str, expected: str) -> None:
    (indicator,) = build_sheet(rows=[f"{level1}|{level2}|名称"]).indicators
    assert level2_class(indicator) == expected


def test_each_standard_level2_has_a_parent_that_is_a_standard_level1() -> None:
    names = ("数量", "质量", "时效", "成本", "经济成本", "经济效益", "生态效益", "可持续影响", "服务对象满意度")
    for name in names:
        assert parents(name)
        assert all(known_level(parent, 1) == parent for parent in parents(name))
    assert set(CLASSES) >= {"数量", "满意度"}

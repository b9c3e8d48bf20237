"""Units of measure: behind a number, and what an indicator's words ask for."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.values.strategies import anything
from xltools.values import infer_measure, parse_target
from xltools.values.units import UNIT_NAMES, unit_end

INFERRED: dict[tuple[str, str], str] = {
    ("资助项目不出现上级通报的意识形态重大问题（个）", "确保资助项目政治导向正确"): "个",
    ("发放标准(元/人)", ""): "元/人",
    ("发放标准（单位：元/人·年）。", ""): "元/人·年",
    ("", "受益户数【户】"): "户",
    ("到位比例（%）", ""): "%",
    ("群众满意数量占总数的比例。", "群众满意度"): "%",
    ("实际到位扶助资金占应到位资金的比例", "扶助资金到位率"): "%",
    ("", "工程验收合格率"): "%",
    ("贷款利率", ""): "%",
    ("基本公共卫生服务人均财政补助标准", "人均财政投入水平"): "",
    ("提高办事效率", ""): "",
    ("率先完成", ""): "",
    ("培训（含驻村）", "培训"): "",
    ("村（个）建设", ""): "",
    ("", ""): "",
}


@pytest.mark.parametrize(("words", "unit"), INFERRED.items())
def test_infer_measure(words: tuple[str, str], unit: str) -> None:
    assert infer_measure(*words) == unit


@pytest.mark.parametrize("name", [*UNIT_NAMES, "元/人", "元/人·年", "万元", "万人次", "亿元", "万元/公里", "次/年"])
def test_every_unit_is_read_behind_a_number(name: str) -> None:
    target = parse_target(f"≥12{name}")
    assert target is not None
    assert (target.number, target.unit, target.remark) == (12, name, "")


UNITS_AT_THE_START = {
    "人次": "人次",  # and not 人
    "人均": "",  # a word
    "万人均": "",
    "万": "万",
    "万亩": "万亩",
    "千米": "千米",
    "元/人·年": "元/人·年",
    "元/生活": "元",
    "元/生": "元/生",
    "元/": "元",
    "": "",
}


@pytest.mark.parametrize(("text", "unit"), UNITS_AT_THE_START.items())
def test_unit_end(text: str, unit: str) -> None:
    assert text[: unit_end(text, 0)] == unit
    assert unit_end(f"12{text}", 2) == 2 + len(unit)


@given(anything, anything)
def test_nothing_raises(description: str, level3: str) -> None:
    infer_measure(description, level3)

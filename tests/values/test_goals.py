"""Splitting the goal text at its numbers."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.values.strategies import anything
from xltools.model import GoalItem
from xltools.values import split_goals

SPLIT: dict[str, list[tuple[int, str]]] = {
    "1、保障扶贫工作正常开展\n\n2、保障2020年完美收官": [(1, "保障扶贫工作正常开展"), (2, "保障2020年完美收官")],
    "1.甲。2.乙": [(1, "甲。"), (2, "乙")],
    "1．甲；2．乙": [(1, "甲；"), (2, "乙")],
    "（1）甲\n（2）乙": [(1, "甲"), (2, "乙")],
    "(1)甲\n(2)乙": [(1, "甲"), (2, "乙")],
    "1）甲\n2）乙": [(1, "甲"), (2, "乙")],
    "①甲；②乙。": [(1, "甲；"), (2, "乙。")],
    "一、甲\r\n二、乙\r\n十一、丙": [(1, "甲"), (2, "乙"), (11, "丙")],
    "一是甲。二是乙。": [(1, "甲。"), (2, "乙。")],
    "目标1：甲\n目标2：乙": [(1, "甲"), (2, "乙")],
    "2.前。3.一是甲。二是乙。": [(2, "前。"), (3, "一是甲。二是乙。")],
    "总目标。1、甲": [(0, "总目标。"), (1, "甲")],
    "投入1.5万元。2020、2021年完成": [(0, "投入1.5万元。2020、2021年完成")],
    "完成\n1.5万亩": [(0, "完成\n1.5万亩")],
    "1、甲\n1、乙": [(1, "甲"), (1, "乙")],
    "1、\n2、": [(1, ""), (2, "")],
    "1、2020年完成12公里\n2、10月底前验收": [(1, "2020年完成12公里"), (2, "10月底前验收")],
    "1.2020年完成12公里。2.10月底前验收": [(1, "2020年完成12公里。"), (2, "10月底前验收")],
    "1）3200人受益\n2）95%满意": [(1, "3200人受益"), (2, "95%满意")],
    "1、2、3号楼修缮": [(0, "1、2、3号楼修缮")],
    "1、2号楼修缮": [(0, "1、2号楼修缮")],
    "支持产业发展": [(0, "支持产业发展")],
    " \n\u3000": [],
    "": [],
}


@pytest.mark.parametrize(("text", "items"), SPLIT.items())
def test_split_goals(text: str, items: list[tuple[int, str]]) -> None:
    assert split_goals(text) == tuple(GoalItem(*item) for item in items)


@given(anything)
def test_nothing_raises_and_blank_means_none(text: str) -> None:
    items = split_goals(text)
    assert all(item.text == item.text.strip() for item in items)
    assert all(item.number or item.text for item in items)

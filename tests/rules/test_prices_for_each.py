"""K01 on prices: the one price for a unit that a text and a target give differently, whatever it is called."""

from __future__ import annotations

import pytest

from tests.rules.cases import fired

COST = "产出指标|成本指标|{}|测算"
GOALS = "1、按计划完成任务。"

WRONG = {
    "a price without words of its own": (
        "修补校舍屋面共7200平方米，每平方米500元",
        [COST.format("单位面积维修成本|每平方米的平均支出|≤560元/平方米")],
    ),
    "a mean": ("采购读物2.4万册，每册平均30元", [COST.format("平均每册采购价|采购均价|≤34元/册")]),
    "a mean for each time": ("救助1200人次，人次均1000元", [COST.format("次均救助额|支出除以人次|≤1100元/人次")]),
    "a mean for each visit to a firm": (
        "入企诊断1200家次，家次均1000元",
        [COST.format("家次均诊断费|支出除以家次|≤1100元/家次")],
    ),
    "one of them": ("大篷车进校园50场，一场3000元", [COST.format("每场活动成本|经费除以场次|≤2400元/场")]),
    "a unit without a known name": ("两馆免费开放，每馆20万元", [COST.format("每馆补助额|每馆的支出|≤25万元")]),
    "people and their times": ("轮训村医600人，人均500元", [COST.format("人均轮训费|支出除以人次|≤400元/人次")]),
    "by the month": ("生活补助4500人，人均月补差400元", [COST.format("月人均补差|补差额|=240元/人·月")]),
    "joined by a sign": ("供餐补助，8600人×4元×200天", [COST.format("补助标准|每生每天金额|=6元/生·天")]),
    "one of two, the other of which agrees": (
        "人工造林1.2万亩，每亩600元；封山育林2万亩，每亩200元",
        [COST.format("人工造林补助|每亩金额|≤480元/亩"), COST.format("封山育林补助|每亩金额|≤200元/亩")],
    ),
    "a subsidy that is called a cost": (
        "办班，每人补助300元",
        [COST.format("人均补助成本|支出除以人数|≤800元/人")],
    ),
    "one of two by its words": (
        "培训120人、每人3000元，创业补助80人、每人8000元",
        [COST.format("创业补助标准|每名残疾人的补助|≤9000元/人")],
    ),
}  # fmt: skip
RIGHT = {
    "the same price": ("每平方米500元修补屋面", [COST.format("单位面积维修成本|支出|≤500元/平方米")]),
    "parts that make the target": (
        "筛查乳腺癌79元/人、宫颈癌49元/人",
        [COST.format("人均筛查费用|两项合计|≤128元/人")],
    ),
    "a part of the price": (
        "改造商贸中心6个（每个80万元，其中补助40万元）",
        [COST.format("中心财政补助|每个的补助|≤40万元/个")],
    ),
    "prices for two units": ("清扫560万平方米，每平方米7元", [COST.format("人均装备费|每名保洁员|≤9元/人")]),
    "what is paid towards a cost": ("建设晒场8栋，每栋补助7万元", [COST.format("单栋造价|全部造价|≤9万元/栋")]),
    "what is paid towards a cost by its other name": (
        "新修渠道，每公里补助10万元",
        [COST.format("每公里建设成本|建设的成本|≤25万元/公里")],
    ),
    "a part of the cost of each": ("办班，每人补助交通费300元", [COST.format("人均培训成本|支出除以人数|≤800元/人")]),
    "money that is earned": ("托管8万亩，每亩补助40元", [COST.format("亩均增收|每亩增加的收入|≤80元/亩")]),
    "a visit to a firm, and each time of another thing": (
        "入企诊断1200家次，家次均1000元",
        [COST.format("次均课酬|支出除以次数|≤1100元/次")],
    ),
    "one of several that no words tell apart": (
        "甲班每人30元，乙班每人40元，丙班每人50元",
        [COST.format("人均餐费|平均每人餐费|≤42元/人")],
    ),
}


def disagreeing(purpose: str, rows: list[str]) -> list[str]:
    return [place for _, place, _ in fired("K01", purpose=purpose, goals=GOALS, rows=rows, budget="9000000")]


@pytest.mark.parametrize(("purpose", "rows"), WRONG.values(), ids=WRONG)
def test_two_prices_for_one_unit(purpose: str, rows: list[str]) -> None:
    assert disagreeing(purpose, rows) == ["E11"]


@pytest.mark.parametrize(("purpose", "rows"), RIGHT.values(), ids=RIGHT)
def test_prices_that_may_both_be_right(purpose: str, rows: list[str]) -> None:
    assert disagreeing(purpose, rows) == []

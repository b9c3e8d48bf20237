"""Kinds of faults that rounds 15 and 16 of the review showed, each with what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import fired

QUANTITY = "产出指标|数量指标|{}|台账"
QUALITY = "产出指标|质量指标|{}|台账"
COST = "产出指标|成本指标|{}|定额"
BENEFIT = "效益指标|社会效益指标|{}|责任书"

Cases = dict[str, tuple[str, dict[str, Any]]]


def project(purpose: str, goals: str, *rows: str, budget: int = 500_000) -> dict[str, Any]:
    return {"purpose": purpose, "goals": goals, "rows": list(rows), "budget": str(budget), "fiscal": str(budget)}


NURSES = "1、轮训村医1500人次。"
PLOTS = "1、建设晒场8个。"
VISITS = QUANTITY.format("走访户数|走访的困难户|=240户")

WRONG: Cases = {
    # K06: a price for each person by the name, and for each time by the unit
    "a price of times that is above the budget": (
        "K06",
        project("轮训村医1500人次", NURSES, COST.format("人均轮训费用|轮训费除以人次|≤500元/人次")),
    ),
    # K01: two prices, whatever the manner of paying is called
    "a price of the purpose that is above the budget": (
        "K01",
        project("建设晒场8个，每个补助7万元", PLOTS, COST.format("每个晒场补助|补助金额|≤6万元/个"), budget=480_000),
    ),
    "a price of the purpose that is paid afterwards": (
        "K01",
        project(
            "建设晒场8个，每个先建后补7万元", PLOTS, COST.format("每个晒场补助|补助金额|=6万元/个"), budget=480_000
        ),
    ),
    # K14: floods
    "a flood that comes more often": ("K14", project("加固堤防", "1、防洪标准由50年一遇提高到20年一遇。")),
    "a flood that is to come less often": ("K14", project("加固堤防", "1、排涝标准从5年一遇降低到10年一遇。")),
    # V03: a range of two measures
    "a share to a count": ("V03", project("助残", NURSES, BENEFIT.format("就业增长率|就业人数的增幅|3%至200人"))),
    "a count to a share": ("V03", project("助残", NURSES, BENEFIT.format("就业增长率|就业人数的增幅|≥200人～≤5%"))),
    # V12: a life in months
    "a life of some months": ("V12", project("购置冷库", NURSES, QUALITY.format("冷库设计年限|设计年限|≥15个月"))),
    "a life of some days": ("V12", project("购置冷库", NURSES, QUALITY.format("冷库使用寿命|正常使用的时间|≥8天"))),
    # K01: the same number in another unit of the measure
    "hectares for mu": (
        "K01",
        project("流转耕地", "1、流转耕地620亩。", QUANTITY.format("耕地流转面积|签约流转的面积|≥620公顷")),
    ),
    "metres for kilometres": (
        "K01",
        project("疏浚沟渠", "1、疏浚沟渠14公里。", QUANTITY.format("沟渠疏浚长度|疏浚的长度|≥14米")),
    ),
    # K27: prizes of another office
    "prizes of another office": (
        "K27",
        project("办比赛", "1、获省级以上奖项12个。", QUALITY.format("获奖数|获国家级以上奖项的个数|≥12个")),
    ),
}

RIGHT: Cases = {
    "a price of times within the budget": (
        "K06",
        project("轮训村医1500人次", NURSES, COST.format("人均轮训费用|轮训费除以人次|≤330元/人次")),
    ),
    "two prices, neither of which makes the budget": (
        "K06",
        project("建设晒场8个，每个补助7万元", PLOTS, COST.format("每个晒场造价|全部造价|≤9万元/个"), budget=560_000),
    ),
    "a flood that comes less often": ("K14", project("加固堤防", "1、防洪标准由20年一遇提高到50年一遇。")),
    "a longer time": ("K14", project("加固堤防", "1、质保期由3年提高到2年。")),
    "a range of shares": ("V03", project("助残", NURSES, BENEFIT.format("就业增长率|就业人数的增幅|3%至5%"))),
    "a range of points": ("V03", project("助残", NURSES, BENEFIT.format("就业率增幅|增幅|3%至5个百分点"))),
    "a life of whole years": ("V12", project("购置冷库", NURSES, QUALITY.format("冷库使用年限|使用年限|≥120个月"))),
    "a life in years": ("V12", project("购置冷库", NURSES, QUALITY.format("冷库使用年限|使用年限|≥10年"))),
    "the same area in hectares": (
        "K01",
        project("流转耕地", "1、流转耕地630亩。", QUANTITY.format("耕地流转面积|签约流转的面积|≥42公顷")),
    ),
    "visits on two occasions": (
        "K01",
        project("走访困难户240户", "1、春节、重阳各走访120户，共240户。", VISITS),
    ),
    "checks in two seasons": (
        "K01",
        project("检查餐馆160家", "1、春秋两季各检查80家。", QUANTITY.format("检查餐馆数|检查的餐馆|=160家")),
    ),
    "one of two kinds": (
        "K01",
        project("扶持就业创业", "1、扶持青年就业创业300人。", QUANTITY.format("创业补助人数|领到创业补助的青年|≥60人")),
    ),
    "prizes of which some are of another office": (
        "K27",
        project("办比赛", "1、获省级以上奖项12个。", QUALITY.format("获奖数|获国家级以上奖项的个数|≥2个")),
    ),
    "the same office": (
        "K27",
        project("办比赛", "1、获省级以上奖项12个。", QUALITY.format("获奖数|获省级及以上奖项的个数|≥12个")),
    ),
}


@pytest.mark.parametrize(("rule", "changes"), [pytest.param(*case, id=name) for name, case in WRONG.items()])
def test_a_fault_is_found_once(rule: str, changes: dict[str, Any]) -> None:
    assert len(fired(rule, **changes)) == 1


@pytest.mark.parametrize(("rule", "changes"), [pytest.param(*case, id=name) for name, case in RIGHT.items()])
def test_what_is_right_is_left_alone(rule: str, changes: dict[str, Any]) -> None:
    assert fired(rule, **changes) == []

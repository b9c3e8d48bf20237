"""K22 and K11: the spending plan against the times that goals and indicators give."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import fired

TIME = "产出指标|时效指标|{}|合同"


def case(plan: str, goals: str = "1、硬化道路12公里。", *rows: str, **more: Any) -> dict[str, Any]:
    return {
        "plan": plan,
        "goals": goals,
        "purpose": "用于本项目支出",
        "rows": [TIME.format(row) for row in rows],
        **more,
    }


WRONG = {
    "paid each month, planned in December": case("0/0/0/100", "1、为420名村医按月发放补助。"),
    "a day of each month": case("0/0/80/100", "1、每月25日前将补助打卡到人。"),
    "paid each quarter": case("0/0/50/100", "1、高龄津贴按季度发放到账。"),
    "a target of each month": case("0/0/0/100", "1、发放补助。", "津贴发放时间|津贴到账的时间|每月10日前"),
    "four quarters, spent by March": case("100/100/100/100", "1、全年分四个季度开展禁毒宣传40场。"),
    "every quarter, spent by March": case("100/100/100/100", "1、每季度举办培训班2期。"),
    "every month, spent by March": case("100/100/100/100", "1、每月放映公益电影20场。"),
    "paid out by June, a third planned": case("0/30/60/100", "1、发放补贴。", "补贴发放时间|全部到户|2020年6月底前"),
    "paid out by June in the goals": case("0/0/50/100", "1、2020年6月底前奖励资金全部拨付到企业。"),
    "paid out by October": case("0/20/40/100", "1、补偿款发放。", "补偿款兑付时间|全部兑付|2020年10月底前"),
    "done by March, nothing by June": case("0/0/50/100", "1、举办招聘会。", "招聘会时间|6场全部举办完|2020年3月底前"),
    "done by June, nothing by October": case("0/0/0/100", "1、2020年6月底前完成宣传活动20场。"),
    "before the works begin": case("60/80/100/100", "1、2020年5月开工，10月底前完工。"),
    "half a year before": case("20/60/100/100", "1、8月正式开工建设，11月底前完工。"),
}  # fmt: skip
RIGHT = {
    "paid each month": case("25/50/83/100", "1、为420名村医按月发放补助。"),
    "paid each month, first money in summer": case("0/40/83/100", "1、为420名村医按月发放补助。"),
    "from July on": case("0/0/60/100", "1、7月起按月发放补助。"),
    "paid first by others": case("0/0/0/100", "1、按月发放补助，由乡镇先行垫付。"),
    "with a check at the end of the year": case("0/0/0/100", "1、按月考核，年底一次性发放补助。"),
    "each month, checked": case("0/0/50/100", "1、每月巡查2次，发现问题及时整改。"),
    "bought in March, looked after each month": case(
        "100/100/100/100", "1、每月开展设备检测1次。", purpose="购置设备12台"
    ),
    "quarters of a plan that goes on": case("30/60/80/100", "1、全年分四个季度开展禁毒宣传40场。"),
    "paid out by June and spent": case("0/90/100/100", "1、发放补贴。", "补贴发放完成时间|全部到户|2020年6月30日前"),
    "two terms": case("0/50/50/100", "1、春季学期补助6月30日前、秋季学期补助12月10日前发放。"),
    "the first of two payments": case("0/30/60/100", "1、6月底前拨付首批资金。"),
    "other work goes on": case("0/30/60/100", "1、6月底前发放补贴，11月底前完成验收。"),
    "prepared by March": case("0/0/50/100", "1、3月底前完成招标。", "方案制定时间|方案印发|2020年3月底前"),
    "paid after acceptance": case("0/0/0/100", "1、2020年6月底前完成宣传20场，年底验收后付款。"),
    "an advance": case("30/60/80/100", "1、2020年5月开工，10月底前完工。"),
    "begins in March": case("10/60/80/100", "1、2020年3月开工，10月底前完工。"),
    "last year's works": case("60/80/100/100", "1、续建工程5月开工。", purpose="续建道路12公里"),
    "harvest in October": case("0/0/70/100", "1、2020年10月底前完成秸秆还田5万亩。"),
}  # fmt: skip


@pytest.mark.parametrize("changes", [pytest.param(changes, id=name) for name, changes in WRONG.items()])
def test_a_plan_that_does_not_fit_the_times_is_found(changes: dict[str, Any]) -> None:
    found = [one for rule in ("K22", "K11") for one in fired(rule, **changes)]  # K11 comes first where both fit
    assert [severity for severity, _, _ in found] == ["warning"]


@pytest.mark.parametrize("changes", [pytest.param(changes, id=name) for name, changes in RIGHT.items()])
def test_a_plan_that_fits_is_left_alone(changes: dict[str, Any]) -> None:
    assert fired("K22", **changes) == []

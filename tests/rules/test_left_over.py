"""K01 on figures that are left over when all others of their unit are repeated, each case with what only looks so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import fired

QUANTITY = "产出指标|数量指标|{}|台账"
QUALITY = "产出指标|质量指标|{}|台账"
TIME = "产出指标|时效指标|{}|台账"
BENEFIT = "效益指标|社会效益指标|{}|台账"

Cases = dict[str, dict[str, Any]]


def project(goals: str, *rows: str, **more: Any) -> dict[str, Any]:
    return {"name": "档案服务项目", "purpose": "用于档案服务", "goals": goals, "rows": list(rows), **more}


WRONG: Cases = {
    "a time in other words": project(
        "1、群众查询档案平均用时由30分钟压缩到5分钟以内。", TIME.format("档案查询平均用时|查询档案的平均用时|≤8分钟")
    ),
    "hours of the day": project(
        "1、阅览室每天开放不少于18小时。", TIME.format("阅览室日均开放时间|每天开放的时长|≥20小时")
    ),
    "a temperature": project(
        "1、库房室内温度不低于18℃。", QUALITY.format("库房室内温度|抽测的温度|≥20℃")
    ),
    "goals without words": project("1、260人，分4期。", QUANTITY.format("培训人数|参加培训的人数|≥290人")),
    "people who come": project(
        "1、全年接待群众12万人次。", BENEFIT.format("服务群众人次|接待群众的人次|≥13万人次")
    ),
    "money that is saved": project(
        "1、为企业节约费用52.5万元。", BENEFIT.format("节约企业费用|减免的费用|≥65.6万元")
    ),
    "a fall since a year": project(
        "1、涉军信访件数比2020年下降10%以上。", BENEFIT.format("涉军信访件数下降率|下降的比例|≥14%")
    ),
    "rates whose names end alike": project(
        "1、参训人员就业率60%以上。", BENEFIT.format("培训后就业率|就业的参训人数占比|≥79%")
    ),
    "a rate with its thing and one without": project(
        "1、污水处理率达到95%。", QUALITY.format("村庄生活污水处理率|处理的比例|≥90%")
    ),
    "people who are taught": project(
        "1、举办教师培训班6期。\n2、调训优秀教师150人。",
        QUANTITY.format("培训期数|举办的期数|=6期"),
        QUANTITY.format("培训教师人数|参加培训的教师|≥200人"),
        name="教师培训项目",
        purpose="用于教师培训",
    ),
    "purpose and target, where the goals give no figure": project(
        "1、全部修复。", QUANTITY.format("修复页数|验收的页数|≥3800页"), purpose="修复民国档案3000页"
    ),
}  # fmt: skip
RIGHT: Cases = {
    "figures far from each other": project(
        "1、接待群众12万人次。", QUANTITY.format("志愿服务人次|服务的人次|≥400人次")
    ),
    "two rates of the goals": project(
        "1、参训人员就业率60%以上，毕业生就业率85%以上。",
        BENEFIT.format("培训后就业率|就业的参训人数占比|≥70%"),
    ),
    "treatment of two kinds of waste": project(
        "1、村庄生活污水处理率达到95%。", QUALITY.format("生活垃圾处理率|处理的比例|≥90%")
    ),
    "use of two kinds of waste": project(
        "1、秸秆综合利用率达到95%。", BENEFIT.format("畜禽粪污综合利用率|利用的比例|≥80%")
    ),
    "people who are honoured, not taught": project(
        "1、举办教师培训班6期。\n2、表彰优秀教师150人。",
        QUANTITY.format("培训期数|举办的期数|=6期"),
        QUANTITY.format("培训教师人数|参加培训的教师|≥200人"),
        name="教师培训项目",
        purpose="用于教师培训",
    ),
    "people who are chosen, not taught": project(
        "1、评选乡村教师150人。",
        QUANTITY.format("培训教师人数|参加培训的教师|≥200人"),
        name="教师培训项目",
        purpose="用于教师培训",
    ),
    "another thing in the same unit": project(
        "1、整理档案3000页。", QUANTITY.format("缩微胶片制作|制作的胶片|≥2500页")
    ),
}  # fmt: skip


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_two_figures_that_are_left(changes: dict[str, Any]) -> None:
    assert len(fired("K01", **changes)) == 1


@pytest.mark.parametrize("changes", RIGHT.values(), ids=RIGHT)
def test_figures_of_two_things(changes: dict[str, Any]) -> None:
    assert fired("K01", **changes) == []


def item(sub_targets: str) -> list[str]:
    rows = [QUANTITY.format("奖扶人数|领取扶助金的人数|=1850人")]
    sheets = [
        {"name": "家庭奖励扶助", "purpose": "对1850名对象发放扶助金", "goals": "1、发放到1850名对象。", "rows": rows},
        {"name": "疾控中心实验室", "purpose": "购置仪器4台", "goals": "1、购置仪器4台。", "rows": []},
    ]  # fmt: skip
    found = fired("K01", overall="完成全年任务。", sub_targets=sub_targets, sheets=sheets)
    return [cell for _, cell, _ in found]


@pytest.mark.parametrize(
    ("sub_targets", "count"),
    [
        ("1.奖励扶助：1110名符合条件对象全部兑现。2.疾控能力：检测106项。", 1),
        ("1.奖励扶助：1850名符合条件对象全部兑现。2.疾控能力：检测106项。", 0),
        ("1.奖励扶助：260名困难对象另行慰问。2.疾控能力：检测106项。", 0),
        ("1.家庭医生：签约1110名。2.疾控能力：检测106项。", 0),
    ],
)
def test_an_item_of_the_overall_targets_and_its_sheet(sub_targets: str, count: int) -> None:
    assert len(item(sub_targets)) == count

"""Kinds of faults that round 10 of the review showed, each with what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import fired
from xltools.messages.message import Example

QUANTITY = "产出指标|数量指标|{}|台账"
QUALITY = "产出指标|质量指标|{}|台账"
TIME = "产出指标|时效指标|{}|合同"
COST = "产出指标|成本指标|{}|定额"
ECONOMY = "效益指标|经济效益指标|{}|责任书"
SOCIETY = "效益指标|社会效益指标|{}|责任书"
CONTENT = "满意度指标|服务对象满意度指标|{}|问卷"
ROADS = "1、硬化4个村道路12公里。"

Cases = dict[str, tuple[str, dict[str, Any]]]


def basis(text: str) -> dict[str, Any]:
    return {"pick": "受益人口", "basis": text}


def row(text: str) -> dict[str, Any]:
    return {"rows": [text]}


def sheet(purpose: str, goals: str, *rows: str, **more: Any) -> dict[str, Any]:
    return {"purpose": purpose, "goals": goals, "rows": list(rows), **more}


def paid(plan: str, goals: str, purpose: str = "保洁服务费", name: str = "城区保洁服务") -> dict[str, Any]:
    return {"plan": plan, "goals": goals, "purpose": purpose, "name": name}


WRONG: Cases = {
    # T02: what somebody said
    "a speech": ("T02", basis("县长在动员会上的讲话")),
    "a speech of the secretary": ("T02", basis("书记讲话精神")),
    "television": ("T02", basis("看电视新闻")),
    "a report of the media": ("T02", basis("媒体报道")),
    # I13
    "lectures among quality": ("I13", row(QUALITY.format("法律宣讲场次|举办的宣讲|≥20场"))),
    "exercises among quality": ("I13", row(QUALITY.format("消防安全演练次数|举办的演练|≥2次"))),
    "awareness as economic": ("I13", row(ECONOMY.format("防诈知识知晓率|受访者中知晓的比例|≥80%"))),
    # I14
    "a word of praise": ("I14", row(CONTENT.format("居民满意度|比较满意|≥90%"))),
    "praise alone": ("I14", row(CONTENT.format("农户满意度|满意|≥90%"))),
    "another rate": ("I14", row(CONTENT.format("业主满意度|竣工验收合格的楼栋占改造楼栋的比例|≥90%"))),
    # V12
    "guests in events": ("V12", row(SOCIETY.format("参观人次|到馆参观的人次|≥3万场次"))),
    "trainees in batches": ("V12", row(QUANTITY.format("培训人次|参训的人次|≥300批次"))),
    # K22
    "most by March": ("K22", paid("85/90/95/100", "1、保洁费按月支付。")),
    "after each month": ("K22", paid("80/85/90/100", "1、保洁费按月考核、次月支付。")),
    "settled each month": ("K22", paid("0/0/0/100", "1、保洁费按月结算。")),
    # K01: prices
    "yuan in ten thousands": (
        "K01", sheet("管护林地3万亩，每亩15元", "1、管护。", COST.format("管护单价|每亩管护费|≤15万元/亩")),
    ),
    "a rate above that of the purpose": (
        "K01",
        sheet(
            "A类农户30户，每户2万元；B类农户20户，每户1万元",
            "1、补助。",
            COST.format("B类农户户均补助|B类农户每户补助|1.5万元/户"),
        ),
    ),
    # B14
    "publicity of law that is over": ("B14", {"goals": f"{ROADS}\n2、确保“六五”普法顺利收官。"}),
    "a plan that has not begun": ("B14", {"overall": "实现“十四五”规划良好开局，硬化道路12公里。"}),
    "a plan that is over": ("B14", {"sub_targets": "1.确保十二五规划圆满收官，硬化道路12公里。"}),
    # G10: an overall target of zeal
    "zeal at length": (
        "G10", {"overall": "砥砺前行、担当作为，推动各项事业再上新台阶，奋力谱写高质量发展新篇章。"},
    ),
    # G07: another body speaks
    "the women's federation": ("G07", {"overall": "2020年，县妇联将开展巾帼行动，建设示范户300户。"}),
    "another bureau": ("G07", {"overall": "县统计局围绕中心工作，硬化道路12公里。"}),
    # K11: months
    "delivered before the contract": ("K11", {"goals": "5月完成设备到货验收，7月签订采购合同，硬化道路12公里。"}),
}  # fmt: skip
RIGHT: Cases = {
    "a speech in a document": ("T02", basis("《县长在农村工作会议上的讲话》")),
    "a plan of television": ("T02", basis("2020年电视节目制作计划")),
    "lectures among quantities": ("I13", row(QUANTITY.format("法律宣讲场次|举办的宣讲|≥20场"))),
    "good lectures": ("I13", row(QUALITY.format("优秀宣讲场次|评为优秀的宣讲|≥5场"))),
    "awareness among social benefits": ("I13", row(SOCIETY.format("防诈知识知晓率|受访者中知晓的比例|≥80%"))),
    "what is asked": ("I14", row(CONTENT.format("居民满意度|受访居民中表示满意的比例|≥90%"))),
    "those who are content with work": ("I14", row(CONTENT.format("业主满意度|对竣工验收表示满意的业主占比|≥90%"))),
    "points of an assessment": ("I14", row(CONTENT.format("学员满意度|完成测评的学员给出好评的比例|≥90%"))),
    "guests": ("V12", row(SOCIETY.format("参观人次|到馆参观的人次|≥3万人次"))),
    "events": ("V12", row(QUANTITY.format("演出场次|全年演出|≥30场次"))),
    "a quarter by March": ("K22", paid("25/50/75/100", "1、保洁费按月支付。")),
    "paid in advance": ("K22", paid("85/90/95/100", "1、保洁费按月支付。", "预拨全年保洁服务费")),
    "heating": ("K22", paid("80/80/80/100", "1、补贴按月发放。", "冬季取暖补贴", "采暖补贴")),
    "settled at the end": ("K22", paid("0/0/0/100", "1、保洁费按月考核，年底结算。")),
    "a price": ("K01", sheet("管护林地3万亩，每亩15元", "1、管护。", COST.format("管护单价|每亩管护费|≤15元/亩"))),
    "rates that agree": (
        "K01",
        sheet(
            "A类农户30户，每户2万元；B类农户20户，每户1万元",
            "1、补助。",
            COST.format("A类农户户均补助|A类农户每户补助|2万元/户"),
            COST.format("B类农户户均补助|B类农户每户补助|1万元/户"),
        ),
    ),
    "publicity of law now": ("B14", {"goals": f"{ROADS}\n2、确保“七五”普法顺利收官。"}),
    "a plan that ends": ("B14", {"overall": "确保“十三五”规划圆满收官，硬化道路12公里。"}),
    "what was achieved": ("B14", {"overall": "巩固“十二五”规划成果，硬化道路12公里。"}),
    "zeal with the project": (
        "G10", {"overall": "砥砺前行、担当作为，持续推进李庄等村道路硬化项目实施，奋力谱写高质量发展新篇章。"},
    ),
    "one zealous clause": (
        "G10", {"overall": "以防风险、护稳定为主线，深化专项斗争，推进防控体系建设，提升群众安全感，规范服务。"},
    ),
    "the own bureau in short": (
        "G07", {"department_name": "示范县农业农村局", "overall": "县农业局将继续支持农村道路硬化12公里。"},
    ),
    "with another bureau": ("G07", {"overall": "会同县统计局开展调查，硬化道路12公里。"}),
    "contract before delivery": ("K11", {"goals": "5月签订采购合同，7月完成设备到货验收，硬化道路12公里。"}),
    # V04, G03
    "a day that does not exist": ("V04", row(TIME.format("完工时间|全部完工|2020年13月底前"))),
    "one of each": ("G03", {"sub_targets": "1.硬化道路12公里。2.开展防汛、抗旱、防火道路演练各2场。"}),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "changes"), [pytest.param(*case, id=name) for name, case in WRONG.items()])
def test_a_fault_is_found_once(rule: str, changes: dict[str, Any]) -> None:
    assert len(fired(rule, **changes)) == 1


@pytest.mark.parametrize(("rule", "changes"), [pytest.param(*case, id=name) for name, case in RIGHT.items()])
def test_what_is_right_is_left_alone(rule: str, changes: dict[str, Any]) -> None:
    assert fired(rule, **changes) == []


def _village(name: str, count: int) -> Example:
    return Example(
        name=name,
        purpose=f"改厕{count}户",
        goals=f"1、完成农村户厕改造{count}户。",
        rows=[QUANTITY.format(f"户厕改造户数|改造的户厕|≥{count}户")],
    )


REST = Example(
    name="移民村改厕",
    purpose="移民村改厕60户",
    goals="1、完成移民村户厕改造60户。",
    rows=[QUANTITY.format("移民村户厕改造户数|改造的户厕|≥60户")],
)
OTHER = Example(
    name="残疾人救助", purpose="救助60户", goals="1、救助60户。", rows=[QUANTITY.format("救助户数|救助的户|≥60户")]
)


@pytest.mark.parametrize(
    ("overall", "sheets", "expected"),
    [
        ("2020年完成农村户厕改造240户。", [_village("户厕改造", 260), OTHER], 1),
        ("2020年完成农村户厕改造260户。", [_village("户厕改造", 260), OTHER], 0),
        ("2020年完成户厕改造320户。", [_village("户厕改造", 260), REST], 0),  # 260 and 60 make it
        ("2020年完成农村户厕改造300户。", [_village("北片改厕", 260), _village("南片改厕", 40)], 0),
    ],
)
def test_a_figure_of_the_overall_targets_is_held_against_the_one_sheet_that_has_the_thing(
    overall: str, sheets: list[Example], expected: int
) -> None:
    assert len(fired("K01", overall=overall, sub_targets="", sheets=sheets)) == expected


def test_the_overall_target_in_the_words_of_a_sheet_is_held_against_it_whatever_else_has_its_figure() -> None:
    changes = sheet("按600件测算", "办理仲裁调解案件650件。", QUANTITY.format("办结调解案数|办结的案|≥600件"))
    assert len(fired("K01", overall="全年办理仲裁调解案件600件。", sub_targets="", **changes)) == 1

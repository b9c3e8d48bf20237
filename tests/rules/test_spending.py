"""Family P: each row is a plan and what a reviewer would say about it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rules.cases import Fired, all_findings, fired, fired_ids
from xltools.model import Entry
from xltools.rules.engine import check_book
from xltools.rules.examples import build_book, build_sheet
from xltools.rules.settings import Settings

MARCH, JUNE, OCTOBER, DECEMBER = "B7", "D7", "E7", "I7"

ONLY_P = [
    # what is right
    ("20/50/80/100", []),
    ("0/100/100/100", []),
    ("25/50/83.33/100", []),
    ("20/50/75/100", []),
    ("100/100/100/100", []),
    ("0/0/0/100", []),
    ("20%/50%/80%/100%", []),
    ("２０/５０/８０/１００", []),
    # blanks: one cause, one finding
    ("空/空/空/空", ["P01"]),
    ("空/100/空/空", ["P05", "P06"]),
    ("空/100/100/100", ["P06"]),
    ("20/空/80/100", ["P07"]),
    ("20/空/空/100", ["P07"]),
    ("20/空/80/空", ["P04", "P07"]),
    ("20/50/空/空", ["P04"]),
    ("20/50/80/空", ["P04"]),
    ("空/空/空/100", ["P06"]),
    ("100/空/100/空", ["P05"]),
    ("20/100/空/100", ["P05"]),
    # not shares
    ("20/50/130/100", ["P02"]),
    ("-5/50/80/100", ["P02"]),
    ("20/一半/80/100", ["P02"]),
    ("待定/待定/待定/待定", ["P02"] * 4),
    ("0.2/0.5/0.7/1", ["P02"]),
    ("空/1/空/空", ["P02"]),
    ("0/0/0/0", ["P04"]),
    # falls
    ("20/50/40/100", ["P03"]),
    ("60/50/40/100", ["P03", "P03"]),
    ("20/空/10/100", ["P03"]),
    ("20/50/100/80", ["P03"]),
    # by period
    ("20/30/20/30", ["P08"]),
    ("25/25/25/25.3", ["P08"]),
    ("40/30/20/10", ["P08"]),
    ("0/0/100/0", ["P08"]),
    # does not reach 100
    ("20/50/80/90", ["P04"]),
    ("20/50/80/99.99", ["P04"]),
]


@pytest.mark.parametrize(("plan", "expected"), ONLY_P)
def test_which_rules_fire(plan: str, expected: list[str]) -> None:
    assert fired_ids("P", plan=plan) == expected


@pytest.mark.parametrize(
    ("rule", "plan", "expected"),
    [
        ("P01", "空/空/空/空", [("error", MARCH, "")]),
        ("P02", "20/130/-1/100", [("error", JUNE, ""), ("error", OCTOBER, "")]),
        ("P02", "0.2/0.5/0.7/1", [("error", MARCH, "20/50/70/100")]),
        ("P02", "空/1/空/空", [("error", JUNE, "空/100/空/空")]),
        ("P03", "20/50/40/100", [("error", OCTOBER, "≥50")]),
        ("P03", "20/50/130/40", [("error", DECEMBER, "≥50")]),
        ("P03", "30/空/20/100", [("error", OCTOBER, "≥30")]),
        ("P04", "20/50/80/90", [("warning", DECEMBER, "100")]),
        ("P05", "空/100/空/空", [("warning", OCTOBER, "100")]),
        ("P05", "100/空/空/空", [("warning", JUNE, "100")]),
        ("P06", "空/空/80/100", [("note", MARCH, "0")]),
        ("P07", "20/空/80/100", [("warning", JUNE, "20~80")]),
        ("P07", "50/空/空/50", [("warning", JUNE, "50")]),
        ("P08", "20/30/20/30", [("warning", MARCH, "20/50/70/100")]),
        ("P08", "25/25/25/25.3", [("warning", MARCH, "25/50/75/100")]),
    ],
)
def test_cells_and_expected_values(rule: str, plan: str, expected: Fired) -> None:
    assert fired(rule, plan=plan) == expected


def test_other_cells_that_take_part() -> None:
    (finding,) = (finding for finding in all_findings(plan="空/100/空/空") if finding.rule == "P05")
    assert [place.cell for place in finding.related] == [DECEMBER]
    assert finding.message.zh == "6月底已计划支出 100%，10月底、12月底没有填"
    assert finding.message.en.startswith("100% is planned by end of June")


def test_a_formula_that_was_never_calculated_is_not_blank() -> None:
    sheet = build_sheet(plan="20/50/80/空")
    december = replace(sheet.plan.december, formula=True, uncalculated=True)
    plan = replace(sheet.plan, december=december)
    assert check_book(build_book(replace(sheet, plan=plan))).findings == ()


def test_an_error_value_is_reported_by_the_reader_only() -> None:
    sheet = build_sheet()
    october: Entry[Decimal] = replace(sheet.plan.october, text="#REF!", value=None)
    plan = replace(sheet.plan, october=october)
    assert check_book(build_book(replace(sheet, plan=plan))).findings == ()


def test_a_plan_that_leaves_the_retention_money_is_complete() -> None:
    assert fired("P04", plan="20/50/80/97", purpose="硬化村道12公里，预留3%质保金次年支付") == []
    assert fired("P04", plan="0/50/97/97") == []  # it stays at what is kept back of works
    assert fired("P04", plan="20/50/80/97") != []


OFFICE = {"purpose": "办公、差旅、邮电和水电", "goals": "1、保障32名职工正常办公，文件办结率达到98%。"}
SLOW = "10/25/50/100"


@pytest.mark.parametrize(("tolerance", "expected"), [("13.33", []), ("13.32", [("note", OCTOBER, "")])])
def test_tolerance_of_the_pace(tolerance: str, expected: Fired) -> None:
    settings = Settings(parameters={"P09": {"tolerance": Decimal(tolerance)}})
    assert fired("P09", settings, plan="20/50/70/100", name="2020年机关运转经费", **OFFICE) == expected


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("20/50/70/100", [("note", OCTOBER, "")]),
        (SLOW, [("note", OCTOBER, "")]),
        ("5/10/80/100", [("note", JUNE, "")]),
        ("空/空/空/100", [("note", OCTOBER, "")]),  # what P06 advises, 0, brings nothing new
        ("0/0/0/100", [("note", OCTOBER, "")]),
        ("0/45/80/100", []),  # little is ever spent before March
        ("空/50/80/100", []),
        ("20/40/75/100", []),
        ("20/50/80/90", []),
    ],
)
def test_costs_of_the_whole_year_that_come_late(plan: str, expected: Fired) -> None:
    assert fired("P09", plan=plan, name="2020年机关运转经费", **OFFICE) == expected


@pytest.mark.parametrize(
    ("name", "purpose", "goals"),
    [
        ("2020年农村道路硬化", "硬化村道12公里，按工程进度付款", "1、2020年10月底前完工12公里。"),
        ("2020年办公设备购置", "采购办公电脑60台，验收后一次付款", "1、2020年9月完成采购60台。"),
        ("2020年水质抽样监测", "按季度对40个断面抽样", "1、监测160个断面次。"),
        ("2020年戏曲进乡村", "巡演120场，演出后结算", "1、演出120场。"),
        ("2020年清雪保障", "冬季清雪，车辆租赁30台班", "1、雪停后6小时内清完。"),
        ("2020年河道清淤", "公开招标后施工，汛期停工", "1、清淤8公里。"),
        ("2020年计划生育奖励扶助", "年底一次性发放7000人", "1、发放7000人。"),
        ("2020年困难学生补助", "按学期补助7800人", "1、资助7800人。"),
        ("2020年人口普查工作经费", "11月1日入户登记，普查员补贴集中在四季度", "1、登记21万户。"),
        ("2020年防汛工作经费", "汛期巡查、抢险物资", "1、巡查堤防60公里。"),
        ("2020年运动会工作经费", "秋季运动会办赛", "1、参赛600人。"),
        ("2020年平台运行维护", "合同约定验收后付款", "1、系统可用率99%。"),
    ],
)
def test_what_has_a_time_of_its_own_may_come_late(name: str, purpose: str, goals: str) -> None:
    assert fired("P09", plan=SLOW, name=name, purpose=purpose, goals=goals) == []
    assert fired("P09", plan="0/0/10/100", name=name, purpose=purpose, goals=goals) == []


@pytest.mark.parametrize(
    ("name", "budget", "plan", "expected"),
    [
        ("2020年驻村工作队综合经费", "100000", "20/100/100/100", [("note", JUNE, "")]),
        ("2020年机关运转经费", "100000", "100/100/100/100", [("note", MARCH, "")]),
        ("2020年机关运转经费", "100000", "20/50/100/100", []),
        ("2020年农村道路硬化", "10000000", "20/100/100/100", [("note", JUNE, "")]),
        ("2020年农村道路硬化", "9999999.99", "20/100/100/100", []),
        ("2020年贷款贴息", "20000000", "20/100/100/100", []),
    ],
)
def test_too_early(name: str, budget: str, plan: str, expected: Fired) -> None:
    purpose = "对3家企业贷款补助利息" if "贴息" in name else "办公、差旅及村道12公里"
    assert fired("P10", name=name, budget=budget, fiscal=budget, plan=plan, purpose=purpose) == expected


@pytest.mark.parametrize(
    ("name", "target", "plan", "expected"),
    [
        ("补助资金到位率", "≥90%", "20/60/90/100", [("warning", "E19", "=100%")]),
        ("补助资金到位率", "≥90", "空/100/空/空", [("warning", "E19", "=100%")]),
        ("补助资金到位率", "=100%", "20/60/90/100", []),
        ("预算执行率", "≥95%", "20/60/80/95", []),
        ("设备到位率", "≥90%", "20/60/90/100", []),  # not about money
        ("工程管护人员到位率", "≥95%", "20/60/90/100", []),
        ("预算执行率", "≤90%", "20/60/90/100", []),  # the operator is V08's
        ("补助资金到位率", "及时", "20/60/90/100", []),
        ("补助资金到位率", "≥90%", "空/空/空/空", []),  # P01 reports it
    ],
)
def test_rate_below_the_plan(name: str, target: str, plan: str, expected: Fired) -> None:
    assert fired("P11", row=f"产出指标|时效指标|{name}|按时到位的比例|{target}|示交〔2019〕36号", plan=plan) == expected

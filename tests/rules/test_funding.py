"""Family A: money, purpose, and special funds beside the projects they hold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.rules.cases import Fired, all_findings, fired, fired_ids
from xltools.messages.message import Example
from xltools.model import Entry
from xltools.rules.engine import check_book
from xltools.rules.examples import build_book, build_sheet
from xltools.rules.settings import Settings

BUDGET, FISCAL, OTHER, PURPOSE, NAME = "C4", "E4", "I4", "B5", "E3"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        # the budget
        ({"budget": "空"}, ["A01"]),
        ({"budget": "待定"}, ["A01"]),
        ({"budget": "0", "fiscal": "0"}, ["A01"]),
        ({"budget": "-100", "fiscal": "-100"}, ["A01"]),
        ({"budget": "1,200,000.00"}, []),
        ({"budget": "１２０００００"}, []),
        ({"budget": "120万元"}, ["A08"]),
        ({"budget": "壹佰贰拾万元整"}, []),
        # the sum
        ({"budget": "1000000", "fiscal": "800000", "other": "100000"}, ["A02"]),
        ({"budget": "1000000.01", "fiscal": "1000000", "other": "0"}, ["A02"]),
        ({"budget": "725000.00", "fiscal": "725000.00", "other": "空"}, ["A03"]),
        ({"budget": "1000000", "fiscal": "800000", "other": "空"}, ["A03"]),
        ({"budget": "800000", "fiscal": "1000000", "other": "空"}, ["A02"]),
        ({"budget": "1000000", "fiscal": "空", "other": "0"}, ["A02"]),
        ({"budget": "1000000", "fiscal": "空", "other": "1000000"}, []),
        ({"budget": "1000000", "fiscal": "空", "other": "空"}, ["A02"]),
        ({"budget": "空", "fiscal": "空", "other": "空"}, ["A01"]),
        # the unit of the form
        ({"money_unit": "万元", "budget": "6923.3552", "fiscal": "6923.35", "other": "0"}, ["A02"]),
        ({"money_unit": "万元", "budget": "10606.7522", "fiscal": "6923.3552", "other": "3683.3970"}, []),
        ({"money_unit": "万元", "budget": "100.004", "fiscal": "100", "other": "0"}, []),
    ],
)
def test_amounts(changes: dict[str, str], expected: list[str]) -> None:
    assert fired_ids("A", **changes) == expected


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        ("A01", {"budget": "空"}, [("error", BUDGET, "1,200,000.00")]),
        ("A01", {"budget": "空", "fiscal": "空"}, [("error", BUDGET, "")]),
        ("A02", {"budget": "100000", "fiscal": "80000", "other": "10000"}, [("error", BUDGET, "")]),
        (
            "A02",
            {"money_unit": "万元", "budget": "100", "fiscal": "80", "other": "10"},
            [("error", BUDGET, "")],
        ),
        ("A03", {"fiscal": "725000", "budget": "725000.10", "other": "空"}, [("error", OTHER, "0.10")]),
        ("A04", {"purpose": "空"}, [("error", PURPOSE, "")]),
    ],
)
def test_cells_and_expected_values(rule: str, changes: dict[str, str], expected: Fired) -> None:
    assert fired(rule, **changes) == expected


def test_a_difference_is_said_in_the_forms_unit() -> None:
    (finding,) = all_findings(money_unit="万元", budget="100", fiscal="80", other="10")
    assert finding.message.zh == "预算数 100.00 不等于财政资金 80.00 与其他资金 10.00 之和，相差 10.00万元"
    assert [place.cell for place in finding.related] == [FISCAL, OTHER]


def test_what_the_reader_has_reported_is_not_reported_again() -> None:
    sheet = build_sheet()
    lost: Entry[Decimal] = replace(sheet.budget, text="#DIV/0!", value=None)
    no_label: Entry[Decimal] = Entry(sheet.fiscal.place._replace(row=0, column=0))
    for broken in (
        replace(sheet, budget=lost),
        replace(sheet, budget=replace(lost, text="", formula=True, uncalculated=True)),
        replace(sheet, fiscal=no_label),
    ):
        assert check_book(build_book(broken)).findings == ()


@pytest.mark.parametrize(
    ("name", "purpose", "budget", "expected"),
    [
        ("2020年脱贫办工作经费", "脱贫办工作经费", "500000", ["A05"]),
        ("2020年脱贫办工作经费", "2019年脱贫办工作经费", "500000", ["A05"]),
        ("2020年脱贫办工作经费", "用于脱贫办工作经费支出", "500000", ["A05"]),
        ("2020年脱贫办工作经费", "示范县交通运输局脱贫办工作经费", "500000", ["A05"]),
        ("2020年扶贫专项", "贫困村基础设施建设", "41770000", ["A05"]),
        ("2020年扶贫专项", "贫困村基础设施建设", "500000", []),
        ("2020年扶贫专项", "200个村道路硬化32公里", "41770000", []),
        ("2020年扶贫专项", "改造三座危桥", "41770000", []),
        ("2020年扶贫专项", "对全县建档立卡贫困户危房改造、饮水安全给予补助", "41770000", []),
    ],
)
def test_purpose(name: str, purpose: str, budget: str, expected: list[str]) -> None:
    assert fired_ids("A", name=name, purpose=purpose, budget=budget, fiscal=budget) == expected


def form(name: str, budget: str, **changes: Any) -> Example:
    return Example(name=name, budget=budget, fiscal=budget, **changes)


def fund(name: str, budget: str, **changes: Any) -> Example:
    return form(name, budget, kind="special_fund", **changes)


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ([fund("工作经费", "1573060"), form("甲经费", "1073060"), form("乙经费", "500000")], ["A06"]),
        ([fund("工作经费", "500000"), form("2020年工作经费", "700000")], ["A06"]),
        ([fund("产业贴息", "725000", rows=[]), form("甲经费", "1073060"), form("乙经费", "500000")], ["A07"]),
        (
            [fund("产业贴息", "725000"), form("甲经费", "1073060"), form("乙经费", "500000")],
            [],
        ),  # it has indicators itself
        ([fund("工作经费", "1573060.01", rows=[]), form("甲经费", "1073060"), form("乙经费", "500000")], ["A07"]),
        (
            [
                fund("产业贴息", "725000", purpose="用于甲村贴息和乙村贴息"),
                form("甲村贴息", "700000"),
                form("乙村贴息", "25000"),
            ],
            [],
        ),
        ([fund("经费", "500000"), fund("贴息", "725000", rows=[]), form("2020年经费", "500000")], ["A06", "A07"]),
        ([form("提前下达2020年中央财政扶贫专项资金", "500000"), form("省级扶贫补助", "600000")], ["A07"]),
        ([form("省级文明单位创建", "500000"), form("甲经费", "600000")], []),
        ([fund("省级补助资金", "500000"), form("2020年省级补助资金", "500000")], ["A06"]),
    ],
)
def test_funds_and_projects(sheets: list[Example], expected: list[str]) -> None:
    assert fired_ids("A", sheets=sheets) == expected


def test_a_contained_project_is_named_and_marked() -> None:
    sheets = [fund("工作经费", "1573060"), form("甲经费", "1073060"), form("乙经费", "500000"), form("丙", "7000000")]
    (finding,) = (finding for finding in all_findings(sheets=sheets) if finding.rule == "A06")
    assert finding.message.zh == "专项资金“工作经费”包含项目“甲经费”、“乙经费”，两处相加会重复计算 1,573,060.00 元"
    assert (finding.place.sheet, finding.place.cell, finding.subject) == ("专项1", BUDGET, "工作经费")
    assert [(place.sheet, place.cell) for place in finding.related] == [("项目2", BUDGET), ("项目3", BUDGET)]


def test_projects_of_a_higher_level_are_one_finding() -> None:
    sheets = [form(f"提前下达2020年中央财政资金{n}", f"{n}000000") for n in (1, 2, 3)]
    (finding,) = (finding for finding in all_findings(sheets=sheets) if finding.rule == "A07")
    assert finding.message.zh == "3 个使用上级专项资金的项目没有对应的专项资金表"
    assert (finding.place.sheet, finding.place.cell) == ("项目1", NAME)
    assert [place.sheet for place in finding.related] == ["项目2", "项目3"]


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ([form("甲", "6500")], ["项目1"]),
        ([form("甲", "6500"), form("乙", "1854")], ["项目1"]),
        ([form("甲", "65"), form("乙", "8540"), form("丙", "8540")], ["项目2"]),
        ([form("甲", "65"), form("乙", "854000")], []),
        ([form("甲", "9999.99")], ["项目1"]),
        ([form("甲", "10000")], []),
        ([form("甲", "168万元")], ["项目1"]),
        ([form("甲", "1680000元")], []),
        ([form("甲", "500000", money_unit="万元", purpose="总投资50亿元")], ["项目1"]),
        ([form("甲", "100000", money_unit="万元")], []),
        ([form("甲", "6500"), form("乙", "500000", money_unit="万元", purpose="总投资50亿元")], ["项目1", "项目2"]),
        ([form("甲", "854", code="301-0401-YXN-AAAA"), form("乙", "8540000", code="301-0401-YXN-AAAA")], ["项目2"]),
        ([form("甲", "854", code="301-0401-YXN-AAAA"), form("乙", "8540000", code="301-0401-YXN-BBBB")], []),
    ],
)
def test_money_units(sheets: list[Example], expected: list[str]) -> None:
    assert sorted(finding.place.sheet for finding in all_findings(sheets=sheets) if finding.rule == "A08") == expected


def test_thresholds_are_parameters() -> None:
    settings = Settings(parameters={"A08": {"smallest": Decimal(50)}})
    assert fired("A08", settings, budget="65", fiscal="65") == []


def test_a_budget_formula_that_shows_nothing_is_a_missing_budget() -> None:
    sheet = build_sheet()
    blank: Entry[Decimal] = replace(sheet.budget, text="", value=None, formula=True)
    assert [finding.rule for finding in check_book(build_book(replace(sheet, budget=blank))).findings] == ["A01"]

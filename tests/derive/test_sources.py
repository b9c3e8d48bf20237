"""Fund levels, document numbers, and the identity of a book."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.fixtures.seed import seed
from xltools.derive import FUND_LEVELS, budget_year, document_number, fund_level, only_unit
from xltools.rules.examples import build_book, build_sheet

SILENT = {"overall": "", "sub_targets": ""}
OFFICE = "475002顺平县扶贫开发办公室"


@pytest.mark.parametrize(
    ("name", "purpose", "level"),
    [
        ("冀财农〔2019〕137号河北省财政厅关于提前下达2020年中央财政扶贫专项资金预算的通知", "", "中央"),
        ("2020年中央农村危房改造补助资金", "", "中央"),
        ("提前下达2020年省级财政扶贫专项资金", "", "省"),
        ("省财政农业保险保费补贴", "", "省"),
        ("市级配套资金", "", "市"),
        ("保定市财政局下达2020年残疾人就业补助", "", "市"),
        ("县级农村公路养护", "", "县"),
        ("2020年农村公路养护", "", "未注明"),
        ("2020年农村公路养护", "依据冀财建〔2019〕22号安排", "省"),
        ("2020年农村公路养护", "依据财建〔2019〕22号安排", "中央"),
        ("2020年农村公路养护", "依据保财建〔2019〕22号安排", "市"),
        ("2020年农村公路养护", "依据顺财建〔2019〕22号安排", "未注明"),
        ("省级文明城市创建经费", "", "未注明"),
        ("省级卫生县城创建经费", "", "未注明"),
        ("省级卫生健康转移支付资金", "", "省"),
        ("中央大街亮化工程", "", "未注明"),
        ("更换办公楼中央空调", "", "未注明"),
        ("村民自筹饮水工程", "", "其他"),
        ("2020年农村公路养护", "使用中央财政车购税补助资金", "中央"),
        ("2020年农村公路养护", "省财政厅下达中央财政补助资金，硬化道路12公里", "中央"),
        ("2020年农村公路养护", "提前下达的省级补助资金", "省"),
        ("2020年农村公路养护", "市级财政奖补资金用于县道大修", "市"),
        ("2020年农村公路养护", "由县级财政安排，用于县道经常养护", "县"),
        ("2020年农村公路养护", "县本级预算安排", "县"),
        ("2020年农村公路养护", "中央财政补助资金和县级财政配套资金", "未注明"),
        ("2020年主题教育经费", "贯彻中央和省级有关精神，争创省级示范单位", "未注明"),
        ("2020年县级公路养护", "提前下达的省级补助资金", "县"),
    ],
)
def test_fund_levels(name: str, purpose: str, level: str) -> None:
    assert fund_level(build_sheet(name=name, purpose=purpose, unit=OFFICE)) == level


def test_the_seed_states_the_level_of_three_projects_and_no_more() -> None:
    levels: dict[str, Decimal] = dict.fromkeys(FUND_LEVELS, Decimal(0))
    for sheet in seed().projects:
        levels[fund_level(sheet)] += sheet.budget.value or 0
    assert {level: amount for level, amount in levels.items() if amount} == {
        "中央": Decimal("41770000.00"),
        "省": Decimal("42130000.00"),
        "未注明": Decimal("1573060.00"),
    }


def test_money_that_is_not_fiscal_is_other_money() -> None:
    assert fund_level(build_sheet(budget="100", fiscal="0", other="100")) == "其他"


@pytest.mark.parametrize(
    ("name", "purpose", "number"),
    [
        ("冀财农[2019]137号关于下达资金的通知", "", "冀财农〔2019〕137号"),
        ("公路养护", "按冀财建【2019】22号安排", "冀财建〔2019〕22号"),
        ("冀财农[2019]137号关于下达资金的通知", "按冀财建【2019】22号安排", "冀财农〔2019〕137号"),
        ("冀财农【2019】150号通知 冀财农[2019]50号", "", ""),
        ("冀财农【2019】150号通知 冀财农[2019]150号", "", "冀财农〔2019〕150号"),
        ("公路养护", "", ""),
    ],
)
def test_document_numbers(name: str, purpose: str, number: str) -> None:
    assert document_number(build_sheet(name=name, purpose=purpose)) == number


def test_the_budget_year_is_what_the_cover_says_or_most_texts_speak_of() -> None:
    names = [
        build_sheet(n, name=name, title="", goals="") for n, name in enumerate(("2021年甲", "2021年乙", "2020年丙"), 1)
    ]
    number = build_sheet(name="冀财农〔2019〕137号的资金", title="", goals="")
    assert budget_year(build_book(*names, year=2019, **SILENT)) == 2019
    assert budget_year(build_book(*names, year="", **SILENT)) == 2021
    assert budget_year(build_book(*names[1:], year="", **SILENT)) is None
    assert budget_year(build_book(number, year="", **SILENT)) is None
    assert budget_year(seed()) == 2020


def test_the_department_code_is_the_head_of_the_unit_codes() -> None:
    two = [build_sheet(unit="475002甲"), build_sheet(2, unit="475003乙")]
    assert build_book(*two, department_code="").department_code == "475"
    assert build_book(*two, department_code="480").department_code == "480"
    assert build_book(*two, build_sheet(3, unit="480001丙"), department_code="").department_code == "475"
    assert build_book(two[0], build_sheet(3, unit="480001丙"), department_code="").department_code == ""
    assert build_book(build_sheet(unit=""), department_code="").department_code == ""


def test_the_only_unit() -> None:
    assert only_unit(build_book(build_sheet(unit=""), build_sheet(2, unit=OFFICE))) == OFFICE
    assert only_unit(build_book(build_sheet(unit=OFFICE), build_sheet(2, unit="475003乙"))) == ""

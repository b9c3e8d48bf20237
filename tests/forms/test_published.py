"""Sheets that counties published: what is read of each, and that the rest of its text is no finding of reading."""

from __future__ import annotations

import pytest

from tests.forms.clean import CLEAN, every_column
from tests.forms.evidence import first_sheet
from tests.forms.layouts import Layout
from tests.forms.published import OTHERS, PUBLISHED
from tests.forms.test_layouts import amounts, cell, read
from xltools.forms.interpret import Interpretation, interpret
from xltools.model import TargetSheet
from xltools.rules.engine import check_book

WITHOUT_UNIT = {"湖北鄂州 2022"}
"""Sheets that do not say whose they are."""


@pytest.fixture(scope="module", params=PUBLISHED)
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def layout(place: str) -> Layout:
    return PUBLISHED[place]


@pytest.fixture(scope="module")
def result(layout: Layout) -> Interpretation:
    return read(layout.text)


@pytest.fixture(scope="module")
def sheet(result: Interpretation) -> TargetSheet:
    return result.book.all_sheets[0]


def test_the_form_and_who_and_what(sheet: TargetSheet, layout: Layout) -> None:
    assert sheet.form.id == layout.form
    assert (sheet.name.value, sheet.unit_name, sheet.goal.entry.value) == (layout.name, layout.unit, layout.goal)


def test_every_amount_in_yuan(sheet: TargetSheet, layout: Layout) -> None:
    assert amounts(sheet) == layout.money


def test_every_indicator_and_every_column(sheet: TargetSheet, layout: Layout) -> None:
    assert len(sheet.indicators) == layout.indicators
    assert {key: cell(sheet.indicators[0], key) for key in layout.columns} == layout.columns


def test_reading_has_nothing_to_say(result: Interpretation, place: str) -> None:
    assert [finding.rule for finding in result.findings] == (["R11"] if place in WITHOUT_UNIT else [])


@pytest.mark.parametrize("place", ["湖南宁乡 2021", "湖北鄂州 2022"])
def test_no_rule_speaks_of_what_the_form_has_not(place: str) -> None:
    findings = check_book(read(PUBLISHED[place].text).book).findings
    assert "A08" not in {finding.rule for finding in findings}  # the amounts say 万元, and the sheet does not say 元
    if place == "湖北鄂州 2022":
        assert "I03" not in {finding.rule for finding in findings}  # it has no column of second levels


@pytest.mark.parametrize("writer", ["openpyxl", "pandas"])
def test_the_second_project_of_a_unit_that_is_printed_once_has_it(writer: str) -> None:
    sheets = interpret([first_sheet(PUBLISHED["四川井研 2023"].text, writer)], "a.xlsx").book.sheets
    assert [(one.name.value, one.unit_name, str(one.budget.value), len(one.indicators)) for one in sheets] == [
        ("村组干部报酬", "示范县石塘镇人民政府", "2309840.50", 3),
        ("基层组织活动经费", "示范县石塘镇人民政府", "600160.00", 2),
    ]


def test_a_sheet_without_merged_cells_is_read_in_the_same_way(layout: Layout) -> None:
    sheet = interpret([first_sheet(layout.text, "pandas")], "a.xlsx").book.all_sheets[0]
    assert (sheet.form.id, sheet.name.value, sheet.unit_name) == (layout.form, layout.name, layout.unit)
    assert (sheet.goal.entry.value, amounts(sheet)) == (layout.goal, layout.money)
    expected = every_column(layout)
    assert {key: cell(sheet.indicators[0], key) for key in expected} == expected


@pytest.mark.parametrize("place", OTHERS)
def test_a_published_sheet_on_no_form_is_one_finding(place: str) -> None:
    result = read(OTHERS[place])
    assert result.book.all_sheets == ()
    assert [finding.rule for finding in result.findings] == ["R35"]


CORNER = """
部门预算项目支出绩效自评表（2023年度） →8
项目名称 | 工资性支出 →7
主管部门 | 示范县发改局 →3 | 实施单位 | 示范县发改局 →3
项目年度目标 →4 | 年度目标完成情况 →4
按月发放工资 →4 | 已发放 →4
预算执行情况 ↓2 | {corner} | 年初预算 | 调整后预算数 | 预算执行数 | 预算执行率 | 权重 | 得分
总额 | 198.5 | 203.6 | 203.6 | 100% | 10 | 10
一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分
产出指标 | 数量指标 | 发放人数 | ≥ | 20 | 人 | 20 | 90 | 90
"""


@pytest.mark.parametrize(
    ("corner", "budget"),
    [
        ("年度预算数（万元）", "2036000.00"),
        ("年度预算数(单位：万元)", "2036000.00"),
        ("年度预算数（元）", "203.60"),
        ("年度预算数", "203.60"),
    ],
)
def test_the_corner_of_a_matrix_states_the_unit(corner: str, budget: str) -> None:
    [sheet] = read(CORNER.format(corner=corner)).book.all_sheets
    assert str(sheet.budget.value) == budget


def test_what_money_is_for_does_not_state_its_unit() -> None:
    [sheet] = read(CLEAN["HB2020"].text.replace("每公里3.75万元", "明细见附表（万元）")).book.sheets
    assert (str(sheet.budget.value), sheet.money_unit.value) == ("1200000.00", "元")

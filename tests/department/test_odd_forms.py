"""Forms as people bend them: what stands beside, above, below and between is told from what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fixtures.forms import form
from xltools.forms.interpret import Interpretation, interpret
from xltools.grids.grid import Block, CellValue, Grid
from xltools.model import MoneyUnit, Severity, TargetSheet


def changed(changes: Mapping[tuple[int, int], CellValue], base: Grid | None = None) -> Grid:
    """The clean form with cells put in, also beside and below it; a merge that would hide one of them is undone."""
    cells = base or form(301)
    rows = [list(row) for row in cells.rows]
    for (row, column), value in changes.items():
        rows += [[] for _ in range(row - len(rows))]
        rows[row - 1] += [""] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = value
    hidden = {cells.block(*address) for address in changes if cells.block(*address)[:2] != address}
    return replace(cells, rows=rows, merged=tuple(block for block in cells.merged if block not in hidden))


def read(changes: Mapping[tuple[int, int], CellValue]) -> tuple[TargetSheet, list[str]]:
    result = interpret([changed(changes)], "a.xlsx")
    [sheet] = result.book.sheets
    return sheet, rules(result)


def rules(result: Interpretation) -> list[str]:
    return [f"{one.rule} {one.place.cell}" for one in result.findings]


@pytest.mark.parametrize(
    "text",
    [
        *("单位：万元", "（单位：万元）", "(单位：万元)", "【单位：万元】", "单位：人民币万元", "金额单位：人民币万元"),
        *(
            "计量单位：万元",
            "货币单位：万元",
            "资金单位：万元",
            "单位（万元）",
            "万元",
            "单位：万元。",
            "单位：万元、%",
        ),
        *("2020年度 单位：万元", "单 位：万 元"),
    ],
)
def test_amounts_in_ten_thousands(text: str) -> None:
    sheet, found = read({(2, 6): text, (4, 3): 107.306})
    assert (sheet.money_unit, sheet.budget.value) == (MoneyUnit.WAN, Decimal("1073060.00"))
    assert found == []


@pytest.mark.parametrize(
    ("cells", "code", "name"),
    [
        ({(2, 1): "填报单位：475002某县扶贫办"}, "475002", "某县扶贫办"),
        ({(2, 1): "单位名称：", (2, 2): "475002某县扶贫办"}, "475002", "某县扶贫办"),
        ({(2, 1): "部门：475002某县扶贫办"}, "475002", "某县扶贫办"),
        ({(2, 1): "475002", (2, 2): "某县扶贫办"}, "475002", "某县扶贫办"),
        ({(2, 1): "填报单位：475002某县扶贫办  单位：元", (2, 6): ""}, "475002", "某县扶贫办"),
    ],
)
def test_the_reporting_unit_as_printed(cells: dict[tuple[int, int], CellValue], code: str, name: str) -> None:
    sheet, found = read(cells)
    assert (sheet.unit_code, sheet.unit_name, sheet.money_unit) == (code, name, MoneyUnit.YUAN)
    assert found == []
    assert sheet.title.value


def test_a_line_with_the_year_hides_no_title() -> None:
    cells = form(301)
    year = [["（2020年度）"] + [""] * 6]
    shifted = [block._replace(top=block.top + 1, bottom=block.bottom + 1) for block in cells.merged if block.top > 1]
    bent = replace(cells, rows=[*cells.rows[:1], *year, *cells.rows[1:]], merged=(cells.merged[0], *shifted))
    [sheet] = interpret([bent], "a.xlsx").book.sheets
    assert (sheet.title.value, sheet.unit_code) == ("1、2020年农村公路养护项目绩效目标表", "301001")


@pytest.mark.parametrize(
    "below",
    [
        {1: "单位负责人：张三", 3: "填报人：李四", 5: "联系电话：03121234567", 6: "填报日期：2020-01-08"},
        {1: "财务负责人：张三", 4: "填报人：李四"},
        {1: "填表说明"},
        {1: "注：本表一式两份"},
    ],
)
def test_signatures_and_notes_are_no_indicators(below: dict[int, str]) -> None:
    sheet, _ = read({(15, column): text for column, text in below.items()} | {(16, 1): "一、填写要求", (16, 3): "略"})
    assert len(sheet.indicators) == 5


def test_an_indicator_whose_name_looks_like_a_note_is_one() -> None:
    sheet, _ = read({(15, 3): "联系群众次数：", (15, 4): "走访的次数", (15, 5): "≥12次"})
    assert sheet.indicators[-1].level3.value == "联系群众次数："


def test_remarks_beside_the_form_are_told_not_taken() -> None:
    sheet, found = read({(5, 9): "批注", (8, 9): "审核人：请细化目标"})
    assert sheet.purpose.value == "养护村道32公里，每公里3.75万元"
    assert sheet.goal.entry.value == "1、养护村道32公里\n2、群众满意度达到90%以上"
    assert sorted(found) == ["R23 I5"]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("≥", 90.0, "", "95分以上为优"), "≥90；95分以上为优"),
        (("≥", 3.0, "", "2020年底前完成"), "≥3；2020年底前完成"),
        (("≥", 12.0, "", "月底前完成"), "≥12；月底前完成"),
        (("≥", 12.0, "公里", "全年"), "≥12公里全年"),
        (("≥", 12.0, "个月", ""), "≥12个月"),
        (("≥", "95%", "%", ""), "≥95%"),
        (("", "", "", "优/良/中/差"), "优/良/中/差"),
        (("≥", "", "", "大于90%"), "≥大于90%"),
    ],
)
def test_the_parts_of_a_target_stay_apart(parts: tuple[CellValue, ...], text: str) -> None:
    cells = form(301)
    rows = [[*row[:5], "", "", "", *row[5:]] for row in cells.rows]
    rows[9][4:8] = list(parts)
    rows[1][5:], rows[3][5:], rows[6][5:] = [""] * 5, ["", "", "", "其他资金", 200000.0], ["", "", "", 80.0, 100.0]
    rows[5][5:] = ["", "", "", "10月底", "12月底"]
    rows[1][8] = "单位：元"
    [sheet] = interpret([replace(cells, rows=rows, merged=())], "a.xlsx").book.sheets
    assert sheet.indicators[0].target.text == text


def test_a_list_beside_the_forms_names_no_department() -> None:
    people = Grid(
        "a.xlsx", "人员名单", (("序号", "部门", "姓名", "年度", "金额"), (1.0, "办公室", "张三", 2020.0, 5.0))
    )
    book = interpret([form(301), people], "a.xlsx").book
    assert (book.name.value, book.year.value) == (None, None)


@pytest.mark.parametrize(
    ("bent", "found"),
    [
        ({"hidden": True}, "整张工作表“项目1”"),
        ({"hidden_columns": frozenset({5, 30})}, "E"),
        ({"hidden_rows": frozenset({12, 40})}, "12"),
    ],
)
def test_what_is_hidden_is_said(bent: dict[str, object], found: str) -> None:
    result = interpret([replace(form(301), **bent)], "a.xlsx")  # type: ignore[arg-type]
    [finding] = [one for one in result.findings if one.rule == "R08"]
    assert finding.found == found
    assert finding.severity is (Severity.WARNING if "hidden" in bent else Severity.NOTE)


@pytest.mark.parametrize("hidden", [{"hidden_rows": frozenset({4})}, {"hidden_columns": frozenset({3})}])
def test_a_hidden_budget_is_a_warning(hidden: dict[str, object]) -> None:
    result = interpret([replace(form(301), **hidden)], "a.xlsx")  # type: ignore[arg-type]
    assert [one.severity for one in result.findings if one.rule == "R08"] == [Severity.WARNING]


def test_a_formula_never_calculated_in_the_last_column_is_said() -> None:
    cells = form(301, {(4, 7): ""})
    bent = replace(cells, rows=[row[:6] for row in cells.rows], uncalculated=frozenset({(4, 7)}), merged=())
    assert "R03 G4" in rules(interpret([bent], "a.xlsx"))


@pytest.mark.parametrize("title", ["2020年某项目绩效目标申报表", "2020年某项目绩效目标表（草案）"])
def test_a_sheet_of_another_edition_is_not_passed_over(title: str) -> None:
    other = Grid("a.xlsx", "申报", ((title,), ("甲", "乙"), ("丙", "丁")))
    assert "R01 " in rules(interpret([form(301), other], "a.xlsx"))


def test_a_basis_merged_over_rows_counts_for_each_as_it_shows() -> None:
    cells = form(301)
    bent = replace(cells, merged=(*cells.merged, Block(10, 6, 13, 6)))
    [sheet] = interpret([bent], "a.xlsx").book.sheets
    assert [row.basis.text for row in sheet.indicators] == ["2020年养护计划"] * 4 + ["上年调查"]


@pytest.mark.parametrize(
    ("number", "text"), [(0.1 + 0.2, "0.3"), (1.1 * 3, "3.3"), (123456789012345.0, "123456789012345")]
)
def test_numbers_have_the_digits_that_people_see(number: float, text: str) -> None:
    sheet, _ = read({(10, 5): number})
    assert sheet.indicators[0].target.text == text

"""From found cells to typed entries: what is read, and what the reader says about what it cannot read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.fixtures.grids import PROJECT, grid
from xltools.forms.entries import EntryReader
from xltools.forms.interpret import interpret
from xltools.grids.grid import Block, CellValue, Grid
from xltools.model import Finding, Framework, TargetKind, TargetSheet


def one(cells: Grid) -> tuple[TargetSheet, tuple[Finding, ...]]:
    result = interpret([cells], cells.file)
    (sheet,) = result.book.sheets
    return sheet, result.findings


def with_cell(address: tuple[int, int], value: CellValue, text: str = PROJECT) -> Grid:
    cells = grid(text)
    rows = [list(row) for row in cells.rows]
    rows[address[0] - 1][address[1] - 1] = value
    return replace(cells, rows=rows)


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(finding.rule, finding.place.cell, finding.field) for finding in findings]


def test_clean_form() -> None:
    sheet, findings = one(grid(PROJECT))
    assert findings == ()
    assert sheet.budget.value == Decimal("1200000.00")
    assert sheet.plan.values == tuple(map(Decimal, (20, 50, 80, 100)))
    assert (sheet.unit_code, sheet.unit_name) == ("320001", "某县交通运输局")
    assert [row.level1.value for row in sheet.indicators] == ["产出指标"] * 3 + ["效益指标", "满意度指标"]
    assert [row.level2.place.row for row in sheet.indicators] == [10, 11, 12, 13, 14]
    assert [row.continued for row in sheet.indicators] == [False, True, True, False, False]
    assert [row.target.value.kind for row in sheet.indicators if row.target.value] == [
        TargetKind.QUANTITATIVE,
        TargetKind.QUANTITATIVE,
        TargetKind.DEADLINE,
        TargetKind.QUANTITATIVE,
        TargetKind.QUANTITATIVE,
    ]
    assert sheet.indicators[0].target.place.cell == "E10"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1200000.0, "1200000.00"),
        (1200000, "1200000.00"),
        ("１２０００００", "1200000.00"),
        ("120万元", "1200000.00"),
        ("￥1,200,000", "1200000.00"),
        (0.1 + 0.2, "0.30"),
    ],
)
def test_amounts_as_cells_hold_them(value: CellValue, expected: str) -> None:
    sheet, _ = one(with_cell((4, 3), value))
    assert str(sheet.budget.value) == expected


def test_amounts_in_wan() -> None:
    sheet, findings = one(with_cell((4, 3), 107.306, PROJECT.replace("单位：元", "单位：万元")))
    assert sheet.budget.value == Decimal("1073060.00")
    assert findings == ()


def test_a_unit_in_the_cell_of_an_amount_is_the_unit_of_that_amount() -> None:
    sheet, findings = one(with_cell((4, 3), "120（万元）"))
    assert (sheet.budget.value, sheet.fiscal.value, findings) == (Decimal("1200000.00"), Decimal("1000000.00"), ())


def test_percent_cell_is_read_as_shown() -> None:
    cells = replace(with_cell((7, 2), 0.2), percents=frozenset({(7, 2)}))
    sheet, _ = one(cells)
    assert (sheet.plan.march.text, sheet.plan.march.value) == ("20%", Decimal(20))


def test_percent_cell_as_target() -> None:
    cells = replace(with_cell((14, 5), 0.9), percents=frozenset({(14, 5)}))
    sheet, _ = one(cells)
    assert sheet.indicators[-1].target.text == "90%"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"uncalculated": frozenset({(4, 3)}), "formulas": frozenset({(4, 3)})}, ("R03", "C4", "budget")),
        ({"errors": {(4, 5): "#REF!"}}, ("R04", "E4", "fiscal")),
        ({"hidden_rows": frozenset({11, 12})}, ("R08", "A11", "")),
    ],
)
def test_cells_that_cannot_be_taken(change: dict[str, object], expected: tuple[str, str, str]) -> None:
    cells = grid(PROJECT)
    address = next(iter(change.get("uncalculated") or change.get("errors") or [(1, 1)]))  # type: ignore[call-overload]
    if address != (1, 1):
        cells = with_cell(address, "")
    sheet, findings = one(replace(cells, **change))
    assert said(findings) == [expected]
    assert len(sheet.indicators) == 5


@pytest.mark.parametrize(
    ("address", "value", "expected"),
    [
        ((3, 2), 47505010001.0, ("R05", "B3", "code")),
        ((3, 2), "1.2E+17", ("R05", "B3", "code")),
        ((4, 7), "二十万", ("R10", "G4", "other")),
        ((4, 4), "又及", ("R02", "A1", "fiscal")),
    ],
)
def test_what_is_said_about_odd_cells(
    address: tuple[int, int], value: CellValue, expected: tuple[str, str, str]
) -> None:
    _, findings = one(with_cell(address, value))
    assert expected in said(findings)


def test_formula_with_a_stored_value_is_read_and_remembered() -> None:
    sheet, findings = one(replace(grid(PROJECT), formulas=frozenset({(4, 7)})))
    assert sheet.other.formula
    assert sheet.other.value == Decimal("200000.00")
    assert findings == ()


def test_merged_target_values_are_reported() -> None:
    cells = with_cell((11, 5), "")
    _, findings = one(replace(cells, merged=(*cells.merged, Block(10, 5, 11, 5))))
    assert ("R07", "E10", "target") in said(findings)


def test_missing_money_unit_is_said() -> None:
    sheet, findings = one(grid(PROJECT.replace("单位：元", "")))
    assert [finding.rule for finding in findings] == ["R12"]
    assert sheet.budget.value == Decimal("1200000.00")


def test_spare_form_is_no_project() -> None:
    blank = "\n".join(PROJECT.strip("\n").splitlines()[:9])
    for text in ("320-0401-YXN-1AB2", "2020年农村公路养护项目", "1,200,000.00", "1,000,000.00", "200,000.00"):
        blank = blank.replace(f"| {text}", "| ")
    blank = blank.replace("养护村道32公里，每公里3.75万元", "").replace(
        "^ | 20 | < | 50 | < | 80 | 100", "^ | | | | | |"
    )
    blank = blank.replace("1、养护村道32公里\\n2、群众满意度达到90%以上", "")
    result = interpret([grid(blank)], "a.xlsx")
    assert result.book.sheets == ()
    assert (result.target_sheets, result.unused, result.findings) == (1, 1, ())


def test_sheet_that_only_looks_like_a_form_is_reported() -> None:
    text = PROJECT.replace("项目编码", "编号").replace("项目名称", "标题").replace("预算数 |", "数 |")
    result = interpret([grid(text)], "a.xlsx")
    assert result.book.sheets == ()
    (finding,) = result.findings
    assert finding.rule == "R01"
    assert "项目编码、项目名称、预算数" in finding.message.zh


def test_titled_sheet_without_labels_is_reported() -> None:
    result = interpret([grid("某项目绩效目标表\n图片见下")], "a.xlsx")
    assert [finding.rule for finding in result.findings] == ["R01"]


COVER = """
部门预算绩效目标
县（市、区） | 某县
预算年度 | 2020
部门编码 | 320
部门名称 | 某县交通运输局
"""


def test_cover_fields() -> None:
    result = interpret([grid(COVER, sheet="封面"), grid(PROJECT)], "a.xlsx")
    book = result.book
    assert (book.county.value, book.year.value, book.code.value, book.name.value) == (
        "某县",
        2020,
        "320",
        "某县交通运输局",
    )
    assert book.code.place.cell == "B4"


def test_stamp_fills_what_the_cover_leaves_blank() -> None:
    stamp = grid("profile | HB2021\ndepartment_code | 320\nyear | 2021", sheet="_xltools")
    book = interpret([stamp, grid(PROJECT)], "a.xlsx").book
    assert (book.code.value, book.code.text, book.year.value, book.usual_form) == ("320", "", 2021, "HB2021")


def test_costs_as_a_level_of_their_own_tell_the_2021_edition() -> None:
    book = interpret([grid(PROJECT.replace("效益指标 | 社会效益指标", "成本指标 | 经济成本指标"))], "a.xlsx").book
    assert book.sheets[0].form.framework is Framework.MOF2021
    assert book.usual_form == "HB2021"


def test_own_result_sheets_are_not_read_as_forms() -> None:
    result = interpret([grid(PROJECT, sheet="校验结果"), grid(PROJECT)], "a.xlsx")
    assert len(result.book.sheets) == 1


@pytest.mark.parametrize("name", ["封面", "目录", "项目清单", "指标库"])
@pytest.mark.parametrize("stamped", [False, True])
def test_a_form_on_a_sheet_with_a_common_name_counts(name: str, stamped: bool) -> None:
    stamp = [grid("profile | HB2020", sheet="_xltools")] if stamped else []
    result = interpret([grid(PROJECT, sheet=name), grid(PROJECT), *stamp], "a.xlsx")
    ours = stamped and name in ("封面", "目录")  # the template has these itself, so nobody can add another
    assert [sheet.place.sheet for sheet in result.book.sheets] == [*([] if ours else [name]), "项目1"]


@pytest.mark.parametrize(
    ("address", "value", "facts", "unit", "expected", "rules"),
    [
        ((4, 3), 65000.0, {"shown_texts": "6.5", "scales": 4}, "万元", "65000.00", []),
        ((4, 3), 65000.0, {"shown_texts": "6.5", "scales": 4}, "元", "6.50", [("R19", "C4", "budget")]),
        ((4, 3), -65000.0, {"shown_texts": "65000"}, "元", "65000.00", [("R19", "C4", "budget")]),
        ((4, 3), 246.5, {"shown_texts": "246.5万元"}, "元", "2465000.00", []),
        ((4, 3), 2460000.0, {"shown_texts": "246万", "scales": 4}, "元", "2460000.00", []),
        ((4, 3), date(8635, 4, 1), {"serials": 2460000.0}, "元", "2460000.00", [("R16", "C4", "budget")]),
        ((4, 3), 2958466.0, {"serials": 2958466.0}, "元", "2958466.00", [("R16", "C4", "budget")]),
        ((4, 3), 246.5, {"number_formats": ";;;"}, "元", "246.50", [("R37", "C4", "budget")]),
        ((4, 3), 246.5, {"number_formats": "0.00;;;"}, "元", "246.50", []),
        ((7, 2), date(1900, 3, 15), {"serials": 75.0}, "元", "75", [("R16", "B7", "plan_03")]),
        ((7, 2), 15.0, {"shown_texts": "15%"}, "元", "15", []),
    ],
)
def test_numbers_whose_format_changes_them(
    address: tuple[int, int],
    value: CellValue,
    facts: dict[str, object],
    unit: str,
    expected: str,
    rules: list[tuple[str, str, str]],
) -> None:
    cells = with_cell(address, value, PROJECT.replace("单位：元", f"单位：{unit}"))
    sheet, findings = one(replace(cells, **{name: {address: fact} for name, fact in facts.items()}))
    entry = sheet.budget if address[0] == 4 else sheet.plan.march
    assert str(entry.value) == expected
    assert said(findings) == rules


@pytest.mark.parametrize(
    ("value", "serial", "text", "rules"),
    [
        (date(2020, 12, 10), 44175.0, "2020-12-10", []),
        (date(1904, 8, 6), 1680.0, "1680", ["R16"]),
    ],
)
def test_a_date_in_a_target_is_one_where_it_can_be(value: date, serial: float, text: str, rules: list[str]) -> None:
    address = (10, 5)
    sheet, findings = one(replace(with_cell(address, value), serials={address: serial}))
    assert sheet.indicators[0].target.text == text
    assert [finding.rule for finding in findings] == rules


@pytest.mark.parametrize(
    ("address", "formula", "text", "rules"),
    [
        ((4, 3), "60*20000", None, ["R17"]),
        ((4, 3), "VLOOKUP(1,A1:B9,2)", "", ["R03"]),
        ((10, 5), "12.5公里", "=12.5公里", ["R18"]),
        ((10, 5), "100%", "=100%", ["R18"]),
    ],
)
def test_formulas_without_a_result(address: tuple[int, int], formula: str, text: str | None, rules: list[str]) -> None:
    cells = replace(
        with_cell(address, ""),
        formulas=frozenset({address}),
        uncalculated=frozenset({address}),
        formula_texts={address: formula},
    )
    sheet, findings = one(cells)
    entry = sheet.budget if address[0] == 4 else sheet.indicators[0].target
    if text is None:
        assert entry.value == Decimal("1200000.00")
    else:
        assert entry.text == text
    assert [finding.rule for finding in findings] == rules


RESULTS = {
    "kept placeholder": ("E4+G4", 0.0, ["R30"]),
    "outdated": ("SUM(E4,G4)", 1100000.0, ["R30"]),
    "right": ("E4+G4", 1200000.0, []),
    "right within the digits of a program": ("E4*1.2", 1200000.0000000002, []),
    "of another sheet": ("封面!B5", 0.0, []),
    "a condition": ("IF(E4>0,E4,0)", 0.0, []),
    "not known": ("", 0.0, []),
}


@pytest.mark.parametrize(("formula", "stored", "rules"), RESULTS.values(), ids=RESULTS)
def test_a_stored_result_is_compared_with_the_cells_of_the_sheet(formula: str, stored: float, rules: list[str]) -> None:
    cells = with_cell((4, 3), stored)
    rows = [list(row) for row in cells.rows]
    rows[3][4], rows[3][6] = 1000000.0, 200000.0
    formulas = frozenset({(4, 3)})
    sheet, findings = one(replace(cells, rows=rows, formulas=formulas, formula_texts={(4, 3): formula}))
    assert sheet.budget.value == Decimal(str(round(stored, 2)))
    assert [finding.rule for finding in findings] == rules


def test_an_outdated_share_of_the_plan_is_said() -> None:
    cells = replace(with_cell((7, 4), 0.0), formulas=frozenset({(7, 4)}), formula_texts={(7, 4): "20+30"})
    _, findings = one(cells)
    assert said(findings) == [("R30", "D7", "plan_06")]


def test_an_amount_in_thousands_keeps_its_fen() -> None:
    text = PROJECT.replace("单位：元", "单位：千元")
    assert one(with_cell((4, 3), "1,073.06055", text))[0].budget.value == Decimal("1073060.55")
    assert one(with_cell((4, 3), 1073.06055, text))[0].budget.value == Decimal("1073060.55")


def test_a_field_without_a_word_of_its_own_is_this_cell() -> None:
    findings: list[Finding] = []
    cells = grid(PROJECT)
    EntryReader(cells, findings).report("R03", cells.place(4, 3), field="execution_rate_fiscal")
    assert findings[0].message.zh.startswith("“该单元格”是公式")

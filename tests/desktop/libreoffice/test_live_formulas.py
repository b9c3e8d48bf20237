"""Formulas in a real office: the names of its functions, its parser, and what comes back."""

from __future__ import annotations

import pytest
import xlwings

pytestmark = pytest.mark.desktop


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(A1,A2)", 30.0),
        ("=SUM((A1,A2:A3))", 60.0),
        ("=SUM(A1:A3 A2:A5)", 50.0),
        ("=SUM({1,2;3,4})", 10.0),
        ("='项目 1'!A1&\"元\"", "100元"),
        ("=SUM('项目 1'!A:A)", 100.0),
        ("=IF(ISNA(#N/A),TRUE,FALSE)", True),
        ('=IFS(A1=1,"a",TRUE,"b")', "b"),
        ('=TEXTJOIN(",",TRUE,A1:A2)', "10,20"),
        ("=STDEV.S(A1:A3)", 10.0),
        ("=CEILING(A1+1,5)", 15.0),
        ("=ROUNDUP(1.21,1)", 1.3),
        ("=WEEKNUM(45293)", 1.0),
        ("=COUNTIF(A:A,\">15\")", 2.0),
        ("=IFERROR(VLOOKUP(20,$A$1:$A$3,1,FALSE),0)", 20.0),
        ("=SUMPRODUCT((A1:A3>10)*A1:A3)", 50.0),
        ("=总额*2", 60.0),
        ("=A1&\" \"&\"x;y\"", "10 x;y"),
        ("=-2^2", 4.0),
        ("=50%", 0.5),
    ],
)  # fmt: skip
def test_formulas(sheet: xlwings.Sheet, formula: str, value: object) -> None:
    sheet.book.sheets.add("项目 1", after=sheet)["A1"].value = 100
    sheet.book.names.add("总额", "=Sheet1!$A$3")
    sheet["A1:A3"].options(transpose=True).value = [10, 20, 30]
    sheet["C1"].formula = formula
    assert sheet["C1"].value == value
    assert sheet["C1"].formula == formula


def test_a_block_of_formulas_and_constants(sheet: xlwings.Sheet) -> None:
    sheet["A1"].formula = [["1", "=A1*2", "text"], ["", "=B1&C1", "2.5"]]
    assert sheet["A1:C2"].formula == (("1", "=A1*2", "text"), ("", "=B1&C1", "2.5"))
    assert sheet["A1:C2"].value == [[1.0, 2.0, "text"], [None, "2text", 2.5]]


@pytest.mark.parametrize(
    ("formula", "corner"),
    [("=A1*$B$1", "=B3*$B$1"), ("=SUM(A$1:A1)", "=SUM(B$1:B3)"), ("='项目 1'!A1", "='项目 1'!B3")],
)
def test_one_formula_fills_a_block(sheet: xlwings.Sheet, formula: str, corner: str) -> None:
    sheet.book.sheets.add("项目 1", after=sheet)
    sheet["D1:E3"].formula = formula
    assert sheet["E3"].formula == corner
    assert sheet["D1"].formula == formula


def test_a_formula_that_only_the_parser_takes_fills_a_block_too(sheet: xlwings.Sheet) -> None:
    sheet.book.sheets.add("Sheet2", after=sheet)["A1:B3"].value = [[1, 2], [3, 4], [5, 6]]
    sheet["A1:B3"].value = [[10, 20], [30, 40], [50, 60]]
    sheet["D1:E3"].formula = "=SUM(Sheet1:Sheet2!A1)"
    assert sheet["D1:E3"].value == [[11.0, 22.0], [33.0, 44.0], [55.0, 66.0]]
    assert sheet["E3"].formula == "=SUM(Sheet1:Sheet2!B3:B3)"


def test_what_cannot_be_said_is_refused(sheet: xlwings.Sheet) -> None:
    with pytest.raises(NotImplementedError):
        sheet["A1"].formula = "=IF(A2=#N/A,SUM(Sheet1:Sheet1!A5),0)"
    assert sheet["A1"].value is None


def test_array_formulas(sheet: xlwings.Sheet) -> None:
    sheet["A1:B2"].value = [[1, 2], [3, 4]]
    sheet["D1:E2"].formula_array = "=A1:B2*2"
    assert sheet["D1:E2"].value == [[2.0, 4.0], [6.0, 8.0]]
    assert sheet["D1"].has_array
    assert sheet["D1:E2"].formula_array == "=A1:B2*2"


def test_calculation_can_wait(sheet: xlwings.Sheet) -> None:
    app = sheet.book.app
    sheet["A1"].value = 1
    sheet["B1"].formula = "=A1*2"
    with app.properties(calculation="manual"):
        assert app.calculation == "manual"
        sheet["A1"].value = 5
        assert sheet["B1"].value == 2.0
        app.calculate()
        assert sheet["B1"].value == 10.0
    assert app.calculation == "automatic"

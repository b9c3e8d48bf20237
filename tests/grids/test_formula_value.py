"""Formulas without a stored result: what is worked out, and what is left alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.grids.formula_value import calculate_formulas, is_typed_text, with_results
from xltools.grids.grid import CellValue, Grid

CELLS: dict[tuple[int, int], CellValue] = {
    (1, 1): 1000000.05,
    (1, 2): 73060.5,
    (1, 3): "元",
    (1, 4): "",
    (2, 1): 0.1,
    (2, 2): 0.2,
    (2, 3): True,
    (2, 4): date(2020, 12, 10),
    (3, 1): Decimal("12.5"),
    (3, 2): 3,
    (3, 3): float("inf"),
}

# formula -> result (None: left alone)
RESULTS: dict[str, str | Decimal | None] = {
    "A1+B1": Decimal("1073060.55"),
    "A1 - B1": Decimal("926939.55"),
    "$A$1+B$1": Decimal("1073060.55"),
    "a1+b1": Decimal("1073060.55"),
    "A2+B2": Decimal("0.3"),
    "SUM(A1:B1)": Decimal("1073060.55"),
    "sum(A1:D1)": Decimal("1073060.55"),
    "SUM(B1:A1)": Decimal("1073060.55"),
    "SUM(A1,B1,100)": Decimal("1073160.55"),
    "SUM(A1:B1)+10000": Decimal("1083060.55"),
    "A3*8": Decimal(100),
    "A3*8*10000": Decimal(1000000),
    "PRODUCT(A3,B3)": Decimal("37.5"),
    "PRODUCT(A3:B3)": Decimal("37.5"),
    "B3/3": Decimal(1),
    "1/3": Decimal("0.333333333333333"),
    "ROUND(A1/3,2)": Decimal("333333.35"),
    "ROUND(-2.5,0)": Decimal(-3),
    "ABS(B3-5)": Decimal(2),
    "-A3": Decimal("-12.5"),
    "2*-3": Decimal(-6),
    "(A3+B3)*2": Decimal(31),
    "50%": Decimal("0.5"),
    "1E3": Decimal(1000),
    "D1+1": Decimal(1),
    "Z99": Decimal(0),
    "1-1": Decimal(0),
    '"≥"&1680&"人"': "≥1680人",
    '"≥"&A3*2&"公里"': "≥25公里",
    "A3&C1": "12.5元",
    '"say ""so"""': 'say "so"',
    "C1": "元",
    "=A1": None,
    "A1+C1": None,
    "SUM(C1,A1)": None,
    "C2+1": None,
    "D2+1": None,
    "C3+1": None,
    "1/0": None,
    "A1/D1": None,
    "Sheet2!A1+1": None,
    "项目2!C4": None,
    "[1]Sheet1!A1": None,
    "IF(A1>0,1,0)": None,
    "VLOOKUP(A1,A1:B3,2)": None,
    "AVERAGE(A1:B1)": None,
    "总预算": None,
    "A1:B1": None,
    "A1:B1+1": None,
    "A0+1": None,
    "1+": None,
    "(1": None,
    "": None,
    "2^3": None,
    "A1>B1": None,
    "--2": Decimal(2),
    "+C1": None,
    "((((2))))": Decimal(2),
    "(" * 200 + "2" + ")" * 200: None,
    "-" * 400 + "2": Decimal(2),
    "SUM(A1:XFD1048576)": None,
    "1" + "+1" * 400: None,
}


@pytest.mark.parametrize(("formula", "result"), RESULTS.items(), ids=RESULTS)
def test_result(formula: str, result: str | Decimal | None) -> None:
    results = calculate_formulas({(9, 9): formula}, lambda row, column: CELLS.get((row, column)))
    assert results.get((9, 9)) == result


def test_formulas_use_the_results_of_others() -> None:
    formulas = {(1, 1): "B1+C1", (1, 2): "C1*2", (1, 3): "D1", (1, 5): "A1+E9", (9, 5): "VLOOKUP(1,A1:B2,1)"}
    results = calculate_formulas(formulas, {(1, 4): 5}.get and (lambda row, column: {(1, 4): 5}.get((row, column))))
    assert results == {(1, 1): 15, (1, 2): 10, (1, 3): 5}


@pytest.mark.parametrize(
    "formulas",
    [{(1, 1): "A1+1"}, {(1, 1): "B1", (1, 2): "A1"}, {(1, n): f"{chr(65 + n)}1" for n in range(1, 4)} | {(1, 4): "A1"}],
)
def test_a_circle_has_no_result(formulas: dict[tuple[int, int], str]) -> None:
    assert calculate_formulas(formulas, lambda row, column: None) == {}


def test_a_long_chain_ends() -> None:
    formulas = {(row, 1): f"A{row + 1}+1" for row in range(1, 3000)}
    results = calculate_formulas(formulas, lambda row, column: 1)
    assert all(results[row, 1] == 3001 - row for row in (2999, 2990) if (row, 1) in results)


@given(st.text(alphabet='AB12$+-*/&%(),:." SUMROUND', max_size=40))
def test_any_text_ends_without_an_error(formula: str) -> None:
    calculate_formulas({(5, 5): formula}, lambda row, column: CELLS.get((row, column)))


# formula without a result at D1; A1 is 2, B1 an error, C1 a percentage, E1 a formula that nobody knows -> text at D1
WORKED_OUT: dict[str, tuple[str, str, str]] = {
    "a sum": ("A1+3", "", "5"),
    "in a format with words": ("A1*0.5", '0.00"万元"', "1万元"),
    "in a percent format": ("C1/2", "0%", "25%"),
    "of an error value": ("A1+B1", "", ""),
    "of a formula without text": ("A1+E1", "", ""),
    "of a blank cell": ("A1+Z9", "", "2"),
    "of another sheet": ("A1+表2!A1", "", ""),
    "of itself": ("A1+D1", "", ""),
    "of a function": ("IF(A1=2,1,0)", "", ""),
}


@pytest.mark.parametrize(("formula", "code", "text"), WORKED_OUT.values(), ids=WORKED_OUT)
def test_a_sheet_with_results(formula: str, code: str, text: str) -> None:
    grid = Grid(
        "a.xlsx",
        "表",
        [[2.0, "", 0.5]],
        formulas=frozenset({(1, 4), (1, 5)}),
        uncalculated=frozenset({(1, 4), (1, 5)}),
        errors={(1, 2): "#DIV/0!"},
        formula_texts={(1, 4): formula},
        number_formats={(1, 4): code} if code else {},
    )
    worked_out = with_results(grid)
    assert worked_out.text(1, 4) == text
    assert ((1, 4) in worked_out.calculated) == ((1, 4) not in worked_out.uncalculated) == bool(text)
    assert (1, 5) in worked_out.uncalculated


@pytest.mark.parametrize(
    ("formula", "typed"),
    [
        ("0个", True),
        ("12.5公里", True),
        ("90%以上", True),
        ("1-2次", True),
        ("100%", False),
        ("A1", False),
        ("1+1", False),
        ("预算数+1", False),
        ("1月!A1", False),
        ('"0个"', False),
    ],
)
def test_texts_that_were_stored_as_formulas(formula: str, typed: bool) -> None:
    assert is_typed_text(formula) is typed

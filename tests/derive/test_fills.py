"""What is filled into blank cells, what is only suggested, and what is never touched."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fixtures.seed import seed
from xltools.derive import Fill, derive_fills, sheet_fills
from xltools.model import NOWHERE, MoneyUnit, TargetSheet
from xltools.rules.examples import build_book, build_sheet


def jot(fills: tuple[Fill, ...]) -> list[str]:
    """``field = value`` for what is filled, ``field ? value`` for what is suggested."""
    return [f"{fill.field} {'=' if fill.automatic else '?'} {fill.value}" for fill in fills]


@pytest.mark.parametrize(
    ("budget", "fiscal", "other", "fills"),
    [
        ("100", "80", "", ["other = 20.00"]),
        ("100", "100", "", ["other = 0.00"]),
        ("100", "", "30", ["fiscal = 70.00"]),
        ("", "80", "20", ["budget = 100.00"]),
        ("", "80", "", ["budget ? 80.00"]),
        ("100", "", "", ["fiscal ? 100.00"]),
        ("", "", "20", []),
        ("", "", "", []),
        ("100", "80", "0", []),  # content is never touched, wrong or not
        ("100", "120", "", []),  # a negative rest is a fault, not a value
        ("100", "-5", "", []),
        ("约100", "80", "", []),
        ("100", "80", "待定", []),
    ],
)
def test_amounts(budget: str, fiscal: str, other: str, fills: list[str]) -> None:
    assert jot(sheet_fills(build_sheet(budget=budget, fiscal=fiscal, other=other))) == fills


@pytest.mark.parametrize(
    ("plan", "fills"),
    [
        ("20/50/70/100", []),
        ("空/100/空/空", ["plan_03 ? 0", "plan_10 = 100", "plan_12 = 100"]),
        ("空/100/空/100", ["plan_03 ? 0", "plan_10 = 100"]),
        ("20/空/20/100", ["plan_06 = 20"]),
        ("20/空/70/100", []),
        ("20/50/空/空", []),
        ("空/空/空/空", []),
        ("100/空/80/空", []),  # a falling plan is not completed
        ("空/120/空/空", []),
        ("空/全部/100/空", []),
    ],
)
def test_plans(plan: str, fills: list[str]) -> None:
    assert jot(sheet_fills(build_sheet(plan=plan))) == fills


def test_a_cell_that_holds_a_formula_is_left_alone() -> None:
    sheet = build_sheet(other="", plan="20/100/空/空")
    october = replace(sheet.plan.october, formula=True)
    sheet = replace(sheet, other=replace(sheet.other, formula=True), plan=replace(sheet.plan, october=october))
    assert jot(sheet_fills(sheet)) == ["plan_12 = 100"]


def test_a_form_without_the_cell_has_nothing_to_fill() -> None:
    sheet = build_sheet(other="")
    assert sheet_fills(replace(sheet, other=replace(sheet.other, place=NOWHERE))) == ()


def test_a_fill_says_how_it_comes_about() -> None:
    sheet = build_sheet(name="养路", budget="1073060", fiscal="1000000", other="", plan="空/100/100/空")
    money, zero, hundred = sheet_fills(sheet)
    assert money.formula == "预算数−财政资金 = 1,073,060.00−1,000,000.00"
    assert money.inputs == (sheet.budget.place, sheet.fiscal.place)
    assert (money.place, money.rule, money.old, money.subject) == (sheet.other.place, "A03", "", "养路")
    assert (zero.formula, zero.rule) == ("6月底 100%之前未填，可能为 0", "P06")
    assert (hundred.formula, hundred.rule) == ("10月底 100%，之后保持 100%", "P05")
    assert hundred.inputs == (sheet.plan.october.place,)


def test_a_form_in_ten_thousands_shows_its_own_numbers_and_keeps_yuan() -> None:
    (fill,) = sheet_fills(build_sheet(budget="107.306", fiscal="100", other="", money_unit=MoneyUnit.WAN))
    assert fill.value == Decimal("73060.00")
    assert fill.formula == "预算数−财政资金 = 107.306−100"
    assert fill.money_unit is MoneyUnit.WAN


def contained(**changes: str) -> tuple[TargetSheet, ...]:
    """A special fund and three projects, of which the first two are its own."""
    return (
        build_sheet(1, kind="special_fund", name="专项", budget="300", fiscal="300", **changes),
        build_sheet(2, name="甲", budget="100", plan="0/空/100/100", purpose="修路", goals="1、修路2公里"),
        build_sheet(3, name="乙", budget="200", plan="50/空/100/100", purpose="修桥", goals="修桥1座"),
        build_sheet(4, name="丙", budget="7"),
    )


def test_a_blank_special_fund_gets_suggestions_from_its_projects() -> None:
    sheets = contained(unit="", purpose="", goals="", plan="空/空/空/空")
    fills = [fill for fill in derive_fills(build_book(*sheets)) if fill.subject == "专项"]
    assert jot(tuple(fills)) == [
        "unit ? 301001示范县交通运输局",
        "plan_03 ? 33.33",
        "plan_10 ? 100.00",
        "plan_12 ? 100.00",
        "purpose ? 修路；修桥",
        "goals ? 1、修路2公里\n2、修桥1座",
    ]
    assert fills[1].formula == "所含项目按预算加权 = (100.00×0%＋200.00×50%)÷300.00"
    assert [place.sheet for place in fills[1].inputs] == ["项目2", "项目2", "项目3", "项目3"]


def test_what_a_special_fund_says_itself_stays() -> None:
    assert derive_fills(build_book(*contained())) == ()


def test_the_cover() -> None:
    sheets = (build_sheet(1, name="2020年修路"), build_sheet(2, name="2020年修桥"))
    assert jot(derive_fills(build_book(*sheets, year="", department_code=""))) == [
        "year = 2020",
        "department_code = 301",
    ]
    assert jot(derive_fills(build_book(*sheets))) == []
    book = build_book(*sheets, department_code="")
    assert jot(derive_fills(replace(book, code=replace(book.code, place=NOWHERE)))) == []


def test_the_published_text() -> None:
    fills = derive_fills(seed())
    counts = Counter((fill.automatic, fill.field.partition("_")[0]) for fill in fills)
    assert counts == {
        (True, "plan"): 8,
        (True, "other"): 7,
        (False, "plan"): 4 + 4,
        (False, "unit"): 2,
        (False, "purpose"): 1,
        (False, "goals"): 1,
    }
    assert {fill.value for fill in fills if fill.automatic} == {Decimal(100), Decimal(0)}
    shares = [fill.value for fill in fills if fill.place.sheet == "专项2" and fill.field.startswith("plan")]
    assert shares == [20, 50, 70, 100]


def test_only_blank_cells_without_a_formula_are_ever_filled() -> None:
    blank = {
        cell.place
        for sheet in seed().sheets
        for cell in (
            sheet.unit,
            sheet.budget,
            sheet.fiscal,
            sheet.other,
            sheet.purpose,
            sheet.goal.entry,
            *sheet.plan.entries,
        )
        if cell.blank
    }
    places = [fill.place for fill in derive_fills(seed())]
    assert len(places) == len(set(places))
    assert set(places) <= blank

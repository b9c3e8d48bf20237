"""What is filled into blank cells, what is only suggested, and what is never touched."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fixtures.models import book, entry, fund, project
from tests.fixtures.seed import seed
from xltools.derive import Fill, derive_fills, sheet_fills
from xltools.model import NOWHERE, MoneyUnit, TargetSheet


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
    assert jot(sheet_fills(project(budget=budget, fiscal=fiscal, other=other))) == fills


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
        ("20/100/=/空", ["plan_12 = 100"]),  # a formula is somebody's
    ],
)
def test_plans(plan: str, fills: list[str]) -> None:
    assert jot(sheet_fills(project(plan=plan))) == fills


def test_a_formula_in_an_amount_cell_is_left_alone() -> None:
    sheet = project(other="")
    assert sheet_fills(replace(sheet, other=replace(sheet.other, formula=True))) == ()


def test_a_form_without_the_cell_has_nothing_to_fill() -> None:
    sheet = project(other="")
    assert sheet_fills(replace(sheet, other=replace(sheet.other, place=NOWHERE))) == ()


def test_a_fill_says_how_it_comes_about() -> None:
    sheet = project("养路", budget="1073060", fiscal="1000000", other="", plan="空/100/100/空")
    money, zero, hundred = sheet_fills(sheet)
    assert money.formula == "预算数−财政资金 = 1,073,060.00−1,000,000.00"
    assert money.inputs == (sheet.budget.place, sheet.fiscal.place)
    assert (money.place, money.rule, money.old, money.subject) == (sheet.other.place, "A03", "", "养路")
    assert (zero.formula, zero.rule) == ("6月底 100%之前未填，可能为 0", "P06")
    assert (hundred.formula, hundred.rule) == ("10月底 100%，之后保持 100%", "P05")
    assert hundred.inputs == (sheet.plan.october.place,)


def test_a_form_in_ten_thousands_shows_its_own_numbers_and_keeps_yuan() -> None:
    (fill,) = sheet_fills(project(budget="107.306", fiscal="100", other="", money_unit=MoneyUnit.WAN))
    assert fill.value == Decimal("73060.00")
    assert fill.formula == "预算数−财政资金 = 107.306−100"
    assert fill.money_unit is MoneyUnit.WAN


def contained(**changes: str) -> tuple[TargetSheet, ...]:
    return (
        fund("专项", sheet="1", budget="300", purpose="", goals="", plan="空/空/空/空"),
        project("甲", sheet="2", budget="100", plan="0/空/100/100", purpose="修路", goals="1、修路2公里"),
        project("乙", sheet="3", budget="200", plan="50/空/100/100", purpose="修桥", goals="修桥1座", **changes),
        project("丙", sheet="4", budget="7"),
    )


def test_a_blank_special_fund_gets_suggestions_from_its_projects() -> None:
    fills = [fill for fill in derive_fills(book(*contained())) if fill.place.sheet == "1"]
    assert jot(tuple(fills)) == [
        "unit ? 475002顺平县扶贫开发办公室",
        "plan_03 ? 33.33",
        "plan_10 ? 100.00",
        "plan_12 ? 100.00",
        "purpose ? 修路；修桥",
        "goals ? 1、修路2公里\n2、修桥1座",
    ]
    assert fills[1].formula == "所含项目按预算加权 = (100.00×0%＋200.00×50%)÷300.00"
    assert [place.sheet for place in fills[1].inputs] == ["2", "2", "3", "3"]


def test_what_a_special_fund_says_itself_stays() -> None:
    sheets = contained()
    own = fund("专项", sheet="1", unit="475003另一单位", budget="300", purpose="自己的用途", goals="自己的目标")
    assert derive_fills(book(own, *sheets[1:])) == ()


def test_the_cover() -> None:
    sheets = (project("2020年修路"), project("2020年修桥", sheet="2"))
    assert jot(derive_fills(book(*sheets, year=None, code=""))) == ["year = 2020", "department_code = 475"]
    assert jot(derive_fills(book(*sheets))) == []
    blank = replace(book(*sheets, code=""), code=entry("", NOWHERE))
    assert jot(derive_fills(blank)) == []


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
    shares = [fill.value for fill in fills if fill.place.sheet == "2" and fill.field.startswith("plan")]
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

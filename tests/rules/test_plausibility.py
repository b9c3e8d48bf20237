"""Amounts that cannot be: what makes a budget doubtful, and what does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.rules.cases import all_findings, fired
from xltools.messages.message import Example
from xltools.model import Place, SheetKind
from xltools.rosters.read import RosterProject
from xltools.rules.engine import compared_findings
from xltools.rules.examples import build_book, build_sheet
from xltools.rules.known_amounts import (
    approved_places,
    compare_with_last_year,
    compare_with_register,
    reported_amounts,
)
from xltools.values.stated_money import find_money, money_factor

COST = "产出指标|成本指标|项目总成本|项目实施的全部费用|{}|测算"
WAN = {"money_unit": "万元"}


def money(amount: str) -> dict[str, str]:
    return {"budget": amount, "fiscal": amount, "other": "0"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({**money("107.306"), "purpose": "安排资金107.306万元"}, "1,073,100.00", id="purpose, up"),
        pytest.param({**money("120"), "goals": "完成投资120万元，硬化道路12公里"}, "1,200,000.00", id="goals, up"),
        pytest.param({**money("50"), "row": COST.format("≤50万元")}, "500,000.00", id="cost target, up"),
        pytest.param({**money("48.6"), "row": COST.format("≤50万元")}, "486,000.00", id="cap above the budget, up"),
        pytest.param({**money("120"), "name": "2020年道路硬化（总投资120万元）"}, "1,200,000.00", id="name, up"),
        pytest.param({**money("1200000"), **WAN, "purpose": "安排资金120万元"}, "1,200,000.00", id="purpose, down"),
        pytest.param({**money("500000"), **WAN, "row": COST.format("≤500000元")}, "500,000.00", id="cost target, down"),
        pytest.param({**money("1073.06"), "purpose": "安排资金107.306万元"}, "1,073,060.00", id="千元, equal digits"),
        pytest.param({"budget": "120", "fiscal": "1200000", "other": "0"}, "1,200,000.00", id="its own parts"),
    ],
)  # fmt: skip
def test_words_of_the_sheet_speak_against_its_budget(changes: dict[str, Any], expected: str) -> None:
    assert fired("A09", **changes) == [("error", "C4", expected)]


HONEST_SMALL = ("1000", "1200.50", "2000", "3000", "4177", "5000", "6800", "9999.99")
HONEST_LARGE = ("10000", "84000", "500000", "1573060", "41770000", "128000000")


@pytest.mark.parametrize(
    "changes",
    [
        *(pytest.param(money(amount), id=f"{amount} alone") for amount in (*HONEST_SMALL, *HONEST_LARGE)),
        pytest.param({**money("3000"), "purpose": "印刷宣传册，安排资金3000元"}, id="the words agree"),
        pytest.param({**money("5000"), "purpose": "对5000万元专项资金进行绩效评价"}, id="money that is looked at"),
        pytest.param({**money("6500"), "purpose": "对3家企业的6500万元贷款补助利息"}, id="loans"),
        pytest.param({**money("5000000"), "purpose": "每人补助500元，补助10000人"}, id="a rate for each person"),
        pytest.param({**money("15000000"), "purpose": "亩均投资1500元"}, id="a rate for each 亩"),
        pytest.param({**money("5000000"), "purpose": "按500元标准补助10000人"}, id="a standard"),
        pytest.param({**money("16000000"), "row": COST.format("≤1600元/人")}, id="a price with a stroke"),
        pytest.param({**money("5000"), "goals": "带动农户增收5000万元"}, id="income of others"),
        pytest.param({**money("1200000"), "purpose": "安排资金120万元"}, id="equal"),
        pytest.param({**money("120"), **WAN, "purpose": "安排资金120万元"}, id="equal in 万元"),
        pytest.param({**money("1000"), "purpose": "安排资金100万元"}, id="a thousand, digits by chance"),
    ],
)
def test_an_honest_budget_is_left_alone(changes: dict[str, Any]) -> None:
    assert fired("A09", **changes) == []


def test_a_county_of_honest_small_projects_is_left_alone() -> None:
    """Sixty projects of 1,000 to 9,850 yuan, in one book and each in a book of its own."""
    amounts = [str(amount) for amount in range(1000, 10_000, 150)]
    assert fired("A09", sheets=[Example(name=f"项目{amount}", **money(amount)) for amount in amounts]) == []
    assert [amount for amount in amounts if fired("A09", **money(amount))] == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(money("350"), "3,500,000.00", id="350 in yuan"),
        pytest.param(money("120.00"), "1,200,000.00", id="120.00 in yuan"),
        pytest.param(money("999.99"), "9,999,900.00", id="below a thousand"),
        pytest.param({**money("1200000"), **WAN}, "1,200,000.00", id="yuan on a form in 万元"),
        pytest.param(money("35000000000"), "3,500,000.00", id="beyond any project"),
        pytest.param({**money("350"), "purpose": "补助三百五十万元"}, "3,500,000.00", id="numerals"),
        pytest.param({**money("350"), "purpose": "安排资金叁佰伍拾万元整"}, "3,500,000.00", id="formal numerals"),
        pytest.param(
            {**money("4177"), "purpose": "总投资四千一百七十七万元"}, "41,770,000.00", id="numerals, thousands"
        ),
        pytest.param({**money("800"), "purpose": "印刷宣传册800元"}, "", id="the words say so"),
        pytest.param({**money("800"), "purpose": "安排资金八百元"}, "", id="the words say so in numerals"),
        pytest.param({**money("120000"), **WAN, "purpose": "总投资12亿元"}, "", id="a large project, said"),
        pytest.param({**money("100000"), **WAN}, "", id="ten 亿 in 万元"),
    ],
)
def test_the_size_of_a_budget(changes: dict[str, Any], expected: str) -> None:
    assert [one for _, _, one in fired("A09", **changes)] == ([expected] if expected else [])


FULL = {"budget": "1200000"}


@pytest.mark.parametrize(
    ("changes", "cell", "expected"),
    [
        pytest.param({**FULL, "fiscal": "100", "other": "200000"}, "E4", "1,000,000.00", id="fiscal, up"),
        pytest.param({**FULL, "fiscal": "1000000", "other": "20"}, "I4", "200,000.00", id="other, up"),
        pytest.param({**FULL, "fiscal": "10000000000", "other": "200000"}, "E4", "1,000,000.00", id="fiscal, down"),
        pytest.param({**FULL, "fiscal": "120", "other": "0"}, "E4", "1,200,000.00", id="fiscal alone"),
        pytest.param(
            {**FULL, "fiscal": "90", "other": "200000", "purpose": "其中财政资金90万元"},
            "E4", "900,000.00", id="by words, whatever the sum",
        ),
        pytest.param(
            {**FULL, "fiscal": "1000000", "other": "25", "purpose": "其中财政资金100万元，自筹25万元"},
            "I4", "250,000.00", id="other, by words",
        ),
        pytest.param(
            {"budget": "1500", "fiscal": "1200", "other": "300", "purpose": "其中财政资金1200万元"},
            "C4", "15,000,000.00", id="a part by words, and the sum holds: all of it",
        ),
        pytest.param({**FULL, "fiscal": "1000000", "other": "190000"}, "", "", id="an ordinary gap is A02's"),
        pytest.param({**FULL, "fiscal": "1199000", "other": "1000"}, "", "", id="a small part that fits"),
    ],
)  # fmt: skip
def test_each_part_of_a_budget(changes: dict[str, Any], cell: str, expected: str) -> None:
    assert [(place, one) for _, place, one in fired("A09", **changes)] == ([(cell, expected)] if cell else [])


def test_many_honest_small_and_large_projects_of_one_book_are_left_alone() -> None:
    sheets = [Example(name=f"项目{n}", **money(amount)) for n, amount in enumerate((*HONEST_SMALL, *HONEST_LARGE))]
    assert fired("A09", sheets=sheets) == []


ORDINARY = [Example(name="甲", **money("500000")), Example(name="乙", **money("41770000"))]


@pytest.mark.parametrize(
    ("sheets", "doubtful"),
    [
        pytest.param([*ORDINARY, Example(name="丙", **money("128"))], ["项目3"], id="one of ordinary size, up"),
        pytest.param([*ORDINARY, Example(name="丙", **money("12800000000"))], ["项目3"], id="one, down"),
        pytest.param([*ORDINARY, Example(name="丙", **money("3000"))], [], id="a few thousand among large ones"),
        pytest.param([*ORDINARY[:1], Example(name="丙", **money("1280"))], [], id="one sibling is no evidence"),
        pytest.param(
            [*ORDINARY, Example(name="丁", **money("6000")), Example(name="丙", **money("1280"))],
            [], id="a book with honest small ones",
        ),
        pytest.param(
            [Example(name="甲", purpose="安排资金50万元", **money("50")), Example(name="乙", **money("4177"))],
            ["项目1", "项目2"], id="all, one of them proved",
        ),
        pytest.param(
            [Example(name="甲", purpose="安排资金50万元", **money("50")), Example(name="乙", **money("41770000"))],
            ["项目1"], id="one proved, the other of ordinary size",
        ),
        pytest.param(
            [Example(name="甲", purpose="安排资金50万元", **WAN, **money("500000")),
             Example(name="乙", **WAN, **money("1280000"))],
            ["项目1", "项目2"], id="all, down",
        ),
        pytest.param(
            [Example(name="甲", **money("50")), Example(name="乙", **money("128"))], ["项目1", "项目2"], id="all"
        ),
        pytest.param(
            [Example(name="甲", **money("350")), Example(name="乙", **money("4177"))],
            ["项目1", "项目2"], id="all, half of them impossible",
        ),
        pytest.param(
            [Example(name=amount, **money(amount)) for amount in ("350", "4177", "6800")],
            ["项目1"], id="one impossible among honest small ones",
        ),
        pytest.param(
            [Example(name="甲", **WAN, **money("350000")), Example(name="乙", **WAN, **money("84.5"))],
            ["项目1"], id="元 typed on a form in 万元",
        ),
    ],
)  # fmt: skip
def test_the_other_sheets_of_the_book(sheets: list[Example], doubtful: list[str]) -> None:
    findings = [one for one in all_findings(sheets=sheets) if one.rule == "A09"]
    assert [one.place.sheet for one in findings] == doubtful
    assert all(one.related for one in findings), "the cell of the evidence is named"


def test_a_finding_quotes_both_sides_with_their_cells() -> None:
    [finding] = [one for one in all_findings(**money("120"), purpose="安排资金120万元") if one.rule == "A09"]
    assert finding.message.zh == ("预算数 120.00 元，但资金用途写“安排资金120万元”（项目1 B5），两处差一万倍")
    assert (finding.place.cell, [place.cell for place in finding.related]) == ("C4", ["B5"])


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("投入资金107.306万元，其中县级5,000元", ["1073060.000", "5000"]),
        ("总投资1.2亿元", ["120000000.0"]),
        ("共50万 元", ["500000"]),
        ("单元楼、元素周期表12个单元", []),
        ("第3期", []),
        ("", []),
    ],
)
def test_money_in_running_text(text: str, amounts: list[str]) -> None:
    assert [str(stated.amount) for stated in find_money(text)] == amounts


@pytest.mark.parametrize(
    ("unit", "factor"), [("元", 1), ("万元", 10_000), ("亿元", 10**8), ("元/人", None), ("户", None)]
)
def test_units_of_money(unit: str, factor: int | None) -> None:
    assert money_factor(unit) == factor


# --- the register and last year ---------------------------------------------------------------------------------------

CELL = Place("应报名单.xlsx", "项目", 2, 8)


def entry(budget: str | None, name: str = "2020年农村道路硬化项目", **record: Any) -> RosterProject:
    amount = None if budget is None else Decimal(budget)
    return RosterProject(record.pop("kind", SheetKind.PROJECT), name, budget=amount, place=CELL, **record)


@pytest.mark.parametrize(
    ("budget", "register", "expected"),
    [
        pytest.param("1200000", [entry("1200000")], [], id="as approved"),
        pytest.param("120", [entry("1200000")], [("A10", "error")], id="slipped up"),
        pytest.param("12000000000", [entry("1200000")], [("A10", "error")], id="slipped down"),
        pytest.param("600000", [entry("1200000")], [("A12", "error")], id="halved"),
        pytest.param("1300000", [entry("1200000")], [("A12", "error")], id="changed"),
        pytest.param("1200000", [entry("1200000"), entry("9000", "桥")], [("A12", "warning")], id="missing"),
        pytest.param("1200000", [entry("9000", "桥")], [("A12", "warning")] * 2, id="additional and missing"),
        pytest.param("1200000", [entry(None)], [], id="a register without amounts"),
        pytest.param("1200000", [], [], id="no register"),
        pytest.param("600000", [entry("1200000", "另名", code="301-0401-YXN-0001")], [("A12", "error")], id="by code"),
        pytest.param(
            "1200000", [entry("7", kind=SheetKind.SPECIAL_FUND)], [("A12", "warning")], id="a fund that is missing"
        ),
    ],
)
def test_amounts_are_held_against_the_register(
    budget: str, register: list[RosterProject], expected: list[tuple[str, str]]
) -> None:
    amounts = reported_amounts(build_book(build_sheet(**money(budget))))
    findings = compared_findings(compare_with_register(amounts, register, Place("301.xlsx")))
    assert [(one.rule, one.severity.value) for one in findings] == expected
    assert all(CELL in one.related for one in findings if "没有报" in one.message.zh or one.rule == "A10")


def test_a_halved_amount_is_said_with_both_amounts() -> None:
    amounts = reported_amounts(build_book(build_sheet(**money("600000"))))
    [finding] = compared_findings(compare_with_register(amounts, [entry("1200000")], Place("301.xlsx")))
    assert finding.message.zh == (
        "预算数 600,000.00 元，应报名单批复 1,200,000.00 元（应报名单.xlsx 项目 H2），正好一半"
    )


def test_an_amount_that_is_as_approved_is_beyond_doubt() -> None:
    amounts = reported_amounts(build_book(build_sheet(**money("120"))))
    assert approved_places(amounts, [entry("120")]) == {amounts[0].place}
    assert approved_places(amounts, [entry("1200000")]) == frozenset()


@pytest.mark.parametrize(
    ("budget", "last", "purpose", "rules"),
    [
        ("120", "1150000", "道路硬化", ["A11"]),
        ("12000000000", "1150000", "道路硬化", ["A11"]),
        ("1200000", "1150000", "道路硬化", []),
        ("2400000", "1150000", "道路硬化", []),
        ("5000", "5000", "道路硬化", []),
        ("5000", "800000", "道路硬化", []),
        ("50000000", "5000", "新建大桥，总投资5000万元", []),
        ("50000000", "5000", "新建大桥", ["A11"]),
    ],
)
def test_amounts_are_held_against_last_year(budget: str, last: str, purpose: str, rules: list[str]) -> None:
    amounts = reported_amounts(build_book(build_sheet(purpose=purpose, **money(budget))))
    findings = compared_findings(compare_with_last_year(amounts, [entry(last, "2019年农村道路硬化项目")]))
    assert [one.rule for one in findings] == rules
    assert all(one.related == (CELL,) for one in findings)

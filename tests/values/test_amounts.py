"""Amounts, percentages and weights as typed and as cells hold them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.values.strategies import anything
from xltools.model import MoneyUnit
from xltools.values import format_amount, format_percent, parse_amount, parse_number, parse_percent

YUAN, WAN = MoneyUnit.YUAN, MoneyUnit.WAN

AMOUNTS: list[tuple[object, str]] = [
    ("1,073,060.00", "1073060.00"),
    ("1073060", "1073060.00"),
    ("１０７３０６０", "1073060.00"),
    ("１，０７３，０６０．００", "1073060.00"),
    ("107,3060", "1073060.00"),
    ("1 073 060", "1073060.00"),
    ("1\u00a0073\u00a0060.00", "1073060.00"),
    ("\u3000500000.00 ", "500000.00"),
    ("107.306万元", "1073060.00"),
    ("107.306 万", "1073060.00"),
    ("107.306（万元）", "1073060.00"),
    ("500000(元)", "500000.00"),
    ("4.177千万元", "41770000.00"),
    ("1.2亿元", "120000000.00"),
    ("￥1,000", "1000.00"),
    ("¥1,000.5", "1000.50"),
    ("-¥1,000", "-1000.00"),
    ("人民币100元整", "100.00"),
    ("人民币100", "100.00"),
    ("100圆正", "100.00"),
    ("壹佰贰拾万元整", "1200000.00"),
    ("人民币伍仟元伍角", "5000.50"),
    ("壹仟元零伍分", "1000.05"),
    ("三万二元", "32000.00"),
    ("(500)", "-500.00"),
    ("（500.00）", "-500.00"),
    ("-500", "-500.00"),
    ("－500", "-500.00"),
    ("+500", "500.00"),
    (".5", "0.50"),
    ("5.", "5.00"),
    ("1.07306E+06", "1073060.00"),
    ("0", "0.00"),
    ("-0", "0.00"),
    ("0.005", "0.01"),
    ("0.125", "0.13"),
    ("-0.125", "-0.13"),
    (0.1, "0.10"),
    (1.005, "1.01"),
    (2.675, "2.68"),
    (0.1 + 0.2, "0.30"),
    (1073060.0, "1073060.00"),
    (1073060, "1073060.00"),
    (Decimal("1073060.005"), "1073060.01"),
    (-0.0, "0.00"),
]
NO_AMOUNTS: list[object] = [
    None, "", "  ", "\u3000", "无", "-", "—", "¥", "元", "万元", ".", "待定", "约100元", "100元/人", "1-2",
    "12 34", "1,23", "1.2.3", "20%", "(500", "500)", "1e400", "1e-", "nan", "inf", "9" * 30, "9" * 5000, 1e400,
    -1e400, float("nan"), 10**30, 10**5000, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), True, False,
    date(2020, 1, 1), datetime(2020, 1, 1),
]  # fmt: skip

PERCENTAGES: list[tuple[object, bool, str | None]] = [
    ("20", False, "20"),
    ("20.00", False, "20"),
    ("20%", False, "20"),
    ("２０％", False, "20"),
    ("20 %", False, "20"),
    ("20%", True, "20"),
    ("百分之二十", False, "20"),
    ("百分之20.5", False, "20.5"),
    ("百分之一百", False, "100"),
    ("5‰", False, "0.5"),
    (20, False, "20"),
    (20.0, False, "20"),
    (0.2, False, "0.2"),
    (0.2, True, "20"),
    (0.07, True, "7"),
    (1 - 0.7, True, "30"),
    (1, True, "100"),
    ("0.2", False, "0.2"),
    ("-5", False, "-5"),
    ("", False, None),
    (None, True, None),
    (True, True, None),
    ("20分", False, None),
    ("二十", False, None),
    ("%", False, None),
    ("20%-30%", False, None),
    (float("nan"), True, None),
    (float("inf"), True, None),
]
NUMBERS: list[tuple[object, str | None]] = [
    ("10", "10"), ("10分", "10"), ("１０ 分", "10"), ("10%", "10"), ("12.5", "12.5"), (10, "10"), (12.5, "12.5"),
    ("十", None), ("", None), (None, None), (True, None), ("分", None), ("5‰", None),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), AMOUNTS)
def test_amount(raw: object, expected: str) -> None:
    amount = parse_amount(raw)
    assert amount == Decimal(expected)
    assert str(amount) == expected, "two places, no negative zero"


@pytest.mark.parametrize("raw", NO_AMOUNTS, ids=lambda raw: f"{type(raw).__name__}")
def test_no_amount(raw: object) -> None:
    assert parse_amount(raw) is None


@pytest.mark.parametrize(
    ("raw", "unit", "expected"),
    [
        ("107.306", WAN, "1073060.00"),
        (107.306, WAN, "1073060.00"),
        (Decimal("0.0000005"), WAN, "0.01"),
        ("107.306万元", WAN, "1073060.00"),
        ("100元", WAN, "100.00"),
        ("￥100", WAN, "1000000.00"),
        ("100元", YUAN, "100.00"),
    ],
)
def test_a_unit_in_the_text_wins_over_the_form(raw: object, unit: MoneyUnit, expected: str) -> None:
    assert parse_amount(raw, unit) == Decimal(expected)


@pytest.mark.parametrize(("raw", "percent_format", "expected"), PERCENTAGES)
def test_percent(raw: object, percent_format: bool, expected: str | None) -> None:
    assert parse_percent(raw, percent_format) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(("raw", "expected"), NUMBERS)
def test_number(raw: object, expected: str | None) -> None:
    assert parse_number(raw) == (None if expected is None else Decimal(expected))


def test_formats() -> None:
    assert format_amount(Decimal("1073060")) == "1,073,060.00"
    assert format_amount(Decimal("86198060.00"), WAN) == "8,619.81"
    assert format_amount(Decimal("-0.00")) == "0.00"
    assert format_percent(Decimal("20.00")) == "20%"
    assert format_percent(Decimal("33.30")) == "33.3%"
    assert format_percent(Decimal("1E+2")) == "100%"


fen = st.integers(-(10**15), 10**15).map(lambda number: Decimal(number).scaleb(-2))


@given(fen)
def test_an_amount_survives_every_way_to_write_it(amount: Decimal) -> None:
    written = f"{amount:,.2f}"
    wide = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
    ways = (
        written, written.replace(",", ""), written.replace(",", "，"), written.replace(",", " "),
        written.translate(wide), f"￥{written}", f"{written}元", f"\u3000{written}\u00a0", f"人民币{written}元整",
        f"{amount.scaleb(-4):f}万元",
        f"({-amount:,.2f})" if amount < 0 else f"+{written}", format_amount(amount),
    )  # fmt: skip
    assert {parse_amount(way) for way in ways} == {amount}
    assert parse_amount(f"{amount.scaleb(-4):f}", WAN) == amount
    if abs(amount) < 10**12:
        assert parse_amount(float(amount)) == amount


@given(st.decimals(0, 100, places=2))
def test_a_percentage_survives(percent: Decimal) -> None:
    assert parse_percent(format_percent(percent)) == percent
    assert parse_percent(str(percent)) == percent
    assert parse_percent(float(percent)) == percent
    assert parse_percent(float(percent / 100), percent_format=True) == percent
    assert parse_number(f"{percent}分") == percent


@given(st.one_of(anything, st.floats(), st.integers(), st.decimals(allow_nan=True, allow_infinity=True), st.booleans()))
def test_nothing_raises_and_results_are_finite(raw: object) -> None:
    for result in (parse_amount(raw), parse_amount(raw, WAN), parse_percent(raw, True), parse_number(raw)):
        assert result is None or (result.is_finite() and abs(result) < Decimal(10) ** 20)
    amount = parse_amount(raw)
    assert amount is None or amount.as_tuple().exponent == -2

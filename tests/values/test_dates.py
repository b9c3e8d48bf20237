"""Years and days."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.values.strategies import anything
from xltools.values import parse_date, parse_year

YEARS: list[tuple[object, int | None]] = [
    (2020, 2020), (2020.0, 2020), (Decimal(2020), 2020), ("2020", 2020), ("２０２０年", 2020), ("2020年度", 2020),
    ("2020 年", 2020), ("二〇二〇年", 2020), (date(2020, 6, 30), 2020), (datetime(2020, 6, 30, 8), 2020),
    (20, None), (20200, None), (2020.5, None), (float("nan"), None), (float("inf"), None), (10**400, None),
    (True, None), ("20年", None), ("", None), (None, None), ("2020年预算", None), (Decimal("sNaN"), None),
]  # fmt: skip
DAY = date(2020, 6, 30)
DATES: list[tuple[object, date | None]] = [
    ("2020-06-30", DAY), ("2020-6-30", DAY), ("2020年6月30日", DAY), ("２０２０年６月３０日", DAY),
    ("2020 年 6 月 30 日", DAY),
    ("2020年6月30号", DAY), ("2020.6.30", DAY), ("2020/6/30", DAY), ("20200630", DAY), ("2020-06-30 00:00:00", DAY),
    ("2020-06-30T08:30:00", DAY), ("二〇二〇年六月三十日", DAY), (DAY, DAY), (datetime(2020, 6, 30, 8), DAY),
    ("2020-06/30", None), ("2020-02-30", None), ("2020-13-01", None), ("0000-01-01", None), ("2020年6月", None),
    ("6月30日", None), (44012, None), (44012.0, None), (True, None), (None, None), ("", None), ("44012", None),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), YEARS)
def test_year(raw: object, expected: int | None) -> None:
    assert parse_year(raw) == expected


@pytest.mark.parametrize(("raw", "expected"), DATES)
def test_date(raw: object, expected: date | None) -> None:
    assert parse_date(raw) == expected


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_day_survives(day: date) -> None:
    ways = (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
    )
    assert {parse_date(way) for way in ways} == {day}


@given(st.one_of(anything, st.floats(), st.integers(), st.decimals(allow_nan=True, allow_infinity=True)))
def test_nothing_raises(raw: object) -> None:
    parse_date(raw)
    year = parse_year(raw)
    assert year is None or 1949 <= year <= 2099

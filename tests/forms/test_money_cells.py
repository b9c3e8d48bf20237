"""Forms with more amounts than the form asks for: another period, another year, a source of money of its own.

The year's own amounts are read where the sheet says which they are; otherwise an error names what was left out.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.forms.clean import CLEAN
from tests.forms.test_layouts import amounts, read
from xltools.forms.interpret import Interpretation
from xltools.model import Severity

FUNDING = """（万元） ↓3 →2 | 年度资金总额 | 128.5 →4
其中：财政拨款 | 120 →4
其他资金 | 8.5 →4"""
AS_PRINTED = {"budget": Decimal(1285000), "fiscal": Decimal(1200000), "other": Decimal(85000)}


def read_with(funding: str) -> Interpretation:
    text = CLEAN["MOF2021"].text
    assert FUNDING in text
    return read(text.replace(FUNDING, "（万元） " + funding.strip()))


def errors(result: Interpretation) -> list[tuple[str, str]]:
    return sorted((one.rule, one.place.cell) for one in result.findings if one.severity is Severity.ERROR)


CERTAIN = {
    "another period on the left": """↓3 →2 | 实施期资金总额 | 385 | 年度资金总额 | 128.5 →2
其中：财政拨款 | 360 | 其中：财政拨款 | 120 →2
其他资金 | 25 | 其他资金 | 8.5 →2""",
    "another period on the right": """↓3 →2 | 年度资金总额 | 128.5 | 实施期资金总额 | 385 →2
其中：财政拨款 | 120 | 其中：财政拨款 | 360 →2
其他资金 | 8.5 | 其他资金 | 25 →2""",
    "another period above": """↓6 →2 | 实施期资金总额 | 385 →4
其中：财政拨款 | 360 →4
其他资金 | 25 →4
年度资金总额 | 128.5 →4
其中：财政拨款 | 120 →4
其他资金 | 8.5 →4""",
    "another period below": """↓6 →2 | 年度资金总额 | 128.5 →4
其中：财政拨款 | 120 →4
其他资金 | 8.5 →4
实施期资金总额 | 385 →4
其中：财政拨款 | 360 →4
其他资金 | 25 →4""",
    "last year in front": """↓4 →2 | | 上年预算 →2 | 本年预算 →2
年度资金总额 | 110 →2 | 128.5 →2
其中：财政拨款 | 100 →2 | 120 →2
其他资金 | 10 →2 | 8.5 →2""",
    "last year behind": """↓4 →2 | | 本年度 →2 | 上年度 →2
年度资金总额 | 128.5 →2 | 110 →2
其中：财政拨款 | 120 →2 | 100 →2
其他资金 | 8.5 →2 | 10 →2""",
    "the period in front": """↓4 →2 | | 中期 →2 | 年度 →2
年度资金总额 | 385 →2 | 128.5 →2
其中：财政拨款 | 360 →2 | 120 →2
其他资金 | 25 →2 | 8.5 →2""",
    "no money last year": """↓4 →2 | | 上年 →2 | 本年 →2
年度资金总额 | 0 →2 | 128.5 →2
其中：财政拨款 | 0 →2 | 120 →2
其他资金 | 0 →2 | 8.5 →2""",
    "parts behind a total": """↓4 →2 | | 合计 →2 | 一般公共预算 | 政府性基金
年度资金总额 | 128.5 →2 | 28.5 | 100
其中：财政拨款 | 120 →2 | 20 | 100
其他资金 | 8.5 →2 | 8.5 | 0""",
    "money carried over in a total": """↓4 →2 | | 合计 →2 | 上年结余 | 本年安排
年度资金总额 | 128.5 →2 | 28.5 | 100
其中：财政拨款 | 120 →2 | 20 | 100
其他资金 | 8.5 →2 | 8.5 | 0""",
    "the same amount again": """↓3 →2 | 年度资金总额 | 128.5 →2 | 128.5 →2
其中：财政拨款 | 120 →4
其他资金 | 8.5 →4""",
}


@pytest.mark.parametrize("funding", CERTAIN.values(), ids=CERTAIN.keys())
def test_the_amounts_of_the_year_are_read(funding: str) -> None:
    result = read_with(funding)
    assert amounts(result.book.sheets[0]) == AS_PRINTED
    assert errors(result) == []


DOUBTFUL = {
    "two numbers": (
        "↓3 →2 | 年度资金总额 | 110 →2 | 128.5 →2\n其中：财政拨款 | 120 →4\n其他资金 | 8.5 →4",
        "R06",
        "F5",
    ),
    "a number in two cells": (
        "↓3 →2 | 年度资金总额 | 128 →2 | .5 →2\n其中：财政拨款 | 120 →4\n其他资金 | 8.5 →4",
        "R06",
        "F5",
    ),
    "columns that do not say which year": (
        "↓4 →2 | | 年初 →2 | 调整 →2\n年度资金总额 | 110 →2 | 128.5 →2\n其中：财政拨款 | 120 →4\n其他资金 | 8.5 →4",
        "R06",
        "F6",
    ),
    "money carried over in front": (
        "↓4 →2 | | 上年结转 →2 | 本年预算 →2\n年度资金总额 | 28.5 →2 | 100 →2\n"
        "其中：财政拨款 | 20 →2 | 100 →2\n其他资金 | 8.5 →4",
        "R06",
        "F6",
    ),
    "money left over behind": (
        "↓4 →2 | | 本年预算 →2 | 上年度结余 →2\n年度资金总额 | 100 →2 | 28.5 →2\n"
        "其中：财政拨款 | 120 →4\n其他资金 | 8.5 →4",
        "R06",
        "F6",
    ),
    "parts that do not add up": (
        "↓4 →2 | | 合计 →2 | 一般公共预算 | 政府性基金\n年度资金总额 | 128.5 →2 | 28.5 | 90\n"
        "其中：财政拨款 | 120 →4\n其他资金 | 8.5 →4",
        "R06",
        "F6",
    ),
    "years that add up": (
        "↓4 →2 | | 合计 →2 | 2024年 | 2025年\n年度资金总额 | 385 →2 | 128.5 | 256.5\n"
        "其中：财政拨款 | 120 →4\n其他资金 | 8.5 →4",
        "R06",
        "F6",
    ),
    "the year's part of a longer total": (
        "↓3 →2 | 资金总额 | 385 | 其中：本年度资金 | 128.5 →2\n其中：财政拨款 | 120 →4\n其他资金 | 8.5 →4",
        "R06",
        "F5",
    ),
    "a total twice": (
        "↓4 →2 | 年度资金总额 | 128.5 →4\n年度资金总额 | 130 →4\n其中：财政拨款 | 120 →4\n其他资金 | 8.5 →4",
        "R23",
        "D6",
    ),
    "a source twice": (
        "↓4 →2 | 年度资金总额 | 128.5 →4\n其中：财政拨款 | 120 →4\n其他资金 | 5 →4\n其他资金 | 3.5 →4",
        "R23",
        "D8",
    ),
}


@pytest.mark.parametrize(("funding", "rule", "cell"), DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_amounts_in_doubt_are_errors(funding: str, rule: str, cell: str) -> None:
    assert (rule, cell) in errors(read_with(funding))


@pytest.mark.parametrize(
    ("heads", "amounts", "blank", "told"),
    [("上年 →2 | 本年 →2", "110 →2 | →2", "F6", "D6"), ("本年 →2 | 上年 →2", "→2 | 110 →2", "D6", "F6")],
)
def test_the_amount_of_last_year_is_not_that_of_a_blank_year(heads: str, amounts: str, blank: str, told: str) -> None:
    rows = f"年度资金总额 | {amounts}\n其中：财政拨款 | {amounts}\n其他资金 | →2 | →2"
    result = read_with(f"↓4 →2 | | {heads}\n{rows}")
    sheet = result.book.sheets[0]
    assert [entry.value for entry in (sheet.budget, sheet.fiscal, sheet.other)] == [None, None, None]
    assert (sheet.budget.place.cell, errors(result)) == (blank, [("R06", told)])


def test_a_source_without_money_this_year_is_blank() -> None:
    heads = "↓4 →2 | | 上年 →2 | 本年 →2\n"
    result = read_with(
        f"{heads}年度资金总额 | 110 →2 | 120 →2\n其中：财政拨款 | 100 →2 | 120 →2\n其他资金 | 10 →2 | →2"
    )
    sheet = result.book.sheets[0]
    assert [entry.value for entry in (sheet.budget, sheet.fiscal, sheet.other)] == [1_200_000, 1_200_000, None]
    assert errors(result) == []


SOURCES = [
    "政府性基金",
    "债券资金",
    "中央转移支付",
    "本级预算",
    "上年结余",
    "事业收入",
    "社会资本",
    "专项债",
    "捐赠",
    "村集体",
]


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_of_money_that_the_form_lacks_is_named(source: str) -> None:
    funding = f"↓4 →2 | 年度资金总额 | 148.5 →4\n其中：财政拨款 | 120 →4\n{source} | 20 →4\n其他资金 | 8.5 →4"
    assert [(one.rule, one.place.cell) for one in read_with(funding).findings] == [("R23", "D7")]

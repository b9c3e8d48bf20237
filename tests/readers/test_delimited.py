"""Text between tabs or commas, as Excel opens it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.readers.read import only_sheet, refusal, workbook
from xltools.grids.formula_value import with_results
from xltools.limits import Limits
from xltools.readers.text_tables.delimited import DelimitedReader

TEXTS = {
    "tabs": ("一\t二\n三\t四\n", [["一", "二"], ["三", "四"]]),
    "commas": ("一,二\r\n三,四\r\n", [["一", "二"], ["三", "四"]]),
    "semicolons": ("一;二\n三;四\n", [["一", "二"], ["三", "四"]]),
    "quoted": ('"一,一","二\n二"\n三,"四""四"\n', [["一,一", "二\n二"], ["三", '四"四']]),
    "quoted amounts": ('预算数,"2,460,000.37"\n其他,0\n', [["预算数", "2,460,000.37"], ["其他", "0"]]),
    "blank fields": ("一\t\t三\n\t二\t\n", [["一", "", "三"], ["", "二"]]),
    "a kept text": ('编码,="007"\n金额,"=""008"""\n', [["编码", "007"], ["金额", "008"]]),
    "the separator stated": ("sep=;\n一;二\n三;四\n", [["一", "二"], ["三", "四"]]),
    "unquoted thousands": ("财政,2,460,000.37\n一,二\n三,四\n", [["财政", "2,460,000.37"], ["一", "二"], ["三", "四"]]),
    "with zeros": ("财政,1,073,060\n一,二\n三,四\n", [["财政", "1,073,060"], ["一", "二"], ["三", "四"]]),
    "a plan": (",30,100,100\n计划,20,85,100\n", [["", "30", "100", "100"], ["计划", "20", "85", "100"]]),
    "quotes used, so commas separate": ('"甲",乙,丙\n数,1,073\n', [["甲", "乙", "丙"], ["数", "1", "073"]]),
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(("text", "rows"), TEXTS.values(), ids=TEXTS)
def test_the_fields(text: str, rows: list[list[str]], encoding: str) -> None:
    (grid,) = DelimitedReader().read(text.encode(encoding), "a.csv", Limits()).sheets
    assert grid.rows == rows


@pytest.mark.parametrize("line", ["预算数,12,345", "预算数,2,460,123,其中,1", "财政资金,725,500.5"])
def test_an_amount_that_may_be_two_numbers_is_refused(line: str) -> None:
    finding = refusal(f"甲,乙,丙,丁\n一,二,三,四\n{line}\n五,六,七,八\n".encode(), ".csv")
    assert finding.rule == "F03"
    assert "千位分隔符" in finding.message.zh


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_long_text_is_recognised_wherever_it_is_cut(encoding: str) -> None:
    for shift in range(3):
        text = "a" * shift + "".join(f"第{number}行\t指标值\t说明\n" for number in range(9000))
        assert only_sheet(text.encode(encoding), ".xls").height == 9000


def test_a_byte_that_is_no_character_is_said() -> None:
    data = "一\t二\n三\t四\n".encode("gbk") + b"\x80\t\xff\n"
    assert [note.rule for note in workbook(data, ".xls").notes] == ["R15"]


FORMULAS = {
    "sum of two": ("=C1+D1", "C1+D1"),
    "a function": ("=SUM(C1:D1)", "SUM(C1:D1)"),
    "fixed": ("=$C$1*2", "$C$1*2"),
    "another sheet": ("=封面!B5", "封面!B5"),
    "a function that is not known": ("=VLOOKUP(C1;D1:E9;2)", "VLOOKUP(C1;D1:E9;2)"),
    "a number with a word": ("=0个", ""),
    "a percentage": ("=100%", ""),
    "a kept text": ('="007"', ""),
    "a model number": ("=GB50016级", ""),
    "two signs": ("==", ""),
    "a comparison": (">=90%", ""),
}


@pytest.mark.parametrize(("text", "formula"), FORMULAS.values(), ids=FORMULAS)
def test_a_field_that_is_a_formula_has_no_result(text: str, formula: str) -> None:
    grid = only_sheet(f"预算数\t{text}\t1,000,000.05\t73060.50\n甲\t乙\t丙\t丁\n".encode(), ".csv")
    assert grid.formula_texts.get((1, 2), "") == formula
    assert ((1, 2) in grid.uncalculated) is bool(formula)
    assert grid.text(1, 2) == ("" if formula else text.replace('="007"', "007"))


def test_a_formula_of_fields_is_worked_out_like_those_of_workbooks() -> None:
    text = '预算数\t=C1+D1\t"1,000,000.05"\t73060.50\n编码\t007\t1\t2\n'
    grid = with_results(only_sheet(text.encode(), ".csv"))
    assert grid.value(1, 2) == Decimal("1073060.55")
    assert grid.calculated == {(1, 2)}
    assert grid.value(2, 2) == "007"


FIELD = st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="=\u2028\u2029"), max_size=12)


@given(st.lists(st.lists(FIELD.map(lambda field: "甲" + field), min_size=3, max_size=3), min_size=2, max_size=10))
@settings(max_examples=50, deadline=None)
def test_what_csv_writes_is_read(rows: list[list[str]]) -> None:
    target = io.StringIO()
    csv.writer(target, quoting=csv.QUOTE_ALL).writerows(rows)
    assert only_sheet(target.getvalue().encode(), ".csv").rows == rows

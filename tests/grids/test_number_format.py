"""What a person sees of a stored number, format code by format code."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.grids.number_format import BUILT_IN_CODES, FormatKind, parse_number_format

# code, stored number -> shown text (None: the number as it is)
SHOWN = {
    "general": ("General", "12.5", None),
    "empty": ("", "12.5", None),
    "two decimals": ("0.00", "12.5", None),
    "thousands": ("#,##0.00", "1234567.891", None),
    "accounting": ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "99.99", None),
    "currency with locale": ("[$¥-804]#,##0.00", "99.99", None),
    "colours": ("#,##0.00;[Red]-#,##0.00", "-5.5", None),
    "brackets for negative": ("#,##0.00;(#,##0.00)", "-5.5", None),
    "negative without a sign": ("0.00;0.00", "-5.5", "5.5"),
    "negative without a sign, positive as it is": ("0.00;0.00", "5.5", None),
    "negative without a sign, per cent": ("0%;0%", "-0.05", "5%"),
    "negative without a sign, in wan": ("0!.0000;0!.0000", "-65000", "6.5"),
    "negative with the same words": ('0.00"万元";0.00"万元"', "-5.5", "5.5万元"),
    "negative with a word of its own": ('0.00;"亏"0.00', "-5.5", "亏-5.5"),
    "negative in red": ("#,##0.00_ ;[Red]#,##0.00", "-5.5", None),
    "negative under a condition": ("[>=0]0.00;0.00", "-5.5", None),
    "leading zeros": ("000000", "402", None),
    "fraction": ("# ?/?", "0.5", None),
    "scientific": ("0.00E+00", "1234567", None),
    "chinese digits": ("[DBNum2][$-804]General", "1234", None),
    "per cent": ("0%", "0.95", "95%"),
    "per cent keeps digits": ("0%", "0.3333333", "33.33333%"),
    "per cent with decimals": ("0.00%", "0.003", "0.3%"),
    "whole plan": ("0%", "1", "100%"),
    "negative per cent": ("0%;-0%", "-0.05", "-5%"),
    "per mille": ("0.0‰", "0.0015", "1.5‰"),
    "literal per cent": ('0"%"', "15", "15%"),
    "escaped per cent": ("0\\%", "15", "15%"),
    "per cent sign in colour section": ("[Blue]0.0%", "0.125", "12.5%"),
    "wan by an escaped point": ("0!.0000", "65000", "6.5"),
    "wan by a backslash": ("0\\.0000", "65000", "6.5"),
    "wan by a quoted point": ('0"."0000', "65000", "6.5"),
    "wan with one decimal": ("0!.0,", "2460000", "246"),
    "wan with its word": ('0!.0,"万"', "2465000", "246.5万"),
    "wan with its word and yuan": ('0!.0,"万元"', "2465000", "246.5万元"),
    "thousands hidden": ("#,##0,", "65000", "65"),
    "millions hidden": ("0.00,,", "86198060", "86.19806"),
    "thousands before the point": ("0,.00", "65000", "65"),
    "word only": ('0.00"万元"', "246.5", "246.5万元"),
    "unquoted word": ("0.00万元", "246.5", "246.5万元"),
    "unit of a target": ('0"公里"', "12.5", "12.5公里"),
    "operator and per cent": ('"≥"0%', "0.9", "≥90%"),
    "operator escaped": ("!≥0%", "0.9", "≥90%"),
    "condition met": ('[>=10000]0!.0,"万";0.00', "24600", "2.46万"),
    "condition not met": ('[>=10000]0!.0,"万";0.00', "9999", None),
    "condition equal": ('[=1]"是";[=0]"否";General', "1", "是"),
    "condition else": ('[=1]"是";[=0]"否";General', "7", None),
    "zero shown as words": ('#,##0.00;-#,##0.00;"无"', "0", "无"),
    "zero shown as a dash": ('#,##0;-#,##0;"-"', "0", None),
    "zero shown as nothing": ("#,##0;-#,##0;", "0", None),
    "all hidden": (";;;", "5", None),
    "general with a word": ('General"元"', "5", "5元"),
    "general with wan": ('General"万元"', "5", "5万元"),
    "wps general": ("G/通用格式", "5", None),
    "wps general with a word": ('G/通用格式"人"', "5", "5人"),
    "text": ("@", "5", None),
    "date": ("yyyy/m/d", "44175", None),
    "minus in front": ("-0", "5", None),
}


@pytest.mark.parametrize(("code", "number", "shown"), SHOWN.values(), ids=SHOWN)
def test_shown_text(code: str, number: str, shown: str | None) -> None:
    assert parse_number_format(code).shown(Decimal(number)) == shown


HIDES = {
    "all hidden": (";;;", "5", True),
    "all hidden, nought": (";;;", "0", False),
    "negative hidden": ("0.00;;", "-5", True),
    "positive shown": ("0.00;;", "5", False),
    "words": ('"见附件"', "5", False),
    "text section": ("@", "5", False),
    "date": ("yyyy/m/d", "44175", False),
    "zero as a dash": ('#,##0;-#,##0;"-"', "0", False),
}


@pytest.mark.parametrize(("code", "number", "hidden"), HIDES.values(), ids=HIDES)
def test_numbers_that_show_nothing(code: str, number: str, hidden: bool) -> None:
    assert parse_number_format(code).hides(Decimal(number)) is hidden


KINDS = {
    "General": FormatKind.NUMBER,
    "0.00": FormatKind.NUMBER,
    "0%": FormatKind.NUMBER,
    '0"年"': FormatKind.NUMBER,
    '0"个月"': FormatKind.NUMBER,
    "[Red]0.00": FormatKind.NUMBER,
    "[$-804]#,##0": FormatKind.NUMBER,
    "[DBNum1][$-804]General": FormatKind.NUMBER,
    "0.00E+00": FormatKind.NUMBER,
    "#,##0.00_);[Red](#,##0.00)": FormatKind.NUMBER,
    "@": FormatKind.TEXT,
    "yyyy/m/d": FormatKind.DATE,
    'yyyy"年"m"月"d"日"': FormatKind.DATE,
    "yyyy年m月d日": FormatKind.DATE,
    '[$-804]yyyy"年"m"月"d"日";@': FormatKind.DATE,
    '[DBNum1][$-804]yyyy"年"m"月"d"日";@': FormatKind.DATE,
    "d-mmm-yy": FormatKind.DATE,
    "h:mm AM/PM": FormatKind.DATE,
    "mm:ss.0": FormatKind.DATE,
    "yyyy\\-mm\\-dd": FormatKind.DATE,
    "m/d": FormatKind.DATE,
    "[h]:mm": FormatKind.DURATION,
    "[mm]:ss": FormatKind.DURATION,
}


@pytest.mark.parametrize(("code", "kind"), KINDS.items(), ids=KINDS)
def test_kind(code: str, kind: FormatKind) -> None:
    assert parse_number_format(code).kind is kind


@pytest.mark.parametrize("number", BUILT_IN_CODES)
def test_built_in_formats_change_only_percentages(number: int) -> None:
    parsed = parse_number_format(BUILT_IN_CODES[number])
    if parsed.kind is FormatKind.NUMBER:
        assert (parsed.shown(Decimal("0.5")) == "50%") is (number in {9, 10})
        assert parsed.changes_numbers is (number in {9, 10})


@given(
    st.text(max_size=60),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12),
)
def test_any_code_gives_a_text_or_nothing(code: str, number: Decimal) -> None:
    shown = parse_number_format(code).shown(number)
    assert shown is None or isinstance(shown, str)

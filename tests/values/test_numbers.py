"""Chinese numerals, in full, as spoken and as in contracts; cn2an is the oracle."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.values.strategies import anything
from xltools.values.numbers import chinese_decimal, chinese_number

NUMBERS: dict[str, int | None] = {
    "一百二": 120, "一千五": 1500, "三万二": 32_000, "一亿二": 120_000_000, "两百五": 250, "一千二百五": 1250,
    "一百零二": 102, "一千零五十": 1050, "一万零五百": 10_500, "一百二十": 120, "一百二十五": 125, "二十五": 25,
    "壹佰万": 1_000_000, "壹佰贰拾叁万肆仟伍佰陆拾柒": 1_234_567, "一亿二千万": 120_000_000, "十二万三": 123_000,
    "廿三": 23, "廿": 20, "卅": 30, "卅一": 31, "十": 10, "百": 100, "两千": 2000, "零": 0, "二〇二〇": 2020,
    "一二": 12,
    "万": None, "亿": None, "万万": None, "一百百": None, "十百": None, "二三十": None, "": None, "甲": None,
    "12": None,
}  # fmt: skip
DECIMALS: dict[str, str | None] = {
    "三点五": "3.5", "九十八点二五": "98.25", "零点八": "0.8", "二百": "200",
    "三点": None, "点五": None, "三点十": None,
}  # fmt: skip

# The oracle does not know 卅 and rejects 百二, and it fails with a KeyError for 一亿二 (cn2an 0.5.24).
SPOKEN_SCALES = ("百", "千", "万")
DIGITS = "一二三四五六七八九"


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_number(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(("text", "number"), DECIMALS.items())
def test_decimal(text: str, number: str | None) -> None:
    assert chinese_decimal(text) == (None if number is None else Decimal(number))


@given(st.integers(0, 10**12 - 1), st.sampled_from(["low", "up"]))
def test_every_number_is_read_as_the_oracle_writes_it(number: int, style: str) -> None:
    assert chinese_number(cn2an.an2cn(number, style)) == number


@pytest.mark.parametrize("scale", SPOKEN_SCALES)
def test_a_scale_left_out_in_speech_is_read_as_the_oracle_reads_it(scale: str) -> None:
    texts = [f"{first}{scale}{second}" for first in DIGITS for second in DIGITS]
    assert [chinese_number(text) for text in texts] == [cn2an.cn2an(text, "normal") for text in texts]


@given(anything)
def test_nothing_raises(text: str) -> None:
    chinese_decimal(text)

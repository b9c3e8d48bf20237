"""Folding text, and the unit's code and name."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.values.strategies import anything
from xltools.values import normalise, split_unit, squeeze
from xltools.values.text import fold

NORMALISED = {
    "１０７３０６０．００": "1073060.00",
    "２０％": "20%",
    "＞＝９０": ">=90",
    "ＡＢｃ": "ABc",
    "\u3000项目\u00a0名称\u2003": "项目 名称",
    "项目\u200b编码\ufeff": "项目编码",
    "第一，第二；（三）：四": "第一，第二；（三）：四",
    "一\r\n二\r三": "一\n二\n三",
    "￥100": "¥100",
    "  ": "",
}
SQUEEZED = {
    "项目编码": "项目编码",
    " 项 目\u3000编 码：": "项目编码",
    "资金支出计划\n（％）": "资金支出计划(%)",
    "资金支出计划(%)": "资金支出计划(%)",
    "其中:财政资金": "其中财政资金",
    "其中：\n财政资金": "其中财政资金",
    "【一级】指标": "(一级)指标",
    "\u200b": "",
    "": "",
}
UNITS = {
    "475002顺平县扶贫开发办公室": ("475002", "顺平县扶贫开发办公室"),
    "475002 - 扶贫办": ("475002", "扶贫办"),
    "475002-扶贫办": ("475002", "扶贫办"),
    "475002　扶贫办": ("475002", "扶贫办"),
    "[475002]扶贫办": ("475002", "扶贫办"),
    "【475002】扶贫办": ("475002", "扶贫办"),
    "４７５００２扶贫办": ("475002", "扶贫办"),
    "扶贫办（475002）": ("475002", "扶贫办"),
    "475-扶贫办": ("475", "扶贫办"),
    "475 扶贫办": ("475", "扶贫办"),
    "475002": ("475002", ""),
    "扶贫办": ("", "扶贫办"),
    "120急救中心": ("", "120急救中心"),
    "2020年普查办公室": ("", "2020年普查办公室"),
    "": ("", ""),
}


@pytest.mark.parametrize(("text", "expected"), NORMALISED.items())
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(("text", "expected"), SQUEEZED.items())
def test_squeeze(text: str, expected: str) -> None:
    assert squeeze(text) == expected


@pytest.mark.parametrize(("text", "expected"), UNITS.items())
def test_split_unit(text: str, expected: tuple[str, str]) -> None:
    assert split_unit(text) == expected


@given(anything)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert squeeze(squeeze(text)) == squeeze(text)
    assert squeeze(normalise(text)) == squeeze(text)
    assert len(fold(text)) == len(text)
    assert not any(mark.isspace() for mark in squeeze(text))


@given(anything)
def test_no_part_of_a_unit_is_lost(text: str) -> None:
    code, name = split_unit(text)
    assert code in normalise(text)
    assert name in normalise(text)

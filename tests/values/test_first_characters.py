"""Expressions that are tried only where a match can begin find what they would find everywhere."""

from __future__ import annotations

import random
import re

import pytest

from xltools.values import dates, operators, quantities, rate_words

_ONLY_AT = re.compile(r"\(\?=(\[(?:\\.|[^\]])*\])\)", re.DOTALL)
"""The condition on the first character."""
EXPRESSIONS = {
    "dates": dates.DATE_WORDS,
    "numbers": quantities._NUMBER,
    "per": rate_words._PER,
    "operators": operators._LEADING,
}
_WORDS = """
2020年 6月底前 第三季度 上半年 年度内 2020-06-30 2020.6.1 当年 次月 每月 5日前 十二月 12月份 月底 3-5月 本年 初 度末 内
百分之 九成 1成半 三千 万元 1,200 2.4万 ３ 两 每人 每 平均 单价 日处理 人均 周检 户均 季度 个 亩 公里 座
不低于 至少 超 彩超 ≥ >= = 控制在 达 为 约 人民币 最高 之前 以内 。 ； （ ） / 年 月 日 号 第 一 半 度 终 终底 x
"""
WORDS = (*_WORDS.split(), " ", "\n", "\u3000")


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_nothing_is_lost_at_other_characters(expression: re.Pattern[str]) -> None:
    condition = _ONLY_AT.match(expression.pattern)
    assert condition is not None
    everywhere = re.compile(expression.pattern[condition.end() :])
    chance = random.Random(20)
    found = 0
    for _ in range(4000):
        text = "".join(chance.choice(WORDS) for _ in range(chance.randrange(1, 9)))
        matches = [(one.span(), one.groups()) for one in everywhere.finditer(text)]
        assert [(one.span(), one.groups()) for one in expression.finditer(text)] == matches
        found += len(matches)
    assert found > 400

"""Words that compare."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.values.strategies import anything
from xltools.model import Operator
from xltools.values import operator_of_words

WORDS: dict[str, Operator | None] = {
    **dict.fromkeys(("不低于90%", "不少于3次", "不小于5", "至少3个", "90%以上", "90%及以上", "达到90%以上",
                     "大于等于90%",
                     "大于或等于90%", "支出比例不低于90%", "完成率达到或超过90%"), Operator.GE),
    **dict.fromkeys(("不超过5%", "不高于5%", "不大于5%", "至多3个", "5%以内", "5%以下", "控制在5%以内", "控制在预算内",
                     "小于等于5%", "不得超过预算", "不多于3次"), Operator.LE),
    **dict.fromkeys(("大于90%", "高于上年", "超过90%", "满意度大于90%"), Operator.GT),
    **dict.fromkeys(("小于5%", "低于5%", "少于5人", "不足5人", "不到5人"), Operator.LT),
    **dict.fromkeys(("等于100", "达到100%", "满意度为95%"), Operator.EQ),
    **dict.fromkeys(("群众满意度", "三保支出", "满意度高", "因为", "发达地区", "内容", "资金不到位",
                     "最低生活保障", ""), None),
}  # fmt: skip


@pytest.mark.parametrize(("words", "operator"), WORDS.items())
def test_operator_of_words(words: str, operator: Operator | None) -> None:
    assert operator_of_words(words) == operator


@given(anything)
def test_nothing_raises(text: str) -> None:
    operator_of_words(text)

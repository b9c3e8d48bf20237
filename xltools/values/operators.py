"""Comparison signs, and words with the same meaning."""

from __future__ import annotations

import re

from xltools.model import Operator

__all__ = ["SIGN", "leading_operator", "operator_of_sign", "operator_of_words", "trailing_operator"]

SIGN = r"(?:[≥≧⩾≮]|[≤≦⩽≯]|>\s*=|=\s*>|<\s*=|=\s*<|={1,2}|[><])"
"""One comparison sign as typed, in folded text."""

_OF_SIGN: dict[str, Operator] = {
    **dict.fromkeys(("≥", "≧", "⩾", "≮", ">=", "=>"), Operator.GE),
    **dict.fromkeys(("≤", "≦", "⩽", "≯", "<=", "=<"), Operator.LE),
    **dict.fromkeys(("=", "=="), Operator.EQ),
    ">": Operator.GT,
    "<": Operator.LT,
}

# Words in front of a number. If one contains another (不低于, 低于), the longer one comes first in the pattern.
_BEFORE: dict[str, Operator] = {
    **dict.fromkeys(
        ("大于等于", "大于或等于", "高于或等于", "高于等于", "达到或超过", "等于或大于",
         "不低于", "不得低于", "不能低于",
         "不少于", "不得少于", "不能少于", "不小于", "不得小于", "不短于", "不早于", "未低于", "不会低于",
         "至少", "起码"), Operator.GE),
    **dict.fromkeys(
        ("小于等于", "小于或等于", "低于或等于", "低于等于", "等于或小于", "不超过", "不得超过", "不能超过",
         "未超过", "不超", "不高于", "不得高于", "不能高于", "不大于", "不得大于", "不多于", "不得多于",
         "不长于", "不晚于", "不迟于", "不突破", "至多", "上限为", "控制在", "控制到", "控制为"), Operator.LE),
    **dict.fromkeys(("大于", "高于", "超过", "多于", "超出", "优于"), Operator.GT),
    **dict.fromkeys(("小于", "低于", "少于"), Operator.LT),
    **dict.fromkeys(("等于", "达到"), Operator.EQ),
}  # fmt: skip
# Away from a number these belong to other words: 不到位, 最低生活保障, 发达.
_ONLY_AT_NUMBER: dict[str, Operator] = {
    **dict.fromkeys(("最低", "最少"), Operator.GE),
    **dict.fromkeys(("最高", "最多"), Operator.LE),
    **dict.fromkeys(("不足", "不到"), Operator.LT),
    **dict.fromkeys(("为", "达"), Operator.EQ),
    "超": Operator.GT,
}
_BEHIND: dict[str, Operator] = {
    **dict.fromkeys(("及以上", "或以上", "(含)以上", "（含）以上", "以上", "之上"), Operator.GE),
    **dict.fromkeys(("及以下", "或以下", "(含)以下", "（含）以下", "以下", "之下", "以内", "之内"), Operator.LE),
}
# A word behind the number takes precedence over these: 达到90%以上, 控制在5%以内.
_WEAK = frozenset({"等于", "达到", "达", "为", "控制在", "控制到", "控制为"})


def _alternatives(words: dict[str, Operator]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_AT_NUMBER = {**_BEFORE, **_ONLY_AT_NUMBER}
# 彩超 is a machine and not more than something.
_FIRST_CHARACTERS = re.escape("".join(sorted({word[0] for word in _AT_NUMBER} | set("≥≧⩾≮≤≦⩽≯><="))))
_LEADING = re.compile(
    rf"(?=[{_FIRST_CHARACTERS}])"
    rf"(?:(?P<sign>{SIGN})|(?P<word>(?!(?<=[彩Bb])超)(?:{_alternatives(_AT_NUMBER)})))\s*(?:人民币|约)?\s*$"
)
_LAST_CHARACTERS = frozenset({word[-1] for word in _AT_NUMBER} | set("≥≧⩾≮≤≦⩽≯><=币约"))
_TRAILING = re.compile(rf"\s*(?:(?P<word>{_alternatives(_BEHIND)})|内(?![容部外涵控因心参设]))")
_ANY_WORD = re.compile(
    rf"(?P<before>{_alternatives(_BEFORE)}|(?:{_alternatives(_ONLY_AT_NUMBER)})(?=\s*[0-9]))"
    rf"|(?P<behind>{_alternatives(_BEHIND)})"
)


def operator_of_sign(sign: str) -> Operator:
    """Return the operator of a text that matched :data:`SIGN`."""
    return _OF_SIGN["".join(sign.split())]


def leading_operator(text: str) -> tuple[int, Operator | None, bool]:
    """Return start, operator and weakness of the comparison at the end of ``text``, right before a number.

    A word behind the number takes precedence over a weak one, but not over a sign or another comparison.
    """
    match = _LEADING.search(text) if text.rstrip()[-1:] in _LAST_CHARACTERS else None
    if match is None:
        return len(text), None, True
    if match["sign"]:
        return match.start(), operator_of_sign(match["sign"]), False
    return match.start(), _AT_NUMBER[match["word"]], match["word"] in _WEAK


def trailing_operator(text: str, start: int) -> tuple[int, Operator | None]:
    """Return end and operator of the comparison in ``text`` at ``start``, right behind a number and its unit."""
    match = _TRAILING.match(text, start)
    if match is None:
        return start, None
    return match.end(), _BEHIND[match["word"]] if match["word"] else Operator.LE


def operator_of_words(text: str) -> Operator | None:
    """Return the operator of words: 不低于 is ≥, 达到…以上 is ≥, 超过 is >; None for words without a comparison."""
    weak: Operator | None = None
    for match in _ANY_WORD.finditer(text):
        if match["behind"]:
            return _BEHIND[match["behind"]]
        if match["before"] not in _WEAK:
            return _AT_NUMBER[match["before"]]
        weak = weak or _AT_NUMBER[match["before"]]
    return weak

"""Amounts of money that running text states, each with the words around it: 投入资金107.306万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltools.lazy_pattern import LazyPattern
from xltools.quick_dataclass import dataclass
from xltools.remembered_texts import remember_texts
from xltools.values.numbers import CHINESE_DIGITS, chinese_decimal, chinese_number
from xltools.values.text import normalise

__all__ = ["StatedMoney", "find_money", "money_factor"]

_SCALES = {
    "": 1, "百": 100, "千": 1_000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
}  # fmt: skip
_SCALE = "|".join(sorted(filter(None, _SCALES), key=len, reverse=True))
_NUMBER = r"(?<![\d.])(\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d+)?)"
_MONEY = re.compile(rf"{_NUMBER}\s*({_SCALE})?\s*[元圆](?!素)")
_CHINESE_MONEY = LazyPattern(
    rf"(?<![\d.数几多点{CHINESE_DIGITS}])(?![百千万亿佰仟])(?=[^元圆]{{0,24}}[十百千万亿拾佰仟])"
    rf"([{CHINESE_DIGITS}][点{CHINESE_DIGITS}]{{0,24}})\s*[元圆](?!素|月|旦)"
)
"""An amount in Chinese numerals with a scale, which tells 一元 in 一元化 from money."""
_UNIT = re.compile(rf"({_SCALE})?[元圆]")
_CLAUSE_END = re.compile(r"[，,。；;！!？?、\n]")
_MAX_TEXT = 4000
"""Longer texts are not goals but whole documents."""


@dataclass(frozen=True, slots=True)
class StatedMoney:
    """An amount in 元, the text that states it, and the words of its clause before and behind it."""

    amount: Decimal
    text: str
    before: str
    after: str


@remember_texts
def find_money(text: str) -> tuple[StatedMoney, ...]:
    """Return the amounts that a text states with their unit 元 or 万元, in their order."""
    if "元" not in text and "圆" not in text:
        return ()
    clean = normalise(text)[:_MAX_TEXT]
    amounts = []
    for match, amount in sorted(_matches(clean), key=lambda pair: pair[0].start()):
        before = _CLAUSE_END.split(clean[: match.start()])[-1]
        after = _CLAUSE_END.split(clean[match.end() :], maxsplit=1)[0]
        amounts.append(StatedMoney(amount, match[0], before, after))
    return tuple(amounts)


def _matches(text: str) -> Iterator[tuple[re.Match[str], Decimal]]:
    for match in _MONEY.finditer(text):
        yield match, Decimal(re.sub("[,，]", "", match[1])) * _SCALES[match[2] or ""]
    for match in _CHINESE_MONEY.finditer(text):
        if amount := _of_numerals(match[1]):
            yield match, amount


def _of_numerals(numeral: str) -> Decimal | None:
    """Return the number of 三百五十万, or of 三点五亿 with its fraction before the scale."""
    if "点" not in numeral:
        return chinese_decimal(numeral)
    digits = numeral.rstrip("十百千万亿拾佰仟")
    scale, number = chinese_number(f"一{numeral[len(digits) :]}"), chinese_decimal(digits)
    return number * scale if number is not None and scale else None


def money_factor(unit: str) -> int | None:
    """Return the number of 元 in a unit of money such as 万元; None for any other unit (元/人, 户)."""
    match = _UNIT.fullmatch(unit)
    return _SCALES[match[1] or ""] if match else None

"""Amounts of money that running text states, each with the words around it: 投入资金107.306万元."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from xltools.values.text import normalise

__all__ = ["StatedMoney", "find_money", "money_factor"]

_SCALES = {
    "": 1, "百": 100, "千": 1_000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
}  # fmt: skip
_SCALE = "|".join(sorted(filter(None, _SCALES), key=len, reverse=True))
_NUMBER = r"(?<![\d.])(\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d+)?)"
_MONEY = re.compile(rf"{_NUMBER}\s*({_SCALE})?\s*[元圆](?!素)")
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


def find_money(text: str) -> tuple[StatedMoney, ...]:
    """Return the amounts that a text states with their unit 元 or 万元, in their order."""
    if "元" not in text and "圆" not in text:
        return ()
    clean = normalise(text)[:_MAX_TEXT]
    amounts = []
    for match in _MONEY.finditer(clean):
        before = _CLAUSE_END.split(clean[: match.start()])[-1]
        after = _CLAUSE_END.split(clean[match.end() :], maxsplit=1)[0]
        number = Decimal(re.sub("[,，]", "", match[1]))
        amounts.append(StatedMoney(number * _SCALES[match[2] or ""], match[0], before, after))
    return tuple(amounts)


def money_factor(unit: str) -> int | None:
    """Return the number of 元 in a unit of money such as 万元; None for any other unit (元/人, 户)."""
    match = _UNIT.fullmatch(unit)
    return _SCALES[match[1] or ""] if match else None

"""Family K, 前后一致: a rate for each month or quarter against the one that the same sheet gives for a year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xltools.messages.message import Example, Hit, Words
from xltools.model import Severity, TargetSheet
from xltools.rules.rule import Context, rule
from xltools.rules.statements import Statement, sheet_statements
from xltools.rules.subjects import Likeness, actions_fit, compare_subjects
from xltools.text import Text
from xltools.values import format_amount
from xltools.values.quantities import QuantityRole
from xltools.values.rate_words import IN_A_YEAR, PART_OF_THE_YEAR

__all__: list[str] = []

_YEAR: Final = "年"
_TIMES: Final = {unit: times for unit, times in IN_A_YEAR.items() if unit != _YEAR}
_NEAR_TIMES: Final = Decimal(2)
"""Rates that differ by more than this from one another over a year are rates of two things."""
_ROUNDING: Final = Decimal("0.005")
_LABELS: Final = {
    "purpose": Text("资金用途", "purpose"),
    "goals": Text("绩效目标", "goals"),
    "description": Text("绩效指标描述", "description"),
    "target": Text("指标", "indicator"),
}


@rule(
    "K24",
    Severity.ERROR,
    zh=Words(
        "月标准与年标准不符",
        "{label}写“{found}”，全年是 {product} 元，{other_label}写“{quote}”（{where}）",
        "核对标准，改正写错的一处；发放不足一年的，写明几个月",
    ),
    en=Words(
        "Monthly and yearly rates disagree",
        'The {label} says "{found}", which is {product} yuan a year, but the {other_label} says "{quote}" ({where})',
        "Correct the rate that is wrong; if it is paid for a part of the year, say for how many months",
    ),
    source="绩效目标、指标和资金用途相互衔接的要求",
    silenced_by=("K16", "K06"),
    fires=Example(purpose="护路员12名，每人每年补助6000元", goals="1、护路员补助每人每月600元，按月发放。"),
    clean=Example(purpose="护路员12名，每人每年补助6000元", goals="1、护路员补助每人每月500元，按月发放。"),
)
def rates_disagree(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report the one rate for a month or a quarter whose sum over the year is near the one yearly rate, but not it."""
    rates = [one for one in sheet_statements(sheet, context) if _is_rate(one)]
    yearly = [one for one in rates if _YEAR in one.quantity.per]
    words = f"{sheet.purpose.text}{sheet.goal.entry.text}"
    if not yearly or len(yearly) == len(rates) or PART_OF_THE_YEAR.search(words):
        return
    for unit, times in _TIMES.items():
        short = [one for one in rates if unit in one.quantity.per and _YEAR not in one.quantity.per]
        for first in short[:1]:
            others = [one for one in yearly if _for_whom(one) == _for_whom(first)]
            if len({one.number for one in short}) != 1 or len({one.number for one in others}) != 1:
                continue
            second = others[0]
            product = first.number * times
            ratio = product / second.number if second.number else Decimal(0)
            near = 1 / _NEAR_TIMES <= ratio <= _NEAR_TIMES
            if near and abs(ratio - 1) > _ROUNDING and _one_thing(first, second):
                yield _hit(first, second, [*short, *others], product)


def _is_rate(one: Statement) -> bool:
    quantity = one.quantity
    plain = quantity.role is not QuantityRole.BASELINE and quantity.upper is None and not quantity.about
    return quantity.unit == "元" and bool(quantity.per) and plain


def _for_whom(one: Statement) -> frozenset[str]:
    return frozenset(one.quantity.per) - {_YEAR, *_TIMES}


def _one_thing(first: Statement, second: Statement) -> bool:
    return any(
        not left.core
        or not right.core
        or (compare_subjects(left, right) is not Likeness.OTHER and actions_fit(left, right))
        for left in first.subjects
        for right in second.subjects
    )


def _hit(first: Statement, second: Statement, every: list[Statement], product: Decimal) -> Hit:
    places = dict.fromkeys(one.entry.place for one in (second, *every))
    return Hit(
        first.entry,
        first.field,
        first.quote,
        related=tuple(place for place in places if place != first.entry.place),
        values={
            "label": _LABELS[first.field],
            "other_label": _LABELS[second.field],
            "quote": second.quote,
            "where": second.where,
            "product": format_amount(product),
        },
    )

"""A beginning, an addition and an end that a text gives, added up again; and growth against its own indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from xltools.lazy_pattern import LazyPattern
from xltools.model import Entry, Indicator, Operator, TargetSheet
from xltools.rules.field_texts import filled_rows
from xltools.rules.row_views import AT_LEAST, shares_word, view_of
from xltools.rules.rule import Context
from xltools.text import Text
from xltools.values.numbers import format_decimal, to_decimal
from xltools.values.text import fold

__all__ = ["WrongGrowth", "wrong_growth", "wrong_sums"]

_N: Final = r"(?<![\d.])\d[\d,]*(?:\.\d+)?"
_UNIT: Final = r"(?P<unit>[^\d\s，,。；;、:：()（）到至为比较占的]{1,4}?)"
_WORDS: Final = r"[^，,。；;\d]"
_ANY: Final = r"[^，,。；;]"
_RISE: Final = "提高|提升|增加|增长|上升"
_FALL: Final = "下降|降低|减少"
_VERB: Final = rf"(?:(?P<up>{_RISE})|{_FALL})了?"
_REACH: Final = "(?:到|至|达)"
_NEW: Final = r"(?:新增|新建|新认定|新培育|净增|增加)"
_POINTS: Final = (
    LazyPattern(
        rf"[由从]{_ANY}{{0,14}}?(?P<first>{_N})%{_VERB}(?P<by>{_N})个百分点[，,]?{_WORDS}{{0,6}}?{_REACH}(?P<last>{_N})%"
    ),
    LazyPattern(
        rf"{_REACH}(?P<last>{_N})%[，,(（](?:比|较){_WORDS}{{0,6}}(?:20\d\d年)?{_WORDS}{{0,3}}{_VERB}(?P<by>{_N})个百分点"
        rf"[（(，,]{_WORDS}{{0,8}}(?:20\d\d年)?{_WORDS}{{0,8}}(?P<first>{_N})%"
    ),
)
_AMOUNTS: Final = (
    LazyPattern(
        rf"{_NEW}{_WORDS}{{0,16}}(?P<by>{_N}){_UNIT}[，,]{_WORDS}{{0,6}}在{_ANY}{{0,16}}?(?P<first>{_N})(?P=unit)的?基础上"
        rf"{_WORDS}{{0,8}}{_REACH}(?P<last>{_N})(?P=unit)"
    ),
    LazyPattern(
        rf"在{_ANY}{{0,16}}?(?P<first>{_N}){_UNIT}的?基础上[，,]?再?{_NEW}{_WORDS}{{0,8}}(?P<by>{_N})(?P=unit)[，,]?"
        rf"{_WORDS}{{0,8}}{_REACH}(?P<last>{_N})(?P=unit)"
    ),
    LazyPattern(
        rf"{_NEW}{_WORDS}{{0,16}}(?P<by>{_N}){_UNIT}[，,]{_WORDS}{{0,16}}[由从]{_ANY}{{0,8}}?(?P<first>{_N})(?P=unit)"
        rf"(?:{_RISE}|扩大|发展|增)[到至](?P<last>{_N})(?P=unit)"
    ),
    LazyPattern(
        rf"[由从]{_ANY}{{0,12}}?(?P<first>{_N}){_UNIT}(?:{_RISE}|扩大|发展|增)[到至](?P<last>{_N})(?P=unit)[，,]"
        rf"(?:净增|新增|增加)加?了?{_WORDS}{{0,8}}(?P<by>{_N})(?P=unit)"
    ),
)


def wrong_sums(text: str) -> Iterator[tuple[str, Text]]:
    """Yield the words that give a beginning, what is added and an end that these do not make, with what they make.

    ``text`` is folded: 由36%提高5个百分点，达到40%; 新增2.4万亩，在累计9万亩的基础上达到11.6万亩.
    """
    patterns = (*(_POINTS if "百分点" in text else ()), *(_AMOUNTS if "基础上" in text or "增" in text else ()))
    for pattern in patterns:
        for match in pattern.finditer(text):
            first, by, last = (to_decimal(match[name]) for name in ("first", "by", "last"))
            made = first + by if pattern in _AMOUNTS or match["up"] else first - by
            if made != last:
                end = f"{format_decimal(made)}{match['unit'] if pattern in _AMOUNTS else '%'}"
                yield match[0], Text(f"相加是 {end}" if made > first else f"相减是 {end}", f"which makes {end}")


# --- growth and its indicator -----------------------------------------------------------------------------------------


class WrongGrowth(NamedTuple):
    """A rate of growth that the figures of a text do not make, the words of the text, and what they make."""

    row: Indicator
    entry: Entry[str]
    words: str
    growth: Decimal


_FROM_TO: Final = LazyPattern(
    rf"(?P<thing>{_WORDS}{{0,16}})[由从]{_ANY}{{0,14}}?(?P<first>{_N}){_UNIT}(?:(?P<up>{_RISE}|扩大|增)|{_FALL}|降)[到至]"
    rf"(?:20\d\d年末?底?的?)?(?P<last>{_N})(?P=unit)"
)
_GROWTH_RATE: Final = re.compile(
    r"(?P<thing>.{2,}?)(?:同比|年)?(?:(?P<up>增长率?|增幅|增速|提高率|提升率)|下降率?|降幅|减少率)$"
)
_ROUNDED: Final = Decimal("0.05")
_POINT: Final = Decimal(1)


def wrong_growth(sheet: TargetSheet, context: Context) -> Iterator[WrongGrowth]:
    """Yield the one rate of growth of a sheet that is above the growth from one figure to another in its texts."""
    rates = [(row, match) for row in filled_rows(sheet, context) if (match := _growth_rate(row))]
    for entry in (sheet.goal.entry, sheet.purpose) if rates else ():
        text = fold(entry.text)
        for match in _FROM_TO.finditer(text) if "由" in text or "从" in text else ():
            about = [
                row
                for row, rate in rates
                if shares_word(match["thing"], rate["thing"]) and bool(rate["up"]) is bool(match["up"])
            ]
            if (
                len(about) == 1
                and match["unit"] != "%"
                and (growth := _growth(match)) is not None
                and _above(about[0], growth)
            ):
                yield WrongGrowth(about[0], entry, match[0].lstrip(), growth)


def _growth_rate(row: Indicator) -> re.Match[str] | None:
    name = row.level3.text.strip()
    of_growth = len(name) <= _LONGEST and name.endswith(_ENDS)
    return _GROWTH_RATE.match(name) if of_growth else None


_ENDS: Final = ("率", "增长", "增幅", "增速", "降幅")
_LONGEST: Final = 60
"""Characters of a name; a longer one holds more than a name."""


def _growth(match: re.Match[str]) -> Decimal | None:
    first, last = to_decimal(match["first"]), to_decimal(match["last"])
    return abs(last - first) / first * 100 if first else None


def _above(row: Indicator, growth: Decimal) -> bool:
    """Return whether a target asks for more growth than the figures make, or gives an exact rate that is another."""
    view = view_of(row)
    if view.number is None or view.unit != "%" or (view.operator not in AT_LEAST and view.operator is not Operator.EQ):
        return False
    off = view.number - growth if view.operator in AT_LEAST else abs(view.number - growth)
    return off > max(_POINT, growth * _ROUNDED)

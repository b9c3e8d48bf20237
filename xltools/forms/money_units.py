"""The money unit of a form: in its heading, behind a label, or in a cell of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from xltools.grids.grid import Grid
from xltools.lazy_pattern import LazyPattern
from xltools.model import Entry, MoneyUnit, Place
from xltools.text import NO_TEXT, Text
from xltools.values import format_amount, squeeze

__all__ = [
    "MONEY_UNIT",
    "is_unclear_unit",
    "label_and_unit",
    "stated_unit",
    "unit_alone",
    "unit_behind",
    "unit_below",
    "unit_in_brackets",
    "unit_of_sheet",
    "words_beside",
    "words_in_title",
    "words_lacking",
    "words_unclear",
]

_NAME = "(?:(?:[十百千]?[万萬]|[百千亿億])?[元圆圓])"
_MONEY_IN_FRONT = r"(?:人民币|RMB|CNY|¥)?/?"

_NO_UNIT_BEHIND = "(?!氏|宝山|江|谋|阳|坝|GDP|地区|产值|工业|增加值|生产总值)"
"""Words with which 元 is part of a place's name, such as 元氏县, or of an indicator's, such as 单位万元GDP能耗."""
_BEHIND_WORD = rf"[单單]位(?:均为|都是|均是|统一为|[为是(/—-])?{_MONEY_IN_FRONT}({_NAME}|10000元){_NO_UNIT_BEHIND}"
"""A money unit right behind 单位; elsewhere 10000元 is an amount."""
_PER_UNIT = LazyPattern(rf"[单單]位(?!人民币|RMB)[^:：(（]+[(（]{_NAME}[)）]\s*$")
"""The name of an indicator with its unit, such as 单位养护成本（万元）."""

MONEY_UNIT = re.compile(
    rf"{_BEHIND_WORD}|^[(]?({_NAME})[)]?$|[(](?:金额)?({_NAME})[)]$"
    rf"|^(?:金额)?单位[为是]?([千万亿])$|(?:^金额[为是]?|金额均[为是])({_NAME})$|以({_NAME})为单位"
)
"""The money unit in a heading's squeezed text; one of the groups is its name, perhaps without 元."""
_OR_ANOTHER = re.compile(rf"[()/,、;或者和及□☐☑√■✓_]*({_NAME})")
"""Another unit right behind one, as in 单位：元/万元: no one has said which of the two it is."""
_UNIT_BEHIND = re.compile(rf"[(,/、]?(?:金额)?(?:单位)?{_MONEY_IN_FRONT}({_NAME})[)]?$|[(](万)[)]$")
"""The money unit at the end of a squeezed label, such as 预算数(万元)."""
_UNIT_INSIDE = LazyPattern(rf"[(](?:金额)?(?:单位)?{_MONEY_IN_FRONT}({_NAME})[)](?=.)")
"""The money unit in brackets within a squeezed label, such as 预算规模(万元)及资金用途."""
_UNIT_IN_BRACKETS = re.compile(rf".[(](?:金额)?(?:单位)?:?{_MONEY_IN_FRONT}({_NAME})[)]$")
"""The money unit in brackets behind the words of a squeezed text, such as 年度预算数(万元)."""
_UNIT_ALONE = re.compile(rf"[(]?(?:单位)?({_NAME})[)]?")
"""A squeezed text that is nothing but a money unit."""
_UNCLEAR = LazyPattern(
    r"(?:单位|金额|资金|预算数?|经费|币|总额)[^\u4e00-\u9fff]*(?:\D*[^\d])?(?:[万萬千百亿億]{0,2}[元圆圓]|[万萬亿億]|[wW]元?)(?:\W{0,3}|为单位|计)$"
)
"""A short squeezed text that seems to state a money unit in words of its own."""


_CHARACTERS = str.maketrans("圆圓萬億", "元元万亿")
_MAX_UNCLEAR = 24

_NOTE = re.compile(r"^[(]?(?:注|备注|说明)|以上|本表|均")
"""The squeezed words of a line below a table that is about the table, not the heading of the next form."""


def stated_unit(squeezed: str) -> MoneyUnit | None:
    """Return the money unit that a squeezed text states, if it states one."""
    match = MONEY_UNIT.search(squeezed)
    if match is None:
        return None
    unit = _unit_named(next(filter(None, match.groups())))
    other = _OR_ANOTHER.match(squeezed, match.end())
    return unit if other is None or _unit_named(other[1]) is unit else None


def unit_of_sheet(text: str) -> MoneyUnit | None:
    """Return the money unit that a cell states with the word 单位, not that of an indicator (单位养护成本（万元）)."""
    return stated_unit(squeeze(text)) if "单位" in text and not _PER_UNIT.search(text) else None


def unit_in_brackets(squeezed: str) -> MoneyUnit | None:
    """Return the money unit in brackets behind the words of a squeezed text, such as 年度预算数(万元)."""
    return _unit_named(match[1]) if (match := _UNIT_IN_BRACKETS.search(squeezed)) else None


def unit_alone(squeezed: str) -> MoneyUnit | None:
    """Return the money unit that is all of a squeezed text."""
    return _unit_named(match[1]) if (match := _UNIT_ALONE.fullmatch(squeezed)) else None


def is_unclear_unit(squeezed: str) -> bool:
    """Return whether a squeezed text seems to state a money unit, of which it is not certain which one."""
    return len(squeezed) <= _MAX_UNCLEAR and _UNCLEAR.search(squeezed) is not None


def _unit_named(name: str) -> MoneyUnit:
    """Return the money unit of a name, perhaps without 元, in other characters, or in digits."""
    plain = name.replace("10000元", "万元").translate(_CHARACTERS)
    return MoneyUnit(f"{plain.removesuffix('元')}元")


def label_and_unit(squeezed: str) -> tuple[str, str] | None:
    """Return a squeezed label without the money unit that it names, and the unit; None if it names none."""
    return _without_unit(squeezed, _UNIT_BEHIND) or _without_unit(squeezed, _UNIT_INSIDE)


def unit_behind(squeezed: str) -> tuple[str, str] | None:
    """Return a squeezed label without the money unit at its end, and the unit; None if it ends with none."""
    return _without_unit(squeezed, _UNIT_BEHIND)


def _without_unit(squeezed: str, unit: re.Pattern[str] | LazyPattern) -> tuple[str, str] | None:
    match = unit.search(squeezed)
    if match is None:
        return None
    name = _unit_named(next(filter(None, match.groups()))).value
    return squeezed[: match.start()] + squeezed[match.end() :], name


def unit_below(grid: Grid, rows: Iterable[int], heading: MoneyUnit) -> Iterator[tuple[Place, str, Text]]:
    """Yield the notes in these rows that state another money unit than the heading, with words about each."""
    for row in rows:
        for column in grid.filled_columns(row):
            text = squeeze(grid.text(row, column)).rstrip("。.;")
            unit = stated_unit(text) if _NOTE.search(text) else None
            if unit and unit is not heading:
                yield grid.place(row, column), unit.value, _words_below(unit, heading)


def words_beside(label: Text, beside: str, heading: str) -> Text:
    """Return the words about a unit beside a label that is not that of the heading."""
    return Text(
        f"“{label.zh}”旁边写的单位是{beside}，表头写的是{heading}，已按{beside}读取",
        f'The unit beside "{label.en}" is {beside}, the heading says {heading}; the amount was read in {beside}',
    )


def words_in_title(title: str, heading: str) -> Text:
    """Return the words about a unit in a title that is not that of the line below it."""
    return Text(
        f"表题写的单位是{title}，题下写的是{heading}，已按{heading}读取",
        f"The title states {title}, the line below it {heading}; the amounts were read in {heading}",
    )


def _words_below(below: str, heading: str) -> Text:
    return Text(
        f"表头写的单位是{heading}，表下写的是{below}，已按{heading}读取",
        f"The heading states {heading}, a note below the table {below}; the amounts were read in {heading}",
    )


def words_unclear(text: str) -> Text:
    """Return the words about a unit that cannot be told from what the form says; without a text, that it says none."""
    if not text:
        return Text("表上没有写金额单位", "The form does not state its money unit")
    return Text(f"“{text}”看不出金额单位是哪一个", f'"{text}" does not say which money unit it is')


def words_lacking(budget: Entry[Decimal]) -> Text:
    """Return the words about what a total lacks if 万元 was meant where no unit stands; none without a budget."""
    if not budget.value:
        return NO_TEXT
    typed, amount = budget.text.strip(), format_amount(budget.value)
    missing = format_amount(budget.value * (MoneyUnit.WAN.factor - 1))
    return Text(
        f"；预算数填的是 {typed}，按 {amount} 元计，如果是万元，合计少计 {missing} 元",
        f"; {typed} was taken for {amount} yuan, and the total lacks {missing} yuan if 万元 was meant",
    )

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
    "UNIT_ALONE",
    "UNIT_BEHIND",
    "UNIT_IN_BRACKETS",
    "label_and_unit",
    "stated_unit",
    "unit_below",
    "words_beside",
    "words_in_title",
    "words_lacking",
]

_NAMES = "|".join(sorted(MoneyUnit, key=len, reverse=True))

MONEY_UNIT = re.compile(
    rf"单位(?:均为|都是|均是|统一为|[为是(])?(?:人民币|RMB|CNY|¥)?({_NAMES})|^[(]?({_NAMES})[)]?$|[(]({_NAMES})[)]$"
    r"|^(?:金额)?单位[为是]?([千万亿])$"
)
"""The money unit in a heading's squeezed text; one of the groups is its name, perhaps without 元."""
UNIT_BEHIND = re.compile(rf"[(,/、]?(?:金额)?(?:单位)?(?:人民币)?({_NAMES})[)]?$")
"""The money unit at the end of a squeezed label, such as 预算数(万元)."""
_UNIT_INSIDE = LazyPattern(rf"[(](?:金额)?(?:单位)?(?:人民币)?({_NAMES})[)](?=.)")
"""The money unit in brackets within a squeezed label, such as 预算规模(万元)及资金用途."""
UNIT_IN_BRACKETS = re.compile(rf".[(](?:金额)?(?:单位)?:?(?:人民币)?({_NAMES})[)]$")
"""The money unit in brackets behind the words of a squeezed text, such as 年度预算数(万元)."""
UNIT_ALONE = re.compile(rf"[(]?(?:单位)?({_NAMES})[)]?")
"""A squeezed text that is nothing but a money unit."""


_NOTE = re.compile(r"^[(]?(?:注|备注|说明)|以上|本表|均")
"""The squeezed words of a line below a table that is about the table, not the heading of the next form."""


def stated_unit(squeezed: str) -> MoneyUnit | None:
    """Return the money unit that a squeezed text states, if it states one."""
    match = MONEY_UNIT.search(squeezed)
    return MoneyUnit(f"{next(filter(None, match.groups())).removesuffix('元')}元") if match else None


def label_and_unit(squeezed: str) -> tuple[str, str] | None:
    """Return a squeezed label without the money unit that it names, and the unit; None if it names none."""
    if match := UNIT_BEHIND.search(squeezed) or _UNIT_INSIDE.search(squeezed):
        return squeezed[: match.start()] + squeezed[match.end() :], match[1]
    return None


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

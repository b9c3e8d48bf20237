"""Properties of an indicator's target value: nature, direction, unit, and standard writing."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from xltools.derive.tables import table
from xltools.lazy_pattern import LazyPattern
from xltools.model import Indicator, Operator, TargetKind, TargetValue
from xltools.values import infer_measure, remark_quantities
from xltools.values.numbers import format_decimal

__all__ = ["Direction", "Nature", "derived_unit", "direction", "nature", "possible_units", "standard_target"]

_DIGIT = re.compile(r"[0-9０-９]")


class Nature(StrEnum):
    """Whether a target value is a number or a grade."""

    QUANTITATIVE = "定量"
    QUALITATIVE = "定性"


class Direction(StrEnum):
    """The direction in which a target value improves."""

    UP = "正向"
    DOWN = "反向"
    NEITHER = "适中"


def nature(indicator: Indicator) -> Nature:
    """Return the nature: numbers and deadlines are quantitative, and so are unreadable values with a digit."""
    value = indicator.target.value
    qualitative = value.kind is TargetKind.QUALITATIVE if value else not _DIGIT.search(indicator.target.text)
    return Nature.QUALITATIVE if qualitative else Nature.QUANTITATIVE


@cache
def _pattern(words: str) -> LazyPattern:
    listed = table("directions")[words]
    return LazyPattern("|".join(map(re.escape, listed)), needs=" ".join(listed))


def direction(indicator: Indicator) -> Direction:
    """Return the direction by the words of levels 2 and 3 (成本, 投诉: down; 满意, 合格: up), else by the operator."""
    name = f"{indicator.level2.value or ''} {indicator.level3.value or ''}"
    if _pattern("down").search(name) and not _pattern("turned").search(name):
        return Direction.DOWN
    if _pattern("up").search(name):
        return Direction.UP
    operator = indicator.target.value.operator if indicator.target.value else None
    if operator in (Operator.GE, Operator.GT):
        return Direction.UP
    return Direction.DOWN if operator in (Operator.LE, Operator.LT) else Direction.NEITHER


def possible_units(indicator: Indicator) -> tuple[str, ...]:
    """Return the units that the row names, the strongest source first, each once.

    The value itself or the unit column counts alone. Otherwise the value's words come first, then a bracket in the
    description, or the % that belongs to rates, shares and satisfaction.
    """
    value = indicator.target.value
    stated = (value.unit if value else "") or (indicator.measure.value or "").strip()
    if stated:
        return (stated,)
    if value is None or value.number is None:
        return ()
    words = [quantity.unit for quantity in remark_quantities(value.remark) if quantity.unit]
    inferred = infer_measure(indicator.description.value or "", indicator.level3.value or "")
    return tuple(dict.fromkeys(unit for unit in (*words, inferred) if unit))


def derived_unit(indicator: Indicator) -> str:
    """Return the unit of measure if the row names exactly one, else an empty text."""
    units = possible_units(indicator)
    return units[0] if len(units) == 1 else ""


def standard_target(indicator: Indicator) -> str:
    """Return the target value in standard writing: ``≥90%``, ``80~90%``, ``≤2020年6月30日``, or the grade's words.

    It is empty if the value cannot be read.
    """
    value = indicator.target.value
    if value is None:
        return ""
    if value.kind is TargetKind.DEADLINE and value.deadline:
        return f"{value.operator or Operator.LE}{value.deadline.year}年{value.deadline.month}月{value.deadline.day}日"
    if value.number is None:
        return value.remark
    return _number(value) + derived_unit(indicator)


def _number(value: TargetValue) -> str:
    ends = "~".join(format_decimal(end) for end in (value.number, value.upper) if end is not None)
    return ends if value.upper is not None else f"{value.operator or Operator.EQ}{ends}"

"""Family K, 前后一致: growth and shares that a text states, worked out again from the figures beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Severity
from xltools.rules.added_up import WrongGrowth, wrong_growth, wrong_sums
from xltools.rules.field_texts import book_texts
from xltools.rules.rule import Context, Scope, rule
from xltools.text import Text
from xltools.values.numbers import format_decimal, to_decimal
from xltools.values.text import fold

__all__: list[str] = []

_NUMBER: Final = r"\d[\d,]*(?:\.\d+)?"
_UNIT: Final = r"[^\d\s，,。；;、:：()（）到至为比较占]{1,4}?"
_UP: Final = r"增长|增加|提高|提升|上升|增幅"
_DOWN: Final = r"下降|降低|减少|压减|降幅"
_CHANGE: Final = (
    rf"(?:以[内上下])?[，,(（]?\s*(?:同比|(?:比|较)(?:上年|去年))?(?P<verb>{_UP}|{_DOWN})了?"
    rf"(?P<share>{_NUMBER})(?P<mark>%|个百分点)(?P<open>以上|以下|以内|左右)?"
)
_FROM_TO: Final = LazyPattern(
    rf"[由从][^由从，,。；;、]{{0,14}}?(?<![\d第.])(?P<first>{_NUMBER})(?P<unit>{_UNIT})"
    rf"(?:{_UP}|{_DOWN}|扩大|发展|控制|增|降)[到至为在](?P<last>{_NUMBER})(?P=unit){_CHANGE}",
    needs="由 从",
)
_THAN_BEFORE: Final = LazyPattern(
    rf"(?<![\d.])(?P<last>{_NUMBER})(?P<unit>{_UNIT})[，,]?\s*[比较](?:20\d\d年度?|上年|去年)(?:的|实际|完成){{0,2}}"
    rf"(?P<first>{_NUMBER})(?P=unit){_CHANGE}",
    needs="比20 较20 比上年 较上年 比去年 较去年",
)
_SHARE: Final = LazyPattern(
    rf"(?<![\d.])(?P<part>{_NUMBER})(?P<unit>{_UNIT})[，,(（]?\s*占[^，,。；;\d]{{0,10}}(?P<whole>{_NUMBER})(?P=unit)"
    rf"[^，,。；;\d]{{0,4}}?的(?P<share>{_NUMBER})%(?P<open>以上|以下|以内|左右)?"
)
_POINT: Final = Decimal(1)
"""Points of a per cent by which words round."""
_PART: Final = Decimal("0.05")
"""The part of a figure by which words round it."""


@rule(
    "K21",
    Severity.ERROR,
    zh=Words(
        "比例或增幅计算有误",
        "{label}写“{found}”，{what}",
        "核对各个数字，改正写错的一个",
    ),
    en=Words(
        "Growth or share worked out wrongly",
        'The {label} says "{found}", {what}',
        "Check all figures, and correct the one that is wrong",
    ),
    source="数据前后一致的惯例",
    scope=Scope.DEPARTMENT,
    silenced_by=("K14",),
    per_row=True,
    fires=Example(goals="1、硬化4个村道路15公里，比2019年的12公里增长20%。"),
    clean=Example(goals="1、硬化4个村道路15公里，比2019年的12公里增长25%。"),
)
def wrongly_worked_out(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report growth from one figure to another, and the share of one in another, that are not the stated per cent.

    So are a beginning and what is added to it that do not make the end, and an indicator above the growth of the texts.

    A change of a share in points that is written as per cent is a note.
    """
    for field, entry in book_texts(book, context):
        if "基础上" in entry.text or "百分点" in entry.text or "由" in entry.text:
            for words, made in wrong_sums(fold(entry.text)):
                yield Hit(entry, field, words, values={"what": made})
        if "%" not in entry.text and "％" not in entry.text and "百分点" not in entry.text:
            continue
        text = fold(entry.text)
        for match in (*_FROM_TO.finditer(text), *_THAN_BEFORE.finditer(text)):
            if wrong := _wrong_change(match):
                what, severity = wrong
                yield Hit(entry, field, match[0], severity=severity, values={"what": what})
        for match in _SHARE.finditer(text) if "占" in text else ():
            whole, stated = to_decimal(match["whole"]), to_decimal(match["share"])
            share = to_decimal(match["part"]) / whole * 100 if whole else stated
            if not _same(share, stated, match["open"]):
                yield Hit(entry, field, match[0], values={"what": _is(share)})
    for sheet in book.sheets:
        yield from map(_growth_hit, wrong_growth(sheet, context))


def _growth_hit(wrong: WrongGrowth) -> Hit:
    place, number = wrong.entry.place, format_decimal(wrong.growth.quantize(Decimal("0.1")))
    where = f"{place.sheet} {place.cell}".strip()
    what = Text(f"按“{wrong.words}”（{where}）计算是 {number}%", f'but "{wrong.words}" ({where}) makes {number} %')
    name = wrong.row.level3.text.strip()
    quote = f"{name} {wrong.row.target.text.strip()}"
    return Hit(wrong.row.target, "target", quote, related=(place,), values={"what": what})


def _wrong_change(match: re.Match[str]) -> tuple[Text, Severity | None] | None:
    """Return what is wrong with a stated change, with a severity other than the rule's own."""
    first, last, stated = (to_decimal(match[name]) for name in ("first", "last", "share"))
    difference = last - first if re.fullmatch(_UP, match["verb"]) else first - last
    if not first or difference < 0:
        return None  # K14 reports the opposite direction
    growth = difference / first * 100
    if match["unit"] == "%":
        if match["mark"] == "个百分点":
            points = format_decimal(difference)
            what = Text(f"实为 {points} 个百分点", f"which is {points} points")
            return None if stated == difference or match["open"] else (what, None)
        if stated == difference and not _same(growth, stated, None):
            return Text("两个比率之差用“个百分点”", "a difference of two shares is in points"), Severity.NOTE
    elif match["mark"] == "个百分点":
        return None
    return None if _same(growth, stated, match["open"]) else (_is(growth), None)


def _same(share: Decimal, stated: Decimal, open_end: str | None) -> bool:
    """Return whether a share is the stated one as far as words round it, or lies beyond an open end."""
    if open_end == "以上":
        return share >= stated - _POINT
    if open_end in ("以下", "以内"):
        return share <= stated + _POINT
    return abs(share - stated) <= max(_POINT, stated * _PART)


def _is(share: Decimal) -> Text:
    number = format_decimal(share.quantize(Decimal("0.1")))
    return Text(f"按数字计算是 {number}%", f"but the figures make {number} %")

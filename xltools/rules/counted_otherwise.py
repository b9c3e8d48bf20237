"""Family K, 前后一致: the same number in another unit, lists that name other places, deadlines in a later year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Entry, Severity, TargetSheet
from xltools.rules.deadlines import row_deadlines
from xltools.rules.rule import Context, rule
from xltools.rules.statements import DURATIONS, Statement, sheet_statements
from xltools.rules.subjects import Likeness, actions_fit, compare_subjects, cores_overlap
from xltools.text import Text
from xltools.values import find_years
from xltools.values.numbers import to_decimal
from xltools.values.unit_kinds import base_unit

__all__: list[str] = []

_LEAST_NUMBER: Final = 10
"""Smaller numbers are the same by chance."""
_ALIKE: Final = tuple(
    frozenset(group.split())
    for group in (
        "台 辆 部 套 件 组", "座 处 条 段 所 家 间 栋 幢 块 片 村", "户 家 所", "次 场 期 批 场次 批次 轮 班",
        "件 批 份 宗 起 例", "户 户次", "株 棵 亩", "本 册 份 套 张", "支 队 个", "米 段 条", "头 只 匹 羽", "天 日",
        "公斤 立方米", "顶 件 套 床",
    )
)  # fmt: skip
_PEOPLE: Final = frozenset(("人", "人次"))
_OPEN_UNITS: Final = frozenset(("", "个", "项", "%", "百分点", "元", "类", "种", "岁", "级", "年", "月", *DURATIONS))


@rule(
    "K18",
    Severity.ERROR,
    zh=Words(
        "同一事项计量单位不同",
        "指标写“{found}”，{other_label}写“{quote}”（{where}），数字相同，单位不同",
        "按实际计量的对象统一单位",
    ),
    en=Words(
        "One thing in two units",
        'The indicator says "{found}", the {other_label} says "{quote}" ({where}): one number in two units',
        "Use the unit that fits what is counted in both",
    ),
    source="绩效目标、指标和资金用途相互衔接的要求",
    silenced_by=("K01", "K02", "K16", "V12"),
    per_row=True,
    fires=Example(
        goals="1、硬化4个村道路12公里，安装路灯160盏。",
        row="产出指标|数量指标|安装路灯数量|安装的路灯|≥160棵|示交〔2019〕36号",
    ),
    clean=Example(
        goals="1、硬化4个村道路12公里，安装路灯160盏。",
        row="产出指标|数量指标|安装路灯数量|安装的路灯|≥160盏|示交〔2019〕36号",
    ),
)
def counted_in_another_unit(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a target with the number of purpose or goals about the same thing in a unit that counts something else.

    People and times that people came are only a note. Prices are compared by what they are for.
    """
    statements = sheet_statements(sheet, context)
    texts = [(one, _written(one)) for one in statements if one.field in ("purpose", "goals")]
    for target in (one for one in statements if one.row and texts):
        number = _written(target)
        same = [one for one, written in texts if _same_number(one, written, target, number)]
        if not same or any(one.quantity.unit == target.quantity.unit and not _other_price(one, target) for one in same):
            continue
        other = next((one for one in same if _other_unit(one, target) or _other_price(one, target)), None)
        if other:
            people = {one.quantity.unit for one in (other, target)} == _PEOPLE
            yield Hit(
                target.entry,
                "target",
                target.quote,
                severity=Severity.NOTE if people else None,
                related=(other.entry.place,),
                values={"other_label": _LABELS[other.field], "quote": other.quote, "where": other.where},
            )


_LABELS: Final = {"purpose": Text("资金用途", "purpose"), "goals": Text("绩效目标", "goals")}


def _written(statement: Statement, scale: bool = True) -> Decimal:
    """Return the number as it is written, with its scale or without it."""
    digits = None if scale else re.search(r"\d[\d,，]*(?:\.\d+)?", statement.quantity.text)
    if digits:
        return to_decimal(digits[0])
    return statement.number / base_unit(statement.quantity.written_unit)[1]


def _same_number(one: Statement, written: Decimal, target: Statement, number: Decimal) -> bool:
    units = one.quantity.unit, target.quantity.unit
    if units[0] != units[1] and _AREAS.issuperset(units):
        return _written(one, False) == _written(target, False)
    return written == number


def _other_unit(one: Statement, target: Statement) -> bool:
    units = {one.quantity.unit, target.quantity.unit}
    if _written(one, False) < _LEAST_NUMBER or len(units) < 2 or units & _OPEN_UNITS:
        return False
    if one.quantity.per or target.quantity.per or any(units <= group for group in _ALIKE):
        return False
    pairs = [(left, right) for left in one.subjects for right in target.subjects]
    if units == _AREAS and any(left.actions & right.actions or cores_overlap(left, right) for left, right in pairs):
        return True
    return any(
        bool(left.core) and compare_subjects(left, right) is Likeness.SAME and actions_fit(left, right)
        for left, right in pairs
    )


_AREAS: Final = frozenset(("亩", "平方米"))
"""Units of areas, of which one is easily written for the other, with 万 or without: 30万亩, 30平方米."""


_MEASURED: Final = frozenset(("亩", "平方米", "公里", "米", "吨", "公斤", "立方米", "公顷", "千瓦时"))
"""Units of things that are measured and not counted."""


def _other_price(one: Statement, target: Statement) -> bool:
    """Return whether a price is for another measure: 6000元/平方米, 每亩6000元."""
    if one.quantity.unit != "元" or target.quantity.unit != "元":
        return False
    first, second = ({unit for unit in each.quantity.per if unit in _MEASURED} for each in (one, target))
    return bool(first) and bool(second) and first.isdisjoint(second)


# --- lists ------------------------------------------------------------------------------------------------------------

_LIST: Final = LazyPattern(
    r"(?P<names>(?:[一-龥]{2,4}、){1,9}[一-龥]{2,4}?)(?:等)?(?P<count>[0-9]{1,2}|[两三四五六七八九十])(?:个|所|座|处|家|条|镇|乡|村|院)"
)
_SHARED_NAMES: Final = 0.5


@rule(
    "K20",
    Severity.ERROR,
    zh=Words(
        "列举的名称前后不一致",
        "绩效目标列举“{found}”，资金用途列举“{quote}”（{where}）",
        "核对实施地点或对象，前后写一致",
    ),
    en=Words(
        "Lists of names differ",
        'The goals list "{found}", but the purpose lists "{quote}" ({where})',
        "Check the places or recipients, and name the same in both",
    ),
    source="绩效目标与资金用途相互衔接的要求",
    fires=Example(purpose="改造东坡、柳林、石门、三义4所卫生院", goals="1、完成东坡、柳林、石门、大营4所卫生院改造。"),
    clean=Example(purpose="改造东坡、柳林、石门、三义4所卫生院", goals="1、完成东坡、柳林、石门、三义4所卫生院改造。"),
)
def lists_differ(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a list of names in the goals that differs from the one in the purpose in some of its names only."""
    purpose, goals = sheet.purpose, sheet.goal.entry
    if "、" not in purpose.text or "、" not in goals.text:
        return
    lists = [{_key(match): match for match in _LIST.finditer(entry.text)} for entry in (goals, purpose)]
    for key, match in lists[0].items():
        for other_key, other in lists[1].items():
            first, second = ({*each["names"].split("、")} for each in (match, other))
            if (
                key != other_key
                and match["count"] == other["count"]
                and len(first) == len(second)
                and _near(first, second)
            ):
                where = f"{purpose.place.sheet} {purpose.place.cell}".strip()
                yield Hit(
                    goals, "goals", match[0], related=(purpose.place,), values={"quote": other[0], "where": where}
                )
                return


def _key(match: re.Match[str]) -> frozenset[str]:
    """Return the names of a list; the first may have a verb before it."""
    return frozenset(name[-2:] for name in match["names"].split("、"))


def _near(first: set[str], second: set[str]) -> bool:
    """Return whether two lists share most of their names, but not all."""
    ends = [{name[-2:] for name in names} for names in (first, second)]
    shared = len(ends[0] & ends[1])
    return len(ends[0]) > shared >= len(ends[0]) * _SHARED_NAMES


# --- deadlines in a later year ----------------------------------------------------------------------------------------

_LATER_WORK: Final = LazyPattern(
    r"质保|审计|决算|评价|回访|调查|清算|保修|养护|管护|春节|学年|跨年|次年|续建|结转|分年|两年|三年|周期|汇算|年报|报告|总结|考核|验收后|还款|到期"
)

_LONG_WORK: Final = LazyPattern(
    r"质保|决算|清算|保修|春节|学年|跨年|次年|续建|结转|分年|两年|三年|周期|还款|到期|采暖|供暖|冬季|越冬"
)
"""Words of a project that goes on after the year; what is checked in it (考核, 评价) does not make it long."""


@rule(
    "K19",
    Severity.ERROR,
    zh=Words(
        "时限晚于预算年度",
        "“{indicator}”的时限是“{found}”，晚于预算年度 {budget_year} 年，表里没有写明是跨年项目",
        "改为本年度的时限；确需跨年的，在资金用途和绩效目标中写明分年安排",
    ),
    en=Words(
        "A deadline after the budget year",
        'The deadline of "{indicator}" is "{found}", after the budget year {budget_year}, and nothing says that the '
        "project goes on so long",
        "Give a deadline of this year; if it takes longer, say in purpose and goals what is done in which year",
    ),
    source="表样要求：年度填写预算所属年份",
    silenced_by=("K10", "K17"),
    per_row=True,
    fires=Example(pick="工程完工时间", target="2021年10月底前", goals="1、硬化4个村道路12公里。"),
    clean=Example(pick="工程完工时间", target="2020年10月底前"),
)
def deadline_in_a_later_year(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a deadline in the year after the budget's, if neither name, purpose nor goals mention that year.

    What follows the work (审计, 回访) may come later, and so may all of a project whose plan stays below 100 %.
    """
    year = context.budget_year
    if year is None or _last_planned(sheet) != Decimal(100):
        return
    for row, deadline in row_deadlines(sheet, context, year):
        if deadline.day.year <= year or _LATER_WORK.search(f"{deadline.words}{deadline.text}"):
            continue
        entries: tuple[Entry[str], ...] = (sheet.name, sheet.purpose, sheet.goal.entry)
        if any(_LONG_WORK.search(entry.text) or _mentions(entry.text, deadline.day.year) for entry in entries):
            continue
        name = row.level3.text.strip() or row.level2.text.strip()
        yield Hit(
            row.target, "target", related=(sheet.plan.december.place,), values={"indicator": name, "budget_year": year}
        )


def _last_planned(sheet: TargetSheet) -> Decimal | None:
    """Return the last share of the plan that is filled: December may be left blank behind 100 % in October."""
    return next((share for share in reversed(sheet.plan.values) if share is not None), None)


def _mentions(text: str, year: int) -> bool:
    return any(named == year for named, _, _ in find_years(text))

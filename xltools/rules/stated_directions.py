"""Family K, 前后一致: words and figures that point in different directions, and prices per something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Indicator, Severity, TargetSheet
from xltools.rules.field_texts import book_texts, filled_rows
from xltools.rules.row_views import AT_LEAST, AT_MOST, IndicatorView, numeric_rows
from xltools.rules.rule import Context, Scope, rule
from xltools.rules.statements import Statement, sheet_statements
from xltools.rules.subjects import Subject, covers_subject, subject_of
from xltools.text import Text
from xltools.values import squeeze
from xltools.values.numbers import format_decimal, to_decimal
from xltools.values.text import fold

__all__: list[str] = []

_NUMBER: Final = r"\d[\d,]*(?:\.\d+)?"
_UP: Final = "提高|提升|增加|增长|上升|扩大|增|升"
_CHANGE: Final = LazyPattern(
    rf"[由从](?P<words>[^由从，,。；;、]{{0,14}}?)(?<![\d第.:：])(?P<first>{_NUMBER})(?P<unit>[^\d，,。；;、:：]{{0,5}}?)"
    rf"(?:(?P<up>{_UP})|下降|降低|减少|缩短|压减|压缩|减|降)[到至为](?P<last>{_NUMBER})(?![\d:：])"
)
_LESS_IS_MORE: Final = LazyPattern("[名位级类等秒分天日月]|年(?!一遇)|小时|个?工作日|次序")
"""Units of ranks and of time: 由第12名提升到第8名, 由3天提升到1天; a flood of 20年一遇 is greater than of 10年一遇."""


@rule(
    "K14",
    Severity.ERROR,
    zh=Words(
        "升降与前后数字相反",
        "{label}写“{found}”，文字说的是{said}，数字却相反",
        "核对两个数字的先后，或改正“提高”“下降”等用词",
    ),
    en=Words(
        "A rise that falls",
        'The {label} says "{found}": the words say {said}, the figures the opposite',
        "Check which figure comes first, or correct the verb",
    ),
    source="数据前后一致的惯例",
    scope=Scope.DEPARTMENT,
    silenced_by=("V03",),
    per_row=True,
    fires=Example(goals="1、硬化4个村道路12公里，通硬化路率由93%提高到91%。"),
    clean=Example(goals="1、硬化4个村道路12公里，通硬化路率由91%提高到93%。"),
)
def rise_that_falls(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report 由93%提高到91% and 由5%下降到6%; ranks and lengths of time may be better when they are less."""
    for field, entry in book_texts(book, context):
        if "到" not in entry.text and "至" not in entry.text and "为" not in entry.text:
            continue
        text = fold(entry.text)
        for match in _CHANGE.finditer(text):
            unit = match["unit"].strip()
            if _LESS_IS_MORE.search(unit) or not text.startswith(unit, match.end()):
                continue
            first, last = to_decimal(match["first"]), to_decimal(match["last"])
            if last < first if match["up"] else last > first:
                said = Text("上升", "a rise") if match["up"] else Text("下降", "a fall")
                yield Hit(entry, field, match[0] + unit, values={"said": said})
                break


# --- bounds -----------------------------------------------------------------------------------------------------------

_AT_MOST_BEFORE: Final = re.compile(r"(?:控制在|不超过|不高于|不多于|不大于|(?<!不)(?:低于|少于|小于)|[≤<])\s*$")
_AT_LEAST_BEFORE: Final = re.compile(r"(?:不低于|不少于|不小于|(?<!不)(?:超过|高于|大于)|[≥>])\s*$")
_AT_MOST_BEHIND: Final = re.compile(r"^[^\d]{0,8}?(?:以内|之内|以下|(?<=[日天时钟])内)")
_AT_LEAST_BEHIND: Final = re.compile(r"^[^\d]{0,8}?以上")
_CLAUSE: Final = re.compile(r"[，,。；;！!？?\n]")
_ZERO: Final = LazyPattern(
    r"(?P<before>[一-龥]{0,12}?)零(?P<what>通报|发生|事故|死亡|伤亡|投诉|上访|差错|火点|案件|感染|脱管|漏管|拖欠|泄漏|非访|失管)"
    r"|(?P<subject>[一-龥]{0,12}?(?:事故|死亡|伤亡|投诉|案件|上访|火灾|差错))(?:起数|人数|发生|数)?为(?:零|0(?![.\d]))"
    r"|(?:杜绝|不发生|不出现|不(?P<cause>因[一-龥]{2,10})?造成)(?P<thing>[一-龥]{2,12})",
    needs="零 事故 死亡 伤亡 投诉 案件 上访 火灾 差错 杜绝 不发生 不出现 造成",
)
_MAY_RULE_OUT: Final = re.compile("[零杜不]|为0")
"""Some of which each match of the pattern above has: that one takes long to find none."""
_DEGREE: Final = LazyPattern(
    "重大|较大|特大|一般|重特大|亡人|死亡|恶性|责任|群体|大规模|区域|系统|规模|越级|进京|集体|极端|严重|引发|因"
)
"""Words that make a matter another one: no 重大事故 leaves room for 一般事故."""


@rule(
    "K15",
    Severity.ERROR,
    zh=Words(
        "指标方向与目标相反",
        "“{indicator}”的指标值是“{found}”，{other_label}写“{quote}”（{where}），两处方向相反",
        "核对后统一两处的要求",
    ),
    en=Words(
        "Target and goal point in opposite directions",
        'The target of "{indicator}" is "{found}", but the {other_label} says "{quote}" ({where})',
        "Check both, and ask for the same thing",
    ),
    source="绩效目标与指标相互衔接的要求",
    silenced_by=("V07", "V08", "K01"),
    per_row=True,
    fires=Example(
        goals="1、硬化道路12公里，路面裂缝零发生。",
        row="产出指标|质量指标|路面裂缝处数|路面出现裂缝的处数|≤5处|示交〔2019〕36号",
    ),
    clean=Example(
        goals="1、硬化道路12公里，路面裂缝控制在5处以内。",
        row="产出指标|质量指标|路面裂缝处数|路面出现裂缝的处数|≤5处|示交〔2019〕36号",
    ),
)
def opposite_bounds(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a lower bound that the goals or the overall targets make an upper one, and some of what they rule out."""
    overall = context.book.overall
    texts = (("goals", sheet.goal.entry), ("overall", overall.overall), ("sub_targets", overall.sub_targets))
    clauses = [(field, entry, clause) for field, entry in texts for clause in _bounding_clauses(entry, context)]
    if not clauses:
        return
    for indicator, row, number in numeric_rows(sheet, context):
        if row.level2 == "成本" or row.operator is None or row.unit.endswith("元"):
            continue
        subject = subject_of(row.name)
        for field, entry, clause in clauses:
            if _opposite(clause, row, number, subject) or _ruled_out(clause, row, number):
                place = entry.place
                yield Hit(
                    indicator.target,
                    "target",
                    related=(place,),
                    values={
                        "indicator": row.name,
                        "other_label": _LABELS[field],
                        "quote": clause.strip(),
                        "where": f"{place.sheet} {place.cell}".strip(),
                    },
                )
                break


_BOUNDING: Final = re.compile("控制在|超过|[高多大低少小]于|[≤≥<>]|以[内下上]|之内")
"""Words and signs of the four patterns of bounds, of which a clause has one if it sets a bound."""


def _bounding_clauses(entry: Entry[str], context: Context) -> list[str]:
    def answer() -> list[str]:
        return [
            clause
            for clause in _CLAUSE.split(fold(entry.text))
            if _BOUNDING.search(clause) or (_MAY_RULE_OUT.search(clause) and _ZERO.search(clause))
        ]

    return context.once("bounding clauses", entry, answer)


def _opposite(clause: str, row: IndicatorView, number: Decimal, subject: Subject) -> bool:
    written = format_decimal(number)
    if written not in clause:
        return False
    for match in re.finditer(rf"(?<![\d.]){re.escape(written)}(?![\d.,])", clause):
        before, behind = clause[: match.start()], clause[match.end() :]
        most = bool(_AT_MOST_BEFORE.search(before) or _AT_MOST_BEHIND.search(behind))
        least = bool(_AT_LEAST_BEFORE.search(before) or _AT_LEAST_BEHIND.search(behind))
        wrong = (row.operator in AT_LEAST and most and not least) or (row.operator in AT_MOST and least and not most)
        if wrong and len(subject.core) > 1 and covers_subject(squeeze(before), Subject(subject.core, frozenset(), "")):
            return True
    return False


def _ruled_out(clause: str, row: IndicatorView, number: Decimal) -> bool:
    """Return whether the clause rules out what the target allows some of (火点零通报, ≤5个)."""
    some = row.operator in AT_MOST and not row.share and number >= 1
    match = _ZERO.search(clause) if some else None
    if match is None:
        return False
    if match["cause"]:
        return match["cause"][1:] in row.words and match["thing"][-2:] in row.words
    if match["thing"] or match["subject"]:
        before, what = match["thing"] or match["subject"], ""
    else:
        before, what = match["before"], "" if match["what"] == "发生" else match["what"]
    words = row.words
    if set(_DEGREE.findall(before + what)) != set(_DEGREE.findall(row.name)):
        return False
    core = subject_of(before).core
    if not core or what not in words:
        return False
    return (bool(what) and core[-2:] in words) or covers_subject(words, Subject(core, frozenset(), ""))


_LABELS: Final = {
    "purpose": Text("资金用途", "purpose"),
    "goals": Text("绩效目标", "goals"),
    "overall": Text("总体绩效目标", "overall target"),
    "sub_targets": Text("分项绩效目标", "sub-targets"),
}


# --- prices for another length of time or for others ------------------------------------------------------------------

_MONTHLY: Final = LazyPattern(r"每[人名位户个辆台站生]?每?月|月均|/月")
_YEARLY: Final = LazyPattern(r"每[人名位户个辆台站生]?每?年|年均|/年")
_ANY_YEAR: Final = LazyPattern(r"年|12个月|十二个月")
_ANY_SHORTER: Final = LazyPattern(r"月|季|天|日|次")
_HOUSEHOLD: Final = re.compile(r"每户|户均")
_PERSON: Final = LazyPattern(r"每[人名位生]|人均")
_PRICE: Final = LazyPattern(r"元(?P<per>(?:[/·每][一-龥]{1,3})+)", needs="元/ 元· 元每")


@rule(
    "K16",
    Severity.ERROR,
    zh=Words(
        "计价口径不一致",
        "“{indicator}”写的是“{words}”，指标值却是“{found}”",
        "按补助或收费文件统一口径，并核对数额",
    ),
    en=Words(
        "A price per something else",
        '"{indicator}" speaks of "{words}", but its target is "{found}"',
        "Use the unit of the document that sets the price, and check the amount",
    ),
    source="指标名称、描述与计量单位相符的要求",
    fires=Example(row="产出指标|成本指标|护路员补助标准|每人每月补助|≤1800元/人·年|示交〔2019〕36号"),
    clean=Example(row="产出指标|成本指标|护路员补助标准|每人每月补助|≤1800元/人·月|示交〔2019〕36号"),
)
def price_per_something_else(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a price per year whose name or description is per month, or per person and per household, and back."""
    for row in filled_rows(sheet, context):
        price = _PRICE.search(fold(row.target.text) + fold(row.measure.text))
        if price and (match := _other_base(f"{row.level3.text}；{row.description.text}", price["per"])):
            yield Hit(row.target, "target", values={"indicator": row.level3.text.strip(), "words": match[0]})
        elif price and (statement := _same_price(sheet, context, row, price["per"])):
            values = {"indicator": _LABELS[statement.field], "words": statement.quote}
            yield Hit(row.target, "target", related=(statement.entry.place,), values=values)


def _same_price(sheet: TargetSheet, context: Context, row: Indicator, per: str) -> Statement | None:
    """Return the price of purpose or goals that has the target's number for a year instead of a month, or back."""
    wanted, other = ("年", "月") if "月" in per else ("月", "年") if "年" in per else ("", "")
    statements = sheet_statements(sheet, context) if wanted else ()
    price = next((one for one in statements if one.row is row and one.quantity.unit == "元"), None)
    prices = [one for one in statements if one.field in ("purpose", "goals") and one.quantity.unit == "元"]
    same = [one for one in prices if price and one.number == price.number]
    if len(same) != 1 or other in same[0].quantity.per or wanted not in same[0].quantity.per:
        return None
    return same[0]


def _other_base(words: str, per: str) -> re.Match[str] | None:
    if "年" in per and "月" not in per and not _ANY_YEAR.search(words):
        return _MONTHLY.search(words)
    if "月" in per and "年" not in per and not _ANY_SHORTER.search(words):
        return _YEARLY.search(words)
    if "人" in per and "户" not in per and not _PERSON.search(words) and (match := _HOUSEHOLD.search(words)):
        return match
    if "户" in per and "人" not in per and not _HOUSEHOLD.search(words) and (match := _PERSON.search(words)):
        return match
    return _other_measure(words, per)


def _other_measure(words: str, per: str) -> re.Match[str] | None:
    """Return the words of a price for each of another measure or thing than the target's: 每亩, 元/平方米."""
    each = _EACH.search(words)
    below = _BELOW.search(per)
    if each is None or below is None or _EACH_UNITS.get(each[1], each[1]) == _EACH_UNITS.get(below[1], below[1]):
        return None
    return None if below[1] in words else each


_EACH: Final = LazyPattern(r"(?:每|单位?|平均每)(亩|平方米|公里|千米|立方米|公顷|吨|株|头)(?!次)|(?<=每)(?!)")
_BELOW: Final = re.compile(r"[/·每](亩|平方米|公里|千米|立方米|公顷|吨|株|头|人|户)")
_EACH_UNITS: Final = {"千米": "公里"}

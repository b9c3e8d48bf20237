"""Target values (指标值): operator, number, unit and words in the text of one cell."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from xltools.lazy_pattern import LazyPattern
from xltools.model import Operator, TargetKind, TargetValue
from xltools.quick_dataclass import dataclass
from xltools.remembered_texts import remember_texts
from xltools.values.dates import DATE_WORDS, deadline_day, find_date_words
from xltools.values.documents import find_document_numbers
from xltools.values.numbers import CHINESE_DIGITS, DIGITS, chinese_number, format_decimal, to_decimal
from xltools.values.operators import SIGN, leading_operator, operator_of_sign, trailing_operator
from xltools.values.text import normalise
from xltools.values.units import SCALES, UNIT_BEGINS, unit_end

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

__all__ = ["Quantity", "format_target", "parse_target", "remark_quantities", "says_not_applicable", "words_around"]

# A minus counts only behind a sign or a blank, or at the start: elsewhere it is a dash.
# Digits behind a letter (PM2.5) are part of a name.
_NUMBER = rf"(?:(?<![^\s≥≧⩾≤≦⩽=<>(（:：；;~～])-)?(?<![0-9A-Za-z.]){DIGITS}"
_ANY_NUMBER = re.compile(_NUMBER)
_TO = LazyPattern(rf"\s*(?:[-~～–]|—{{1,2}}|至|到)\s*(?P<upper>{_NUMBER})", needs="- ~ ～ – — 至 到")
_ABOUT = LazyPattern(rf"(?P<scale>{SCALES})?(?P<about>[余多])(?=\s*{UNIT_BEGINS})", needs="余 多")
_DIGIT = re.compile("[0-9]")
_ORDINAL = re.compile(r"第\s*[0-9]+")
_FROM = re.compile(rf"[从由]\s*{DIGITS}\s*")
_TOWARDS = LazyPattern("[一-龥]{1,4}[至到]")
_COUNT = LazyPattern(rf"半|[{CHINESE_DIGITS}]{{1,6}}")
_BOUND = re.compile("(?:及?以[上下内]|之?内)?")
_MAX_WORDS_BEFORE_COUNT = 8


class _Measured(NamedTuple):
    """A number as it is written: ``text[start:end]`` with the end of a range, scale, 余 and unit."""

    start: int
    end: int
    digits: str
    upper: str
    upper_start: int
    scale: str
    about: str
    unit: str
    first_unit: str
    """The unit behind the first number of a range."""


def _unit_behind(text: str, start: int) -> tuple[int, int]:
    """Return start and end of the unit behind a blank, as clean texts have it; without one ``start`` twice."""
    first = start + (text[start : start + 1] == " ")
    end = unit_end(text, first)
    return (first, end) if end > first else (start, start)


def _measured(text: str, number: re.Match[str], range_allowed: bool = True) -> _Measured:
    first, end = _unit_behind(text, number.end())
    upper = _TO.match(text, end) if range_allowed else None
    behind = upper.end() if upper else number.end()
    about = _ABOUT.match(text, behind)
    behind = about.end() if about else behind
    unit, last = _unit_behind(text, behind)
    return _Measured(
        start=number.start(),
        end=last,
        digits=number[0],
        upper=upper["upper"] if upper else "",
        upper_start=upper.start("upper") if upper else 0,
        scale=(about["scale"] or "") if about else "",
        about=about["about"] if about else "",
        unit=text[unit:last],
        first_unit=text[first:end] if upper else "",
    )


_SHARE_WORDS = LazyPattern(
    rf"(?P<base>[百千]|十?万)分之\s*(?P<digits>[0-9]+(?:\.[0-9]+)?|(?:[{CHINESE_DIGITS}](?!分之))+)"
)
_SHARE_FACTORS = {
    "百": (Decimal(1), "%"),
    "千": (Decimal(1), "‰"),
    "万": (Decimal("0.01"), "%"),
    "十万": (Decimal("0.001"), "%"),
}
# 九成, 八成五, 9成; a numeral of more digits (七八成) is left alone, and so is 成 that begins a word (成本, 成活率).
_TENTHS = LazyPattern(
    rf"(?:(?<![{CHINESE_DIGITS}几])(?P<tenths>[一二两三四五六七八九十])|(?<![0-9.])(?P<digits>10|[1-9](?:\.[0-9])?))"
    r"成(?![本活立员果套品年熟功交型效绩分份人长就片群图像册书单因形材林灾苗鱼虫药色对新])"
    r"(?:(?P<more>[一二三四五六七八九半])(?:(?![一-龥])|(?=[以及或左])))?",
    needs="一成 二成 两成 三成 四成 五成 六成 七成 八成 九成 十成 0成 1成 2成 3成 4成 5成 6成 7成 8成 9成",
)
# Whatever one character stands alone behind the number counts something (3副, 2蓬), unless it says how much.
_CLASSIFIER = re.compile(
    r"[万亿]?(?![高低好优良中差强弱多余前后内外上下约整满足够大小过达为到在是以及或至和与其含])[一-龥](?=$|[（(]|(?:及|或)?以[上内下])"
    r"|[A-Za-zΩμ]{1,6}(?:/[A-Za-zμ]{1,3}[²³23]?)?(?![A-Za-z0-9])"
)
_SEPARATORS = " ,，;；、:：。"
_LEADING_SIGN = re.compile(rf"(?P<sign>{SIGN})(?:{SIGN}|[{_SEPARATORS}])*")
_SEPARATOR = "；"
_JOINS = LazyPattern(r"[一-龥（(]")
_PER_HEAD = re.compile(
    r"(?:(?P<head>[人户亩村年月日天])均|每(?P<each>人|户|亩|村|年|月|日|天|公里|平方米|个|次|台|套))(?:[^0-9，,；;。]{0,8})$"
)
_HEADS = LazyPattern(r"[人户亩村年月日天]均\s*$")
_CHOICES = LazyPattern(r"[/、，,；;|或\s（）()]+")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in words: 大于90% is (>, 90, %), 人均1600元 is (None, 1600, 元/人)."""

    operator: Operator | None
    number: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """A number in a text: ``text[first:last]`` with its unit, ``text[start:end]`` with the comparison as well."""

    start: int
    first: int
    last: int
    end: int
    operator: Operator | None
    number: Decimal
    upper: Decimal | None
    unit: str
    about: str


def _share(match: re.Match[str]) -> str:
    digits = match["digits"]
    value: object = digits if digits[0].isascii() else chinese_number(digits)
    if value is None:
        return match[0]
    factor, unit = _SHARE_FACTORS[match["base"]]
    return f"{format_decimal(to_decimal(str(value)) * factor)}{unit}"


def _tenths(match: re.Match[str]) -> str:
    tenths = match["digits"] or chinese_number(match["tenths"])
    more = 5 if match["more"] == "半" else chinese_number(match["more"] or "零")
    blank = " " if match.string[match.start() - 1 : match.start()].isdigit() else ""
    return f"{blank}{format_decimal(Decimal(tenths or 0) * 10 + Decimal(more or 0))}%"


def _clean(text: str) -> str:
    """Fold widths and blanks, strip punctuation at the ends, and write 百分之九十 and 九成 as 90%."""
    text = " ".join(normalise(text).split()).strip(_SEPARATORS)
    if "分之" in text:
        text = _SHARE_WORDS.sub(_share, text)
    return _TENTHS.sub(_tenths, text) if "成" in text else text


def _format_range(number: Decimal, upper: Decimal | None) -> str:
    return format_decimal(number) if upper is None else f"{format_decimal(number)}~{format_decimal(upper)}"


class _Taken:
    """Parts of a text whose digits are not a target: dates, document numbers, ordinals, the start of a change."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in find_date_words(text)]
        if "第" in text:
            spans += [match.span() for match in _ORDINAL.finditer(text)]
        if "从" in text or "由" in text:
            spans += _starts_of_changes(text)
        spans += [(number.start, number.end) for number in find_document_numbers(text)]
        spans.sort()
        self._starts = [start for start, _ in spans]
        # The furthest end so far: spans of different kinds may overlap.
        self._ends = list(accumulate((end for _, end in spans), max))

    def end_at(self, position: int) -> int:
        """Return the end of the part that covers ``position``, or ``position`` itself."""
        index = bisect_right(self._starts, position) - 1
        return max(position, self._ends[index]) if index >= 0 else position


def _starts_of_changes(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text that say where a change starts (从85% in 从85%提升至90%): not the target."""
    for match in _FROM.finditer(text):
        end = unit_end(text, match.end())
        if _TOWARDS.match(text, end):
            yield match.start(), end


def _readings(text: str) -> Iterator[_Reading]:
    """Yield the quantities of a clean text, from left to right."""
    if not _DIGIT.search(text):
        return
    taken = _Taken(text)
    position = 0
    while match := _ANY_NUMBER.search(text, position):
        end = taken.end_at(match.start())
        if end > match.start():
            position = end
            continue
        reading = _read(text, match, position, taken)
        yield reading
        position = reading.end


def _read(text: str, match: re.Match[str], position: int, taken: _Taken) -> _Reading:
    measured = _measured(text, match)
    number = to_decimal(measured.digits)
    upper = to_decimal(measured.upper) if measured.upper else None
    if upper is not None and (upper < number or taken.end_at(measured.upper_start) > measured.upper_start):
        upper = None
        measured = _measured(text, match, range_allowed=False)
    last = measured.end
    unit = measured.scale + (measured.unit or measured.first_unit)
    if not unit and (word := _CLASSIFIER.match(text, last)):
        unit, last = word[0], word.end()
    start, operator, weak = leading_operator(text[position : match.start()])
    if unit[:1] in ("年", "月", "季") and DATE_WORDS.search(_format_range(number, upper) + unit):
        # 2,020年 is not a duration, and would be a date without its comma: the word is left to the remark.
        unit, last = "", measured.end - len(measured.unit)
    end, behind = trailing_operator(text, last)
    if behind is not None and weak:
        operator = behind
    else:
        end = last
    return _Reading(position + start, match.start(), last, end, operator, number, upper, unit, measured.about)


def _quantitative(text: str, reading: _Reading) -> TargetValue:
    sign = _LEADING_SIGN.match(text)
    if sign and sign.end() <= reading.start:
        # A sign decides; words that say the same or something else are then part of the remark.
        operator: Operator | None = operator_of_sign(sign["sign"])
        before, behind = text[sign.end() : reading.first], text[reading.last :]
    else:
        operator, before, behind = reading.operator, text[: reading.start], text[reading.end :]
    parts = (part.strip(_SEPARATORS) for part in (before, reading.about + behind))
    remark = _SEPARATOR.join(part for part in parts if part)
    return TargetValue(TargetKind.QUANTITATIVE, operator, reading.number, reading.upper, reading.unit, remark)


_BARE_ENDS = frozenset("底末终")


def _deadline(text: str) -> TargetValue | None:
    sign = _LEADING_SIGN.match(text)
    words = text[sign.end() :] if sign else text
    year: int | None = None
    day: date | None = None
    named = False
    for match in find_date_words(words):
        if match[0] in _BARE_ENDS and not words[: match.start()].endswith(("期", "学年")):
            continue  # 鱼翔浅底
        year, day = deadline_day(match, year)
        # A bare year is a deadline only if there are no other words: 2020年显著提升 is a grade.
        named = named or match["whole_year"] is None or match["whole_month"] is not None or match[0] == words
    if not named:
        return None
    operator = operator_of_sign(sign["sign"]) if sign else Operator.LE
    return TargetValue(TargetKind.DEADLINE, operator, remark=words, deadline=day)


def _counted(text: str) -> TargetValue | None:
    """Return the value of a text that is only a count in Chinese numerals: 不少于三次, 每季度一次, 半年."""
    for start in range(min(len(text), _MAX_WORDS_BEFORE_COUNT + 1)):
        count = _COUNT.match(text, start)
        for end in range(count.end(), start, -1) if count else ():
            last = unit_end(text, end)
            if last > end and _BOUND.fullmatch(text, last):
                number = "0.5" if text[start:end] == "半" else chinese_number(text[start:end])
                return None if number is None else parse_target(f"{text[:start]}{number}{text[end:]}")
        if _DIGIT.match(text, start):
            break
    return None


_STATES = (
    r"应.尽.|日.日清|[日随即]产[日随即]清|日清[日月]|随.随|即.即|[ⅠⅡⅢⅣⅤⅥ一二三四五六甲乙丙A-E](?:级|类|等)|[A-Z]{1,4}[0-9]{1,4}|[居列进]\w{0,6}前\s*[一二三五十]"
    r"|^(?:建立|成立|制定|出台|形成|印发|组建|开通)|(?:不低于|不高于|不超过|优于|符合|满足)\w{2,}(?:标准|规定|要求|规范|水平)"
)
"""States that can be checked: 应保尽保 of any kind, classes (公路—Ⅱ级, C25), ranks, something set up, a standard."""


@cache
def _qualitative_words() -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the words of the data file, and a pattern for those that may be part of a text: long ones, and ``无*``."""
    lines = (files("xltools.values") / "qualitative.txt").read_text(encoding="utf-8").splitlines()
    words = frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    inside = (re.escape(word) for word in words if len(word) > 1 and not word.endswith("*"))
    begins = (f"^{re.escape(word[:-1])}" for word in words if word.endswith("*"))
    return words, re.compile("|".join((*inside, *begins, _STATES)))


def _qualitative(text: str) -> TargetValue | None:
    words, inside = _qualitative_words()
    if inside.search(text) or any(choice in words for choice in _CHOICES.split(text)):
        return TargetValue(TargetKind.QUALITATIVE, remark=text)
    return None


_BY_EVENT = LazyPattern(
    r"[一-龥]{2}(?:之前|以前|(?<![目当提])前|结束后|期间)(?:[一-龥]{2,4}(?:完成|到位|结束|完毕|发放|投用|使用))?$"
)
"""A deadline by an event: 春节前, 作业结束前完成."""


def _by_event(text: str) -> TargetValue | None:
    return TargetValue(TargetKind.DEADLINE, Operator.LE, remark=text) if _BY_EVENT.search(text) else None


def says_not_applicable(text: str) -> bool:
    """Return whether the value is 不适用, a sign of the integrated budget system; a reason may follow."""
    return text.lstrip(" \u3000(（").startswith("不适用")


@remember_texts
def parse_target(text: str) -> TargetValue | None:
    """Return the parts of a target value; None if it is blank or nothing in it is recognised.

    The number is the first one that is not part of a date or a document number. A sign decides the operator; words
    (不低于, 以上, 控制在…以内) decide it only without a sign. The rest is the remark.
    """
    text = _clean(text)
    if not text:
        return None
    if says_not_applicable(text):  # numbers in the reason are not a target
        return TargetValue(TargetKind.QUALITATIVE, remark=text)
    reading = next(_readings(text), None)
    if reading is not None:
        return _quantitative(text, reading)
    return _deadline(text) or _counted(text) or _qualitative(text) or _by_event(text)


def format_target(value: TargetValue) -> str:
    """Return the canonical text (``≥90%大于90%``, ``80~90%``); :func:`parse_target` reads it back as ``value``."""
    if value.kind is not TargetKind.QUANTITATIVE or value.number is None:
        # The operator of a deadline is ≤ unless another sign is written.
        return value.remark if parse_target(value.remark) == value else f"{value.operator or ''}{value.remark}"
    head = f"{value.operator or ''}{_format_range(value.number, value.upper)}{value.unit}"
    if not value.remark:
        return head
    # A remark that begins with a digit, a sign or a unit would be read as part of the number.
    joined = head + value.remark
    joins = _JOINS.match(value.remark) and parse_target(joined) == value
    return joined if joins else f"{head}{_SEPARATOR}{value.remark}"


@remember_texts
def remark_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the numbers in words with comparison and unit; those of dates and document numbers are left out."""
    clean = _clean(text)
    quantities: list[Quantity] = []
    position = 0
    for reading in _readings(clean):
        unit = reading.unit
        if unit and "/" not in unit and (head := _PER_HEAD.search(clean[position : reading.start])):
            unit = f"{unit}/{head['head'] or head['each']}"
        quantities.append(Quantity(reading.operator, reading.number, unit))
        position = reading.end
    return tuple(quantities)


def words_around(text: str) -> str:
    """Return the words without numbers and the comparisons, units and heads (人均) that belong to them.

    不少于12公里（含支线） becomes （含支线）.
    """
    clean = _clean(text)
    kept: list[str] = []
    position = 0
    for reading in _readings(clean):
        kept.append(_HEADS.sub("", clean[position : reading.start]))
        position = reading.end
    return "".join((*kept, clean[position:]))

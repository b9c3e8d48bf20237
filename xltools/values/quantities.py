"""Quantities in running Chinese text: 新建护栏30公里 states the number 30, the unit 公里 and the words 新建护栏.

Numbers are digits (1,200, 2.4万), numerals (十二座, 三百户), shares (百分之九十五, 九成) and ranges (80%~90%). Left
out are dates, document numbers, ordinals, titles in 《》 and numbers without unit or scale.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from xltools.lazy_pattern import LazyPattern
from xltools.model import Operator
from xltools.quick_dataclass import dataclass
from xltools.remembered_texts import remember_texts
from xltools.values.dates import find_date_words
from xltools.values.documents import find_document_numbers
from xltools.values.numbers import CHINESE_DIGITS, DIGITS, chinese_decimal, to_decimal
from xltools.values.operators import leading_operator, trailing_operator
from xltools.values.rate_words import words_per
from xltools.values.text import fold
from xltools.values.unit_kinds import NUMBER_SCALE, SCALE_FACTORS, TEXT_UNIT_BEGINS, TEXT_UNITS, base_unit, per_unit

__all__ = ["QuantityRole", "StatedQuantity", "blank_numbering", "find_quantities", "may_hold_numerals"]

MAX_TEXT = 8000
"""Characters of a text that are searched: a longer one is a whole document."""


class QuantityRole(StrEnum):
    """The part that a quantity plays in its sentence."""

    AMOUNT = "amount"
    PART = "part"
    """one of those behind 其中"""
    SUM = "sum"
    """behind 共 or 合计"""
    BASELINE = "baseline"
    """where a change begins (由76%提高到…), or a figure of another time (上年, 现有)"""
    CHANGE = "change"
    """by how much something changes (提高5%, 下降3个百分点)"""


@dataclass(frozen=True, slots=True)
class StatedQuantity:
    """One quantity of a text: ``text[start:end]``, its number in ``unit``, and the words before and behind it.

    ``unit`` is the one in which quantities of a kind are compared (米 for 公里), empty where only a scale is written
    (39万居民). ``per`` holds the units that the number is for (元/人·年: 人, 年), and ``upper`` is the end of a range.
    ``about`` is True for 近, 约, 余, 左右. ``clause`` and ``sentence`` count the clauses and the sentences of the text.
    ``lead`` holds the words before the first quantity of a list (新建 in 新建桥梁2座、涵洞5道), and ``around`` those of
    the clause next to the quantity, also if they belong to its neighbours.
    """

    start: int
    end: int
    text: str
    number: Decimal
    unit: str
    written_unit: str = ""
    upper: Decimal | None = None
    operator: Operator | None = None
    per: tuple[str, ...] = ()
    about: bool = False
    role: QuantityRole = QuantityRole.AMOUNT
    before: str = ""
    after: str = ""
    lead: str = ""
    around: str = ""
    clause: int = 0
    sentence: int = 0


_SOME_NUMERAL = rf"[{CHINESE_DIGITS}](?:分之|成|点|[余多来 \u3000]*{TEXT_UNIT_BEGINS})"
_ANY_NUMERAL = re.compile(_SOME_NUMERAL)
_ANY_NUMBER = re.compile(rf"[0-9０-９]|{_SOME_NUMERAL}")
_NUMERAL = f"[{CHINESE_DIGITS}]"
_GAP = r"[ \t\u3000]*"
_ABOUT = "余多来"
_NUMBERING = re.compile(r"(?:^|(?<=[\n。；;]))[ \u3000]*[0-9]{1,2}[.．、](?=[0-9]{1,4}[年月])")
_MARK_AND_DATE = re.compile(r"[.．、][0-9]{1,4}[年月]")
_MAYBE_DATE = re.compile(r"[年月日号季]|[0-9][-./][0-9]")
_ORDINAL = re.compile(rf"第{_GAP}(?:[0-9]+|{_NUMERAL}+)|《[^《》]*》|[0-9]+{_GAP}[:：]{_GAP}[0-9]+")
_TENTHS_END = "(?![本活立员果套品年熟功交型效绩分份人长就片群图像册书单因形材林灾苗鱼虫药色对新])"
_SHARE = rf"(?P<base>[百千万])分之{_GAP}(?:(?P<share>{DIGITS})|(?P<share_numeral>[{CHINESE_DIGITS}点]+))"
_HALF = "(?P<half>[一二三四五六七八九半](?:(?![一-龥])|(?=[以及或左])))?"
_TENTHS = rf"(?<![{CHINESE_DIGITS}几0-9.])(?P<tenths>[一二两三四五六七八九十1-9])成{_TENTHS_END}{_HALF}"
_NUMBER = re.compile(
    rf"(?=[0-9{CHINESE_DIGITS}])(?:{_SHARE}|{_TENTHS}|(?<![0-9A-Za-z.])(?P<digits>{DIGITS})"
    rf"|(?<![第几每{CHINESE_DIGITS}])(?P<numeral>{_NUMERAL}[{CHINESE_DIGITS}点]{{0,40}}))"
)
"""A number; the unit that digits and numerals need is looked up behind it."""
_BLANKS = frozenset(" \t\u3000")
_TO = re.compile(rf"{_GAP}(?:[-~～–]|—{{1,2}}|至|到){_GAP}(?P<upper>{DIGITS})")
_SCALE = re.compile(rf"{_GAP}(?P<scale>{NUMBER_SCALE})(?:(?P<more>[0-9]+(?:\.[0-9]+)?)(?P<more_scale>[万千百]))?")
"""A scale, with what is spoken of the next one: 3万2千."""

_INDEFINITE = frozenset("期级届代号线次")
"""Behind a numeral these name a phase, a rank or a second time (二期工程, 三级公路, 二次供水)."""
_PART_OF_A_WORD = {"伍": ("队",), "陆": ("大", "登", "着"), "拾": ("收",)}
"""Formal numerals that end a word: 队伍支数, 登陆次数."""
_HOW_OFTEN = LazyPattern(r"每(?:个?[年月周季日天]度?|半年|学期)[^，,。；;、\d]{0,8}$")
"""The words before a numeral that says how often something is done: 每季度开展一次."""
_SHARES = {"百": (Decimal(1), "%"), "千": (Decimal("0.1"), "%"), "万": (Decimal("0.01"), "%")}
_BREAK = re.compile(r"[，,。；;：:！!？?\n\r、（）()“”\"《》【】]")
_SENTENCE_END = re.compile(r"[。；;！!？?\n\r]")
_PART = re.compile(r"其中|包括|包含")
_SUM = re.compile(r"共(?!同|享|建|治|管|青|产|和|计?划)|合计|总计|总共|一共|^计$")
_TIME_BEFORE = re.compile(
    r"上年|去年|往年|前年|历年|历史|现状|基[数期]|原[有为来]|现有|已[有建完培发]|目前|截[至止]|累计"
)
_FROM = LazyPattern(r"[从由自][^从由自]{0,12}$", needs="从 由 自")
_RISE_TO = LazyPattern(
    r"^[^，,。；;、]{0,6}?(?:提高|提升|增加|增长|上升|下降|降低|减少|缩短|扩大|发展|调整|降|增|升|至|到)"
)
_SINCE = re.compile(r"[较比](?:上年|去年|往年|前年|20\d\d年|同期)[^，,。；;、]{0,8}$")
_CHANGED = re.compile(
    r"(?:提高|增长|提升|上升|下降|降低|减少|缩短|压减|压缩|增幅|降幅|增速|涨幅|减幅|上浮|下浮|递增)(?:了|约|不?[低少高超][于过]|至少|达到?)?$"
)
_APPROXIMATE_BEHIND = re.compile(r"\s*(?:左右|上下|多)")
_LIST_MARK = re.compile(r"\s*[、和及与]\s*")
_FILLER_END = re.compile(r"(?:共计|合计|总计|共|达到?|为|约|近|不少于|不低于|等|的)$")
_NEEDS_NOUN = frozenset("个所家名座处条项类种位支只辆台套批")


@remember_texts
def find_quantities(text: str) -> tuple[StatedQuantity, ...]:
    """Return the quantities of a text in their order; texts without a number cost almost nothing."""
    if not _ANY_NUMBER.search(text):
        return ()
    clean = blank_numbering(fold(text[:MAX_TEXT]))
    bare = list(_bare_quantities(clean))
    return tuple(_with_words(clean, bare)) if bare else ()


def may_hold_numerals(text: str) -> bool:
    """Return whether a quantity of a normalised text may be written in numerals: 十二座, 九成, but not 一带."""
    return _ANY_NUMERAL.search(text) is not None


def blank_numbering(text: str) -> str:
    """Return the text with blanks for the number of an item that a figure follows: 1.10月15日 is not 1.1."""
    if "年" not in text and "月" not in text:
        return text
    return _NUMBERING.sub(lambda match: " " * len(match[0]), text) if _MARK_AND_DATE.search(text) else text


def _bare_quantities(text: str) -> Iterator[StatedQuantity]:
    """Yield number, unit and position of each quantity."""
    taken: _Spans | None = None
    position = 0
    while match := _NUMBER.search(text, position):
        measured = _measured(match)
        if measured is None:
            position = match.start() + 1
            continue
        taken = taken or _taken(text)  # most texts have no quantity at all
        end = taken(match.start())
        if end > match.start():
            position = end
            continue
        position = measured.end
        quantity = _read(match, measured)
        if quantity is None:
            continue
        end, operator = trailing_operator(text, quantity.end)
        if near := _APPROXIMATE_BEHIND.match(text, quantity.end):
            quantity = replace(quantity, about=True, end=near.end())
        elif operator:
            quantity = replace(quantity, operator=operator, end=end)
        position = quantity.end
        yield quantity


class _Measured(NamedTuple):
    """The words ``[start:end]`` behind a number: the end of a range, a scale, 余, the unit and those below strokes."""

    start: int
    end: int
    unit: str = ""
    about: bool = False
    per: tuple[str, ...] = ()
    upper: str = ""
    scale: re.Match[str] | None = None


def _measured(match: re.Match[str]) -> _Measured | None:
    """Return the words behind a number; None behind digits or a numeral without unit and scale."""
    text, end = match.string, match.end()
    if match["digits"]:
        rest = _TO.match(text, TEXT_UNITS.end(text, _skip_blanks(text, end)))
        return (rest and _scaled(text, rest.end(), rest["upper"])) or _scaled(text, end)
    if match["numeral"]:  # 千 may begin a unit
        ends = range(end, match.start(), -1)
        return next((measured for last in ends if (measured := _with_unit(text, last))), None)
    return _Measured(end, end)


def _scaled(text: str, start: int, upper: str = "") -> _Measured | None:
    """Return a scale at ``start`` with the unit that may follow, or the unit."""
    scale = _SCALE.match(text, start)
    measured = _with_unit(text, scale.end() if scale else start)
    if measured is None:
        return _Measured(start, scale.end(), upper=upper, scale=scale) if scale else None
    return measured._replace(upper=upper, scale=scale)


def _with_unit(text: str, start: int) -> _Measured | None:
    about = start < len(text) and text[start] in _ABOUT
    first = _skip_blanks(text, start + about)
    end = last = TEXT_UNITS.end(text, first)
    if last == first:
        return None
    per = []
    while text[end : end + 1] and text[end] in "/·" and (below := TEXT_UNITS.end(text, end + 1)) > end + 1:
        per.append(per_unit(text[end + 1 : below]))
        end = below
    return _Measured(start, end, text[first:last], about, tuple(per))


def _skip_blanks(text: str, start: int) -> int:
    while text[start : start + 1] in _BLANKS:
        start += 1
    return start


def _taken(text: str) -> _Spans:
    spans = [match.span() for match in find_date_words(text)] if _MAYBE_DATE.search(text) else []
    if any(mark in text for mark in "第《:："):  # each of these has one
        spans += [match.span() for match in _ORDINAL.finditer(text)]
    spans += [(number.start, number.end) for number in find_document_numbers(text)]
    return _Spans(sorted(spans))


class _Spans:
    """Parts of a text whose numbers are not quantities."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in spans]
        self._ends = list(accumulate((end for _, end in spans), max))

    def __call__(self, position: int) -> int:
        """Return the end of the part that covers ``position``, or ``position`` itself."""
        index = bisect_right(self._starts, position) - 1
        return max(position, self._ends[index]) if index >= 0 else position


def _read(match: re.Match[str], measured: _Measured) -> StatedQuantity | None:
    if match["base"]:
        factor, unit = _SHARES[match["base"]]
        share = to_decimal(match["share"]) if match["share"] else chinese_decimal(match["share_numeral"])
        return None if share is None else _made(match, measured, share * factor, unit, "%")
    if match["tenths"]:
        tenths = chinese_decimal(match["tenths"]) if not match["tenths"].isdigit() else Decimal(match["tenths"])
        half = Decimal(5) if match["half"] == "半" else chinese_decimal(match["half"] or "零")
        return _made(match, measured, (tenths or Decimal(0)) * 10 + (half or Decimal(0)), "%", "%")
    if match["numeral"]:
        return _read_numeral(match, measured)
    return _read_digits(match, measured)


def _read_numeral(match: re.Match[str], measured: _Measured) -> StatedQuantity | None:
    numeral, written = match.string[match.start() : measured.start], measured.unit
    number = chinese_decimal(numeral)
    if numeral in _PART_OF_A_WORD and match.string[: match.start()].endswith(_PART_OF_A_WORD[numeral]):
        return None
    several = numeral[0] in "十百千万" and match.string[: match.start()].endswith("数")  # 数十户
    often = written == "次" and _HOW_OFTEN.search(match.string[max(0, match.start() - 14) : match.start()])
    if number is None or several or (numeral in ("一", "百", "千", "万", "亿") and not often):
        return None
    if written in _INDEFINITE and not often:
        return None
    unit, factor = base_unit(written)
    return _made(match, measured, number * factor, unit, written)


def _read_digits(match: re.Match[str], measured: _Measured) -> StatedQuantity:
    spoken = measured.scale
    scale = SCALE_FACTORS[spoken["scale"] if spoken else ""]
    unit, factor = base_unit(measured.unit)
    written = to_decimal(match["digits"])
    number = written * scale
    if spoken and spoken["more"]:
        number += Decimal(spoken["more"]) * SCALE_FACTORS[spoken["more_scale"]]
    upper = None
    if measured.upper:
        highest = to_decimal(measured.upper)
        upper = highest * scale * factor
        if spoken and written > highest:
            number = written  # 5000至1万元
    number *= factor
    if upper is not None and upper < number:
        upper = None
    return _made(match, measured, number, unit, measured.unit, upper)


def _made(
    match: re.Match[str],
    measured: _Measured,
    number: Decimal,
    unit: str,
    written: str,
    upper: Decimal | None = None,
) -> StatedQuantity:
    start, end = match.start(), measured.end
    text = match.string[start:end]
    return StatedQuantity(start, end, text, number, unit, written, upper=upper, per=measured.per, about=measured.about)


# --- words -----------------------------------------------------------------------------------------------------------


def _with_words(text: str, quantities: Sequence[StatedQuantity]) -> Iterator[StatedQuantity]:
    """Yield the quantities with their words, roles and positions in the sentence."""
    gaps = _gaps(text, quantities)
    clause = sentence = 0
    parts = False
    lead = ""
    per: tuple[str, ...] = ()
    for index, quantity in enumerate(quantities):
        gap = gaps[index]
        if index and gap.broken:
            clause += 1
        if _SENTENCE_END.search(gap.text):
            sentence += 1
            parts, lead, per = False, "", ()
        if _PART.search(gap.text):
            parts = True
        elif _SUM.search(gap.tail):
            parts = False
        before, after = _words_before(gaps, quantities, index), _words_behind(gaps, quantities, index)
        listed = bool(index) and bool(_LIST_MARK.match(gap.text))
        own_per = (*quantity.per, *words_per(gap.tail))
        if not own_per and listed and quantities[index - 1].unit == quantity.unit:
            own_per = per  # 县道每公里1万元、乡道5000元
        if not listed:
            lead = ""
        comparison = gap.tail[gap.comparison :].rstrip()
        if comparison and before.endswith(comparison):
            before = before.removesuffix(comparison)
        yield StatedQuantity(  # dataclasses.replace looks at each field
            quantity.start,
            quantity.end,
            quantity.text,
            quantity.number,
            quantity.unit,
            quantity.written_unit,
            quantity.upper,
            operator=quantity.operator if gap.weak and quantity.operator else gap.operator or quantity.operator,
            per=tuple(dict.fromkeys(own_per)),
            about=quantity.about or _is_about(gap.tail.rstrip()),
            role=_role(gap, gaps[index + 1], quantity, parts),
            before=before.rstrip(),
            after=after,
            lead=lead,
            around=f"{gap.tail} {gaps[index + 1].head}",
            clause=clause,
            sentence=sentence,
        )
        lead = lead or before
        per = own_per


@dataclass(frozen=True, slots=True)
class _Gap:
    """The text between two quantities, its parts next to them, and where the comparison of the ``tail`` begins."""

    text: str
    head: str
    tail: str
    broken: bool
    comparison: int
    operator: Operator | None
    weak: bool


def _gaps(text: str, quantities: Sequence[StatedQuantity]) -> list[_Gap]:
    """Return the texts before, between and behind the quantities."""
    starts = [0, *(quantity.end for quantity in quantities)]
    ends = [*(quantity.start for quantity in quantities), len(text)]
    return [_gap(text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _gap(text: str) -> _Gap:
    pieces = _BREAK.split(text)
    tail = pieces[-1]
    if len(pieces) > 1 and not tail.strip():
        tail = _before_bracket(text) or tail
    return _Gap(text, pieces[0], tail, len(pieces) > 1, *leading_operator(tail))


def _before_bracket(text: str) -> str:
    """Return the words before a bracket or a colon right before a number: 宿舍（教师）40套, 护栏：30公里."""
    text = text.rstrip()
    if text.endswith((")", "）")):
        opening = max(text.rfind("("), text.rfind("（"))
        return _BREAK.split(text[:opening])[-1] if opening > 0 else ""
    if text.endswith((":", "：")):
        return _BREAK.split(text[:-1])[-1]
    return ""


def _words_before(gaps: Sequence[_Gap], quantities: Sequence[StatedQuantity], index: int) -> str:
    gap = gaps[index]
    if index and not gap.broken and not _owned_by_next(gaps, quantities, index - 1):
        return ""
    if index and not gap.broken and quantities[index].unit == "%":
        return f"{gaps[index - 1].tail.strip()}{gap.tail.strip()}"  # 贫困人口1.86万人参保率100%
    return gap.tail.strip()


def _words_behind(gaps: Sequence[_Gap], quantities: Sequence[StatedQuantity], index: int) -> str:
    gap = gaps[index + 1]
    last = index + 1 == len(quantities)
    if not last and not gap.broken and _owned_by_next(gaps, quantities, index):
        return gap.head.strip() if quantities[index].written_unit in _NEEDS_NOUN else ""
    return gap.head.strip()


def _owned_by_next(gaps: Sequence[_Gap], quantities: Sequence[StatedQuantity], index: int) -> bool:
    """Return whether the words between two quantities belong to the second: nouns come first in this clause."""
    gap = gaps[index]
    words = gap.tail[: gap.comparison].strip()
    return bool(_FILLER_END.sub("", words)) or quantities[index].written_unit in _NEEDS_NOUN


def _is_about(words: str) -> bool:
    """Return whether words right before a number make it an approximate one; 彩超 is a machine and not more than it."""
    return words.endswith(("近", "约")) or (words.endswith("超") and not words.endswith(("彩超", "B超", "b超")))


def _role(before: _Gap, after: _Gap, quantity: StatedQuantity, part: bool) -> QuantityRole:
    tail = before.tail
    if quantity.unit in ("%", "百分点") and _CHANGED.search(tail[: before.comparison].rstrip() or tail):
        return QuantityRole.CHANGE
    if _SINCE.search(tail):
        return QuantityRole.CHANGE
    if (_FROM.search(tail) and _RISE_TO.match(after.text)) or _TIME_BEFORE.search(tail[-12:]):
        return QuantityRole.BASELINE
    if part:
        return QuantityRole.PART
    return QuantityRole.SUM if _SUM.search(tail) else QuantityRole.AMOUNT

"""Views of indicator rows: what the rules ask about a row, worked out once for all rows with the same texts."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from xltools.derive.levels import level2_class
from xltools.derive.measures import Direction, direction, possible_units, standard_target
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Hit
from xltools.model import Entry, Indicator, Operator, Place, Severity, TargetKind, TargetSheet, TargetValue
from xltools.quick_property import cached_property
from xltools.rules.rule import Context
from xltools.values import Quantity, parse_target, remark_quantities, squeeze, words_around
from xltools.values.operators import SIGN
from xltools.values.units import UNIT_NAMES

__all__ = [
    "AT_LEAST",
    "AT_MOST",
    "FULL",
    "OTHER_SUBJECT",
    "IndicatorView",
    "aligned",
    "bare_words",
    "comparable",
    "equal",
    "numeric_rows",
    "shares_word",
    "value_hit",
    "view_of",
]

FULL = Decimal(100)
"""Per cent."""

AT_LEAST = frozenset({Operator.GE, Operator.GT})
AT_MOST = frozenset({Operator.LE, Operator.LT})

OTHER_SUBJECT = LazyPattern(
    r"其中|另|包括|包含|含|上年|去年|往年|前年|历史|现状|基[数期]|原[有为]|较|比(?!例|率|重|值)|环比|每|分别|累计"
)
"""Words before a number that is not the target: that of a part, of the year before, of a single time."""

_DIGIT = re.compile(r"[0-9０-９一二三四五六七八九十百]")
_BEGINS_WITH_NUMBER = LazyPattern(rf"(?:{SIGN})*\d[\d.,]*+(?![月年季])")
_BREAK_BEHIND_NUMBER = LazyPattern(r"[^\d]*[\d.,]+[^\d(（,，;；、:：。]{0,4}[(（,，;；、:：。]")
_LIST = LazyPattern(r"[内以]?[一-龥]{2,}[,，;；]")
"""Words that say what the first number is about, before a comma."""
_RATIO = re.compile(r"\d\s*[:：/]\s*\d")
_PUNCTUATION = re.compile(r"[\s,，、;；。.:：（）()“”\"]+")

_FACTORS: dict[str, tuple[str, Decimal]] = {
    "公里": ("米", Decimal(1000)),
    "千米": ("米", Decimal(1000)),
    "平米": ("平方米", Decimal(1)),
    "㎡": ("平方米", Decimal(1)),
    "公顷": ("亩", Decimal(15)),
    "千克": ("公斤", Decimal(1)),
    "吨": ("公斤", Decimal(1000)),
    "小时": ("分钟", Decimal(60)),
    "‰": ("%", Decimal("0.1")),
}
_SCALES = {"亿": Decimal(10) ** 8, "万": Decimal(10) ** 4, "千": Decimal(1000), "百": Decimal(100)}


_NOWHERE = Place()
_NOTHING: Entry[str] = Entry()


def _entry(text: str) -> Entry[str]:
    return Entry(text=text, value=text.strip() or None)


class IndicatorView:
    """One indicator row as its texts describe it. Made by :func:`view_of`."""

    def __init__(self, level2: str, level3: str, description: str, measure: str, target: str) -> None:
        self.name = level3.strip()
        self.value: TargetValue | None = parse_target(target)
        self.target = target.strip()
        self._indicator = Indicator(
            place=_NOWHERE,
            level1=_NOTHING,
            level2=_entry(level2),
            level3=_entry(level3),
            description=_entry(description),
            target=Entry(text=target, value=self.value),
            basis=_NOTHING,
            measure=_entry(measure) if measure else _NOTHING,
        )

    @cached_property
    def words(self) -> str:
        """Name (三级指标) and description as one text without blanks."""
        return squeeze(f"{self.name}；{self._indicator.description.value or ''}")

    @cached_property
    def number(self) -> Decimal | None:
        """The number of a quantitative value (None for a proportion such as 1:50 or 12/10万)."""
        value = self.value
        if value is None or value.kind is not TargetKind.QUANTITATIVE or _RATIO.search(self.target):
            return None
        return value.number

    @cached_property
    def operator(self) -> Operator | None:
        """The operator of the value, from its sign or its words."""
        return self.value.operator if self.value else None

    @cached_property
    def remark(self) -> str:
        """The words of the value."""
        return self.value.remark if self.value else ""

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units that the row names, the strongest source first."""
        return possible_units(self._indicator)

    @cached_property
    def unit(self) -> str:
        """The unit of the value, if the row names exactly one."""
        return self.units[0] if len(self.units) == 1 else ""

    @cached_property
    def value_unit(self) -> str:
        """The unit right behind the number."""
        return self.value.unit if self.value else ""

    @cached_property
    def unit_stated(self) -> bool:
        """Whether the value itself or the unit column gives the unit."""
        return bool(self.value_unit or self._indicator.measure.value)

    @cached_property
    def share(self) -> bool:
        """Whether the value is a share: per cent, as far as the row tells."""
        return self.unit == "%"

    @cached_property
    def standard(self) -> str:
        """The value as it should be written."""
        return standard_target(self._indicator)

    @cached_property
    def direction(self) -> Direction:
        """The direction in which the value improves, by the words of the row."""
        return direction(self._indicator)

    @cached_property
    def level2(self) -> str:
        """The standard class of level 2, or an empty text."""
        return level2_class(self._indicator)

    @cached_property
    def satisfaction(self) -> bool:
        """Whether the row is about satisfaction."""
        return "满意" in self.name or self.level2 == "满意度"

    @cached_property
    def remark_quantities(self) -> tuple[Quantity, ...]:
        """The numbers in the words of the value."""
        return remark_quantities(self.remark) if self.remark else ()

    @cached_property
    def added_words(self) -> str:
        """The words of the value without the value repeated, punctuation and comparisons."""
        bare = bare_words(words_around(self.remark))
        bare = bare.replace(self.unit, "") if len(self.unit) > 1 else bare
        return "" if bare in UNIT_NAMES else bare

    @cached_property
    def name_quantities(self) -> tuple[Quantity, ...]:
        """The numbers in the indicator's name."""
        return remark_quantities(self.name) if _DIGIT.search(self.name) else ()

    @cached_property
    def stated(self) -> Quantity | None:
        """The number by which the words of the value repeat or contradict it.

        An equal number counts wherever it is. Otherwise the first one counts if it is of the same kind and the words
        before it do not name another subject. The other end of a range (≥90…不超过100) is not a contradiction, and
        neither is the next of several values (2小时内响应、24小时内修复).
        """
        number, unit = self.number, self.unit
        if number is None:
            return None
        quantities = self.remark_quantities
        for quantity in quantities:
            if equal(number, unit, quantity.number, quantity.unit):
                return quantity
        if not quantities or self.value is None or self.value.upper is not None:
            return None
        first = quantities[0]
        if _OTHER_TIME.match(self.remark):
            return None
        other_end = (self.operator in AT_LEAST and first.operator in AT_MOST and first.number > number) or (
            self.operator in AT_MOST and first.operator in AT_LEAST and first.number < number
        )
        head = re.split(r"\d", self.remark, maxsplit=1)[0]
        if not self.begins_with_number or "、" in head or _LIST.match(head):
            return None
        same = (
            comparable(unit, first.unit) and not other_end and not OTHER_SUBJECT.search(head) and self.about_same(head)
        )
        return first if same else None

    @cached_property
    def begins_with_number(self) -> bool:
        """Whether no words stand before the number: ≥90%…, but not 一季度20%… or 接报后30分钟…."""
        return bool(_BEGINS_WITH_NUMBER.match(squeeze(self.target)))

    @cached_property
    def words_stuck_to_number(self) -> bool:
        """Whether the words of the value follow a sign, number and unit without a break: ≥90群众满意度."""
        text = squeeze(self.target)
        return self.begins_with_number and not text[0].isdigit() and not _BREAK_BEHIND_NUMBER.match(text)

    def about_same(self, text: str) -> bool:
        """Return whether the words are only a comparison, or share a word with the indicator."""
        bare = bare_words(text)
        return len(bare) < 2 or shares_word(bare, self.words)


_OTHER_TIME = LazyPattern(r"[（(，,；;\s]*(?:20\d\d\s*年|上年|去年|现状|目前|原来?)")
"""The beginning of words of a value that are about another time: ≤8分钟（2024年15分钟）."""
_COMPARISON = re.compile(
    r"大于等于|小于等于|不得?(?:低于|少于|小于|超过|高于|大于|多于)|大于|小于|高于|低于|超过|多于|少于|等于|达到?|至少|至多|最[低高多少]"
    r"|(?:及|或|含)?以[上下内]|之[上下内]|控制在|约|左右|为"
)


@lru_cache(maxsize=4096)
def bare_words(text: str) -> str:
    """Return the words without numbers, signs, punctuation and comparisons."""
    return _COMPARISON.sub("", re.sub(r"[\d%‰≥≤<>=+\-~～—/]+", "", _PUNCTUATION.sub("", squeeze(text))))


def shares_word(text: str, other: str) -> bool:
    """Return whether two adjacent characters of one text occur in the other, as an approximation of a common word."""
    return any(text[n : n + 2] in other for n in range(len(text) - 1))


@lru_cache(maxsize=1024)
def _base(unit: str) -> tuple[str, str, Decimal]:
    """Return what a unit counts, what it is counted per, and the factor to the former: 万元/人 is 元, 人, 10000."""
    counted, _, per = unit.partition("/")
    if counted in _FACTORS:
        base, factor = _FACTORS[counted]
        return base, per, factor
    for scale, factor in _SCALES.items():
        if counted.startswith(scale) and len(counted) > len(scale):
            base, _, more = _base(counted[len(scale) :])
            return base, per, factor * more
    return counted, per, Decimal(1)


def comparable(unit: str, other: str) -> bool:
    """Return whether numbers in these units can be compared; a missing unit fits every other."""
    if not unit or not other:
        return True
    counted, per, _ = _base(unit)
    other_counted, other_per, _ = _base(other)
    return counted == other_counted and (per == other_per or not per or not other_per)


def equal(number: Decimal, unit: str, other: Decimal, other_unit: str) -> bool:
    """Return whether two numbers are the same, as written or in the same unit (0.9 without a unit is 90%)."""
    if number == other:
        return True
    if not comparable(unit, other_unit):
        return False
    if not unit or not other_unit:
        return (other_unit == "%" and number * 100 == other) or (unit == "%" and other * 100 == number)
    return number * _base(unit)[2] == other * _base(other_unit)[2]


def aligned(
    number: Decimal | None, unit: str, other: Decimal | None, other_unit: str
) -> tuple[Decimal, Decimal] | None:
    """Return two numbers in the same unit, None if they have none in common.

    A missing unit is that of the other number; without the sign, 0.98 beside a number of per cent is 98.
    """
    if number is None or other is None or not comparable(unit, other_unit):
        return None
    if unit == "%" and not other_unit and other <= 1:
        return number, other * FULL
    if not unit or not other_unit:
        return number, other
    return number * _base(unit)[2], other * _base(other_unit)[2]


_row = lru_cache(maxsize=1 << 14)(IndicatorView)


def view_of(indicator: Indicator) -> IndicatorView:
    """Return the view of an indicator; rows with the same texts share it. An unreadable target has no value."""
    target = indicator.target
    return _row(
        indicator.level2.text,
        indicator.level3.text,
        indicator.description.text,
        indicator.measure.text,
        "" if target.value is None else target.text,
    )


def numeric_rows(sheet: TargetSheet, context: Context) -> tuple[tuple[Indicator, IndicatorView, Decimal], ...]:
    """Return the rows whose value is a number, with their views and numbers."""

    def answer() -> tuple[tuple[Indicator, IndicatorView, Decimal], ...]:
        rows = ((indicator, view_of(indicator)) for indicator in sheet.indicators)
        return tuple((indicator, row, row.number) for indicator, row in rows if row.number is not None)

    return context.once("numbers", sheet, answer)


def value_hit(indicator: Indicator, *, expected: str = "", severity: Severity | None = None, **values: object) -> Hit:
    """Return a hit on the target value of an indicator; messages name the indicator."""
    names = (indicator.level3, indicator.level2, indicator.description)
    name = next((entry.text.strip() for entry in names if not entry.blank), "") or f"第 {indicator.place.row} 行"
    values = {"indicator": name, **values}
    return Hit(indicator.target, "target", expected=expected, severity=severity, values=values)

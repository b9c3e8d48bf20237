"""Statements: the quantities that a sheet or a department's overall text states, each with its cell and its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field as default
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xltools.lazy_pattern import LazyPattern
from xltools.model import DepartmentBook, Entry, Indicator, TargetSheet
from xltools.quick_dataclass import dataclass
from xltools.remembered_texts import remember_texts
from xltools.rules.field_texts import filled_rows, narrative
from xltools.rules.row_views import IndicatorView, view_of
from xltools.rules.rule import Context
from xltools.rules.subjects import Subject, actions_in, head_behind, subject_of
from xltools.values import squeeze
from xltools.values.quantities import QuantityRole, StatedQuantity, find_quantities
from xltools.values.rate_words import begins_with_time, words_per
from xltools.values.unit_kinds import base_unit, per_unit

__all__ = [
    "DURATIONS",
    "Statement",
    "clause_around",
    "counts_unit",
    "overall_statements",
    "same_figure",
    "sheet_statements",
]

_PEOPLE_UNITS = frozenset({"人", "人次", "户", ""})
MAX_STATEMENTS = 200
"""Quantities of one sheet that are compared with each other: a sheet with more of them holds lists."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One quantity, the cell that states it, and its possible subjects: the words before the number, and behind it.

    ``row`` is the indicator whose target it is; a quantity in running text has none.
    """

    quantity: StatedQuantity
    entry: Entry[Any]
    field: str
    subjects: tuple[Subject, ...]
    row: Indicator | None = None
    sheet: TargetSheet | None = default(default=None, compare=False)

    @property
    def number(self) -> Decimal:
        """The number in the unit of comparison."""
        return self.quantity.number

    @property
    def quote(self) -> str:
        """The words and the number, for a person."""
        if self.row:
            name = self.row.level3.text.strip() or self.row.description.text.strip()
            measure = self.row.measure.text.strip()
            target = self.entry.text.strip()
            return f"{name} {target}{'' if not measure or measure in target else measure}"
        return clause_around(self.entry.text, self.quantity)

    @property
    def where(self) -> str:
        """The cell with its worksheet."""
        return f"{self.entry.place.sheet} {self.entry.place.cell}".strip()


_CLAUSE_BREAK = re.compile(r"[。；;！!？?\n\r、：:]|[，,](?![0-9０-９]{3}(?![0-9０-９]))")
MAX_QUOTED_BEFORE, MAX_QUOTED_BEHIND = 28, 16
"""Characters of a clause that are quoted before and behind a number."""


def clause_around(text: str, quantity: StatedQuantity) -> str:
    """Return the clause that states the quantity as it is written; a long one is cut and marked with …."""
    before = _CLAUSE_BREAK.split(text[: quantity.start])[-1]
    behind = _CLAUSE_BREAK.split(text[quantity.end :], maxsplit=1)[0]
    if len(before) > MAX_QUOTED_BEFORE:
        before = "…" + re.sub(r"^[0-9０-９.,%]+", "", before[-MAX_QUOTED_BEFORE:])
    if len(behind) > MAX_QUOTED_BEHIND:
        behind = re.sub(r"[0-9０-９.,]+$", "", behind[:MAX_QUOTED_BEHIND]) + "…"
    return f"{before.lstrip()}{text[quantity.start : quantity.end]}{behind.rstrip()}"


def sheet_statements(sheet: TargetSheet, context: Context) -> tuple[Statement, ...]:
    """Return the statements of purpose, goals, descriptions and targets, in this order."""
    return context.once("statements", sheet, lambda: tuple(_of_sheet(sheet, context))[:MAX_STATEMENTS])


def overall_statements(book: DepartmentBook, context: Context) -> tuple[Statement, ...]:
    """Return the statements of the three texts of the department's overall targets."""

    def answer() -> tuple[Statement, ...]:
        return tuple(statement for field, entry in narrative(book) for statement in _of_text(entry, field, None))[
            :MAX_STATEMENTS
        ]

    return context.once("overall statements", book, answer)


def _of_sheet(sheet: TargetSheet, context: Context) -> Iterator[Statement]:
    yield from _of_text(sheet.purpose, "purpose", sheet)
    yield from _of_text(sheet.goal.entry, "goals", sheet)
    for row in filled_rows(sheet, context):
        yield from _of_text(row.description, "description", sheet)
        yield from _of_target(row, sheet)


def _of_text(entry: Entry[str], field: str, sheet: TargetSheet | None) -> Iterator[Statement]:
    for quantity, subjects in _read_text(entry.text):
        yield Statement(quantity, entry, field, subjects, None, sheet)


@remember_texts
def _read_text(text: str) -> tuple[tuple[StatedQuantity, tuple[Subject, ...]], ...]:
    """Return the quantities of a text with their subjects; one without a subject has that of the one before.

    A price right behind a count is for what is counted: C级71户每户1.32万元, D级80户，每户3万元.
    """
    statements: list[tuple[StatedQuantity, tuple[Subject, ...]]] = []
    inherited: tuple[Subject, ...] = ()
    sentence = -1
    for quantity in _split_prices(_multiplied(text, find_quantities(text))):
        if quantity.sentence != sentence:
            inherited, sentence = (), quantity.sentence
        own = tuple(_subjects(quantity))
        beside = bool(statements) and (
            statements[-1][0].clause == quantity.clause or _priced_next(statements[-1][0], quantity)
        )
        if beside and quantity.unit == "元" and quantity.per and not any(one.core for one in own):
            own = (*own, *inherited)
        statements.append((quantity, own or (() if quantity.role is QuantityRole.SUM else inherited)))
        inherited = own or inherited
    return tuple(statements)


def _multiplied(text: str, quantities: Sequence[StatedQuantity]) -> Sequence[StatedQuantity]:
    """Return the quantities; money that signs join to counts is paid for each of them: 300人×4元×200天."""
    if not _TIMES_SIGN.search(text):
        return quantities
    read = list(quantities)
    for index, price in enumerate(quantities):
        if price.unit == "元" and not price.per:
            counts = [one for one in quantities[max(index - 1, 0) : index + 2] if one.unit != "元"]
            units = (per_unit(one.written_unit) for one in counts if _joined(text, one, price))
            read[index] = replace(price, per=tuple(units))
    return read


def _joined(text: str, one: StatedQuantity, other: StatedQuantity) -> bool:
    """Return whether a sign of multiplication joins two quantities."""
    first, second = sorted((one, other), key=lambda each: each.start)
    return _TIMES_SIGN.fullmatch(text[first.end : second.start]) is not None


_TIMES_SIGN = re.compile(r"\s*[×✕*]\s*")


def _split_prices(quantities: Sequence[StatedQuantity]) -> Sequence[StatedQuantity]:
    """Return the quantities; sums that together make the price before them are parts of it, for one each as it is.

    每个3万元（财政补2万元，网点自筹1万元）: what is paid for each is 2万元, and 每个 need not be written again.
    """
    read = list(quantities)
    for index, price in enumerate(quantities):
        if price.unit != "元" or not price.per:
            continue
        parts = [one for one in read[index + 1 : index + 3] if one.unit == "元" and one.role is QuantityRole.PART]
        if len(parts) == 1 and parts[0] is read[index + 1] and parts[0].number < price.number:
            read[index + 1] = replace(parts[0], per=price.per)  # 每个80万元，其中补助40万元
        left = price.number
        for end in range(index + 1, len(read)):
            part = read[end]
            if part.unit != "元" or part.sentence != price.sentence or {*part.per} - {*price.per} or part.number > left:
                break
            left -= part.number
            if not left and end > index + 1:
                for at in range(index + 1, end + 1):
                    read[at] = replace(read[at], per=price.per, role=QuantityRole.PART)
                break
    return read


def _priced_next(count: StatedQuantity, price: StatedQuantity) -> bool:
    """Return whether the next clause prices what was just counted, by its class: D级危房80户，每户3万元."""
    follows = price.clause == count.clause + 1 and count.unit in price.per and price.before.strip().startswith("每")
    return follows and bool(_CLASS.search(count.before))


_CLASS = LazyPattern(r"[A-Za-zＡ-Ｚ一二三四甲乙丙ⅠⅡⅢ][级类档]")
"""A class of what is counted, whose price is not that of the other classes."""


DURATIONS = frozenset({"分钟", "天", "工作日", "个工作日"})
"""Units of the time that something takes."""
_BARE_UNITS = frozenset({"人次", "场", "次", "户次", "份", "批次"})
_DIVIDED = re.compile(r"^(?:共|拟|计划|一共)?分(?:成|为|作)?$")
_CHANGED_TO = re.compile(r"(?:提高|提升|增加|增长|上升|下降|降低|减少|缩短|压缩|压减|降|增|升)[到至为]?$")


def _subjects(quantity: StatedQuantity) -> Iterator[Subject]:
    """Yield the subjects of a quantity in running text; a list (新建桥梁2座、涵洞5道) hands its action on."""
    people = quantity.unit in _PEOPLE_UNITS
    change = quantity.role is QuantityRole.CHANGE or bool(_CHANGED_TO.search(quantity.before))
    if _DIVIDED.search(quantity.before) and not quantity.per:  # 培训460人，分5期: what is divided was said before
        return
    lead = actions_in(quantity.lead) if quantity.lead else frozenset()
    before = subject_of(quantity.before, people=people, change=change)
    behind = subject_of(quantity.after, behind=True, people=people, change=change)
    actions = before.actions | behind.actions or lead
    around = squeeze(quantity.around)
    if quantity.written_unit == "个" and (head := head_behind(quantity.after)):
        yield Subject(head.core, actions, around)
    if quantity.unit in DURATIONS:  # 设备故障2小时内响应、24小时内修复
        head_words = quantity.before if before.core else quantity.lead
        whole = subject_of(f"{head_words}{quantity.after}", duration=True, change=bool(_CHANGED_TO.search(head_words)))
        yield Subject(whole.core, whole.actions, around)
        return
    for subject in (before, behind):
        if subject.core:
            yield Subject(subject.core, subject.actions or actions, around)
    named = quantity.role is QuantityRole.AMOUNT and quantity.before and quantity.unit in _BARE_UNITS
    if not before.core and not behind.core and (actions or quantity.per or named):
        yield Subject("", actions, around)


def _of_target(row: Indicator, sheet: TargetSheet) -> Iterator[Statement]:
    """Yield the target of an indicator whose value is a number with a known unit."""
    view = view_of(row)
    if view.number is not None and (several := _several_values(view.target)):
        for one in several:
            subject = subject_of(f"{row.level3.text.strip()}{one.before}", duration=one.unit in DURATIONS)
            yield Statement(one, row.target, "target", (subject,), row, sheet)
    elif view.number is not None and (written := view.unit or _written_unit(row.target.text)):
        quantity, subject = _read_target(view, row.level3.text.strip(), row.description.text.strip(), written)
        yield Statement(quantity, row.target, "target", (subject,), row, sheet)


def _several_values(target: str) -> tuple[StatedQuantity, ...]:
    """Return the quantities of a target that gives several of one unit, each with its words: 白天≤5分钟，夜间≤8分钟."""
    if not any(mark in target for mark in "，,；;、") or not _LISTED.search(target):  # a long text without is slow
        return ()
    quantities = find_quantities(target)
    several = len(quantities) > 1 and len({one.unit for one in quantities}) == 1
    return quantities if several and all(one.before and one.upper is None for one in quantities) else ()


_LISTED = re.compile(r"\d.*[，,；;、].*\d")


@lru_cache(maxsize=1 << 13)
def _read_target(view: IndicatorView, name: str, description: str, written: str) -> tuple[StatedQuantity, Subject]:
    """Return quantity and subject of an indicator; rows with the same texts share their view."""
    value, name = view.value, name or description
    number, upper = view.number or Decimal(0), value.upper if value else None
    if "到" in view.target or "至" in view.target:  # 由46%提高到51%
        reached = [one for one in find_quantities(view.target) if one.role is not QuantityRole.BASELINE]
        if len(reached) == 1 and reached[0].written_unit == written:
            number, upper = reached[0].number / base_unit(written)[1], None
    counted, *below = written.replace("·", "/").split("/")
    unit, factor = base_unit(counted)
    per = _rate_of(name, description, view.target, [per_unit(one) for one in below])
    change = _is_change(name, unit)
    quantity = StatedQuantity(
        start=0,
        end=len(view.target),
        text=view.target,
        number=number * factor,
        unit=unit,
        written_unit=counted,
        upper=upper * factor if upper is not None else None,
        operator=view.operator,
        per=per,
        role=QuantityRole.CHANGE if change else QuantityRole.AMOUNT,
        before=name,
    )
    bare = name.removesuffix(counted) if len(counted) > 1 else name
    if begins_with_time(bare):  # 日助餐
        bare = bare[1:]
    subject = subject_of(bare, people=unit in _PEOPLE_UNITS, change=change, duration=unit in DURATIONS)
    actions = subject.actions or actions_in(description) & _WORK
    return quantity, Subject(subject.core, actions, subject.words + squeeze(description))


def _rate_of(name: str, description: str, target: str, below: Sequence[str]) -> tuple[str, ...]:
    """Return what a target is for: by its strokes, its name, 每 in its own text, and by 每 that begins the description.

    个 of 单价 is what another word names: 单价 ≤2800元/枚, 每枚的采购价.
    """
    named = (*words_per(name), *words_per(target.partition("=")[0]))
    if any(unit not in _TIMES_PER for unit in below):  # 单站维护费用 ≤0.8万元/处
        named = tuple(unit for unit in named if unit in _TIMES_PER or unit.endswith("次"))
    units = dict.fromkeys((*below, *named))
    if _BEGINS_EACH.match(description) and set(units) <= _TIMES_PER:
        described = words_per(description)
        units = dict.fromkeys((*units, *described)) if set(units) <= set(described) else units
    if set(units) - _TIMES_PER:  # 单座平均投资 ≤230万元/座
        units.pop("个", None)
    if any(len(unit) > 1 and unit.endswith("次") for unit in units):  # 单次检查费用 ≤2000元/家次
        units.pop("次", None)
    if "人次" in units:  # 人均培训费 ≤600元/人次
        units.pop("人", None)
    return tuple(units)


_BEGINS_EACH = re.compile("每|人均")
_TIMES_PER = frozenset({"个", "年", "月", "季", "天", "周"})


_WORK = frozenset("建硬修养改拆购训种")
"""Groups of actions that a description may add to a name: 护栏长度 is about barriers that are built."""


def _written_unit(target: str) -> str:
    """Return the unit of a target with a classifier that only running text knows (100顶)."""
    quantities = find_quantities(target)
    return quantities[0].written_unit if len(quantities) == 1 else ""


_CHANGES = ("增长", "下降", "提高", "降低", "减少", "增幅", "降幅", "增速", "提升", "上升", "压减", "缩短")


def _is_change(name: str, unit: str) -> bool:
    """Return whether a name is about a change: 增长率, 收入增加, but not 减少散煤使用量 in tons, which is an amount."""
    amount = name.startswith(_CHANGES) and unit not in ("%", "百分点", *DURATIONS)
    return not amount and any(word in name for word in _CHANGES)


def counts_unit(quantity: StatedQuantity, unit: str) -> bool:
    """Return whether a quantity counts what a rate is for: in its unit, or by its name (60个监测点, 32所学校)."""
    if quantity.unit == base_unit(unit)[0]:
        return True
    return quantity.unit in _COUNTERS and (quantity.before.endswith(unit) or unit in quantity.after[:_NAME])


_COUNTERS = frozenset("个所座处家间条")
_NAME = 3
"""Characters of a name behind 个 in which it stands."""


def same_figure(first: StatedQuantity, second: StatedQuantity) -> bool:
    """Return whether two quantities agree: equal, within the other's range, or equal as far as they are rounded."""
    if first.number == second.number and (first.upper is None or second.upper is None or first.upper == second.upper):
        return True
    for one, other in ((first, second), (second, first)):
        if one.upper is not None and one.number <= other.number <= one.upper:
            return True
        if one.about and abs(one.number - other.number) <= other.number / 10:
            return True
        if _rounds_to(other, one):
            return True
    return False


def _rounds_to(number: StatedQuantity, rounded: StatedQuantity) -> bool:
    """Return whether a quantity in 万 is the other one rounded or cut off: 39.4万 for 394,021."""
    if not _has_scale(rounded.text) or _has_scale(number.text):
        return False
    digits = rounded.number.normalize().as_tuple()
    step = Decimal(1).scaleb(max(int(digits.exponent), 0))
    above = number.number - rounded.number
    return len(digits.digits) > 1 and (0 <= above < step or 0 <= -above <= step / 2)


def _has_scale(text: str) -> bool:
    return "万" in text or "亿" in text

"""Statements: the quantities that a sheet or a department's overall text states, each with its cell and its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from typing import Any

from xltools.model import DepartmentBook, Entry, Indicator, TargetSheet
from xltools.rules.field_texts import filled_rows, narrative
from xltools.rules.row_views import view_of
from xltools.rules.rule import Context
from xltools.rules.subjects import Subject, head_behind, subject_of
from xltools.values.quantities import QuantityRole, StatedQuantity, find_quantities
from xltools.values.unit_kinds import base_unit, per_unit

__all__ = ["Statement", "overall_statements", "same_figure", "sheet_statements"]

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
        return f"{self.quantity.before[-16:]}{self.quantity.text}{self.quantity.after[:10]}"

    @property
    def where(self) -> str:
        """The cell with its worksheet."""
        return f"{self.entry.place.sheet} {self.entry.place.cell}".strip()


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
    inherited: tuple[Subject, ...] = ()
    sentence = -1
    for quantity in find_quantities(entry.text):
        if quantity.sentence != sentence:
            inherited, sentence = (), quantity.sentence
        subjects = tuple(_subjects(quantity)) or inherited
        inherited = subjects
        yield Statement(quantity, entry, field, subjects, sheet=sheet)


_CHANGED_TO = re.compile(r"(?:提高|提升|增加|增长|上升|下降|降低|减少|缩短|降|增|升)[到至]$")


def _subjects(quantity: StatedQuantity) -> Iterator[Subject]:
    """Yield the subjects of a quantity in running text; a list (新建桥梁2座、涵洞5道) hands its action on."""
    people = quantity.unit in _PEOPLE_UNITS
    change = quantity.role is QuantityRole.CHANGE or bool(_CHANGED_TO.search(quantity.before))
    lead = subject_of(quantity.lead).actions if quantity.lead else frozenset()
    before = subject_of(quantity.before, people=people, change=change)
    behind = subject_of(quantity.after, behind=True, people=people, change=change)
    actions = before.actions | behind.actions or lead
    if quantity.written_unit == "个" and (head := head_behind(quantity.after)):
        yield Subject(head.core, actions, head.words)
    for subject in (before, behind):
        if subject.core:
            yield Subject(subject.core, subject.actions or actions, subject.words)
    if not before.core and not behind.core and (actions or quantity.per):
        yield Subject("", actions, before.words + behind.words)


def _of_target(row: Indicator, sheet: TargetSheet) -> Iterator[Statement]:
    """Yield the target of an indicator whose value is a number with a known unit."""
    view = view_of(row)
    value, number = view.value, view.number
    if value is None or number is None:
        return
    written = view.unit or _written_unit(row)
    if not written:
        return
    counted, *below = written.replace("·", "/").split("/")
    unit, factor = base_unit(counted)
    name = row.level3.text.strip() or row.description.text.strip()
    words = [one for one in find_quantities(f"{name}1{counted}") if one.unit == unit][-1:]
    per = (*(per_unit(one) for one in below), *(words[0].per if words else ()))
    change = bool(words and words[0].role is QuantityRole.CHANGE) or _is_change(name)
    quantity = StatedQuantity(
        start=0,
        end=len(row.target.text),
        text=row.target.text.strip(),
        number=number * factor,
        unit=unit,
        written_unit=counted,
        upper=None if value.upper is None else value.upper * factor,
        operator=value.operator,
        per=tuple(dict.fromkeys(per)),
        role=QuantityRole.CHANGE if change else QuantityRole.AMOUNT,
        before=name,
    )
    bare = name.removesuffix(counted) if len(counted) > 1 else name
    subject = subject_of(bare, people=unit in _PEOPLE_UNITS, change=change)
    description = subject_of(row.description.text) if not row.description.blank else subject
    known = Subject(subject.core, subject.actions or description.actions & _WORK, subject.words + description.words)
    yield Statement(quantity, row.target, "target", (known,), row, sheet)


_WORK = frozenset("建硬修养改拆购训种")
"""Groups of actions that a description may add to a name: 护栏长度 is about barriers that are built."""


def _written_unit(row: Indicator) -> str:
    """Return the unit of a target with a classifier that only running text knows (100顶)."""
    quantities = find_quantities(row.target.text)
    return quantities[0].written_unit if len(quantities) == 1 else ""


_CHANGES = ("增长", "下降", "提高", "降低", "减少", "增幅", "降幅", "增速", "提升", "上升", "压减", "缩短")


def _is_change(name: str) -> bool:
    return any(word in name for word in _CHANGES)


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
    if not any(scale in rounded.text for scale in "万亿") or any(scale in number.text for scale in "万亿"):
        return False
    digits = rounded.number.normalize().as_tuple()
    step = Decimal(1).scaleb(max(int(digits.exponent), 0))
    above = number.number - rounded.number
    return len(digits.digits) > 1 and (0 <= above < step or 0 <= -above <= step / 2)

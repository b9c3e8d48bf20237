"""A department's workbook as values: its target sheets, and every value that a person typed on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field as default
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from xltools.form_identity import NO_FORM, FormIdentity, FormPurpose, FormSubject
from xltools.model.place import NOWHERE, Place
from xltools.quick_dataclass import dataclass
from xltools.text import Text

__all__ = [
    "DEPARTMENT_DIGITS",
    "PERIODS",
    "DepartmentBook",
    "Entry",
    "Funding",
    "Goal",
    "GoalItem",
    "Indicator",
    "MoneyUnit",
    "Operator",
    "OverallTargets",
    "Period",
    "SheetKind",
    "SpendingPlan",
    "TargetKind",
    "TargetSheet",
    "TargetValue",
    "Task",
]

DEPARTMENT_DIGITS = 3
"""Digits of a department's code, with which the codes of its units begin."""

T = TypeVar("T")


class MoneyUnit(StrEnum):
    """The unit a form states for its amounts."""

    YUAN = "元"
    HUNDRED = "百元"
    THOUSAND = "千元"
    WAN = "万元"
    HUNDRED_THOUSAND = "十万元"
    MILLION = "百万元"
    TEN_MILLION = "千万元"
    YI = "亿元"

    @property
    def factor(self) -> Decimal:
        """Number of 元 in one of this unit."""
        return _FACTORS[self]


_FACTORS = dict(zip(MoneyUnit, map(Decimal, (1, 100, 1000, 10**4, 10**5, 10**6, 10**7, 10**8)), strict=True))


class SheetKind(StrEnum):
    """The subject of a target sheet."""

    PROJECT = "project"
    SPECIAL_FUND = "special_fund"

    @property
    def term(self) -> Text:
        """The officers' word for it."""
        return _KIND_TERMS[self]


_KIND_TERMS = {
    SheetKind.PROJECT: Text("预算项目", "budget project"),
    SheetKind.SPECIAL_FUND: Text("专项资金", "special fund"),
}


class Period(StrEnum):
    """The ends of the four periods of a cumulative spending plan."""

    MARCH = "03"
    JUNE = "06"
    OCTOBER = "10"
    DECEMBER = "12"


PERIODS: tuple[Period, ...] = tuple(Period)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """The content of one cell (or one merged block).

    ``text`` is the typed text, whitespace included; ``value`` is its meaning, or None if it is blank or cannot be read
    as the field's type. ``formula`` is True for a cell with a formula, even if it shows nothing: it is never filled.
    ``uncalculated`` is True where that formula has no result, which the reader has reported.
    """

    place: Place = NOWHERE
    text: str = ""
    value: T | None = None
    formula: bool = False
    uncalculated: bool = False

    @property
    def blank(self) -> bool:
        """Whether the cell holds only white space."""
        return not self.text.strip(" \t\r\n\u3000\u00a0")

    @property
    def unreadable(self) -> bool:
        """Whether the cell holds something that is not of the field's type."""
        return self.value is None and not self.blank


class Operator(StrEnum):
    """The comparison of an actual value with the target value."""

    EQ = "="
    GE = "≥"
    LE = "≤"
    GT = ">"
    LT = "<"


class TargetKind(StrEnum):
    """The kind of a target value."""

    QUANTITATIVE = "quantitative"
    QUALITATIVE = "qualitative"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class TargetValue:
    """The parts of a 指标值 such as ``≥90%大于90%``: operator, number, unit, words.

    ``upper`` is the upper end of a range, in the same unit. ``unit`` is the unit right behind the number; a unit that
    only the words suggest is derived and not part of the value. ``deadline`` is set for 时限 values whose day is known;
    a month's end is its last day.
    """

    kind: TargetKind
    operator: Operator | None = None
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    remark: str = ""
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class SpendingPlan:
    """Cumulative shares of the budget planned to be spent by the end of each period, in per cent."""

    march: Entry[Decimal]
    june: Entry[Decimal]
    october: Entry[Decimal]
    december: Entry[Decimal]

    @property
    def entries(self) -> tuple[Entry[Decimal], ...]:
        """The four entries in the order of :data:`PERIODS`."""
        return (self.march, self.june, self.october, self.december)

    @property
    def values(self) -> tuple[Decimal | None, ...]:
        """The four values, None where blank or unreadable."""
        return tuple(entry.value for entry in self.entries)

    @property
    def blank(self) -> bool:
        """Whether all four cells are blank."""
        return all(entry.blank for entry in self.entries)


@dataclass(frozen=True, slots=True)
class GoalItem:
    """One numbered goal of the goal text: its number as written (0 without one) and its words."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Goal:
    """The 绩效目标 of a sheet: the text as a whole and its items."""

    entry: Entry[str]
    items: tuple[GoalItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the indicator table.

    A continuation row (level 1 or 2 left blank below a filled one) carries the entry of the row above, with that row's
    place, and :attr:`continued` is True. ``place`` is the row's own first cell. ``operator`` is set where a form has a
    column for it (the target has it, too); ``actual``, ``forecast``, ``score`` and ``reason`` are those of monitoring
    and self-evaluation, ``areas`` the values of areas by their names, ``extras`` other columns by key.
    """

    place: Place
    level1: Entry[str]
    level2: Entry[str]
    level3: Entry[str]
    description: Entry[str]
    target: Entry[TargetValue]
    basis: Entry[str]
    measure: Entry[str] = Entry()
    weight: Entry[Decimal] = Entry()
    continued: bool = False
    operator: Entry[str] = Entry()
    actual: Entry[TargetValue] = Entry()
    forecast: Entry[TargetValue] = Entry()
    score: Entry[Decimal] = Entry()
    reason: Entry[str] = Entry()
    areas: Mapping[str, Entry[TargetValue]] = default(default_factory=dict, hash=False)
    extras: Mapping[str, Entry[str]] = default(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Task:
    """One of the tasks of the year on a department's sheet: its name, its content, and what it costs in 元."""

    place: Place
    name: Entry[str]
    content: Entry[str]
    budget: Entry[Decimal]
    fiscal: Entry[Decimal]
    other: Entry[Decimal]


@dataclass(frozen=True, slots=True)
class Funding:
    """The money of a sheet over time, in 元: for all years, at the year's beginning, as adjusted, and spent."""

    total: Entry[Decimal]
    initial: Entry[Decimal]
    adjusted: Entry[Decimal]
    spent: Entry[Decimal]


@dataclass(frozen=True, slots=True)
class TargetSheet:
    """One 绩效目标表: a budget project or a special fund.

    ``place`` is the form's first cell (several forms may share a worksheet). ``money_unit`` is what the form states,
    and ``own_units`` those of amounts that state another one; the amounts are in 元 already. ``unit`` is the reporting
    unit as printed, code and name in one text. ``amounts`` and ``extras`` hold the fields that a form has beyond these,
    by key; ``long_term`` are the indicators for all years of a project; ``printed_sums`` are the sums of weights and
    scores in the table's own last line, by the key of the column; ``list_sums`` are sums that stand in a list of
    projects, above its first one or below this one.
    """

    kind: SheetKind
    place: Place
    title: Entry[str]
    unit: Entry[str]
    unit_code: str
    unit_name: str
    money_unit: MoneyUnit
    code: Entry[str]
    name: Entry[str]
    budget: Entry[Decimal]
    fiscal: Entry[Decimal]
    other: Entry[Decimal]
    purpose: Entry[str]
    plan: SpendingPlan
    goal: Goal
    indicators: tuple[Indicator, ...] = ()
    extras: Mapping[str, Entry[str]] = default(default_factory=dict, hash=False)
    own_units: Mapping[str, MoneyUnit] = default(default_factory=dict, hash=False)
    form: FormIdentity = NO_FORM
    amounts: Mapping[str, Entry[Decimal]] = default(default_factory=dict, hash=False)
    long_term: tuple[Indicator, ...] = ()
    tasks: tuple[Task, ...] = ()
    printed_sums: Mapping[str, Entry[Decimal]] = default(default_factory=dict, hash=False)
    list_sums: tuple[Entry[Decimal], ...] = ()

    @property
    def funding(self) -> Funding:
        """The money over time, as far as the form has it."""
        return Funding(*(self.amounts.get(key, Entry()) for key in ("total", "initial", "adjusted", "spent")))

    @property
    def is_budget(self) -> bool:
        """Whether its budget belongs to the county's total: a plan of a project or a fund."""
        return self.form.purpose is FormPurpose.PLAN and self.form.subject in {FormSubject.PROJECT, FormSubject.FUND}

    def unit_of(self, key: str) -> MoneyUnit:
        """Return the unit in which the cell of an amount counts."""
        return self.own_units.get(key, self.money_unit)

    @property
    def label(self) -> str:
        """The name for people: the project's name, else the title, else the worksheet."""
        return (self.name.value or self.title.value or self.place.sheet or "").strip()


@dataclass(frozen=True, slots=True)
class OverallTargets:
    """部门整体绩效目标: three long texts."""

    overall: Entry[str] = Entry()
    sub_targets: Entry[str] = Entry()
    safeguards: Entry[str] = Entry()

    @property
    def blank(self) -> bool:
        """Whether all three texts are blank."""
        return self.overall.blank and self.sub_targets.blank and self.safeguards.blank


@dataclass(frozen=True, slots=True)
class DepartmentBook:
    """One department's workbook as read.

    ``sheets`` are the plans of projects and special funds, whose budgets count; ``department_sheets`` those of the
    department as a whole, ``progress_sheets`` are monitoring and self-evaluation sheets, and sheets of areas.
    """

    file: str
    county: Entry[str] = Entry()
    year: Entry[int] = Entry()
    code: Entry[str] = Entry()
    name: Entry[str] = Entry()
    overall: OverallTargets = OverallTargets()
    sheets: tuple[TargetSheet, ...] = ()
    department_sheets: tuple[TargetSheet, ...] = ()
    progress_sheets: tuple[TargetSheet, ...] = ()

    @property
    def all_sheets(self) -> tuple[TargetSheet, ...]:
        """Every sheet, whatever its form."""
        return (*self.sheets, *self.department_sheets, *self.progress_sheets)

    @property
    def usual_form(self) -> str:
        """The id of the form that most sheets are on; an empty text without sheets."""
        ids = Counter(sheet.form.id for sheet in self.all_sheets)
        return ids.most_common(1)[0][0] if ids else ""

    @property
    def department_code(self) -> str:
        """The stated code, else the first three digits that most reporting units share, else an empty text."""
        codes = [sheet.unit_code[:DEPARTMENT_DIGITS] for sheet in self.sheets if len(sheet.unit_code) >= 3]
        return self.code.value or next((code for code in codes if codes.count(code) * 2 > len(codes)), "")

    @property
    def projects(self) -> tuple[TargetSheet, ...]:
        """The budget projects, in the order of the workbook."""
        return tuple(sheet for sheet in self.sheets if sheet.kind is SheetKind.PROJECT)

    @property
    def special_funds(self) -> tuple[TargetSheet, ...]:
        """The special funds, in the order of the workbook."""
        return tuple(sheet for sheet in self.sheets if sheet.kind is SheetKind.SPECIAL_FUND)

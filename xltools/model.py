"""The report of a department: target sheets, spending plans, goals, indicators, and the findings about them.

Everything here is an immutable value. Each value that a person typed is an :class:`Entry`: the text of the cell, its
meaning, and the :class:`Place` it was read from. Places are made when a cell is read and passed on; they are never
computed later.

Amounts are :class:`~decimal.Decimal` in 元 with two places; percentages are 0-100 (20 means 20 %).
"""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, fields
from dataclasses import field as default
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from xltools.text import NO_TEXT, Text

__all__ = [
    "DEPARTMENT_DIGITS",
    "NOWHERE",
    "PERIODS",
    "DepartmentBook",
    "Entry",
    "Finding",
    "Goal",
    "GoalItem",
    "Indicator",
    "MoneyUnit",
    "Operator",
    "OverallTargets",
    "Period",
    "Place",
    "Profile",
    "Severity",
    "SheetKind",
    "Since",
    "SpendingPlan",
    "TargetKind",
    "TargetSheet",
    "TargetValue",
    "column_letters",
    "column_number",
    "quick_pickle",
]

DEPARTMENT_DIGITS = 3
"""Digits of a department's code, with which the codes of its units begin."""

T = TypeVar("T")
C = TypeVar("C", bound=type)


def quick_pickle(cls: C) -> C:
    """Let a frozen dataclass or a named tuple travel between processes by its fields: quicker than the standard way."""
    if issubclass(cls, tuple):
        copyreg.pickle(cls, lambda value: (cls, tuple(value)))
    else:
        names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
        values = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
        copyreg.pickle(cls, lambda value: (cls, values(value)))
    return cls


class Severity(StrEnum):
    """The severity of a finding: 错误 must be corrected, 警告 should be, 提示 is worth checking."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Position for sorting: 0 is the most severe."""
        return _RANKS[self]

    @property
    def term(self) -> Text:
        """The officers' word for it."""
        return _SEVERITY_TERMS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
"""Severities in the order of their weight, the most severe first."""
_SEVERITY_TERMS = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("警告", "warning"),
    Severity.NOTE: Text("提示", "note"),
}


class Since(StrEnum):
    """Recurrence of a finding of a returned workbook, compared with the findings it was returned with."""

    NEW = "new"
    STILL = "still"

    @property
    def term(self) -> Text:
        """The officers' word for it."""
        return _SINCE_TERMS[self]


_SINCE_TERMS = {Since.NEW: Text("新增", "new"), Since.STILL: Text("仍在", "still there")}


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


class Profile(StrEnum):
    """The edition of the rules that a form follows; a rule of a later edition never fires on an earlier form."""

    HB2020 = "HB2020"
    MOF2015 = "MOF2015"
    FP2018 = "FP2018"
    MOF2021 = "MOF2021"
    YTH = "YTH"


class Period(StrEnum):
    """The ends of the four periods of a cumulative spending plan."""

    MARCH = "03"
    JUNE = "06"
    OCTOBER = "10"
    DECEMBER = "12"


PERIODS: tuple[Period, ...] = tuple(Period)


@lru_cache(maxsize=1 << 10)
def column_letters(column: int) -> str:
    """Return the letters of a 1-based column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1 << 10)
def column_number(letters: str) -> int:
    """Return the number of a column by its letters: A is 1, AA is 27; 0 for an empty text."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@quick_pickle
class Place(NamedTuple):
    """A cell, a sheet or a file. Row and column count from 1; 0 means the whole sheet, no sheet means the whole file.

    It is a named tuple because one is made for every cell of every form, and that is the fastest kind of value.
    """

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """The address in A1 style, or an empty text for a whole sheet or file."""
        return f"{column_letters(self.column)}{self.row}" if self.row and self.column else ""

    def __str__(self) -> str:
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


NOWHERE = Place()


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
    place, and :attr:`continued` is True. ``place`` is the row's own first cell.
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


@dataclass(frozen=True, slots=True)
class TargetSheet:
    """One 绩效目标表: a budget project or a special fund.

    ``place`` is the form's first cell (several forms may share a worksheet). ``money_unit`` is what the form states,
    and ``own_units`` those of amounts that state another one; the amounts are in 元 already. ``unit`` is the reporting
    unit as printed, code and name in one text. ``extras`` holds the fields that a form has beyond these, by key.
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
    extras: Mapping[str, Entry[str]] = default(default_factory=dict)
    own_units: Mapping[str, MoneyUnit] = default(default_factory=dict)

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
    """One department's workbook as read."""

    file: str
    profile: Profile
    county: Entry[str] = Entry()
    year: Entry[int] = Entry()
    code: Entry[str] = Entry()
    name: Entry[str] = Entry()
    overall: OverallTargets = OverallTargets()
    sheets: tuple[TargetSheet, ...] = ()

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


@quick_pickle
@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that a reviewer would mark: its place, what is wrong, and what to do about it.

    ``subject`` names the project or fund for a person; ``related`` holds the other cells that take part (such as the
    twin of a duplicate). ``found`` and ``expected`` are short texts. ``since`` is None unless the workbook was returned
    before.
    """

    rule: str
    severity: Severity
    place: Place
    field: str = ""
    subject: str = ""
    message: Text = NO_TEXT
    found: str = ""
    expected: str = ""
    suggestion: Text = NO_TEXT
    related: tuple[Place, ...] = ()
    since: Since | None = None

    @property
    def explanation(self) -> Text:
        """Message and suggestion as two sentences."""
        return Text(
            f"{self.message.zh}。{self.suggestion.zh}",
            f"{self.message.en}. {self.suggestion.en}",
        )

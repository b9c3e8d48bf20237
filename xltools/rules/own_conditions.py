"""Conditions of the rules that a county writes itself: a field, an operator, and a value or another field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fnmatch import translate
from functools import lru_cache
from typing import Any

from xltools.form_identity import Capability
from xltools.model import DepartmentBook, Entry, Indicator, MoneyUnit, TargetSheet, TargetValue
from xltools.quick_dataclass import dataclass
from xltools.values import format_amount, squeeze
from xltools.values.numbers import format_decimal

__all__ = [
    "BLANK_OPERATORS",
    "COMPARISONS",
    "FIELDS",
    "FIELD_NEEDS",
    "OPERATORS",
    "ORDERS",
    "ROW_FIELDS",
    "SHEET_FIELDS",
    "WORD_OPERATORS",
    "JudgedSubject",
    "OwnCondition",
    "Value",
]

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: bool(one == other),
    "!=": lambda one, other: bool(one != other),
    "<": lambda one, other: bool(one < other),
    "<=": lambda one, other: bool(one <= other),
    ">": lambda one, other: bool(one > other),
    ">=": lambda one, other: bool(one >= other),
}
ORDERS = frozenset({"<", "<=", ">", ">="})
WORD_OPERATORS = frozenset({"contains", "not contains", "in", "not in", "like", "not like"})
BLANK_OPERATORS = frozenset({"blank", "not blank"})
OPERATORS = (*COMPARISONS, *sorted(WORD_OPERATORS), *sorted(BLANK_OPERATORS))

_AMOUNTS = frozenset({"budget", "fiscal", "other"})
SHEET_FIELDS: Mapping[str, Callable[[TargetSheet], Entry[Any]]] = {
    "title": lambda sheet: sheet.title,
    "unit": lambda sheet: sheet.unit,
    "code": lambda sheet: sheet.code,
    "name": lambda sheet: sheet.name,
    "budget": lambda sheet: sheet.budget,
    "fiscal": lambda sheet: sheet.fiscal,
    "other": lambda sheet: sheet.other,
    "purpose": lambda sheet: sheet.purpose,
    "goals": lambda sheet: sheet.goal.entry,
    "plan_03": lambda sheet: sheet.plan.march,
    "plan_06": lambda sheet: sheet.plan.june,
    "plan_10": lambda sheet: sheet.plan.october,
    "plan_12": lambda sheet: sheet.plan.december,
}
ROW_FIELDS: Mapping[str, Callable[[Indicator], Entry[Any]]] = {
    "level1": lambda row: row.level1,
    "level2": lambda row: row.level2,
    "level3": lambda row: row.level3,
    "description": lambda row: row.description,
    "target": lambda row: row.target,
    "basis": lambda row: row.basis,
    "weight": lambda row: row.weight,
}
_BOOK_FIELDS: Mapping[str, Callable[[DepartmentBook], Entry[Any]]] = {
    "county": lambda book: book.county,
    "year": lambda book: book.year,
    "department_code": lambda book: book.code,
    "department_name": lambda book: book.name,
    "overall": lambda book: book.overall.overall,
    "sub_targets": lambda book: book.overall.sub_targets,
    "safeguards": lambda book: book.overall.safeguards,
}
FIELDS = (*SHEET_FIELDS, *ROW_FIELDS, *_BOOK_FIELDS)
FIELD_NEEDS: Mapping[str, Capability] = {
    "unit": Capability.UNIT,
    "code": Capability.CODE,
    "budget": Capability.BUDGET,
    "fiscal": Capability.SOURCES,
    "other": Capability.SOURCES,
    "purpose": Capability.PURPOSE,
    "goals": Capability.GOALS,
    **dict.fromkeys(("plan_03", "plan_06", "plan_10", "plan_12"), Capability.SPENDING_PLAN),
    **dict.fromkeys(ROW_FIELDS, Capability.INDICATORS),
    "level2": Capability.LEVEL2,
    "description": Capability.DESCRIPTION,
    "basis": Capability.BASIS,
    "weight": Capability.WEIGHT,
}
"""The part of a form that a rule about a field needs; a form without it is not asked."""

Value = Decimal | str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class JudgedSubject:
    """The subject of a condition: a row of a sheet of a book, a sheet, or the book alone."""

    book: DepartmentBook
    sheet: TargetSheet | None = None
    row: Indicator | None = None

    def entry(self, field: str) -> Entry[Any]:
        """Return the entry of a field; an empty one where the subject is too wide to have it."""
        if field in ROW_FIELDS:
            return ROW_FIELDS[field](self.row) if self.row else Entry()
        if field in SHEET_FIELDS:
            return SHEET_FIELDS[field](self.sheet) if self.sheet else Entry()
        return _BOOK_FIELDS[field](self.book)

    def number(self, field: str) -> Decimal | None:
        """Return the number that a field holds: amounts in 元, percentages from 0 to 100, the number of a target."""
        value = self.entry(field).value
        if isinstance(value, TargetValue):
            return value.number
        return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class OwnCondition:
    """A comparison of a field with a value, a list of words, or ``times`` another field."""

    field: str
    operator: str
    value: Value = None
    other: str = ""
    times: Decimal = Decimal(1)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are looked at."""
        return (self.field, self.other) if self.other else (self.field,)

    def holds(self, subject: JudgedSubject) -> bool | None:
        """Return whether the condition holds; None where it cannot be judged."""
        entry = subject.entry(self.field)
        if self.operator in BLANK_OPERATORS:
            return entry.blank is (self.operator == "blank")
        if entry.blank:
            return None
        if self.operator in WORD_OPERATORS:
            positive = self.operator.removeprefix("not ")
            return self._matches(entry.text, positive) is (positive == self.operator)
        compare = COMPARISONS[self.operator]
        expected = self._expected_number(subject)
        if expected is not None or self.operator in ORDERS or self.other:
            number = subject.number(self.field)
            return None if number is None or expected is None else compare(number, expected)
        return compare(squeeze(entry.text), squeeze(str(self.value)))

    def shown(self, subject: JudgedSubject) -> str:
        """Return what the field is expected to be, for people; empty where that is not a single value."""
        expected = self._expected_number(subject)
        if self.operator not in COMPARISONS or self.operator == "!=":
            return ""
        if expected is None:
            return str(self.value or "")
        unit = subject.sheet.money_unit if subject.sheet else MoneyUnit.YUAN
        text = format_amount(expected, unit) if self.field in _AMOUNTS else format_decimal(expected)
        return text if self.operator == "=" else f"{self.operator} {text}"

    def _expected_number(self, subject: JudgedSubject) -> Decimal | None:
        if self.other:
            number = subject.number(self.other)
            return None if number is None else number * self.times
        return self.value if isinstance(self.value, Decimal) else None

    def _matches(self, text: str, operator: str) -> bool:
        words = self.value if isinstance(self.value, tuple) else (str(self.value),)
        text = squeeze(text)
        if operator == "contains":
            return any(squeeze(word) in text for word in words)
        if operator == "in":
            return any(squeeze(word) == text for word in words)
        return any(_pattern(squeeze(word)).match(text) is not None for word in words)


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    """Return a pattern with * and ? as in names of files; such a pattern cannot take long."""
    return re.compile(translate(text))

"""Two figures for sorting sheets: how much of the form is filled in, and how much was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xltools.model import Entry, Finding, Severity, SheetKind, TargetSheet

__all__ = ["completeness", "problem_score"]

_EMPTY: Entry[Any] = Entry()
_POINTS = {Severity.ERROR: 10, Severity.WARNING: 3, Severity.NOTE: 0}
"""Points that a finding takes off the problem score."""


def completeness(sheet: TargetSheet) -> Decimal:
    """Return the filled-in part of the cells that the sheet's form requires, 0-100 with one decimal place.

    The reporting unit is required of projects. An empty indicator table counts as one empty row.
    """
    columns = sheet.form.columns
    blanks = [entry.blank for entry in _required_entries(sheet)]
    for indicator in sheet.indicators:
        extras = indicator.extras
        blanks += [(extras[key] if key in extras else getattr(indicator, key, _EMPTY)).blank for key in columns]
    if not sheet.indicators:
        blanks += [True] * len(columns)
    if not blanks:
        return Decimal("100.0")
    return (Decimal(100 * blanks.count(False)) / len(blanks)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _required_entries(sheet: TargetSheet) -> Iterator[Entry[Any]]:
    required = sheet.form.fields
    march, june, october, december = sheet.plan.entries
    fields: dict[str, Entry[Any]] = {
        "code": sheet.code,
        "name": sheet.name,
        "budget": sheet.budget,
        "fiscal": sheet.fiscal,
        "other": sheet.other,
        "purpose": sheet.purpose,
        "plan_03": march,
        "plan_06": june,
        "plan_10": october,
        "plan_12": december,
        "goals": sheet.goal.entry,
    }
    if sheet.kind is SheetKind.PROJECT:
        fields["unit"] = sheet.unit
    yield from (entry for key, entry in fields.items() if key in required)


def problem_score(findings: Iterable[Finding]) -> int:
    """Return 100 less 10 for each error and 3 for each warning, at least 0.

    It only sorts sheets and does not grade anyone's performance.
    """
    return max(0, 100 - sum(_POINTS[finding.severity] for finding in findings))

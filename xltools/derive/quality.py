"""Two figures that sort sheets: how much of the form is filled in, and how much was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xltools.forms.hb2020 import HB2020
from xltools.model import Entry, Finding, Indicator, Severity, SheetKind, TargetSheet

__all__ = ["completeness", "problem_score"]

_COST = {Severity.ERROR: 10, Severity.WARNING: 3, Severity.NOTE: 0}
_REQUIRED = frozenset(field.key for field in HB2020.fields if field.required)
_COLUMNS = tuple(column.key for column in HB2020.table.columns if column.required)


def completeness(sheet: TargetSheet) -> Decimal:
    """How much of what the form requires is filled in, 0-100 with one place: cells with content of cells required.

    The reporting unit is required of projects. An empty indicator table counts as one empty row.
    """
    blanks = [entry.blank for entry in _required(sheet)]
    for indicator in sheet.indicators:
        blanks += [_cell(indicator, key).blank for key in _COLUMNS]
    if not sheet.indicators:
        blanks += [True] * len(_COLUMNS)
    return (Decimal(100 * blanks.count(False)) / len(blanks)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _required(sheet: TargetSheet) -> Iterator[Entry[Any]]:
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
    yield from (entry for key, entry in fields.items() if key in _REQUIRED)
    if sheet.kind is SheetKind.PROJECT:
        yield sheet.unit


def _cell(indicator: Indicator, key: str) -> Entry[Any]:
    entry: Entry[Any] = getattr(indicator, key)
    return entry


def problem_score(findings: Iterable[Finding]) -> int:
    """100 less 10 for each error and 3 for each warning, at least 0: sorts sheets, and grades nobody's performance."""
    return max(0, 100 - sum(_COST[finding.severity] for finding in findings))

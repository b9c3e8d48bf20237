"""Read last year's summary: projects and funds with budgets and targets, each with its cell, to compare with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from xltools.county.doubtful import LastYearAmount, Settlement
from xltools.model import SheetKind
from xltools.rules.known_amounts import StatedTarget
from xltools.sheet_names import DOUBTFUL_SHEET, FUNDS_SHEET, INDICATORS_SHEET, PROJECTS_SHEET, UNMATCHED_SHEET
from xltools.summary.indicators import INDICATOR_IDENTITY
from xltools.summary.previous import PreviousSummary, read_rows
from xltools.summary.projects import FUND_IDENTITY, PROJECT_IDENTITY
from xltools.values import parse_amount

__all__ = ["earlier_settlements", "read_last_year"]

_KINDS = {SheetKind.PROJECT: "项目", SheetKind.SPECIAL_FUND: "专项"}
_TABLES = ((PROJECTS_SHEET, SheetKind.PROJECT, PROJECT_IDENTITY), (FUNDS_SHEET, SheetKind.SPECIAL_FUND, FUND_IDENTITY))


def read_last_year(path: Path) -> Sequence[LastYearAmount]:
    """Read the projects of a summary of last year with their targets. Raises NoSummaryError for any other file."""
    targets: defaultdict[tuple[str, ...], list[StatedTarget]] = defaultdict(list)
    for row, place in read_rows(path, INDICATORS_SHEET, INDICATOR_IDENTITY, "original"):
        if row.get("number"):
            owner = _owner(row, str(row.get("kind", "")), "owner code", "owner")
            targets[owner].append(StatedTarget(str(row.get("level3", "")), str(row.get("original", "")), place))
    return [
        LastYearAmount(
            department=str(row.get("department code") or row.get("department name") or ""),
            kind=kind,
            code=str(row.get("code", "")),
            name=str(row.get("name", "")),
            budget=parse_amount(str(row.get("budget", ""))),
            place=place,
            targets=tuple(targets[_owner(row, _KINDS[kind], "code", "name")]),
        )
        for sheet, kind, columns in _TABLES
        for row, place in read_rows(path, sheet, columns, "budget")
        if row.get("name") and row.get("number")
    ]


def _owner(row: Mapping[str, str | int], kind: str, code: str, name: str) -> tuple[str, ...]:
    return str(row.get("department name", "")), kind, str(row.get(code, "")), str(row.get(name, ""))


def earlier_settlements(previous: PreviousSummary) -> Iterator[Settlement]:
    """Return what people entered about doubtful amounts in an earlier summary, also what had no counterpart since."""
    rows = [*previous.rows(DOUBTFUL_SHEET)]
    rows += [row for row in previous.rows(UNMATCHED_SHEET) if row.get("table") == DOUBTFUL_SHEET]
    for row in rows:
        amount = parse_amount(str(row.get("amount") or row.get("found") or ""))
        handling, remark = str(row.get("handling", "")).strip(), str(row.get("doubt remark", "")).strip()
        if amount is not None and (handling or remark):
            owner = str(row.get("owner") or row.get("department name") or "")
            yield Settlement(owner, str(row.get("code", "")), str(row.get("subject", "")), amount, handling, remark)

"""Facts that the county's project register adds to a department's file: sources of money, and projects of funds.

The register is the county's own list. It gives what a workbook cannot: the special fund that a project belongs to, even
if neither a sum nor a name shows it, and the level of government that pays for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xltools.county.data import CountyFile, SheetRow
from xltools.derive import FUND_LEVELS
from xltools.messages.counting import count_severities
from xltools.model import SheetKind
from xltools.rosters.read import RosterProject
from xltools.row_storage import PickledRows
from xltools.rules.patterns import bare_text

__all__ = ["known_members", "with_register"]

_UNMATCHED_FUND = "A07"
"""The rule that reports funds without a project."""


def with_register(record: CountyFile, register: Sequence[RosterProject]) -> CountyFile:
    """Return the record with the register's levels of government, without the findings that the register answers."""
    if not any(entry.level or entry.parent for entry in register):
        return record
    rows = tuple(record.sheets)
    projects = [row for row in rows if row.kind is SheetKind.PROJECT]
    funds = [row for row in rows if row.kind is SheetKind.SPECIAL_FUND]
    known = {(funds[n].place.sheet, funds[n].name) for n in known_members(funds, projects, register).values()}
    answered = [
        one for one in record.findings if one.rule == _UNMATCHED_FUND and (one.place.sheet, one.subject) in known
    ]
    findings = tuple(one for one in record.findings if one not in answered)
    levels = dict(_levels(rows, register))
    return replace(
        record,
        sheets=PickledRows(row._replace(fund_level=levels.get(n, row.fund_level)) for n, row in enumerate(rows)),
        findings=findings,
        counts=count_severities(findings),
    )


def known_members(
    funds: Sequence[SheetRow], projects: Sequence[SheetRow], register: Sequence[RosterProject]
) -> Mapping[int, int]:
    """Return the number of the fund for each project (by number) that the register places under one of these funds."""
    numbers = {key: number for number, fund in reversed(list(enumerate(funds))) for key in _keys(fund.code, fund.name)}
    entries = _by_key(register)
    members: dict[int, int] = {}
    for number, project in enumerate(projects):
        entry = _entry(project, entries)
        fund = numbers.get(bare_text(entry.parent)) if entry and entry.parent else None
        if fund is not None:
            members[number] = fund
    return members


def _levels(rows: Sequence[SheetRow], register: Sequence[RosterProject]) -> Iterator[tuple[int, str]]:
    entries = _by_key(register)
    for number, row in enumerate(rows):
        entry = _entry(row, entries)
        level = next((level for level in FUND_LEVELS if entry and entry.level.startswith(level)), "")
        if level:
            yield number, level


def _by_key(register: Sequence[RosterProject]) -> dict[str, RosterProject]:
    entries: dict[str, RosterProject] = {}
    for entry in register:
        for key in _keys(entry.code, entry.name):
            entries.setdefault(key, entry)
    return entries


def _entry(row: SheetRow, entries: Mapping[str, RosterProject]) -> RosterProject | None:
    return next((entries[key] for key in _keys(row.code, row.name) if key in entries), None)


def _keys(code: str, name: str) -> list[str]:
    """Return the keys of an entry: its code first, then its name."""
    return [key for key in (bare_text(code), bare_text(name)) if key]

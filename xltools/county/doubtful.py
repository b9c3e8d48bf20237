"""Amounts that cannot be: held against the register and last year's summary, and kept out of the totals until settled.

The rules find doubtful amounts in the departments' own workbooks already; here the county adds what it knows. A sheet
whose amount is doubtful keeps its row, without its money: that stands in a :class:`~xltools.county.data.DoubtfulAmount`
until a corrected workbook comes, or somebody accepts it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from xltools.county.data import CountyFile, DoubtfulAmount, Fate, Handling, SheetRow, county_parts
from xltools.county.fund_choices import FundChoice
from xltools.county.project_identity import settlement_key
from xltools.messages.counting import count_severities
from xltools.model import Finding, Place, SheetKind
from xltools.quick_dataclass import dataclass
from xltools.rosters.read import RosterProject
from xltools.row_storage import PickledRows
from xltools.rules.engine import compared_findings, sort_findings
from xltools.rules.known_amounts import (
    DOUBTING_RULES,
    ReportedAmount,
    StatedTarget,
    approved_places,
    compare_with_last_year,
    compare_with_register,
)
from xltools.rules.last_year import compare_projects_with_last_year
from xltools.rules.settings import DEFAULT, Settings

__all__ = [
    "AcceptedSheet",
    "LastYearAmount",
    "Plausibility",
    "Settlement",
    "hold_amounts_back",
    "reported_money",
    "unused_acceptances",
]

_PARTS = frozenset({"fiscal", "other"})
"""The parts of a budget; one of them may be in doubt while the budget is not."""
NO_PLANS = (None, None, None, None)


@dataclass(frozen=True, slots=True)
class LastYearAmount:
    """A project or special fund of last year's summary, with the cell of its budget there."""

    department: str
    """the department's code, else its name"""
    kind: SheetKind
    code: str
    name: str
    budget: Decimal | None
    place: Place
    targets: tuple[StatedTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptedSheet:
    """A sheet of a file whose amount the officer accepts; the file by its path or by its name alone."""

    file: str
    sheet: str

    def covers(self, place: Place) -> bool:
        """Return whether the place is on this sheet."""
        return place.sheet == self.sheet and self.file in {place.file, place.file.rpartition("/")[2]}


@dataclass(frozen=True, slots=True)
class Settlement:
    """The officer's entry about a doubtful amount in an earlier summary; it holds for the same amount only."""

    department: str
    code: str
    name: str
    amount: Decimal
    handling: str
    remark: str

    @property
    def key(self) -> Hashable:
        """The identity of the amount that it is about."""
        return settlement_key(self.department, self.code, self.name, self.amount)


@dataclass(frozen=True, slots=True)
class Plausibility:
    """Further amounts to compare with besides the register, and decisions of the officer."""

    last_year: Sequence[LastYearAmount] = ()
    accepted: Sequence[AcceptedSheet] = ()
    settlements: Sequence[Settlement] = ()
    funds: Sequence[FundChoice] = ()


def hold_amounts_back(
    records: Sequence[CountyFile],
    registers: Mapping[str, Sequence[RosterProject]],
    plausibility: Plausibility,
    settings: Settings = DEFAULT,
) -> list[CountyFile]:
    """Return the records with the findings of the comparisons, and accepted ones without the money that is in doubt."""
    doubts = {
        record.path: tuple(one for one in record.findings if one.rule in DOUBTING_RULES)
        for record in records
        if record.fate is Fate.ACCEPTED
    }
    compared = _compare(records, doubts, registers, plausibility.last_year, settings)
    return [
        _settled_record(record, doubts[record.path], compared, plausibility) if record.path in doubts else record
        for record in records
    ]


def unused_acceptances(plausibility: Plausibility, findings: Iterable[Finding]) -> tuple[AcceptedSheet, ...]:
    """Return the accepted sheets whose amounts no finding doubts."""
    if not plausibility.accepted:
        return ()
    doubted = [finding.place for finding in findings if finding.rule in DOUBTING_RULES]
    return tuple(one for one in plausibility.accepted if not any(map(one.covers, doubted)))


# --- comparisons ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Compared:
    """The result of the comparisons: findings by the path of their file, and the amounts that are as approved."""

    findings: Mapping[str, Sequence[Finding]]
    approved: frozenset[Place]


def _compare(
    records: Sequence[CountyFile],
    doubts: Mapping[str, Sequence[Finding]],
    registers: Mapping[str, Sequence[RosterProject]],
    last_year: Sequence[LastYearAmount],
    settings: Settings,
) -> _Compared:
    """Hold the amounts of each department against its register and its part of last year's summary."""
    known = defaultdict(list)
    for entry in last_year:
        known[entry.department].append(entry)
    departments: dict[str, list[CountyFile]] = defaultdict(list)
    own: dict[str, CountyFile] = {}
    for record in records:
        if record.fate is Fate.ACCEPTED:
            own.setdefault(record.department_key, record)
            for part in (record, *record.guests):
                departments[part.department_key].append(part)
    added: dict[str, list[Finding]] = defaultdict(list)
    as_approved: set[Place] = set()
    for key, files in departments.items():
        register = registers.get(key, ())
        earlier = known.get(key) or known.get(files[0].department_name) or ()
        # Who has sent sheets of results only has reported no amounts that could be missing or others.
        if not (register or earlier) or not any(file.reports_projects for file in files):
            continue
        amounts = [amount for file in files for amount in _reported(file, with_targets=bool(earlier))]
        as_approved.update(approved := approved_places(amounts, register))
        doubtful = {one.place for file in files for one in doubts[file.path]} - approved
        # What is missing is reported at a workbook of the department's own; without one the department is missing.
        file = own[key].path if key in own else ""
        approvals = compare_with_register(amounts, register, Place(file), doubtful)
        findings = [one for one in compared_findings(approvals, settings) if one.place.file]
        doubtful.update(one.place for one in findings if one.rule in DOUBTING_RULES)
        findings += compared_findings(compare_with_last_year(amounts, earlier, doubtful | approved), settings)
        doubtful.update(one.place for one in findings if one.rule in DOUBTING_RULES)
        findings += compared_findings(compare_projects_with_last_year(amounts, earlier, doubtful), settings)
        for finding in findings:
            added[finding.place.file].append(finding)
    return _Compared(added, frozenset(as_approved))


def _reported(file: CountyFile, *, with_targets: bool) -> Iterator[ReportedAmount]:
    """Yield the projects and funds of a file with their amounts, and their targets if those are compared."""
    targets: dict[str, list[StatedTarget]] = defaultdict(list)
    for one in file.indicators if with_targets else ():
        targets[one.place.sheet].append(StatedTarget(one.level3, one.original, one.place))
    for row in file.sheets:
        place = row.budget_place if row.budget_place.row else row.place
        texts = (row.name, row.purpose, row.goal)
        yield ReportedAmount(
            row.kind, row.code, row.name, row.budget, place, texts, row.place, tuple(targets[row.place.sheet])
        )


def _settled_record(
    record: CountyFile, doubts: Sequence[Finding], compared: _Compared, plausibility: Plausibility
) -> CountyFile:
    """Return a workbook with the findings of the comparisons and without the money that is in doubt.

    ``doubts`` are its own findings that doubt an amount: those of approved amounts are dropped.
    """
    added = compared.findings.get(record.path, ())
    left = [one for one in doubts if one.place not in compared.approved]
    if added or len(left) < len(doubts):
        record = _with_findings(record, added, compared.approved)
    return _held_back(record, [*left, *(one for one in added if one.rule in DOUBTING_RULES)], plausibility)


def _with_findings(record: CountyFile, added: Sequence[Finding], approved: Collection[Place]) -> CountyFile:
    kept = (one for one in record.findings if one.rule not in DOUBTING_RULES or one.place not in approved)
    findings = sort_findings((*kept, *added), [row.place for row in record.sheets])
    return replace(record, findings=PickledRows(findings), counts=count_severities(findings))


# --- amounts in doubt -------------------------------------------------------------------------------------------------


def _held_back(record: CountyFile, doubting: Sequence[Finding], plausibility: Plausibility) -> CountyFile:
    """Return the record with its doubtful amounts; those that are not accepted leave the rows."""
    if not doubting:
        return record
    doubts: dict[Place, Finding] = {}
    for finding in doubting:
        doubts.setdefault(finding.place, finding)
    settled = {one.key: one for one in plausibility.settlements}
    own, *guests = (
        _without_doubts(part, tuple(doubts.values()), plausibility.accepted, settled)
        for part in (record, *record.guests)
    )
    return replace(own, guests=tuple(guests))


def _without_doubts(
    part: CountyFile,
    doubts: Sequence[Finding],
    accepted: Sequence[AcceptedSheet],
    settled: Mapping[Hashable, Settlement],
) -> CountyFile:
    """Return a workbook, or the sheets of another department in it, with the doubtful amounts apart."""
    amounts: list[DoubtfulAmount] = []
    rows: list[SheetRow] = []
    for reported in part.sheets:
        row = reported
        for doubt in doubts:
            if _is_about(doubt, reported):
                amount = _settled(_doubtful(reported, doubt), part, accepted, settled)
                amounts.append(amount)
                row = row if amount.counted else _without_money(row, amount.field)
        rows.append(row)
    return replace(part, sheets=PickledRows(rows), doubtful=tuple(amounts))


def _is_about(doubt: Finding, row: SheetRow) -> bool:
    """Return whether a doubt is about the budget of a sheet, or about a part of it."""
    if doubt.field in _PARTS:
        return (doubt.place.file, doubt.place.sheet, doubt.subject) == (row.place.file, row.place.sheet, row.name)
    return row.budget is not None and doubt.place == row.budget_place


def _doubtful(row: SheetRow, finding: Finding) -> DoubtfulAmount:
    evidence = finding.related[0] if finding.related else finding.place
    key = finding.field if finding.field in _PARTS else "budget"
    return DoubtfulAmount(row, finding.expected, finding.message.zh, evidence, finding.place, key)


def _settled(
    amount: DoubtfulAmount,
    record: CountyFile,
    accepted: Sequence[AcceptedSheet],
    settled: Mapping[Hashable, Settlement],
) -> DoubtfulAmount:
    row = amount.row
    key = settlement_key(record.department_key, row.code, row.name, amount.amount)
    earlier = settled.get(key)
    if earlier:
        amount = amount._replace(handling=earlier.handling, remark=earlier.remark)
    if any(one.covers(row.place) for one in accepted):
        amount = amount._replace(handling=Handling.COUNT.value)
    return amount


def _without_money(row: SheetRow, field: str) -> SheetRow:
    if field == "fiscal":
        return row._replace(fiscal=None)
    if field == "other":
        return row._replace(other=None)
    return row._replace(budget=None, fiscal=None, other=None, planned=NO_PLANS)


def reported_money(records: Sequence[CountyFile]) -> Decimal:
    """Add up the budgets of all sheets of the accepted files as they were read."""
    accepted = county_parts(record for record in records if record.fate is Fate.ACCEPTED)
    rows: Iterator[SheetRow] = (row for part in accepted for row in part.sheets)
    return sum((row.budget for row in rows if row.budget is not None), Decimal(0))

"""What the summary's sheets have to know of the whole county before the first row is written.

One pass over the sheets and one over the findings. Sums are exact; they become the stored values of the formulas. The
rows of a large county stay packed in the files' records and are streamed again when their sheet is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from xltools.county.data import (
    FEW_SHEETS,
    Containment,
    CountyData,
    DepartmentEntry,
    Fate,
    FileRecord,
    IndicatorRow,
    SheetRow,
)
from xltools.county.sums import Sums
from xltools.derive import FUND_LEVELS
from xltools.model import Place, Severity, SheetKind
from xltools.row_storage import ConcatenatedRows
from xltools.summary.issue_store import IssueSpool
from xltools.summary.names import department_name, project_name

__all__ = ["SATISFACTION", "Department", "Facts", "OwnRow", "collect_facts", "known_level"]

ZERO = Decimal(0)
SATISFACTION = "满意度"


@dataclass(slots=True)
class Department:
    """One department and its sums. ``number`` is what the rows of all sheets are added up by."""

    number: int
    code: str
    name: str
    expected: bool
    """it is on the roster"""
    files: list[FileRecord] = field(default_factory=list)
    left_out: list[FileRecord] = field(default_factory=list)
    """files of it that do not count: superseded, or not to be read"""
    sheet_rows: Sequence[SheetRow] = ()
    indicator_rows: Sequence[IndicatorRow] = ()
    project_sums: Sums = field(default_factory=Sums)
    fund_sums: Sums = field(default_factory=Sums)
    levels: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(FUND_LEVELS, ZERO))
    """the projects' budgets by where the money comes from"""
    counted_funds: Decimal = ZERO
    """the budgets of special funds without projects of their own"""
    satisfied: int = 0
    """projects with an indicator of satisfaction"""
    completeness: Decimal = ZERO
    """of all its sheets together; divide by their number"""
    findings: Counter[tuple[Severity, str]] = field(default_factory=Counter)
    """by severity and rule"""

    @property
    def received(self) -> bool:
        """A file of it counts."""
        return bool(self.files)

    @property
    def unreadable(self) -> list[FileRecord]:
        """Files that it sent and nobody could read."""
        return [file for file in self.left_out if file.fate is Fate.REJECTED]

    @property
    def sheets(self) -> int:
        """Its projects and special funds."""
        return self.project_sums.count + self.fund_sums.count

    @property
    def indicators(self) -> int:
        """The indicators of all its sheets."""
        return self.project_sums.indicators + self.fund_sums.indicators

    def count(self, severity: Severity) -> int:
        """How many findings of a severity it has."""
        return sum(number for (level, _), number in self.findings.items() if level is severity)


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row of a detail sheet with its department and its number on that sheet (from 1)."""

    department: Department
    number: int
    row: SheetRow


@dataclass(slots=True)
class Facts:
    """The county added up."""

    data: CountyData
    departments: list[Department]
    nobodys: Department
    """stands for findings that belong to no department; its number is 0"""
    containments: Mapping[Place, Containment]
    """by the place of the fund"""
    contained: dict[Place, int]
    """the numbers on the project sheet of the projects that special funds contain, by place"""
    issues: IssueSpool
    by_file: Mapping[str, Department]
    projects: Sums = field(default_factory=Sums)
    funds: Sums = field(default_factory=Sums)
    memberships: int = 0
    """how often a project stands below a special fund"""

    @property
    def missing(self) -> list[Department]:
        """Departments of the roster that sent nothing."""
        return [one for one in self.departments if one.expected and not one.received and not one.unreadable]

    @property
    def unreadable(self) -> list[Department]:
        """Departments of the roster that sent nothing but what cannot be read."""
        return [one for one in self.departments if one.expected and not one.received and one.unreadable]

    @property
    def indicators(self) -> int:
        """How many indicators were read."""
        return sum(len(one.indicator_rows) for one in self.departments)

    @property
    def counted_funds(self) -> Decimal:
        """What special funds add to the projects' money in the deduplicated total."""
        return sum((one.counted_funds for one in self.departments), ZERO)

    def level(self, name: str) -> Decimal:
        """The projects' money from one level of government."""
        return sum((one.levels[name] for one in self.departments), ZERO)

    @property
    def everybody(self) -> tuple[Department, ...]:
        """The departments, and :attr:`nobodys` if there is a finding that belongs to none."""
        return (*self.departments, *([self.nobodys] if self.nobodys.findings else []))

    def members(self, fund: SheetRow) -> tuple[SheetRow, ...]:
        """The projects that a special fund contains."""
        pair = self.containments.get(fund.place)
        return pair.projects if pair else ()

    def counts(self, fund: SheetRow) -> bool:
        """The fund's own budget is part of the deduplicated total."""
        return not self.members(fund)

    def rows(self, kind: SheetKind | None = None) -> Iterator[OwnRow]:
        """The projects, the special funds or both, of all departments in the order of the detail sheets."""
        numbers = dict.fromkeys(SheetKind, 0)
        for department in self.departments:
            for row in department.sheet_rows:
                numbers[row.kind] += 1
                if kind is None or row.kind is kind:
                    yield OwnRow(department, numbers[row.kind], _named(row))


def collect_facts(data: CountyData, issues: IssueSpool) -> Facts:
    """Add the county up; its findings are laid aside in ``issues``."""
    departments, by_file = _departments(data)
    nobodys = Department(0, "", "（不属于某个部门）", False)
    containments = {pair.fund.place: _named_pair(pair) for pair in data.containments}
    facts = Facts(data, departments, nobodys, containments, {}, issues, by_file)
    _add_sheets(facts)
    _add_findings(facts)
    facts.projects.add_all(one.project_sums for one in departments)
    facts.funds.add_all(one.fund_sums for one in departments)
    return facts


def known_level(row: SheetRow) -> str:
    """Where a sheet's money comes from, as the summary's columns tell it apart."""
    return row.fund_level if row.fund_level in FUND_LEVELS else FUND_LEVELS[-1]


def _departments(data: CountyData) -> tuple[list[Department], dict[str, Department]]:
    """The departments of the roster and of the accepted files by their codes, and whose each file is."""
    found: dict[str, Department] = {
        entry.code or entry.name: Department(0, entry.code, department_name(entry.name), True) for entry in data.roster
    }
    for file in data.accepted:
        key = _key(file)
        department = found.setdefault(key, Department(0, file.department_code, "", False))
        department.name = department.name or department_name(file.department_name or file.path.rpartition("/")[2])
        department.files.append(file)
    ordered = sorted(found.values(), key=lambda one: (one.code, one.name))
    few = sum(len(file.sheets) for file in data.accepted) <= FEW_SHEETS
    for number, department in enumerate(ordered, 1):
        department.number = number
        sheets = ConcatenatedRows(file.sheets for file in department.files)
        indicators = ConcatenatedRows(file.indicators for file in department.files)
        department.sheet_rows = tuple(sheets) if few else sheets
        department.indicator_rows = tuple(indicators) if few else indicators
    return ordered, _owners(data, found)


def _owners(data: CountyData, found: Mapping[str, Department]) -> dict[str, Department]:
    """Whose each file is that counts or cannot be read. What does not count is noted down with its department."""
    owners: dict[str, Department] = {}
    for file in data.files:
        department = found.get(_key(file))
        if department is None and file.fate is Fate.REJECTED:
            entry = _sender(file.path.rpartition("/")[2], data.roster)
            department = found[entry.code or entry.name] if entry else None
        if department is None or file.fate is Fate.IGNORED:
            continue
        if file.fate is not Fate.SUPERSEDED:
            owners[file.path] = department
        if file.fate is not Fate.ACCEPTED:
            department.left_out.append(file)
    return owners


def _sender(name: str, roster: Sequence[DepartmentEntry]) -> DepartmentEntry | None:
    """Who sent a file that nobody can read, by the file's name: the department stands in it, or it begins with the
    code."""
    named = [entry for entry in roster if entry.name and entry.name in name]
    coded = [entry for entry in roster if entry.code and re.match(rf"{re.escape(entry.code)}(?!\d)", name)]
    return max(named or coded, key=lambda entry: len(entry.name if named else entry.code), default=None)


def _key(file: FileRecord) -> str:
    return file.department_code or file.department_name or file.path


def _named(row: SheetRow) -> SheetRow:
    """The row with its name as the summary shows it."""
    name = project_name(row.name)
    return row if name == row.name else row._replace(name=name)


def _named_pair(pair: Containment) -> Containment:
    return Containment(_named(pair.fund), tuple(map(_named, pair.projects)))


def _add_sheets(facts: Facts) -> None:
    wanted = {project.place for pair in facts.data.containments for project in pair.projects}
    for own in facts.rows():
        one, row = own.department, own.row
        facts.issues.know_form(row.kind, row.place)
        one.completeness += row.completeness
        budget = row.budget or ZERO
        sums = one.project_sums if row.kind is SheetKind.PROJECT else one.fund_sums
        sums.add(row)
        if row.kind is SheetKind.PROJECT:
            one.levels[known_level(row)] += budget
            one.satisfied += SATISFACTION in row.classes
            if row.place in wanted:
                facts.contained[row.place] = own.number
        else:
            facts.memberships += len(facts.members(row))
            one.counted_funds += budget if facts.counts(row) else ZERO


def _add_findings(facts: Facts) -> None:
    for finding in facts.data.findings:
        department = facts.by_file.get(finding.place.file, facts.nobodys)
        department.findings[finding.severity, finding.rule] += 1
        facts.issues.add(finding, department.number)
    facts.issues.finish()

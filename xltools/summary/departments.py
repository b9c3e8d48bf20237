"""The departments of a county summary: their sums, their rows, and which files are theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal

from xltools.county.data import (
    MAX_SHEETS_IN_MEMORY,
    MAX_SHEETS_WITHOUT_INDICATORS,
    CountyData,
    CountyFile,
    DepartmentSheetRow,
    Fate,
    IndicatorRow,
    SheetRow,
)
from xltools.county.senders import sender_by_name
from xltools.county.sums import Sums
from xltools.derive import FUND_LEVELS
from xltools.model import Severity
from xltools.quick_dataclass import dataclass
from xltools.row_storage import ConcatenatedRows
from xltools.summary.names import department_name

__all__ = ["Department", "collect_departments"]

ZERO = Decimal(0)


@dataclass(slots=True)
class Department:
    """One department and its sums. ``number`` is the key by which the formulas of all sheets add its rows up."""

    number: int
    code: str
    name: str
    expected: bool
    """it is on the roster"""
    results_only: bool = False
    """the county collects results of monitoring and self-evaluation only"""
    files: list[CountyFile] = field(default_factory=list)
    guests: list[CountyFile] = field(default_factory=list)
    """its sheets in workbooks of other departments"""
    left_out: list[CountyFile] = field(default_factory=list)
    """its files that do not count: superseded, undecided or unreadable"""
    sheet_rows: Sequence[SheetRow] = ()
    indicator_rows: Sequence[IndicatorRow] = ()
    project_sums: Sums = field(default_factory=Sums)
    fund_sums: Sums = field(default_factory=Sums)
    levels: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(FUND_LEVELS, ZERO))
    """the projects' budgets by the level of government that pays"""
    counted_funds: Decimal = ZERO
    """the budgets of special funds without projects of their own"""
    satisfied: int = 0
    """projects with an indicator of satisfaction"""
    completeness: Decimal = ZERO
    """the sum over all its sheets; divide by their number"""
    findings: Counter[tuple[Severity, str]] = field(default_factory=Counter)
    """by severity and rule"""

    @property
    def parts(self) -> tuple[CountyFile, ...]:
        """All records with rows of its own: its files, and its sheets in those of others."""
        return (*self.files, *self.guests)

    @property
    def received(self) -> bool:
        """Whether one of its files counts, and reports what is collected."""
        return any(bool(file.progress) if self.results_only else file.reports_projects for file in self.files)

    @property
    def department_sheets(self) -> tuple[DepartmentSheetRow, ...]:
        """Its sheets of the department as a whole."""
        return tuple(row for file in self.files for row in file.department_sheets)

    @property
    def unreadable(self) -> list[CountyFile]:
        """Files that it sent and that could not be read."""
        return [file for file in self.left_out if file.fate is Fate.REJECTED]

    @property
    def undecided(self) -> list[CountyFile]:
        """Files that it sent and of which it is not known which one counts."""
        return [file for file in self.left_out if file.fate is Fate.UNDECIDED]

    @property
    def sheets(self) -> int:
        """The number of its projects and special funds."""
        return self.project_sums.count + self.fund_sums.count

    @property
    def indicators(self) -> int:
        """The number of indicators on all its sheets."""
        return self.project_sums.indicators + self.fund_sums.indicators

    def count(self, severity: Severity) -> int:
        """Count its findings of one severity."""
        return sum(number for (level, _), number in self.findings.items() if level is severity)


def collect_departments(data: CountyData) -> tuple[list[Department], dict[str, Department]]:
    """Return the departments of the roster and of the accepted files, and the owning department of each file."""
    by_key: dict[str, Department] = {
        entry.code or entry.name: Department(0, entry.code, department_name(entry.name), True) for entry in data.roster
    }
    files = {id(file) for file in data.accepted}
    for part in data.parts:
        if not (part.sheets or part.department_sheets or part.progress or part.department_code or part.department_name):
            continue  # all of its sheets count for other departments
        department = by_key.setdefault(part.department_key, Department(0, part.department_code, "", False))
        department.name = department.name or department_name(part.department_name or part.path.rpartition("/")[2])
        (department.files if id(part) in files else department.guests).append(part)
    for file in data.files:
        if file.fate is Fate.UNDECIDED:
            name = department_name(file.department_name or file.path.rpartition("/")[2])
            by_key.setdefault(file.department_key, Department(0, file.department_code, name, False))
    departments = sorted(by_key.values(), key=lambda department: (department.code, department.name))
    count = sum(len(part.sheets) for part in data.parts)
    for number, department in enumerate(departments, 1):
        department.number = number
        department.results_only = data.collects_results
        sheets = ConcatenatedRows(part.sheets for part in department.parts)
        indicators = ConcatenatedRows(part.indicators for part in department.parts)
        department.sheet_rows = tuple(sheets) if count <= MAX_SHEETS_WITHOUT_INDICATORS else sheets
        department.indicator_rows = tuple(indicators) if count <= MAX_SHEETS_IN_MEMORY else indicators
    return departments, _owners(data, by_key)


def _owners(data: CountyData, by_key: Mapping[str, Department]) -> dict[str, Department]:
    """Map each counted or unreadable file to its department, and note the files that do not count there."""
    owners: dict[str, Department] = {}
    for file in data.files:
        department = by_key.get(file.department_key)
        if department is None and file.fate is Fate.REJECTED:
            entry = sender_by_name(file.path.rpartition("/")[2], data.roster)
            department = by_key[entry.code or entry.name] if entry else None
        if department is None or file.fate is Fate.IGNORED:
            continue
        owners[file.path] = department
        if file.fate is not Fate.ACCEPTED:
            department.left_out.append(file)
    return owners

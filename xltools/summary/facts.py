"""The whole county added up before the first row of a summary is written.

One pass over the target sheets and one over the findings. Sums are exact; they become the stored values of the
formulas. The rows of a large county stay pickled in the files' records and are read again when their sheet is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from decimal import Decimal
from typing import NamedTuple

from xltools.county.data import Containment, CountyData, SheetRow
from xltools.county.lives import ProjectLife, project_lives
from xltools.county.sums import Sums
from xltools.derive import FUND_LEVELS
from xltools.model import Place, SheetKind
from xltools.quick_dataclass import dataclass
from xltools.summary.departments import Department, collect_departments
from xltools.summary.issue_store import IssueStore
from xltools.summary.names import project_name
from xltools.summary.repeated_indicators import RepeatedIndicators, find_repeated
from xltools.summary.results import ResultFact, collect_results

__all__ = ["SATISFACTION", "Facts", "OwnRow", "collect_facts", "known_level"]

ZERO = Decimal(0)
SATISFACTION = "满意度"


class OwnRow(NamedTuple):
    """A row of a detail sheet with its department and its number on that sheet (from 1)."""

    department: Department
    number: int
    row: SheetRow


@dataclass(slots=True)
class Facts:
    """The county added up."""

    data: CountyData
    departments: list[Department]
    by_file: Mapping[str, Department]
    """the departments by the paths of their files"""
    unassigned: Department
    """holds the findings that belong to no department; its number is 0"""
    containments: Mapping[Place, Containment]
    """by the place of the fund"""
    repeated: RepeatedIndicators
    issues: IssueStore
    results: list[ResultFact] = field(default_factory=list)
    """the sheets of monitoring and self-evaluation, by department"""
    lives: tuple[ProjectLife, ...] = ()
    """the lives of projects, where there are targets and results"""
    contained: dict[Place, int] = field(default_factory=dict)
    """the numbers on the project sheet of the projects that special funds contain, by place"""
    projects: Sums = field(default_factory=Sums)
    funds: Sums = field(default_factory=Sums)
    originals: int = 0
    """the projects whose forms can be drawn again from the summary"""
    memberships: int = 0
    """how many rows of projects stand below a special fund"""

    @property
    def missing(self) -> list[Department]:
        """Departments of the roster that sent nothing."""
        return [
            department
            for department in self.departments
            if department.expected
            and not department.received
            and not department.unreadable
            and not department.undecided
        ]

    @property
    def unreadable(self) -> list[Department]:
        """Departments of the roster that sent only files that cannot be read."""
        return [
            department
            for department in self.departments
            if department.expected and not department.received and department.unreadable and not department.undecided
        ]

    @property
    def indicators(self) -> int:
        """The number of indicators that were read."""
        return sum(len(department.indicator_rows) for department in self.departments)

    @property
    def counted_funds(self) -> Decimal:
        """The money of special funds that the deduplicated total adds to the projects' money."""
        return sum((department.counted_funds for department in self.departments), ZERO)

    @property
    def plan_coverage(self) -> str:
        """The projects that the totals of plans cover, in words; empty where every project's form has a plan."""
        sums = self.projects
        if not sums.without_plan:
            return ""
        return f"支出计划含 {sums.plan_count} 个项目，另 {sums.without_plan} 个项目的表式没有支出计划"

    def level(self, name: str) -> Decimal:
        """Add up the projects' money from one level of government."""
        return sum((department.levels[name] for department in self.departments), ZERO)

    @property
    def all_with_unassigned(self) -> tuple[Department, ...]:
        """The departments, and :attr:`unassigned` if there is a finding that belongs to none of them."""
        return (*self.departments, *([self.unassigned] if self.unassigned.findings else []))

    def members(self, fund: SheetRow) -> tuple[SheetRow, ...]:
        """Return the projects that a special fund contains."""
        containment = self.containments.get(fund.place)
        return containment.projects if containment else ()

    def counts(self, fund: SheetRow) -> bool:
        """Return whether the fund's own budget is part of the deduplicated total."""
        containment = self.containments.get(fund.place)
        return containment is None or containment.counted

    def rows(self, kind: SheetKind | None = None) -> Iterator[OwnRow]:
        """Iterate over projects, special funds or both, of all departments in the order of the detail sheets."""
        numbers = dict.fromkeys(SheetKind, 0)
        for department in self.departments:
            for row in department.sheet_rows:
                numbers[row.kind] += 1
                if kind is None or row.kind is kind:
                    yield OwnRow(department, numbers[row.kind], _named(row))


def collect_facts(data: CountyData, issues: IssueStore) -> Facts:
    """Add the county up, and put its findings into ``issues``."""
    departments, by_file = collect_departments(data)
    facts = Facts(
        data,
        departments,
        by_file,
        unassigned=Department(0, "", "（不属于某个部门）", False),
        containments={containment.fund.place: _with_names(containment) for containment in data.containments},
        repeated=find_repeated(departments),
        issues=issues,
    )
    facts.lives = project_lives(data)
    facts.results = collect_results(data, departments, by_file)
    _add_sheets(facts)
    _add_findings(facts)
    facts.projects.add_all(department.project_sums for department in departments)
    facts.funds.add_all(department.fund_sums for department in departments)
    return facts


def known_level(row: SheetRow) -> str:
    """Return the level of government that pays, or 未注明 if the summary has no column for it."""
    return row.fund_level if row.fund_level in FUND_LEVELS else FUND_LEVELS[-1]


def _named(row: SheetRow) -> SheetRow:
    """Return the row with its name as the summary shows it."""
    name = project_name(row.name)
    return row if name == row.name else row._replace(name=name)


def _with_names(containment: Containment) -> Containment:
    return replace(containment, fund=_named(containment.fund), projects=tuple(map(_named, containment.projects)))


def _add_sheets(facts: Facts) -> None:
    contained = {project.place for containment in facts.data.containments for project in containment.projects}
    for own in facts.rows():
        department, row = own.department, own.row
        facts.issues.register_form(row.kind, row.place)
        department.completeness += row.completeness
        budget = row.budget or ZERO
        sums = department.project_sums if row.kind is SheetKind.PROJECT else department.fund_sums
        sums.add(row)
        if row.kind is SheetKind.PROJECT:
            facts.originals += bool(row.originals)
            department.levels[known_level(row)] += budget
            department.satisfied += SATISFACTION in row.classes
            if row.place in contained:
                facts.contained[row.place] = own.number
        else:
            facts.memberships += len(facts.members(row))
            department.counted_funds += budget if facts.counts(row) else ZERO


def _add_findings(facts: Facts) -> None:
    silent = {
        (department.code, "department"): department for department in facts.departments if not department.received
    }
    for finding in facts.data.findings:
        department = facts.by_file.get(finding.place.file, facts.unassigned)
        if not finding.place.file:  # a department that has sent nothing has no file, but it has a name
            department = silent.get((finding.found, finding.field), department)
        department.findings[finding.severity, finding.rule] += 1
        facts.issues.add(finding, department.number)
    facts.issues.finish()

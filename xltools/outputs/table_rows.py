"""The rows of a county's tables: what the columns of :mod:`xltools.outputs.schema` take their values from."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from xltools.county.data import CountyData, CountyFile, DepartmentSheetRow, IndicatorRow, SheetRow, TaskRow
from xltools.county.sums import Sums
from xltools.model import NOWHERE, PERIODS, Finding, Period, Place, Severity, SheetKind
from xltools.quick_dataclass import dataclass
from xltools.summary.departments import Department, collect_departments

__all__ = [
    "department_indicator_rows",
    "department_rows",
    "department_sheet_rows",
    "department_task_rows",
    "file_rows",
    "finding_rows",
    "indicator_rows",
    "plan_rows",
    "sheet_rows",
]

ZERO = Decimal(0)


class FileRow(NamedTuple):
    """A file with the numbers of its projects and special funds."""

    file: CountyFile
    projects: int
    special_funds: int


def file_rows(data: CountyData) -> Iterator[FileRow]:
    """Iterate over the files in the order of their paths."""
    for file in data.files:
        kinds = Counter(sheet.kind for part in (file, *file.guests) for sheet in part.sheets)
        yield FileRow(file, kinds[SheetKind.PROJECT], kinds[SheetKind.SPECIAL_FUND])


# --- departments ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class DepartmentRow:
    """A department of the roster or of an accepted file, with its sums."""

    department_code: str
    department_name: str
    expected: bool
    received: bool
    place: Place
    projects: Sums = field(default_factory=Sums)
    funds: Sums = field(default_factory=Sums)
    counted_funds: Decimal = ZERO
    counts: Counter[Severity] = field(default_factory=Counter)

    @property
    def deduplicated_budget(self) -> Decimal:
        """The projects' budgets and those of special funds without projects."""
        return self.projects.budget + self.counted_funds


def department_rows(data: CountyData) -> Iterator[DepartmentRow]:
    """Add the departments up, and iterate over them in the order of their codes."""
    departments, by_file = collect_departments(data)
    names = _full_names(data, departments)
    counted = _counted_funds(data)
    rows: dict[int, DepartmentRow] = {}
    for department in departments:
        file = next(iter(department.files or department.unreadable), None)
        rows[department.number] = row = DepartmentRow(
            department.code,
            names[department.number],
            department.expected,
            department.received,
            Place(file.path) if file else NOWHERE,
        )
        for sheet in department.sheet_rows:
            (row.projects if sheet.kind is SheetKind.PROJECT else row.funds).add(sheet)
            if sheet.place in counted:
                row.counted_funds += sheet.budget or ZERO
    for finding in data.findings:
        if owner := by_file.get(finding.place.file):
            rows[owner.number].counts[finding.severity] += 1
    return iter(rows.values())


def _full_names(data: CountyData, departments: Iterable[Department]) -> Mapping[int, str]:
    """Return the names of departments by number, as they were written: the summary shortens them."""
    roster = {entry.code: entry.name for entry in data.roster if entry.code}
    return {
        department.number: roster.get(department.code)
        or next((part.department_name for part in department.parts if part.department_name), department.name)
        for department in departments
    }


def _counted_funds(data: CountyData) -> frozenset[Place]:
    return frozenset(containment.fund.place for containment in data.containments if containment.counted)


# --- target sheets ----------------------------------------------------------------------------------------------------


class TargetRow(NamedTuple):
    """A project or a special fund with its relation to the other kind, and the findings on its form."""

    row: SheetRow
    counted: bool
    special_fund_code: str
    special_fund_name: str
    counts: Mapping[Severity, int]

    @property
    def place(self) -> Place:
        """The cell of the budget; where there is none, the beginning of the form."""
        return self.row.budget_place if self.row.budget_place.cell else self.row.place


def sheet_rows(data: CountyData, kind: SheetKind) -> Iterator[TargetRow]:
    """Iterate over the projects or the special funds of accepted files."""
    counted = _counted_funds(data)
    funds: dict[Place, list[SheetRow]] = {}
    for containment in data.containments:
        for project in containment.projects:
            funds.setdefault(project.place, []).append(containment.fund)
    forms = _Forms((row.place, row.code) for row in _target_sheets(data))
    counts: dict[Place, Counter[Severity]] = {}
    for finding in data.findings:
        if form := forms.at(finding.place):
            counts.setdefault(form.place, Counter())[finding.severity] += 1
    for row in _target_sheets(data):
        if row.kind is kind:
            holders = funds.get(row.place, ())
            yield TargetRow(
                row,
                row.place in counted,
                "；".join(fund.code for fund in holders),
                "；".join(fund.name for fund in holders),
                counts.get(row.place, Counter()),
            )


def _target_sheets(data: CountyData) -> Iterator[SheetRow]:
    for part in data.parts:
        yield from part.sheets


class _Form(NamedTuple):
    place: Place
    code: str


class _Forms:
    """Target sheets by file and worksheet, to tell which one a place is on; each is given by its place and code."""

    def __init__(self, sheets: Iterable[tuple[Place, str]]) -> None:
        self._forms: dict[tuple[str, str], list[_Form]] = {}
        for place, code in sheets:
            self._forms.setdefault((place.file, place.sheet), []).append(_Form(place, code))
        for forms in self._forms.values():
            forms.sort()

    def at(self, place: Place) -> _Form | None:
        """Return the form that a place is on; None for a place that is about a whole file or about several forms."""
        forms = self._forms.get((place.file, place.sheet), [])
        if len(forms) <= 1:
            return forms[0] if forms else None
        if not place.row:
            return None
        return forms[max(bisect_right(forms, place.row, key=lambda form: form.place.row) - 1, 0)]


class DepartmentSheetEntry(NamedTuple):
    """The sheet of a department as a whole, with the sum of the department's projects."""

    department_code: str
    department_name: str
    row: DepartmentSheetRow
    project_budget: Decimal


class TaskEntry(NamedTuple):
    """A task of the year on the sheet of a department as a whole."""

    department_code: str
    department_name: str
    row: TaskRow


def department_sheet_rows(data: CountyData) -> Iterator[DepartmentSheetEntry]:
    """Iterate over the sheets of departments as a whole."""
    departments, _ = collect_departments(data)
    names = _full_names(data, departments)
    for department in departments:
        projects = (row for row in department.sheet_rows if row.kind is SheetKind.PROJECT)
        budget = sum((row.budget or ZERO for row in projects), ZERO)
        for row in department.department_sheets:
            yield DepartmentSheetEntry(department.code, names[department.number], row, budget)


def department_task_rows(data: CountyData) -> Iterator[TaskEntry]:
    """Iterate over the tasks on these sheets."""
    for sheet in department_sheet_rows(data):
        for task in sheet.row.tasks:
            yield TaskEntry(sheet.department_code, sheet.department_name, task)


def department_indicator_rows(data: CountyData) -> Iterator[IndicatorRow]:
    """Iterate over the indicators on these sheets."""
    for sheet in department_sheet_rows(data):
        for row in sheet.row.indicators:
            yield row._replace(department_code=sheet.department_code, department_name=sheet.department_name)


class PlanRow(NamedTuple):
    """The plan of a target sheet for the end of one period."""

    row: SheetRow
    period: Period
    typed: Decimal | None
    share: Decimal | None
    planned: Decimal | None
    place: Place


def plan_rows(data: CountyData) -> Iterator[PlanRow]:
    """Iterate over the plans of all target sheets whose forms have one, period by period."""
    for row in filter(attrgetter("has_plan"), _target_sheets(data)):
        places = row.plan_places or (row.place,) * len(PERIODS)
        for period, typed, share, planned, place in zip(
            PERIODS, row.plan, row.shares, row.planned, places, strict=True
        ):
            yield PlanRow(row, period, typed, share, planned, place if place.cell else row.place)


def indicator_rows(data: CountyData) -> Iterator[IndicatorRow]:
    """Iterate over the indicators of accepted files."""
    for part in data.parts:
        yield from part.indicators


# --- findings ---------------------------------------------------------------------------------------------------------


class FindingRow(NamedTuple):
    """A finding with its department and the project whose form it is on."""

    finding: Finding
    department_code: str
    department_name: str
    project_code: str


def finding_rows(data: CountyData) -> Iterator[FindingRow]:
    """Iterate over the findings, each with its owner."""
    departments, by_file = collect_departments(data)
    names = _full_names(data, departments)
    forms = _Forms((row.place, row.code) for row in _target_sheets(data))
    for finding in data.findings:
        owner, form = by_file.get(finding.place.file), forms.at(finding.place)
        code, name = (owner.code, names[owner.number]) if owner else ("", "")
        yield FindingRow(finding, code, name, form.code if form else "")


def finding_rows_of_file(
    findings: Iterable[Finding], sheets: Iterable[tuple[Place, str]], department: tuple[str, str]
) -> Iterator[FindingRow]:
    """Iterate over the findings of one file, each with its owner.

    ``sheets`` are the file's target sheets by place and code, ``department`` is code and name.
    """
    forms = _Forms(sheets)
    for finding in findings:
        form = forms.at(finding.place)
        yield FindingRow(finding, *department, form.code if form else "")

"""The data of a consolidated county: every file and its fate, every project, fund, indicator and finding.

Workers turn each workbook into a :class:`CountyFile` with plain rows; the rows of accepted files together are the
:class:`CountyData` that the summary workbook, the JSON and the terminal table are made from. Amounts are 元.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from xltools.grids.workbook import SavedTime
from xltools.model import Finding, Place, Severity, SheetKind, quick_pickle
from xltools.quick_dataclass import dataclass
from xltools.rosters.read import RosterProject
from xltools.rules.digest import SheetDigest
from xltools.rules.progress_rows import ProgressRow
from xltools.text import NO_TEXT, Text

__all__ = [
    "COUNTED_FATES",
    "MAX_SHEETS_IN_MEMORY",
    "MAX_SHEETS_WITHOUT_INDICATORS",
    "Containment",
    "CountyData",
    "CountyFile",
    "DepartmentEntry",
    "DepartmentSheetRow",
    "DoubtfulAmount",
    "Fate",
    "Handling",
    "IndicatorRow",
    "SheetRow",
    "TaskRow",
    "collects_results",
    "county_parts",
    "reporting_departments",
]


MAX_SHEETS_IN_MEMORY = 5_000
"""Up to this many target sheets, all rows are kept in memory and unpickled once; a county has a few thousand."""
MAX_SHEETS_WITHOUT_INDICATORS = 15_000
"""Up to this many, their own rows are: several sheets of a summary list them, and indicators take more memory."""


class Fate(StrEnum):
    """The result for a file. Each file that was found has exactly one."""

    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    """a newer file of the same department was taken instead, or another one says the same"""
    UNDECIDED = "undecided"
    """it shares a project with another file, and nothing says which is newer: neither counts until it is settled"""
    REJECTED = "rejected"
    """meant to be a department workbook, but cannot be read"""
    IGNORED = "ignored"
    """not a department workbook of this year: lock files, other documents, files excluded by the caller"""

    @property
    def term(self) -> Text:
        """The officers' word for it."""
        return _FATE_TERMS[self]


_FATE_TERMS = {
    Fate.ACCEPTED: Text("已汇总", "accepted"),
    Fate.SUPERSEDED: Text("被取代", "superseded"),
    Fate.UNDECIDED: Text("存疑", "undecided"),
    Fate.REJECTED: Text("未能读取", "rejected"),
    Fate.IGNORED: Text("未采用", "ignored"),
}


COUNTED_FATES = frozenset(Fate) - {Fate.IGNORED}
"""The fates of files whose findings count. Those of superseded and undecided files are about their fate alone."""


@quick_pickle
class SheetRow(NamedTuple):
    """One budget project or special fund as the detail sheets show it.

    ``plan`` is what was typed (None where blank), ``shares`` the cumulative shares it means (filled by the rules for
    blank cells; None where nothing was planned) and ``planned`` the cumulative amounts in 元, the last one balanced.
    ``classes`` holds the standard names of the level 2 classes that the indicators cover. ``form`` is the id of the
    sheet's form, and ``has_plan`` whether that has a spending plan at all. ``originals`` of a project is what the row
    and its indicators do not say of the form as it was typed (:mod:`xltools.county.originals`).
    """

    kind: SheetKind
    department_code: str
    department_name: str
    unit_code: str
    unit_name: str
    code: str
    name: str
    fund_level: str
    document_number: str
    budget: Decimal | None
    fiscal: Decimal | None
    other: Decimal | None
    purpose: str
    plan: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    shares: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    planned: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    goal: str
    classes: frozenset[str]
    indicators: int
    completeness: Decimal
    place: Place
    budget_place: Place
    plan_places: tuple[Place, ...] = ()
    form: str = ""
    form_name: str = ""
    has_plan: bool = True
    originals: str = ""


class Handling(StrEnum):
    """The officer's decision about a doubtful amount."""

    COUNT = "计入"
    LEAVE_OUT = "不计入"
    CORRECT = "更正"
    """it waits for a corrected workbook"""


@quick_pickle
class DoubtfulAmount(NamedTuple):
    """A budget, or a part of one, that other evidence speaks against.

    ``row`` is the sheet as its department reports it, ``field`` the key of the amount on it and ``place`` its cell;
    ``expected`` is what the amount would be, ``evidence`` says why, and ``evidence_place`` is the cell that it rests
    on. ``handling`` and ``remark`` are the officer's.
    """

    row: SheetRow
    expected: str
    evidence: str
    evidence_place: Place
    place: Place
    field: str = "budget"
    handling: str = ""
    remark: str = ""

    @property
    def counted(self) -> bool:
        """Whether the officer has accepted the amount, so that it is part of the totals."""
        return self.handling == Handling.COUNT

    @property
    def amount(self) -> Decimal:
        """The amount in 元 as it was read."""
        amount: Decimal | None = getattr(self.row, self.field)
        return amount or Decimal(0)

    @property
    def budget_apart(self) -> Decimal:
        """The part of the budgets, in 元, that is not in the totals because of it; parts of a budget are none."""
        return Decimal(0) if self.counted or self.field != "budget" else self.amount


@quick_pickle
class IndicatorRow(NamedTuple):
    """One indicator as the detail sheet shows it; standard names of the levels, parts of the value as text."""

    department_code: str
    department_name: str
    owner_code: str
    owner: str
    kind: SheetKind
    level1: str
    level2: str
    level3: str
    description: str
    operator: str
    number: Decimal | None
    upper: Decimal | None
    unit: str
    remark: str
    original: str
    basis: str
    weight: Decimal | None
    place: Place


@quick_pickle
class TaskRow(NamedTuple):
    """One task of the year on the sheet of a department; amounts in 元."""

    name: str
    content: str
    budget: Decimal | None
    fiscal: Decimal | None
    other: Decimal | None
    place: Place


@quick_pickle
class DepartmentSheetRow(NamedTuple):
    """The sheet of a department as a whole, with its tasks and indicators; its money is in no sum of the county."""

    form: str
    form_name: str
    name: str
    budget: Decimal | None
    fiscal: Decimal | None
    other: Decimal | None
    goal: str
    tasks: tuple[TaskRow, ...]
    indicators: tuple[IndicatorRow, ...]
    place: Place


@quick_pickle
@dataclass(frozen=True, slots=True)
class CountyFile:
    """One file that was found, and all that was taken from it.

    ``path`` is as the caller gave it, with forward slashes. ``reason`` says why a file was not accepted, and what to
    do about it. ``modified`` is when it was saved or, where it does not say, the file's own date; ``saved`` only the
    former.
    ``sheets_read`` and ``rules_run`` show that the checks did run. A ``returned`` workbook went back to
    its department before; ``mended`` of the findings of that time are gone. ``doubtful`` are amounts that other
    evidence speaks against: the rows of those that are not accepted hold no money. The rows may be
    :class:`~xltools.row_storage.PickledRows`: pass over each of them once.
    """

    path: str
    fate: Fate
    reason: Text = NO_TEXT
    department_code: str = ""
    department_name: str = ""
    county: str = ""
    year: int | None = None
    form: str = ""
    size: int = 0
    modified: datetime | None = None
    saved: SavedTime = field(default_factory=SavedTime)
    sha256: str = ""
    has_overall_targets: bool = False
    sheets_read: int = 0
    rules_run: int = 0
    trial: Mapping[str, int] = field(default_factory=dict)
    """what the county's own rules on trial would have said, by rule"""
    sheets: Sequence[SheetRow] = ()
    indicators: Sequence[IndicatorRow] = ()
    findings: Sequence[Finding] = ()
    digests: Sequence[SheetDigest] = ()
    counts: Mapping[Severity, int] = field(default_factory=dict)
    returned: bool = False
    mended: int = 0
    doubtful: Sequence[DoubtfulAmount] = ()
    units: frozenset[tuple[str, str]] = frozenset()
    """code and name of units on its sheets that may be of another department"""
    guests: tuple[CountyFile, ...] = ()
    """its sheets of other departments that count for them, one record for each; their findings stay with the file"""
    department_sheets: tuple[DepartmentSheetRow, ...] = ()
    """its sheets of the department as a whole"""
    progress: tuple[ProgressRow, ...] = ()
    """its sheets of monitoring and self-evaluation, which are in no sum of budgets"""
    other_forms: Mapping[str, int] = field(default_factory=dict)
    """the numbers of its sheets of monitoring, self-evaluation and areas, which are in no sum, by the form's name"""

    @property
    def department_key(self) -> str:
        """The key of its department: the code, else the name, else the file itself."""
        return self.department_code or self.department_name or self.path

    @property
    def reports_projects(self) -> bool:
        """Whether it is a report of projects' targets, and not only of the department as a whole or of results."""
        return bool(self.sheets or self.guests) or not (self.department_sheets or self.progress)

    @property
    def projects(self) -> tuple[SheetRow, ...]:
        """Its budget projects."""
        return tuple(row for row in self.sheets if row.kind is SheetKind.PROJECT)

    @property
    def special_funds(self) -> tuple[SheetRow, ...]:
        """Its special funds."""
        return tuple(row for row in self.sheets if row.kind is SheetKind.SPECIAL_FUND)


def county_parts(records: Iterable[CountyFile]) -> tuple[CountyFile, ...]:
    """Return records and their guests by department code; a department's own files come before its guests elsewhere."""
    ordered = sorted(records, key=lambda record: (record.department_code, record.path))
    guests = [guest for record in ordered for guest in record.guests]
    return tuple(sorted((*ordered, *guests), key=lambda part: part.department_code))


def collects_results(accepted: Iterable[CountyFile]) -> bool:
    """Return whether accepted files hold sheets of monitoring or self-evaluation, and no targets of projects."""
    files = tuple(accepted)
    return any(file.progress for file in files) and not any(file.sheets or file.guests for file in files)


def reporting_departments(accepted: Iterable[CountyFile]) -> frozenset[str]:
    """Return the codes of the departments that have sent what the county collects: targets, or only results."""
    files = tuple(accepted)
    results = collects_results(files)
    return frozenset(
        file.department_code for file in files if (bool(file.progress) if results else file.reports_projects)
    )


@dataclass(frozen=True, slots=True)
class DepartmentEntry:
    """A department that should report, from the roster, with its part of the county's project register."""

    code: str
    name: str
    projects: tuple[RosterProject, ...] = ()


@dataclass(frozen=True, slots=True)
class Containment:
    """A special fund and the projects of the same department that it holds, so that no sum counts both.

    ``projects`` is empty for a fund without projects of its own: it counts in the deduplicated total, unless an officer
    has decided otherwise (``choice``).
    """

    fund: SheetRow
    projects: tuple[SheetRow, ...]
    choice: bool | None = None

    @property
    def counted(self) -> bool:
        """The fund's own budget is part of the deduplicated total."""
        return not self.projects if self.choice is None else self.choice


@dataclass(frozen=True, slots=True)
class CountyData:
    """All that the outputs show. Files are in the order of their paths, rows in the order of department codes.

    ``findings`` are those of all files that are not ignored, and those of the county as a whole. ``rule_settings``
    names the settings file that they rest on; empty for the defaults. ``reported`` is the money that the accepted files
    state on all their sheets, doubtful or not; None for data that no files were read for.
    """

    county: str
    year: int | None
    files: tuple[CountyFile, ...]
    roster: tuple[DepartmentEntry, ...]
    containments: tuple[Containment, ...]
    findings: Sequence[Finding]
    generated: datetime
    version: str
    rule_settings: str = ""
    reported: Decimal | None = None
    approved: tuple[CountyFile, ...] = ()
    """workbooks with the approved targets that results were held against; none of them counts in this county's sums"""

    accepted: tuple[CountyFile, ...] = field(init=False, repr=False, compare=False)
    """the files whose rows count, by department code, then path"""
    parts: tuple[CountyFile, ...] = field(init=False, repr=False, compare=False)
    """the accepted files, and behind those of each department its sheets in workbooks of others"""

    def __post_init__(self) -> None:
        """Derive the accepted files once: every output asks for them, some in loops."""
        taken = (file for file in self.files if file.fate is Fate.ACCEPTED)
        ordered = tuple(sorted(taken, key=lambda file: (file.department_code, file.path)))
        object.__setattr__(self, "accepted", ordered)
        object.__setattr__(self, "parts", county_parts(ordered))

    @property
    def collects_results(self) -> bool:
        """Whether the county collects results only: its files hold monitoring or self-evaluation, and no targets."""
        return collects_results(self.accepted)

    @property
    def doubtful(self) -> tuple[DoubtfulAmount, ...]:
        """The doubtful amounts of the accepted files, also those that somebody has accepted."""
        return tuple(amount for part in self.parts for amount in part.doubtful)

    @property
    def missing(self) -> tuple[DepartmentEntry, ...]:
        """Departments of the roster without an accepted file that reports what is collected."""
        present = reporting_departments(self.accepted)
        return tuple(entry for entry in self.roster if entry.code not in present)

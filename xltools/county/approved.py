"""The approved targets that sheets of results are held against: which project each of them is about, and what differs.

A sheet of results belongs to a project by the code of both, where both have one; else by the department and the name.
What fits several projects belongs to none of them, and that is said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from xltools.county.data import CountyFile, Fate, IndicatorRow, SheetRow, county_parts
from xltools.county.project_identity import known_code
from xltools.county.rows import file_with_results
from xltools.form_identity import FormPurpose
from xltools.messages.counting import count_severities
from xltools.model import DEPARTMENT_DIGITS, DepartmentBook, Finding, Place, Severity, SheetKind
from xltools.quick_dataclass import dataclass
from xltools.row_storage import PickledRows
from xltools.rules.approved_targets import (
    ApprovedIndicator,
    ApprovedProject,
    compare_with_approved,
    due_by_plan,
    not_among_approved,
)
from xltools.rules.deviations import behind_plan
from xltools.rules.engine import compared_findings, sort_findings
from xltools.rules.execution import score_beyond_weight, total_score_wrong
from xltools.rules.patterns import bare_text
from xltools.rules.progress_rows import ProgressRow, standing_of
from xltools.rules.settings import Settings
from xltools.text import Text

__all__ = [
    "ApprovedTarget",
    "ApprovedTargets",
    "TargetLink",
    "TargetMatch",
    "compare_book",
    "compare_file",
    "hold_against_approved",
    "name_without_year",
    "owners_of",
    "stated_code",
]

_YEAR = re.compile(r"^(?:19|20)\d\d年度?")
_OF_SCORES = frozenset({score_beyond_weight.id, total_score_wrong.id})
"""The rules whose errors say that a score cannot be right."""
_CODED_NAME = re.compile(r"([0-9A-Za-z]{12,})\s*[-—]\s*(.+)", re.DOTALL)
"""A name with the project's code before it, as printed by the budget system."""


class TargetLink(StrEnum):
    """The way in which a sheet of results was found to be about a project."""

    CODE = "code"
    NAME = "name"
    AMBIGUOUS = "ambiguous"
    """several projects fit, so that none is taken"""
    NONE = "none"
    """no target sheet fits"""

    @property
    def term(self) -> Text:
        """The officers' word for it."""
        return _LINK_TERMS[self]


_LINK_TERMS = {
    TargetLink.CODE: Text("按编码", "by code"),
    TargetLink.NAME: Text("按部门和名称", "by department and name"),
    TargetLink.AMBIGUOUS: Text("有几个同名项目，没有对应", "several projects have the name; none was taken"),
    TargetLink.NONE: Text("没有对应的绩效目标表", "no target sheet"),
}


class ApprovedTarget(NamedTuple):
    """A project's target sheet: its year, its department, its row, and its indicators."""

    year: int | None
    department: tuple[str, str]
    row: SheetRow
    indicators: tuple[IndicatorRow, ...]


class TargetMatch(NamedTuple):
    """The project that a sheet of results is about, and how that was found."""

    link: TargetLink
    target: ApprovedTarget | None = None


@dataclass(frozen=True, slots=True)
class _Owner:
    """A department as a file or a sheet names it."""

    code: str
    name: str

    def same(self, other: _Owner) -> bool:
        """Return whether both are one department: by their codes, else by their names."""
        if self.code and other.code:
            return self.code == other.code
        # 320示范县交通运输局 may be a code and a name, but 120急救中心 is a name.
        return bool(self.name) and self.name in {other.name, other.code + other.name}


def _owner(code: str, name: str) -> _Owner:
    return _Owner(code[:DEPARTMENT_DIGITS], bare_text(name))


class ApprovedTargets:
    """The projects of target workbooks, to be found by sheets of results."""

    def __init__(self, files: Iterable[CountyFile]) -> None:
        self.targets = tuple(target for part in county_parts(files) for target in _targets(part))
        self._departments = {(target.year, target.department) for target in self.targets}
        self._by_code: dict[str, list[ApprovedTarget]] = defaultdict(list)
        self._by_name: dict[str, list[ApprovedTarget]] = defaultdict(list)
        for target in self.targets:
            if code := known_code(target.row.code):
                self._by_code[code].append(target)
            self._by_name[name_without_year(target.row.name)].append(target)

    def match(self, row: ProgressRow, file: CountyFile) -> TargetMatch:
        """Return the project of the same year that a sheet of results in ``file`` is about."""
        code, name = stated_code(row)
        same_code = [one for one in self._by_code.get(code, ()) if code and _same_year(one.year, file.year)]
        if same_code:
            return _only(TargetLink.CODE, same_code)
        candidates = [
            one
            for one in self._by_name.get(name_without_year(name), ())
            if not (code and known_code(one.row.code)) and _is_of(one.year, one.department, row, file)
        ]
        exact = [one for one in candidates if bare_text(one.row.name) == bare_text(name)]
        return _only(TargetLink.NAME, exact or candidates)

    def knows(self, row: ProgressRow, file: CountyFile) -> bool:
        """Return whether any project of the same year and department is among them."""
        return any(_is_of(year, department, row, file) for year, department in self._departments)

    def unanswered(self, files: Iterable[CountyFile]) -> Iterator[tuple[FormPurpose, list[ApprovedTarget]]]:
        """Yield, for monitoring and self-evaluation, the projects that no sheet in ``files`` is about.

        Only departments that sent a sheet of that purpose are asked: one that sent none is missing as a whole. A
        project is not among them where a sheet may be about it and about others.
        """
        asked: dict[tuple[FormPurpose, str], set[int | None]] = defaultdict(set)
        answered: set[object] = set()
        for file in files:
            for row in file.progress:
                link, target = self.match(row, file)
                if target:
                    asked[row.purpose, _key(target)].add(file.year)
                    answered.add((row.purpose, target.row.place))
                elif link is TargetLink.AMBIGUOUS:
                    answered.add((row.purpose, name_without_year(stated_code(row)[1])))
        for purpose in (FormPurpose.MONITORING, FormPurpose.SELF_EVALUATION):
            left = [
                one
                for one in self.targets
                if any(_same_year(one.year, year) for year in asked.get((purpose, _key(one)), ()))
                and not {(purpose, one.row.place), (purpose, name_without_year(one.row.name))} & answered
            ]
            if left:
                yield purpose, left


def _is_of(year: int | None, department: tuple[str, str], row: ProgressRow, file: CountyFile) -> bool:
    """Return whether a year and a department are those of a sheet of results."""
    own = _owner(*department)
    owners = (_owner(*owner) for owner in owners_of(row, file))
    return _same_year(year, file.year) and any(owner.same(own) or own.same(owner) for owner in owners)


def owners_of(row: ProgressRow, file: CountyFile) -> tuple[tuple[str, str], ...]:
    """Return code and name of the department of a sheet of results: as the sheet names it, and as its file does."""
    stated = (row.department_code, row.department_name)
    return tuple(owner for owner in (stated, (file.department_code, file.department_name)) if any(owner))


def stated_code(row: ProgressRow) -> tuple[str, str]:
    """Return the code and the name of a sheet of results; the code may stand before the name."""
    if match := _CODED_NAME.fullmatch(row.name):
        return known_code(row.code or match[1]), match[2]
    return known_code(row.code), row.name


def name_without_year(name: str) -> str:
    """Return a project's name as names of several years are compared: without the year before it and punctuation."""
    return bare_text(_YEAR.sub("", name.strip()))


def _key(target: ApprovedTarget) -> str:
    code, name = target.department
    return code or bare_text(name)


def _same_year(year: int | None, other: int | None) -> bool:
    return year is None or other is None or year == other


def _only(link: TargetLink, found: Sequence[ApprovedTarget]) -> TargetMatch:
    if not found:
        return TargetMatch(TargetLink.NONE)
    return TargetMatch(link, found[0]) if len(found) == 1 else TargetMatch(TargetLink.AMBIGUOUS)


def _targets(part: CountyFile) -> Iterator[ApprovedTarget]:
    """Yield the projects of a file with their indicators, which stand in the order of its sheets."""
    sheets, indicators = tuple(part.sheets), tuple(part.indicators)
    whole = sum(sheet.indicators for sheet in sheets) == len(indicators)
    rows = iter(indicators)
    for sheet in sheets:
        own = tuple(islice(rows, sheet.indicators)) if whole else _of_sheet(sheet, indicators)
        if sheet.kind is SheetKind.PROJECT:
            yield ApprovedTarget(part.year, (part.department_code, part.department_name), sheet, own)


def _of_sheet(sheet: SheetRow, indicators: Sequence[IndicatorRow]) -> tuple[IndicatorRow, ...]:
    key = (sheet.place.sheet, sheet.code, sheet.name)
    return tuple(row for row in indicators if (row.place.sheet, row.owner_code, row.owner) == key)


# --- what differs -----------------------------------------------------------------------------------------------------


def hold_against_approved(
    records: Sequence[CountyFile], approved: ApprovedTargets, settings: Settings
) -> list[CountyFile]:
    """Return the records with how each project stands and what is otherwise than approved or due."""
    return [
        _held(record, approved, settings) if record.fate is Fate.ACCEPTED and record.progress else record
        for record in records
    ]


def _held(record: CountyFile, approved: ApprovedTargets, settings: Settings) -> CountyFile:
    rows, findings = compare_file(record, tuple(record.findings), approved, settings)
    tolerance, late = (settings.number(behind_plan, name) for name in ("tolerance", "late"))
    scored = {
        (finding.place.sheet, finding.subject)
        for finding in findings
        if finding.rule in _OF_SCORES and finding.severity is Severity.ERROR
    }
    rows = tuple(row._replace(wrong_score=(row.place.sheet, row.name) in scored) for row in rows)
    rows = tuple(row._replace(standing=standing_of(row, tolerance, late)) for row in rows)
    return replace(record, progress=rows, findings=PickledRows(findings), counts=count_severities(findings))


def compare_book(
    book: DepartmentBook, findings: tuple[Finding, ...], approved: ApprovedTargets, settings: Settings
) -> tuple[Finding, ...]:
    """Return the findings of a book with what its sheets of results, if it has any, say otherwise than approved."""
    if not book.progress_sheets:
        return findings
    return compare_file(file_with_results(book), findings, approved, settings)[1]


def compare_file(
    record: CountyFile, findings: tuple[Finding, ...], approved: ApprovedTargets, settings: Settings
) -> tuple[tuple[ProgressRow, ...], tuple[Finding, ...]]:
    """Return the sheets of results of a file, each with what its approved plan has due, and the file's findings.

    Where the plan is known, spending is held against it, and not against the time of the year.
    """
    tolerance = settings.number(behind_plan, "tolerance")
    rows: list[ProgressRow] = []
    found: list[Finding] = []
    planned: set[Place] = set()
    for row in record.progress:
        link, target = approved.match(row, record)
        if target is None and approved.knows(row, record):
            hit = not_among_approved(row, ambiguous=link is TargetLink.AMBIGUOUS)
            found += compared_findings([hit], settings)
        if target:
            project = _project(target)
            found += compared_findings(compare_with_approved(row, project, tolerance), settings)
            if due := due_by_plan(project.shares, row.months):
                rows.append(row._replace(due=due[0], planned=True))
                planned.add(row.spent_place)
                continue
        rows.append(row)
    own = [one for one in findings if one.rule != behind_plan.id or one.place not in planned]
    if not found and len(own) == len(findings):
        return tuple(rows), findings
    places = [*(sheet.place for sheet in record.sheets), *(row.place for row in rows)]
    return tuple(rows), sort_findings((*own, *found), places)


def _project(target: ApprovedTarget) -> ApprovedProject:
    row = target.row
    return ApprovedProject(
        row.name,
        row.budget,
        row.shares if row.has_plan else (None,) * len(row.shares),
        tuple(ApprovedIndicator(one.level3, one.original, one.weight, one.place) for one in target.indicators),
        row.budget_place if row.budget_place.cell else row.place,
    )

"""Check workbooks and report the findings file by file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.county.clock import now
from xltools.county.find import FoundFile
from xltools.department.read import ReadBook
from xltools.department.review import check_file
from xltools.derive.identity import stated_department
from xltools.form_identity import Framework
from xltools.limits import Limits
from xltools.messages.reading import READING
from xltools.model import DepartmentBook, Finding, Place, Severity
from xltools.quick_dataclass import dataclass
from xltools.readers.file_access import belongs_to_system
from xltools.rules.engine import compared_findings, sort_findings
from xltools.rules.known_amounts import DOUBTING_RULES, approved_places, compare_with_register, reported_amounts
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus, Progress, ReportProgress, Stage, no_report
from xltools.services.inputs import check_given_file, find_inputs
from xltools.services.settings import choose_settings
from xltools.services.targets import check_json, check_target, saved_beside
from xltools.text import Text
from xltools.writer.output_file import OutputFile

if TYPE_CHECKING:
    from xltools.county.approved import ApprovedTargets
    from xltools.county.data import CountyFile
    from xltools.rosters.read import RosterProject

__all__ = ["CheckRequest", "CheckResult", "CheckedFile", "check", "check_found", "registers_by_code"]

Registers = Mapping[str, "Sequence[RosterProject]"]
"""The projects of each department's register, by the department's code."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """A request to check workbooks: ``paths`` are files and folders.

    ``framework`` forces a framework of indicators; otherwise that of each form counts. The amounts are compared
    with the register in ``roster``, sheets of results with the folder ``approved``. ``force`` allows to overwrite
    ``json_file``.
    """

    paths: tuple[Path, ...]
    recursive: bool = False
    rules: Path | None = None
    framework: Framework | None = None
    json_file: Path | None = None
    roster: Path | None = None
    approved: Path | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file that was checked: its sheets by place and code, how many rules ran, and what they found.

    ``department`` is code and name, empty where the file states none. ``mended`` counts the findings of the last return
    that are gone; None for a workbook that was never returned.
    """

    name: str
    forms: tuple[tuple[Place, str], ...]
    rules: int
    findings: tuple[Finding, ...]
    department: tuple[str, str] = ("", "")
    mended: int | None = None
    trial: Mapping[str, int] = field(default_factory=dict)
    """what the county's own rules on trial would have said, by rule"""
    others: Mapping[str, int] = field(default_factory=dict)
    """sheets on forms that do not count as projects: of the department, monitoring, self-evaluation; by form"""

    @property
    def sheets(self) -> int:
        """The number of target sheets of projects and special funds."""
        return len(self.forms) - sum(self.others.values())


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The files in the order of their names, and the rule settings that were used."""

    files: tuple[CheckedFile, ...]
    settings: Settings
    notices: tuple[Text, ...]
    status: ExitStatus

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all files."""
        return tuple(finding for file in self.files for finding in file.findings)


def check(request: CheckRequest, report: ReportProgress = no_report) -> CheckResult:
    """Read and check the workbooks, and write the findings as JSON if a file for them is named."""
    target = None
    if request.json_file:
        inputs = [*request.paths, request.rules, request.roster]
        target = check_target(request.json_file, force=request.force, inputs=inputs)
        check_json(request.json_file)
    if request.roster:
        check_given_file(request.roster)
    chosen = choose_settings(request.rules, request.json_file, request.paths)
    registers = registers_by_code(request.roster, chosen.settings.limits)
    approved = _approved_targets(request.approved, chosen.settings)
    skip = [path for path in (request.json_file, request.roster, chosen.file) if path]
    limits = chosen.settings.limits
    found = find_inputs(request.paths, recursive=request.recursive, limits=limits, skip=skip)
    files: list[CheckedFile] = []
    results: list[CountyFile] = []
    for file in found:
        checked, read = check_found(file, chosen.settings, registers, request.framework, approved)
        files.append(checked)
        if approved and read.book and read.book.progress_sheets:
            from xltools.county.rows import file_with_results

            results.append(file_with_results(read.book))
        report(Progress(Stage.READING, len(files), len(found), file.path.name))
    # One workbook does not say what the department has sent besides.
    whole = any(path.is_dir() for path in request.paths)
    unanswered = _unanswered(approved, results) if approved and whole else ()
    result = CheckResult(tuple(files), chosen.settings, (*chosen.notices, *unanswered), _status(files, unanswered))
    if target and (notices := saved_beside(target, _write_json(result, target))):
        status = max(result.status, ExitStatus.FINDINGS)
        return replace(result, notices=(*result.notices, *notices), status=status)
    return result


def registers_by_code(roster: Path | None, limits: Limits) -> Registers:
    """Return the projects that each department of a roster has in its register, by the department's code."""
    if roster is None:
        return {}
    from xltools.services.rosters import read_departments  # most checks have no roster

    return {entry.code: entry.projects for entry in read_departments(roster, limits)}


def _approved_targets(folder: Path | None, settings: Settings) -> ApprovedTargets | None:
    if folder is None:
        return None
    from xltools.county.approved import ApprovedTargets  # most checks have no approved targets
    from xltools.services.approved import read_approved

    return ApprovedTargets(read_approved(folder, settings))


def _unanswered(approved: ApprovedTargets, results: Sequence[CountyFile]) -> tuple[Text, ...]:
    from xltools.services.approved import unanswered_notices

    return tuple(unanswered_notices(approved, results))


def check_found(
    file: FoundFile,
    settings: Settings,
    registers: Registers,
    framework: Framework | None = None,
    approved: ApprovedTargets | None = None,
) -> tuple[CheckedFile, ReadBook]:
    """Check one file that was found, and return it with what was read."""
    result = check_file(file.path, file.name, settings, framework)
    findings, book = result.findings, result.book
    if book and (register := registers.get(book.department_code)):
        findings = _with_register(book, findings, register, settings)
    if book and approved:
        from xltools.county.approved import compare_book

        findings = compare_book(book, findings, approved, settings)
    if not findings and not belongs_to_system(file.path.name) and (book is None or not book.all_sheets):
        findings = (READING["R09"].at(Place(file.name), found=result.read.file.reason.zh),)
    mended = result.mended if result.read.earlier else None
    if book is None:
        return CheckedFile(file.name, (), result.rules_run, findings, mended=mended), result.read
    forms = tuple((sheet.place, sheet.code.value or "") for sheet in book.all_sheets)
    department = book.department_code, stated_department(book)
    others = Counter(sheet.form.name for sheet in (*book.department_sheets, *book.progress_sheets))
    checked = CheckedFile(file.name, forms, result.rules_run, findings, department, mended, result.trial, others)
    return checked, result.read


def _with_register(
    book: DepartmentBook, findings: tuple[Finding, ...], register: Sequence[RosterProject], settings: Settings
) -> tuple[Finding, ...]:
    """Add what the register says of the book's amounts; one that is as approved is not in doubt."""
    if book.progress_sheets and not book.sheets:
        return findings  # results report no amounts
    amounts = reported_amounts(book)
    approved = approved_places(amounts, register)
    own = [one for one in findings if one.rule not in DOUBTING_RULES or one.place not in approved]
    doubtful = {one.place for one in own if one.rule in DOUBTING_RULES}
    compared = compare_with_register(amounts, register, Place(book.file), doubtful)
    return sort_findings((*own, *compared_findings(compared, settings)), [sheet.place for sheet in book.all_sheets])


def _write_json(result: CheckResult, target: OutputFile) -> Path:
    # They bring the whole summary along, which takes time.
    from xltools.outputs.json_report import findings_json
    from xltools.outputs.table_rows import finding_rows_of_file

    rows = (row for one in result.files for row in finding_rows_of_file(one.findings, one.forms, one.department))
    document = findings_json(rows, result.settings.name, now())
    return target.save(json.dumps(document, ensure_ascii=False, indent=1).encode())


def _status(files: list[CheckedFile], unanswered: Sequence[Text]) -> ExitStatus:
    if not any(file.forms for file in files):
        return ExitStatus.NOTHING
    errors = any(finding.severity is Severity.ERROR for file in files for finding in file.findings)
    return ExitStatus.FINDINGS if errors or unanswered else ExitStatus.DONE

"""Read and check one department workbook."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path

from xltools.department.read import ReadBook, read_book
from xltools.department.resubmission import compare_findings, mended
from xltools.form_identity import Framework
from xltools.forms.interpret import Interpretation
from xltools.messages.files import FILES
from xltools.messages.known_forms import UNKNOWN_FORM
from xltools.messages.message import Message
from xltools.messages.reading import READING
from xltools.model import DepartmentBook, Finding, Place, Severity
from xltools.quick_dataclass import dataclass
from xltools.readers import FileKind, SentFile
from xltools.rules.catalogue import RULES
from xltools.rules.engine import CheckReport, check_book, sort_findings
from xltools.rules.settings import DEFAULT, Settings

__all__ = ["FileCheck", "check_file", "explain_no_forms", "report_fault", "review_book"]


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One workbook that was read and checked: what was read, all findings in order, and how many rules ran.

    Findings of a workbook that was returned before tell whether they are new.
    """

    read: ReadBook
    findings: tuple[Finding, ...]
    rules_run: int = 0
    trial: Mapping[str, int] = field(default_factory=dict)
    """what the county's own rules on trial would have said, by rule"""

    @property
    def book(self) -> DepartmentBook | None:
        """The department's book; None for a file that cannot be read as one."""
        return self.read.book

    @property
    def mended(self) -> int:
        """The number of findings that the workbook was returned with and that are gone."""
        return mended(self.findings, self.read.earlier)


def check_file(path: Path, name: str, settings: Settings = DEFAULT, framework: Framework | None = None) -> FileCheck:
    """Read and check one workbook.

    ``framework`` forces a framework of indicators; otherwise that of each form counts. Never raises: a fault
    of this program is a finding of the file.
    """
    try:
        return _check_file(path, name, settings, framework)
    except Exception as error:
        problem = report_fault(error, name)
        return FileCheck(ReadBook(SentFile(FileKind.OTHER, problem=problem), findings=(problem,)), (problem,))


def _check_file(path: Path, name: str, settings: Settings, framework: Framework | None) -> FileCheck:
    read = read_book(path, name, settings.limits, settings.forms)
    if read.book is None:
        return FileCheck(read, read.findings)
    report = review_book(read.book, read, settings, framework)
    return FileCheck(read, compare_findings(report.findings, read.earlier), len(report.rules_run), report.trial)


def review_book(
    book: DepartmentBook,
    reading: ReadBook | Interpretation,
    settings: Settings = DEFAULT,
    framework: Framework | None = None,
) -> CheckReport:
    """Check a book that was read from a file or from an open workbook.

    The report has the findings of reading and those of the rules, in order. One cause, one finding: where the reader
    has reported an error in a cell, no rule speaks of that cell again, and none where the reader has a message that
    silences it.
    """
    if not book.all_sheets:
        nothing = explain_no_forms(reading)
        empty = (nothing.at(Place(book.file)),) if nothing else ()
        return CheckReport((*reading.findings, *empty), (), 0)
    report = check_book(book, settings, framework)
    reported = {
        finding.place
        for finding in reading.findings
        if finding.severity is Severity.ERROR and finding.place.row and finding.place.column
    }
    said = {(finding.rule, finding.place) for finding in reading.findings if finding.place.cell}
    rest = (
        finding
        for finding in report.findings
        if finding.place not in reported
        and not any((message, finding.place) in said for message in _silencers(finding.rule))
    )
    findings = sort_findings((*reading.findings, *rest), [sheet.place for sheet in book.all_sheets])
    return replace(report, findings=findings)


def _silencers(rule: str) -> tuple[str, ...]:
    known = RULES.get(rule)  # a county's own rules are not in the catalogue
    return known.silenced_by if known else ()


def report_fault(error: Exception, name: str) -> Finding:
    """Return the finding that a file could not be read: memory ran out, or an internal error and its location."""
    if isinstance(error, MemoryError):
        return FILES["F27"].at(Place(name), limit="worker_mb")
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return FILES["F07"].at(Place(name), detail=f"{type(error).__name__}: {str(error)[:80]}{where}")


def explain_no_forms(read: ReadBook | Interpretation) -> Message | None:
    """Return why a department's workbook has no target sheet to take; None for a workbook of another kind."""
    if any(finding.rule == UNKNOWN_FORM for finding in read.findings):
        return None  # the finding says it
    if read.unused:
        return READING["R14"]
    return READING["R09"] if read.target_sheets or read.stamp else None

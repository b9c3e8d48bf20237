"""Read and check one department workbook."""

from __future__ import annotations

import traceback
from pathlib import Path

from xltools.department.read import ReadBook, read_book
from xltools.department.resubmission import compare_findings
from xltools.messages.files import FILES
from xltools.messages.message import Message
from xltools.messages.reading import READING
from xltools.model import DepartmentBook, Finding, Place, Profile, Severity
from xltools.readers import FileKind, SentFile
from xltools.rules.engine import check_book, sort_findings
from xltools.rules.settings import DEFAULT, Settings

__all__ = ["check_file", "describe_fault", "explain_no_forms", "merge_findings"]


def check_file(
    path: Path, name: str, settings: Settings = DEFAULT, profile: Profile | None = None
) -> tuple[ReadBook, DepartmentBook | None, tuple[Finding, ...], int]:
    """Read and check one workbook; return its book, all findings in order, and the number of rules that ran.

    ``profile`` forces an edition of the rules; otherwise the book's own counts. Findings of a workbook that was
    returned before tell whether they are new. Never raises: a fault of this program is a finding of the file.
    """
    try:
        return _check_file(path, name, settings, profile)
    except Exception as error:
        problem = FILES["F07"].at(Place(name), detail=describe_fault(error))
        return ReadBook(SentFile(FileKind.OTHER, problem=problem), findings=(problem,)), None, (problem,), 0


def _check_file(
    path: Path, name: str, settings: Settings, profile: Profile | None
) -> tuple[ReadBook, DepartmentBook | None, tuple[Finding, ...], int]:
    read = read_book(path, name, settings.limits)
    book = read.book
    if book is None:
        return read, None, read.findings, 0
    if not book.sheets:
        nothing = explain_no_forms(read)
        empty = (nothing.at(Place(name)),) if nothing else ()
        return read, book, (*read.findings, *empty), 0
    report = check_book(book, settings, profile)
    findings = merge_findings(read.findings, report.findings, book)
    return read, book, compare_findings(findings, read.earlier), len(report.rules_run)


def merge_findings(
    reading: tuple[Finding, ...], checked: tuple[Finding, ...], book: DepartmentBook
) -> tuple[Finding, ...]:
    """Merge findings of reading and of rules; a cell with an error of reading gets no finding of a rule."""
    reported = {finding.place for finding in reading if finding.severity is Severity.ERROR and finding.place.cell}
    rest = (finding for finding in checked if finding.place not in reported)
    return sort_findings((*reading, *rest), [sheet.place for sheet in book.sheets])


def describe_fault(error: Exception) -> str:
    """Describe an internal error and its location for a maintainer."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {str(error)[:80]}{where}"


def explain_no_forms(read: ReadBook) -> Message | None:
    """Explain why a department's workbook has no usable target sheet; None for a workbook of another kind."""
    if read.unused:
        return READING["R14"]
    return READING["R09"] if read.target_sheets or read.stamp else None
